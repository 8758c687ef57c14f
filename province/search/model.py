"""What is searched, asked and found: entries, questions, hits, facets, suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day  # entries have a field named date
from types import MappingProxyType

PUBLIC = "public"  # the reader's key everyone holds
PAGE_SIZE_MOST = 100  # hits a page
PAGES_MOST = 1_000  # nobody reads further; bounds the work of one question

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "guide": "Thủ tục hành chính",
        "legal": "Văn bản pháp luật",
        "document": "Văn bản đi, văn bản đến",
        "notice": "Tin tức, thông báo",
        "page": "Trang thông tin",
        "unit": "Cơ quan, đơn vị",
        "archive": "Hồ sơ lưu trữ",
    }
)  # kind → what readers call it, in the order facets are shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. Field and unit are the names people read, not codes."""

    id: str  # "guide:1.013225": one for ever, whoever indexes it
    kind: str  # a key of KINDS
    title: str
    text: str  # plain text, not markup
    url: str  # "/thu-tuc/cap-giay-phep-xay-dung/"
    field: str = ""  # lĩnh vực: "Đất đai"
    unit: str = ""  # cơ quan: "Sở Xây dựng"
    date: Day | None = None  # issued or published
    number: str = ""  # số, ký hiệu or code: "112/2001/QĐ-TTg", "1.013225"
    readers: frozenset[str] = frozenset({PUBLIC})  # who may find it: PUBLIC or grant keys

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.id!r} is of no kind readers know: {self.kind!r}")


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks. Empty filters let everything through; empty text browses by date."""

    text: str
    kinds: frozenset[str] = frozenset()
    field: str = ""
    unit: str = ""
    from_day: Day | None = None  # inclusive
    to_day: Day | None = None  # inclusive
    newest_first: bool = False  # else the most fitting first
    page: int = 1  # 1 … PAGES_MOST
    page_size: int = 10  # 1 … PAGE_SIZE_MOST
    readers: frozenset[str] = frozenset()  # keys held beside PUBLIC


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found, as it is shown."""

    id: str
    title: str
    url: str
    kind: str
    snippet: str  # HTML: escaped text, no tag but <mark>
    score: float
    date: Day | None
    unit: str
    field: str
    number: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits."""

    hits: tuple[Hit, ...]
    total: int  # of hits on all pages, for this reader
    next: int | None  # number of the next page
    took_ms: float
    suggestion: str = ""  # "giấy phép xây dựng" for `giay phep xay dugn`; empty when none


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits each choice of a filter would leave, the other filters standing."""

    kinds: tuple[tuple[str, int], ...]
    fields: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, int], ...]
    years: tuple[tuple[int, int], ...]  # newest first


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box: words to search for, or a page to open at once."""

    text: str
    url: str = ""  # empty: search for the text
    kind: str = ""
