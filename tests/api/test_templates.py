"""The words of the pages: one term for one thing, and no promise nothing keeps."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "api" / "templates"
PAGES = {path: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html"))}
NEVER = {
    "dấu vân": "a digest is called mã băm SHA-256",
    "dấu vết của": "a digest is called mã băm SHA-256",
    "Tác giả": "on the screens the field is called Cơ quan ban hành",
    "đóng sổ": "nothing closes a register",
    "đề nghị sửa": "no deed puts right what was filed",
    "không có gì bị ghi dở dang": "after a fault nobody knows",
    '"required": none': "takes nothing back: say required=false, or use a filter",
}


@pytest.mark.parametrize("words", NEVER)
def test_pages_do_not_say(words: str) -> None:
    found = [str(path.relative_to(TEMPLATES)) for path, page in PAGES.items() if words in page]
    assert not found, f"{found}: {NEVER[words]}"
