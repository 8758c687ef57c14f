"""Identifiers people type and machines compare: personal, tax and phone numbers, unit codes,
document numbers. Each function takes what was typed, in any usual spelling, and returns the one
normal form, or refuses with a sentence. A digit is one of 0–9: those of a full-width keyboard are
read as these, other scripts' are refused, so that whoever looks a number up finds it.
"""

import re
import unicodedata

from province.basics.refusals import Invalid
from province.basics.text import fold

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MOBILE = re.compile(r"0(?:3[2-9]|5[2689]|7[06-9]|8[1-689]|9[0-46-9])[0-9]{7}")
_LANDLINE = re.compile(r"02[0-9]{8,9}")
_CODE_2016 = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Z][0-9]{2}")
_CODE_2020 = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9A-Z]{2,3})*")
_CODE_CHARACTERS_MOST = 35


def citizen_number(typed: str) -> str:
    """Read a 12-digit personal number; it has no check digit, so only its shape is proved.

    Refuses: basics.identifiers.citizen_number.
    """
    digits = _bare(typed)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise Invalid(
            "basics.identifiers.citizen_number",
            "Số căn cước (số định danh cá nhân) phải có đúng 12 chữ số, ví dụ 086203001234.",
        )
    return digits


def tax_code(typed: str) -> str:
    """Read a tax code: 10 digits with a check digit, 10-3 for a dependent unit, or 12 personal.

    Returns: `0100109106`, `0100109106-001` or a personal number.

    Refuses: basics.identifiers.tax_code. Law: 86/2024/TT-BTC
    """
    digits = _bare(typed)
    if re.fullmatch(r"[0-9]{12}", digits):
        return digits
    match = re.fullmatch(r"([0-9]{10})([0-9]{3})?", digits)
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
    code = _plain(typed).strip().upper()
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


def document_number_key(typed: str) -> str:
    """Make the key by which two writings of one document number are equal: `15/qd-ubnd`.

    Accents, case, spaces, `Số:` and leading zeros do not count; every text has a key.
    """
    return re.sub(r"^0+(?=[0-9])", "", fold(_tidy_number(typed)))


def _tidy_number(typed: str) -> str:
    bare = re.sub(r"^\s*Số\s*[:.]?\s*(?=[0-9])", "", _plain(typed), flags=re.IGNORECASE)
    return re.sub(r"\s+", "", re.sub(r"\s*[‐‑‒–—−]\s*", "-", bare))


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed)


def _bare(typed: str) -> str:
    """Drop the spaces, dots and dashes people group digits with."""
    return re.sub(r"[\s.\-–]", "", _plain(typed))


def _national(typed: str) -> str:
    return re.sub(r"^(?:\+84|0084|84)(?=[2-9])", "0", re.sub(r"[()]", "", _bare(typed)))
