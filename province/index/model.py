"""What can be found: an entry, its kind, and who may find it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day  # entries have a field named date
from types import MappingProxyType

PUBLIC = "public"  # the reader's key everyone holds

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
    words: str = ""  # more that it is found by; never shown
    names: tuple[str, ...] = ()  # what else people call it: found by, never shown
    readers: frozenset[str] = frozenset({PUBLIC})  # who may find it: PUBLIC or grant keys

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.id!r} is of no kind readers know: {self.kind!r}")
