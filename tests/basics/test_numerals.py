from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.basics.numerals import money_in_words, money_vi, number_vi


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1234567.89, None, "1.234.567,89"),
        (0, None, "0"),
        (-1500, None, "-1.500"),
        (Decimal("6296.20"), None, "6.296,20"),
        (0.1, None, "0,1"),
        (2.675, 2, "2,68"),
        (-0.5, 0, "-1"),
        (10**18, None, "1.000.000.000.000.000.000"),
        (1e21, None, "1.000.000.000.000.000.000.000"),
    ],
)
def test_number_has_dots_for_thousands_and_a_decimal_comma(
    value: float, places: int | None, written: str
) -> None:
    assert number_vi(value, places) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_a_bug(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        number_vi(value)


def test_money_carries_its_unit() -> None:
    assert money_vi(150000) == "150.000 đồng"


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (0, "không đồng"),
        (11, "mười một đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (24, "hai mươi tư đồng"),
        (55, "năm mươi lăm đồng"),
        (105, "một trăm linh năm đồng"),
        (150_000, "một trăm năm mươi nghìn đồng"),
        (2_015_404, "hai triệu không trăm mười lăm nghìn bốn trăm linh bốn đồng"),
        (-150_000, "âm một trăm năm mươi nghìn đồng"),
        (999_000_000_000, "chín trăm chín mươi chín tỷ đồng"),
        (1_500_000_000_000, "một nghìn năm trăm tỷ đồng"),
        (
            19_583_000_000_005,
            "mười chín nghìn năm trăm tám mươi ba tỷ không triệu không nghìn không trăm linh năm "
            "đồng",
        ),
    ],
)
def test_money_is_spoken_as_receipts_do(amount: int, spoken: str) -> None:
    assert money_in_words(amount) == spoken


@given(st.integers(0, 10**17), st.integers(0, 10**17))
def test_no_two_amounts_are_spoken_alike(one: int, other: int) -> None:
    assert (money_in_words(one) == money_in_words(other)) == (one == other)
