"""The types of documents an office writes, and what each is called in a symbol.

Law: 30/2020/NĐ-CP Đ7, PL III
"""

from dataclasses import dataclass
from enum import StrEnum

from province.basics import Invalid, text


class Family(StrEnum):
    """The three families of documents an office numbers."""

    ADMINISTRATIVE = "administrative"  # văn bản hành chính
    LEGAL = "legal"  # văn bản quy phạm pháp luật của tỉnh
    COPY = "copy"  # bản sao


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document (tên loại)."""

    name: str  # "Chỉ thị"
    abbreviation: str  # "CT"; mixed case is meant ("QyĐ"); "" where the symbol has none
    printed: bool = False  # Mẫu 1.4 or 1.5 sets it from typed text; others come as a file
    family: Family = Family.ADMINISTRATIVE

    @property
    def code(self) -> str:
        """Return the stable code: "chi-thi"."""
        return text.slug(self.name)


LETTER = DocumentType("Công văn", "", True)
ADMINISTRATIVE = (
    DocumentType("Nghị quyết", "NQ"),
    DocumentType("Quyết định", "QĐ"),
    DocumentType("Chỉ thị", "CT", True),
    DocumentType("Quy chế", "QC", True),
    DocumentType("Quy định", "QyĐ", True),
    DocumentType("Thông cáo", "TC", True),
    DocumentType("Thông báo", "TB", True),
    DocumentType("Hướng dẫn", "HD", True),
    DocumentType("Chương trình", "CTr", True),
    DocumentType("Kế hoạch", "KH", True),
    DocumentType("Phương án", "PA", True),
    DocumentType("Đề án", "ĐA", True),
    DocumentType("Dự án", "DA", True),
    DocumentType("Báo cáo", "BC", True),
    DocumentType("Biên bản", "BB"),
    DocumentType("Tờ trình", "TTr", True),
    DocumentType("Hợp đồng", "HĐ"),
    LETTER,
    DocumentType("Công điện", "CĐ"),
    DocumentType("Bản ghi nhớ", "BGN"),
    DocumentType("Bản thỏa thuận", "BTT"),
    DocumentType("Giấy ủy quyền", "GUQ", True),
    DocumentType("Giấy mời", "GM"),
    DocumentType("Giấy giới thiệu", "GGT"),
    DocumentType("Giấy nghỉ phép", "GNP"),
    DocumentType("Phiếu gửi", "PG", True),
    DocumentType("Phiếu chuyển", "PC", True),
    DocumentType("Phiếu báo", "PB", True),
    DocumentType("Thư công", ""),
)
LEGAL = (
    DocumentType("Quyết định (quy phạm pháp luật)", "QĐ", family=Family.LEGAL),
    DocumentType("Nghị quyết (quy phạm pháp luật)", "NQ", family=Family.LEGAL),
)
COPIES = (
    DocumentType("Bản sao y", "SY", family=Family.COPY),
    DocumentType("Bản sao lục", "SL", family=Family.COPY),
    DocumentType("Bản trích sao", "TrS", family=Family.COPY),
)
TYPES = {kind.code: kind for kind in (*ADMINISTRATIVE, *LEGAL, *COPIES)}


def type_of(code: str) -> DocumentType:
    """Return a type by its code.

    Refuses: documents.type.unknown.
    """
    if code not in TYPES:
        raise Invalid(
            "documents.type.unknown",
            "Chưa chọn tên loại văn bản. Hãy chọn một tên loại trong danh sách.",
            fields={"type": "Hãy chọn một tên loại trong danh sách."},
        )
    return TYPES[code]


def type_named_by(number: str) -> str:
    """Tell the name of a type from number and symbol as received: `15/QĐ-UBND` → Quyết định.

    What bears no type's abbreviation is a letter, as the law has it.
    """
    first = text.nfc(number).rpartition("/")[2].partition("-")[0].strip()
    named = (kind.name for kind in ADMINISTRATIVE if first and kind.abbreviation == first)
    return next(named, LETTER.name)
