"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if ":" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_every_guide_is_listed_and_every_picture_is_shown() -> None:
    guides = ROOT / "docs/huong-dan"
    listed = LINK.findall((guides / "README.md").read_text(encoding="utf-8"))
    assert {page.name for page in guides.glob("*.md")} - {"README.md"} == set(listed)
    everything = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert all(picture.name in everything for picture in (ROOT / "docs/pictures").glob("*.png"))
