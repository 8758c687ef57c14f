"""What is asked and found: questions, hits, facets, suggestions."""

from dataclasses import dataclass
from datetime import date as Day  # hits have a field named date

PAGE_SIZE_MOST = 100  # hits a page
PAGES_MOST = 1_000  # nobody reads further; bounds the work of one question


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
