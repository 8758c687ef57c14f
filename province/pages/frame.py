"""What stands around every page: language, place in the menu, breadcrumb; and pages of links."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from province.basics import legal_day, text
from province.pages.model import Kind, StagedPage

# First folder of an address: which item of the main menu it belongs to, and what it is called.
SECTIONS: Mapping[str, tuple[str, str]] = {
    "thu-tuc": ("thu-tuc", "Thủ tục"),
    "tin-tuc": ("tin-tuc", "Tin tức"),
    "thong-bao": ("tin-tuc", "Thông báo"),
    "van-ban": ("van-ban", "Văn bản"),
    "co-quan": ("co-quan", "Cơ quan"),
}
_ENGLISH = {
    "about": "gioi-thieu",
    "offices": "co-quan",
    "services": "thu-tuc",
    "contact": "lien-he",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def placed(path: str, *, above: list[tuple[str, str]] | None = None) -> dict[str, Any]:
    """Return language, menu item and breadcrumb of a page; `above` adds steps below the section."""
    parts = path.removesuffix(".md").removesuffix("index").strip("/").split("/")
    if parts[0] == "en":
        section = _ENGLISH.get(parts[1], "") if len(parts) > 1 else "trang-chu"
        trail: list[list[str]] | None = [] if len(parts) > 1 else None
        return {"lang": "en", "section": section, "trail": trail}
    if not parts[0]:
        return {"lang": "vi", "section": "trang-chu", "trail": None}
    section, name = SECTIONS.get(parts[0], (parts[0], ""))
    steps = [(f"/{parts[0]}/", name)] if name and len(parts) > 1 else []
    steps += above or []
    return {"lang": "vi", "section": section, "trail": [list(step) for step in steps]}


def day_words(moment: datetime | date, language: str) -> str:
    """Return a day as the page's language writes it: "20/11/2026", "20 November 2026"."""
    day = legal_day(moment) if isinstance(moment, datetime) else moment
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return text.date_vi(day)


def list_page(path: str, title: str, summary: str, *, field: str = "", **shown: Any) -> StagedPage:
    """Make a page that leads to others; `shown` is what its template lists: entries or groups."""
    meta = {
        "title": title,
        "description": summary,
        "lead": summary,
        "template": "list.html",
        **placed(path),
        **shown,
    }
    return StagedPage(path, Kind.LIST, title, summary, meta, "", field=field)
