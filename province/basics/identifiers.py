"""Identifiers people type and machines compare: personal, tax and phone numbers, unit codes,
document numbers. Each function takes what was typed, in any usual spelling, and returns the one
normal form, or refuses with a sentence.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from province.basics.refusals import Invalid
from province.basics.text import fold, nfc

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MOBILE = re.compile(r"0(?:3[2-9]|5[2689]|7[06-9]|8[1-689]|9[0-46-9])\d{7}")
_LANDLINE = re.compile(r"02\d{8,9}")
_CODE_2016 = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Z]\d{2}")
_CODE_2020 = re.compile(r"[A-Z]\d{2}(?:\.[0-9A-Z]{2,3})*")
_CODE_CHARACTERS_MOST = 35
_DOCUMENT_NUMBER = re.compile(
    r"(?P<number>\d{1,6}[a-zđ]?)(?:/(?P<year>\d{4}))?/"
    r"(?P<symbol>[^\W\d_][^\W_]*(?:[-.&][^\W_]+)*)"
)


class Sex(StrEnum):
    """Sex as a citizen's number tells it."""

    MALE = "male"  # nam
    FEMALE = "female"  # nữ


@dataclass(frozen=True)
class CitizenNumber:
    """A personal identification number (số định danh cá nhân) and what its digits say."""

    number: str  # 12 digits
    birth_place: str  # 3 digits of the province or country of birth registration, e.g. "086"
    birth_year: int
    sex: Sex


@dataclass(frozen=True)
class DocumentNumber:
    """The number and symbol of an official document: `15/QĐ-UBND`, `11/2026/QĐ-UBND`."""

    number: str  # as written, "05", "12a"
    year: int | None  # legal normative documents carry it
    symbol: str  # "QĐ-UBND"; mixed case is meant ("QyĐ", "CTr")


def citizen_number(typed: str) -> CitizenNumber:
    """Read a 12-digit personal number; it has no check digit, so only its shape is proved.

    Refuses: basics.identifiers.citizen_number.
    """
    digits = _bare(typed)
    if not re.fullmatch(r"\d{12}", digits):
        raise Invalid(
            "basics.identifiers.citizen_number",
            "Số căn cước (số định danh cá nhân) phải có đúng 12 chữ số, ví dụ 086203001234.",
        )
    century_and_sex = int(digits[3])  # 0 and 1: born 1900–1999, male and female; 2 and 3: 2000–
    return CitizenNumber(
        number=digits,
        birth_place=digits[:3],
        birth_year=1900 + 100 * (century_and_sex // 2) + int(digits[4:6]),
        sex=Sex.FEMALE if century_and_sex % 2 else Sex.MALE,
    )


def tax_code(typed: str) -> str:
    """Read a tax code: 10 digits with a check digit, 10-3 for a dependent unit, or 12 personal.

    Returns: `0100109106`, `0100109106-001` or a personal number.

    Refuses: basics.identifiers.tax_code. Law: 86/2024/TT-BTC
    """
    digits = _bare(typed)
    if re.fullmatch(r"\d{12}", digits):
        return digits
    match = re.fullmatch(r"(\d{10})(\d{3})?", digits)
    if match is None or not _tax_check(match[1]) or match[2] == "000":
        raise Invalid(
            "basics.identifiers.tax_code",
            "Mã số thuế chưa đúng. Mã số thuế có 10 chữ số (đơn vị phụ thuộc thêm -001 đến -999) "
            "hoặc là số định danh cá nhân 12 chữ số; vui lòng kiểm tra lại từng chữ số.",
        )
    return match[1] if match[2] is None else f"{match[1]}-{match[2]}"


def _tax_check(digits: str) -> bool:
    rest = sum(int(d) * w for d, w in zip(digits, _TAX_WEIGHTS, strict=False)) % 11
    return rest != 0 and int(digits[9]) == 10 - rest


def mobile_number(typed: str) -> str:
    """Read a mobile number of any network, with or without +84: `0912345678`.

    Refuses: basics.identifiers.mobile_number.
    """
    digits = _national(typed)
    if not _MOBILE.fullmatch(digits):
        raise Invalid(
            "basics.identifiers.mobile_number",
            "Số điện thoại di động chưa đúng. Số di động có 10 chữ số, ví dụ 0912 345 678.",
        )
    return digits


def phone_number(typed: str) -> str:
    """Read a mobile or fixed number: `0912345678`, `02703823456`.

    Refuses: basics.identifiers.phone_number.
    """
    digits = _national(typed)
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise Invalid(
            "basics.identifiers.phone_number",
            "Số điện thoại chưa đúng. Ví dụ: 0912 345 678 (di động), 0270 3823 456 (cố định).",
        )
    return digits


def unit_code(typed: str) -> str:
    """Read a unit's identity code in either spelling: `000.05.17.H61` and `H61.17.05` are one.

    Returns: the spelling in force, `H61.17.05`, at most 35 characters.

    Refuses: basics.identifiers.unit_code. Law: 20/2020/QĐ-TTg
    """
    code = nfc(typed).strip().upper()
    if _CODE_2016.fullmatch(code):
        third, second, first, top = code.split(".")
        levels = [top, first, second, third.removeprefix("0")]
        while not levels[-1].strip("0"):
            levels.pop()
        code = ".".join(levels)
    if not _CODE_2020.fullmatch(code) or len(code) > _CODE_CHARACTERS_MOST:
        raise Invalid(
            "basics.identifiers.unit_code",
            "Mã định danh cơ quan chưa đúng. Ví dụ: H61.17.05 hoặc 000.05.17.H61.",
        )
    return code


def unit_code_2016(code: str) -> str | None:
    """Spell a code as the older 13-character form, `000.05.17.H61`, that other systems still send.

    Returns: None where the older form has no room: more than three levels below the province.
    """
    top, *lower = unit_code(code).split(".")
    third, second, first = [*["00"] * (3 - len(lower)), *reversed(lower)][-3:]
    old = f"{third:0>3}.{second}.{first}.{top}"
    return old if len(lower) <= 3 and _CODE_2016.fullmatch(old) else None


def document_number(typed: str) -> DocumentNumber | None:
    """Read `Số: 15/QĐ-UBND` into its parts, leniently: spaces and long dashes are forgiven.

    Returns: None for what cannot be read so, as many documents of before 2011; keep the raw text.

    Law: 30/2020/NĐ-CP PL I
    """
    match = _DOCUMENT_NUMBER.fullmatch(_tidy_number(typed))
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else None
    return DocumentNumber(match["number"], year, match["symbol"])


def document_number_key(typed: str) -> str:
    """Make the key by which two writings of one document number are equal: `15/qd-ubnd`.

    Accents, case, spaces, `Số:` and leading zeros do not count; every text has a key.
    """
    return re.sub(r"^0+(?=\d)", "", fold(_tidy_number(typed)))


def _tidy_number(typed: str) -> str:
    bare = re.sub(r"^\s*Số\s*[:.]?\s*(?=\d)", "", nfc(typed), flags=re.IGNORECASE)
    return re.sub(r"\s+", "", re.sub(r"\s*[‐‑‒–—−]\s*", "-", bare))


def _bare(typed: str) -> str:
    """Drop the spaces, dots and dashes people group digits with."""
    return re.sub(r"[\s.\-–]", "", nfc(typed))


def _national(typed: str) -> str:
    return re.sub(r"^(?:\+84|0084|84)(?=[2-9])", "0", re.sub(r"[()]", "", _bare(typed)))
