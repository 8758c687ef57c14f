"""Read one answer: what a person typed, or a program sent, into a clean value of its kind.

Everything may come decomposed (NFD), padded, in Vietnamese or ISO spelling; what comes out is one
normal form in plain JSON types. What cannot be read is refused with a sentence that says what to
type instead. Text stays text: markup and formulas in it mean nothing and are kept as typed.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from province.basics import Invalid, TooLarge, identifiers, text
from province.procedures import Dates, Field, FieldKind

LINE_CHARACTERS_MOST = 200
LONG_TEXT_CHARACTERS_MOST = 3000
ADDRESS_CHARACTERS_MOST = 300
EMAIL_CHARACTERS_MOST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
NUMBER_MOST = 10**15
FIRST_YEAR = 1900

_YES = {"yes", "true", "on", "1", "có", "co"}
_NO = {"no", "false", "off", "0", "không", "khong"}
_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?|-?\d+\.\d{1,2}")
_MONEY_UNIT = re.compile(r"\s*(?:đồng|đ|₫|vnđ|vnd)\.?$", re.IGNORECASE)
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
_SHEET_FIRST = re.compile(
    r"(?:to(?: ban do)?(?: so)?\s*)?(?P<sheet>\d{1,5})\s*[/,;.-]?\s*"
    r"(?:thua(?: dat)?(?: so)?\s*)?(?P<plot>\d{1,6})"
)
_PLOT_FIRST = re.compile(
    r"thua(?: dat)?(?: so)?\s*(?P<plot>\d{1,6})\s*[/,;.-]?\s*"
    r"to(?: ban do)?(?: so)?\s*(?P<sheet>\d{1,5})"
)


@dataclass(frozen=True)
class World:
    """What an answer is compared with besides its question."""

    today: date  # the legal day of filing
    units: Container[str] | None = None  # codes a `unit` answer may have; None: any code


def is_empty(given: Any) -> bool:
    """Tell whether nothing was answered; `False` and 0 are answers."""
    return given is None or (isinstance(given, str) and not given.strip()) or given == []


def read(field: Field, given: Any, world: World) -> Any:
    """Return the clean value of an answer that is not empty.

    Returns: str, int, float (numbers with decimals), bool, ISO date text, or a list of str.

    Refuses: procedures.answer.wrong, basics.text.too_long, basics.identifiers.*.
    """
    if isinstance(given, dict) or (isinstance(given, list) and field.kind is not FieldKind.CHOICES):
        raise _wrong("Mục này chỉ nhận một câu trả lời.")
    return _READERS[field.kind](field, given, world)


def parcel(typed: str) -> tuple[int, int] | None:
    """Read a land parcel in any usual order: `tờ 12, thửa 345`, `12/345`, `thửa 345 tờ 12`.

    Returns: (map sheet number, plot number), or None.
    """
    folded = re.sub(r"[\s:()]+", " ", text.fold(typed)).strip()
    match = _PLOT_FIRST.fullmatch(folded) or _SHEET_FIRST.fullmatch(folded)
    return (int(match["sheet"]), int(match["plot"])) if match else None


def number(typed: str) -> Decimal | None:
    """Read a number as Vietnamese write it, `1.234,5`; `85.5` cannot be thousands and is read too.

    Returns: None if it is no number.
    """
    bare = re.sub(r"\s", "", typed)
    if not _NUMBER.fullmatch(bare):
        return None
    if "," not in bare and re.fullmatch(r"-?\d+\.\d{1,2}", bare):
        return Decimal(bare)
    return Decimal(bare.replace(".", "").replace(",", "."))


def _wrong(sentence: str) -> Invalid:
    return Invalid("procedures.answer.wrong", sentence)


def _typed(given: Any) -> str:
    if not isinstance(given, str):
        raise _wrong("Mục này cần được trả lời bằng chữ.")
    return given


def _line(given: Any, characters_most: int) -> str:
    typed = _typed(given)
    if len(typed) > 8 * characters_most:  # far over: do not even look at it letter by letter
        raise _too_long(characters_most)
    try:
        return text.clean_line(typed, characters_most=characters_most)
    except TooLarge:
        raise _too_long(characters_most) from None


def _too_long(characters_most: int) -> TooLarge:
    return TooLarge(
        "procedures.answer.too_long",
        f"Nội dung dài quá {text.number_vi(characters_most)} ký tự. Vui lòng viết ngắn lại.",
    )


def _text(field: Field, given: Any, world: World) -> str:
    line = _line(given, field.characters_most or LINE_CHARACTERS_MOST)
    if field.pattern and not re.fullmatch(field.pattern, line):
        raise _wrong(f"Nội dung chưa đúng mẫu. Ví dụ: {field.example}.")
    return line


def _long_text(field: Field, given: Any, world: World) -> str:
    typed, most = _typed(given), field.characters_most or LONG_TEXT_CHARACTERS_MOST
    if len(typed) > 8 * most:
        raise _too_long(most)
    try:
        return text.clean_text(typed, characters_most=most)
    except TooLarge:
        raise _too_long(most) from None


def _address(field: Field, given: Any, world: World) -> str:
    return _line(given, field.characters_most or ADDRESS_CHARACTERS_MOST)


def _counted(field: Field, given: Any, decimals: int) -> int | float:
    whole = "Vui lòng nhập một số nguyên."
    if isinstance(given, str):
        value = number(_line(given, LINE_CHARACTERS_MOST).removesuffix(field.suffix))
    else:
        counted = isinstance(given, int | float) and not isinstance(given, bool)
        value = Decimal(str(given)) if counted else None
    if value is None or not value.is_finite():
        raise _wrong("Vui lòng nhập một số, ví dụ 1.234,5." if decimals else whole)
    low = -NUMBER_MOST if field.at_least is None else field.at_least
    high = NUMBER_MOST if field.at_most is None else field.at_most
    if value < low:
        raise _wrong(f"Số nhỏ nhất được nhận là {text.number_vi(low)}.")
    if value > high:
        raise _wrong(f"Số lớn nhất được nhận là {text.number_vi(high)}.")
    if value != round(value, decimals):
        least = f"Số này chỉ có nhiều nhất {decimals} chữ số sau dấu phẩy."
        raise _wrong(least if decimals else whole)
    return int(value) if value == int(value) else float(value)


def _number(field: Field, given: Any, world: World) -> int | float:
    return _counted(field, given, field.decimals)


def _money(field: Field, given: Any, world: World) -> int | float:
    return _counted(
        field, _MONEY_UNIT.sub("", text.nfc(given)) if isinstance(given, str) else given, 0
    )


def _date(field: Field, given: Any, world: World) -> str:
    day = text.parse_date(text.nfc(_typed(given)))
    if day is None or day.year < FIRST_YEAR:
        raise _wrong("Ngày chưa đúng. Vui lòng nhập ngày/tháng/năm, ví dụ 05/01/2026.")
    if field.dates is Dates.PAST and day > world.today:
        raise _wrong("Ngày này chưa tới. Vui lòng nhập một ngày đã qua hoặc hôm nay.")
    if field.dates is Dates.FUTURE and day < world.today:
        raise _wrong("Ngày này đã qua. Vui lòng nhập hôm nay hoặc một ngày sắp tới.")
    return day.isoformat()


def _choice(field: Field, given: Any, world: World) -> str:
    if given not in {choice.value for choice in field.choices}:
        raise _wrong("Vui lòng chọn một trong các câu trả lời có sẵn.")
    return str(given)


def _choices(field: Field, given: Any, world: World) -> list[str]:
    picked = given if isinstance(given, list) else [given]
    known = [choice.value for choice in field.choices]
    if any(one not in known for one in picked):
        raise _wrong("Vui lòng chỉ chọn trong các câu trả lời có sẵn.")
    return [value for value in known if value in picked]


def _yes_no(field: Field, given: Any, world: World) -> bool:
    if isinstance(given, bool):
        return given
    word = text.nfc(given).strip().lower() if isinstance(given, str) else ""
    if word not in _YES | _NO:
        raise _wrong("Vui lòng chọn “Có” hoặc “Không”.")
    return word in _YES


def _email(field: Field, given: Any, world: World) -> str:
    line = _line(given, EMAIL_CHARACTERS_MOST)
    if not _EMAIL.fullmatch(line):
        raise _wrong("Địa chỉ thư điện tử chưa đúng. Ví dụ: nguyenvana@vinhlong.example.")
    local, _, domain = line.rpartition("@")
    return f"{local}@{domain.lower()}"


def _phone(field: Field, given: Any, world: World) -> str:
    return identifiers.phone_number(_line(given, LINE_CHARACTERS_MOST))


def _identity_number(field: Field, given: Any, world: World) -> str:
    return identifiers.citizen_number(_line(given, LINE_CHARACTERS_MOST))


def _tax_code(field: Field, given: Any, world: World) -> str:
    return identifiers.tax_code(_line(given, LINE_CHARACTERS_MOST))


def _unit(field: Field, given: Any, world: World) -> str:
    code = _line(given, LINE_CHARACTERS_MOST)
    if world.units is not None and code not in world.units:
        raise _wrong("Vui lòng chọn một đơn vị trong danh sách.")
    return code


def _parcel(field: Field, given: Any, world: World) -> str:
    found = parcel(_line(given, LINE_CHARACTERS_MOST))
    if found is None:
        raise _wrong("Vui lòng nhập số tờ bản đồ và số thửa, ví dụ: tờ 12, thửa 345.")
    return f"tờ bản đồ số {found[0]}, thửa đất số {found[1]}"


_READERS: dict[FieldKind, Callable[[Field, Any, World], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: _phone,
    FieldKind.IDENTITY_NUMBER: _identity_number,
    FieldKind.TAX_CODE: _tax_code,
    FieldKind.ADDRESS: _address,
    FieldKind.UNIT: _unit,
    FieldKind.PARCEL: _parcel,
}
