"""Each kind of answer: what it takes in, in which form it comes out, and what it says otherwise."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.answers.reading import World, number, parcel, read
from province.basics import Refusal, text
from province.procedures import Choice, Field, FieldKind
from province.procedures.model import Dates

WORLD = World(date(2026, 11, 23), units={"H61.29551"})
CHOICES = (Choice(value="land", label="Đất"), Choice(value="house", label="Nhà"))


def field(kind: str, **more: Any) -> Field:
    return Field(id="asked", kind=FieldKind(kind), label="Mục", **more)


@pytest.mark.parametrize(
    ("asked", "typed", "clean"),
    [
        (field("text"), "  Nguyễn   Thị\tHoa ", "Nguyễn Thị Hoa"),
        (field("text"), unicodedata.normalize("NFD", "Huỳnh Ngọc Ẩn"), "Huỳnh Ngọc Ẩn"),
        (field("text"), "a\u202eb\x00c", "abc"),
        (field("text", pattern="[A-Z]{2} [0-9]+", example="AB 1"), "AB 123", "AB 123"),
        (field("long_text"), "một\r\nhai\n\n\n\nba", "một\nhai\n\nba"),
        (field("address"), "Ấp Phước Hòa,  xã Long Hồ", "Ấp Phước Hòa, xã Long Hồ"),
        (field("number", decimals=1), "1.234,5", 1234.5),
        (field("number", decimals=1, suffix="m²"), "120,5 m²", 120.5),
        (field("number"), "1.234", 1234),
        (field("number", decimals=1), "85.5", 85.5),
        (field("number"), 7, 7),
        (field("number"), 0, 0),
        (field("money"), "150.000 đồng", 150000),
        (field("money"), "1 500 000 ₫", 1500000),
        (field("date"), "5/1/2026", "2026-01-05"),
        (field("date"), "05-01-2026", "2026-01-05"),
        (field("date"), "2026-01-05", "2026-01-05"),
        (field("date", dates=Dates.PAST), "23/11/2026", "2026-11-23"),
        (field("choice", choices=CHOICES), "land", "land"),
        (field("choices", choices=CHOICES), ["house", "land", "house"], ["land", "house"]),
        (field("choices", choices=CHOICES), "house", ["house"]),
        (field("yes_no"), "yes", True),
        (field("yes_no"), "Không", False),
        (field("yes_no"), False, False),
        (field("email"), " Hoa.N+x@Thu.Example ", "Hoa.N+x@thu.example"),
        (field("phone"), "+84 912 345 678", "0912345678"),
        (field("identity_number"), "086.203.001.234", "086203001234"),
        (field("tax_code"), "1500202535-001", "1500202535-001"),
        (field("unit"), "H61.29551", "H61.29551"),
        (field("parcel"), "Thửa đất số 345, tờ bản đồ số 12", "tờ bản đồ số 12, thửa đất số 345"),
    ],
)
def test_read_makes_one_form(asked: Field, typed: Any, clean: Any) -> None:
    assert read(asked, typed, WORLD) == clean
    assert read(asked, clean, WORLD) == clean  # a resumed draft is read again


@pytest.mark.parametrize(
    ("asked", "typed", "says"),
    [
        (field("text", characters_most=5), "sáu chữ", "dài quá 5 ký tự"),
        (field("text"), "x" * 1_000_000, "dài quá 200 ký tự"),
        (field("long_text"), "x" * 3001, "dài quá 3.000 ký tự"),
        (field("text"), 12, "bằng chữ"),
        (field("text"), ["a"], "một câu trả lời"),
        (field("text"), {"a": 1}, "một câu trả lời"),
        (field("text", pattern="[0-9]+", example="12"), "12a", "Ví dụ: 12."),
        (field("number"), "mười", "một số nguyên"),
        (field("number"), "1,5", "một số nguyên"),
        (field("number", decimals=1), "1,25", "nhiều nhất 1 chữ số"),
        (field("number", decimals=1), "12.34.5", "1.234,5"),
        (field("number"), float("nan"), "một số nguyên"),
        (field("number"), True, "một số"),
        (field("number", at_least=1), "0", "nhỏ nhất được nhận là 1"),
        (field("number", at_most=50), "51", "lớn nhất được nhận là 50"),
        (field("number"), "9" * 40, "lớn nhất"),
        (field("money"), "1,5", "một số nguyên"),
        (field("date"), "30/02/2026", "05/01/2026"),
        (field("date"), "1/1/0203", "05/01/2026"),
        (field("date", dates=Dates.PAST), "24/11/2026", "chưa tới"),
        (field("date", dates=Dates.FUTURE), "22/11/2026", "đã qua"),
        (field("choice", choices=CHOICES), "boat", "câu trả lời có sẵn"),
        (field("choices", choices=CHOICES), ["land", "boat"], "câu trả lời có sẵn"),
        (field("yes_no"), "có lẽ", "“Có” hoặc “Không”"),
        (field("email"), "hoa@", "nguyenvana@"),
        (field("email"), "hoa@example.com\r\nBcc: x@y.example", "nguyenvana@"),
        (field("phone"), "0123", "Số điện thoại"),
        (field("identity_number"), "086203", "đúng 12 chữ số"),
        (field("tax_code"), "0100109107", "Mã số thuế chưa đúng"),
        (field("unit"), "H99", "danh sách"),
        (field("parcel"), "thửa bên sông", "tờ 12, thửa 345"),
    ],
)
def test_read_says_what_to_type_instead(asked: Field, typed: Any, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(asked, typed, WORLD)
    assert says in refused.value.sentence


def test_script_stays_text() -> None:
    typed = "<script>alert(1)</script> =HYPERLINK(1)"
    assert read(field("text"), typed, WORLD) == typed


@pytest.mark.parametrize(
    "typed",
    ["tờ 12, thửa 345", "12/345", "thửa 345 tờ 12", "Tờ bản đồ số: 12; thửa số 345", "12 345"],
)
def test_parcel_reads_every_order(typed: str) -> None:
    assert parcel(typed) == (12, 345)


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_number_reads_what_number_vi_writes(whole: int, hundredths: int) -> None:
    value = whole + (hundredths / 100 if whole >= 0 else 0)
    assert float(number(text.number_vi(value)) or 0) == pytest.approx(value)


@given(st.text(max_size=300), st.sampled_from(list(FieldKind)))
def test_read_never_breaks(typed: str, kind: FieldKind) -> None:
    asked = field(kind, choices=CHOICES) if kind in ("choice", "choices") else field(kind)
    try:
        clean = read(asked, typed, WORLD)
    except Refusal:
        return
    assert read(asked, clean, WORLD) == clean
