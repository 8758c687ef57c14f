"""Types of documents, and the number and symbol each is given.

Law: 30/2020/NĐ-CP Đ7, Đ15, PL I II.3, PL III
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from province.basics import Invalid, identifiers, text


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

_ISSUER_KEY_CHARACTERS = 200  # as the register's columns hold them
_NUMBER_KEY_CHARACTERS = 60
_SPELLED_OUT = {
    "ubnd": "ủybannhândân",
    "hđnd": "hộiđồngnhândân",
    "vp": "vănphòng",
    "tp": "thànhphố",
}
_ABBREVIATION = re.compile(r"[A-ZĐÂĂÊÔƠƯ][\w.&]{0,19}")


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


def symbol(kind: DocumentType, issuer: str, drafter: str = "") -> str:
    """Compose a symbol: `QĐ-UBND`; for a letter `UBND-VX`, issuer and drafting unit or field.

    Refuses: documents.symbol.issuer, documents.symbol.drafter. Law: 30/2020/NĐ-CP PL I II.3b
    """
    if not _ABBREVIATION.fullmatch(issuer):
        raise Invalid(
            "documents.symbol.issuer",
            "Cơ quan chưa có chữ viết tắt để ghi vào ký hiệu. Hãy nhờ quản trị viên bổ sung.",
        )
    if kind.abbreviation:
        return f"{kind.abbreviation}-{issuer}"
    if not _ABBREVIATION.fullmatch(drafter):
        raise Invalid(
            "documents.symbol.drafter",
            f"{kind.name} cần chữ viết tắt của đơn vị soạn thảo hoặc lĩnh vực, ví dụ VX, KT, VP.",
            fields={"drafted_by": "Hãy ghi chữ viết tắt, ví dụ VX, KT, VP."},
        )
    return f"{issuer}-{drafter}"


def number_text(kind: DocumentType, number: int, year: int, symbol_text: str) -> str:
    """Write number and symbol: `05/BC-SNV`, `15/QĐ-UBND`, `11/2026/QĐ-UBND`.

    Law: 30/2020/NĐ-CP PL I II.3c
    """
    between = f"{year}/" if kind.family is Family.LEGAL else ""
    return f"{number:02d}/{between}{symbol_text}"


def series_of(kind: DocumentType, own: Collection[str] | None) -> str:
    """Name the series a type is numbered in; `own` lists the types apart, None: every type.

    All copies share one series; each legal type has its own; what bears no type in its symbol is
    numbered with the letters, or two documents would bear one number.

    Law: 30/2020/NĐ-CP Đ15 k1
    """
    if not kind.abbreviation:
        kind = LETTER
    if kind.family is Family.COPY:
        return "copy"
    if kind.family is Family.LEGAL or own is None or kind.code in own:
        return kind.code
    return "common"


def number_book(unit_id: int, series: str) -> str:
    """Name the number book of one series of a unit."""
    return f"documents.outgoing:{unit_id}:{series}"


def issuer_key(name: str) -> str:
    """Make the key by which two writings of an issuer are equal.

    Tone habit (`Uỷ`, `Ủy`), case, spaces and the usual abbreviations (`UBND`) do not count.
    """
    words = re.findall(r"\w+", text.tone_key(name))
    return "".join(_SPELLED_OUT.get(word, word) for word in words)[:_ISSUER_KEY_CHARACTERS]


def number_key(number: str) -> str:
    """Make the key by which two writings of a number and symbol are equal; "" for no number."""
    return identifiers.document_number_key(number)[:_NUMBER_KEY_CHARACTERS]
