import unicodedata
from collections.abc import Callable

import pytest

from province.basics import Invalid, identifiers


def full_width(digits: str) -> str:
    """Type as a keyboard set to full width does."""
    return "".join(chr(ord(c) - ord("!") + ord("！")) if "!" <= c <= "~" else c for c in digits)


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("read", "typed", "normal"),
    [
        (identifiers.citizen_number, "086 203 001234", "086203001234"),
        (identifiers.tax_code, "0100109106-001", "0100109106-001"),
        (identifiers.phone_number, "+84 912 345 678", "0912345678"),
        (identifiers.unit_code, "H61.17.05", "H61.17.05"),
        (identifiers.unit_code, "000.05.17.H61", "H61.17.05"),
        (identifiers.document_number_key, "Số: 05/QĐ-UBND", "5/qd-ubnd"),
    ],
)
def test_digits_of_a_full_width_keyboard_are_the_same_digits(
    read: Callable[[str], str], typed: str, normal: str
) -> None:
    assert read(full_width(typed)) == read(typed) == normal


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (identifiers.citizen_number, "086203001234"),
        (identifiers.tax_code, "0100109106"),
        (identifiers.phone_number, "0912345678"),
        (identifiers.unit_code, "H61.17.05"),
    ],
)
def test_digits_of_other_scripts_are_refused(read: Callable[[str], str], typed: str) -> None:
    with pytest.raises(Invalid):
        read(typed.translate(ARABIC))


@pytest.mark.parametrize("typed", ["", "123456789", "0862030012345", "08620300123a"])
def test_citizen_number_of_another_shape_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="citizen_number"):
        identifiers.citizen_number(typed)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("0100109106", "0100109106"),
        ("15 0020 2535", "1500202535"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106999", "0100109106-999"),
        ("086203001234", "086203001234"),
    ],
)
def test_tax_code_is_read_in_its_three_kinds(typed: str, normal: str) -> None:
    assert identifiers.tax_code(typed) == normal


@pytest.mark.parametrize("typed", ["0100109107", "0100109106-000", "010010910", "MST", ""])
def test_tax_code_with_a_wrong_digit_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="tax_code"):
        identifiers.tax_code(typed)


def test_one_altered_digit_of_a_tax_code_is_always_noticed() -> None:
    good = "1500202535"
    altered = [
        good[:place] + digit + good[place + 1 :]
        for place in range(10)
        for digit in "0123456789"
        if digit != good[place]
    ]
    for code in altered:
        with pytest.raises(Invalid):
            identifiers.tax_code(code)


@pytest.mark.parametrize(
    "typed", ["0912345678", "+84 912 345 678", "84912345678", "0912.345.678", "(+84)912345678"]
)
def test_mobile_number_is_read_in_every_spelling(typed: str) -> None:
    assert identifiers.phone_number(typed) == "0912345678"


@pytest.mark.parametrize("typed", ["0612345678", "091234567", "09123456789", "x"])
def test_what_no_network_has_is_no_phone_number(typed: str) -> None:
    with pytest.raises(Invalid, match="phone_number"):
        identifiers.phone_number(typed)


def test_fixed_numbers_are_phone_numbers() -> None:
    assert identifiers.phone_number("0270 3823 456") == "02703823456"
    assert identifiers.phone_number("+84 270 3823456") == "02703823456"
    with pytest.raises(Invalid, match="phone_number"):
        identifiers.phone_number("113")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.00.H61", "H61"),
        ("000.00.17.H61", "H61.17"),
        ("000.05.17.H61", "H61.17.05"),
        ("012.05.17.H61", "H61.17.05.12"),
        ("000.00.00.G22", "G22"),
    ],
)
def test_unit_codes_have_two_spellings_of_one_code(old: str, new: str) -> None:
    assert identifiers.unit_code(old) == identifiers.unit_code(f" {new.lower()} ") == new
    assert identifiers.unit_code_2016(new) == old


@pytest.mark.parametrize("typed", ["", "H6", "H61.1", "17.H61", "H61..17", "H61" + ".17" * 11])
def test_what_is_no_unit_code_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="unit_code"):
        identifiers.unit_code(typed)


def test_deep_codes_have_no_older_spelling() -> None:
    assert identifiers.unit_code_2016("H61.17.05.12.01") is None
    assert identifiers.unit_code_2016("H61.170.05") is None


def test_one_document_number_has_one_key() -> None:
    spellings = ["05/QĐ-UBND", "Số: 5/QĐ-UBND", "5 / QD – ubnd", "số 05/qđ-ubnd"]
    decomposed = [unicodedata.normalize("NFD", spelling) for spelling in spellings]
    assert {identifiers.document_number_key(s) for s in spellings + decomposed} == {"5/qd-ubnd"}


def test_keys_of_other_numbers_differ() -> None:
    numbers = ["5/QĐ-UBND", "50/QĐ-UBND", "5/QyĐ-UBND", "5/2026/QĐ-UBND", "5/UBND-VX"]
    assert len({identifiers.document_number_key(number) for number in numbers}) == len(numbers)
