"""What the documents point at is there, and the guides call things what the screen calls them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.test_ladder import NEIGHBOURS, OPEN_ROOMS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
GUIDES = sorted(set((ROOT / "docs/huong-dan").glob("*.md")) - {ROOT / "docs/huong-dan/README.md"})
CODE = re.compile(r"^( *)```.*?^\1```|`[^`]+`|^ {4,}(?![-*\d]).*$", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"\*\*(.+?)\*\*|“([^”]+)”", re.DOTALL)  # a name on the screen, a sentence said
TEMPLATE = re.compile(r"{[#%{].*?[#%}]}", re.DOTALL)
LITERAL = re.compile(r'"([^"\n]*)"')


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    links = [link for link in LINK.findall(text) if ":" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_the_architecture_tells_each_exception_to_the_ladder() -> None:
    told = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    [said] = re.findall(r"It knows these exceptions and no others\..*?\n\n", told, re.DOTALL)
    rooms = {name.removeprefix("province.") for name in OPEN_ROOMS}
    pairs = {(a.removeprefix("province."), b.removeprefix("province.")) for a, b in NEIGHBOURS}
    assert pairs == set(re.findall(r"`(\w+)` → `(\w+)`", said))
    assert rooms == set(re.findall(r"`(\w+)`", said)) - {name for pair in pairs for name in pair}


def test_every_guide_is_listed_and_every_picture_is_shown() -> None:
    guides = ROOT / "docs/huong-dan"
    listed = LINK.findall((guides / "README.md").read_text(encoding="utf-8"))
    assert {page.name for page in guides.glob("*.md")} - {"README.md"} == set(listed)
    everything = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert all(picture.name in everything for picture in (ROOT / "docs/pictures").glob("*.png"))


def words_of_programs() -> Iterator[str]:
    """Return every text the programs can show, as whole as it stands there."""
    for path in (path for top in ("province", "api") for path in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in (
        path for top in ("api", "site/overrides") for path in (ROOT / top).rglob("*.html")
    ):
        text = path.read_text(encoding="utf-8")
        for expression in TEMPLATE.findall(text):
            yield from LITERAL.findall(expression)
        yield from re.split(r"<[^>]*>", TEMPLATE.sub("\n", text))
    for path in [*(ROOT / "site/assets").glob("*.js"), *(ROOT / "province").rglob("*.toml")]:
        yield path.read_text(encoding="utf-8")


@cache
def screen() -> str:
    """Return all that can be read on a screen, in one text of single spaces."""
    return "\n".join(" ".join(text.split()) for text in words_of_programs())


def quoted(guide: str) -> set[str]:
    """Return the names and sentences a guide quotes; "…" stands for what changes and parts them."""
    found = [name or said for name, said in QUOTED.findall(CODE.sub("", guide))]
    parts = [part for one in found for part in re.split("[…“”]", " ".join(one.split()))]
    return {part.strip(" .,:;()–") for part in parts} - {""}


def on_the_screen(words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", screen()) is not None


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_a_guide_quotes_is_on_the_screen(guide: Path) -> None:
    names = quoted(guide.read_text(encoding="utf-8"))
    assert names
    assert not [name for name in sorted(names) if not on_the_screen(name)]


def test_a_guide_that_has_gone_stale_would_be_noticed() -> None:
    stale = "Bấm **Tiếp nhận ngay**; thấy “Đã tiếp nhận hồ sơ. Xin …”, `**mã**`, **Tiếp nhận**."
    missing = {name for name in quoted(stale) if not on_the_screen(name)}
    assert missing == {"Tiếp nhận ngay", "Đã tiếp nhận hồ sơ. Xin"}
