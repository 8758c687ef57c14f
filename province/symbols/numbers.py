"""Number and symbol (số, ký hiệu): composed, written, told apart, and the series they run in.

Law: 30/2020/NĐ-CP Đ15, PL I II.3
"""

import re
from collections.abc import Collection

from province.basics import Invalid, identifiers, text
from province.symbols.kinds import LETTER, DocumentType, Family

_ISSUER_KEY_CHARACTERS = 200  # as the register's columns hold them
_NUMBER_KEY_CHARACTERS = 60
_SPELLED_OUT = {
    "ubnd": "ủybannhândân",
    "hđnd": "hộiđồngnhândân",
    "vp": "vănphòng",
    "tp": "thànhphố",
}
_ABBREVIATION = re.compile(r"[A-ZĐÂĂÊÔƠƯ][\w.&]{0,19}")


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
