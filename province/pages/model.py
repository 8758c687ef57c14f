"""One page as the generator gets it: the facts its template shows, and Markdown."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a page is; editors write the first four, the others are made from other rooms."""

    PAGE = "page"
    NEWS = "news"  # tin tức
    NOTICE = "notice"  # thông báo
    LEGAL_DOCUMENT = "legal_document"  # văn bản
    GUIDE = "guide"  # hướng dẫn thủ tục
    UNIT = "unit"  # cơ quan
    LIST = "list"  # a list of pages; not found by search


@dataclass(frozen=True)
class StagedPage:
    """One page as the generator gets it."""

    path: str  # in the staged tree, "thong-bao/lich.md"
    kind: Kind
    title: str
    summary: str
    meta: dict[str, Any]  # what the template shows beside the text
    body: str  # Markdown
    unit: str = ""  # name of the unit that answers for it
    field: str = ""  # one of procedures.FIELDS
    day: date | None = None  # published, issued or checked
    changed: date | None = None  # for the sitemap; None: not said rather than guessed
    published_at: datetime | None = None  # for the feeds
    words: str = ""  # further words search finds the page by
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # attachments, from the content folder
    number: str = ""  # số, ký hiệu of a document, code of a procedure or unit

    @property
    def url(self) -> str:
        """Return the address of the page, "/thong-bao/lich/"."""
        return url_of(self.path)

    @property
    def language(self) -> str:
        """Return "vi", or "en" for the English pages."""
        return "en" if self.path.startswith("en/") else "vi"


def url_of(path: str) -> str:
    """Return the address of a Markdown file of the content folder."""
    stem = path.removesuffix(".md")
    if stem == "index":
        return "/"
    return f"/{stem.removesuffix('/index')}/"
