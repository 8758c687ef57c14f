import unicodedata

import pytest

from province.basics import Invalid, identifiers
from province.basics.identifiers import DocumentNumber, Sex


def test_citizen_number_tells_place_year_and_sex() -> None:
    read = identifiers.citizen_number("086 203 001234")
    assert (read.number, read.birth_place) == ("086203001234", "086")
    assert (read.birth_year, read.sex) == (2003, Sex.MALE)
    assert identifiers.citizen_number("084175000001").birth_year == 1975
    assert identifiers.citizen_number("084175000001").sex is Sex.FEMALE


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
    assert identifiers.mobile_number(typed) == "0912345678"


@pytest.mark.parametrize("typed", ["0612345678", "091234567", "09123456789", "02703823456", "x"])
def test_what_no_network_has_is_no_mobile_number(typed: str) -> None:
    with pytest.raises(Invalid, match="mobile_number"):
        identifiers.mobile_number(typed)


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


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Số: 05/QĐ-UBND", DocumentNumber("05", None, "QĐ-UBND")),
        ("15 / QyĐ – UBND", DocumentNumber("15", None, "QyĐ-UBND")),
        ("11/2026/QĐ-UBND", DocumentNumber("11", 2026, "QĐ-UBND")),
        ("112/2001/QĐ-TTg", DocumentNumber("112", 2001, "QĐ-TTg")),
        ("12a/UBND-VX", DocumentNumber("12a", None, "UBND-VX")),
        ("45/VP.UBT", DocumentNumber("45", None, "VP.UBT")),
    ],
)
def test_document_numbers_are_read(typed: str, parts: DocumentNumber) -> None:
    assert identifiers.document_number(typed) == parts


@pytest.mark.parametrize("typed", ["", "QĐ-UBND", "15", "Ban LĐVP.UBT", "1234567/QĐ"])
def test_what_is_no_document_number_is_none(typed: str) -> None:
    assert identifiers.document_number(typed) is None


def test_one_document_number_has_one_key() -> None:
    spellings = ["05/QĐ-UBND", "Số: 5/QĐ-UBND", "5 / QD – ubnd", "số 05/qđ-ubnd"]
    decomposed = [unicodedata.normalize("NFD", spelling) for spelling in spellings]
    assert {identifiers.document_number_key(s) for s in spellings + decomposed} == {"5/qd-ubnd"}


def test_keys_of_other_numbers_differ() -> None:
    numbers = ["5/QĐ-UBND", "50/QĐ-UBND", "5/QyĐ-UBND", "5/2026/QĐ-UBND", "5/UBND-VX"]
    assert len({identifiers.document_number_key(number) for number in numbers}) == len(numbers)
