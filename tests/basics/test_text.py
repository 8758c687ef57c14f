import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.basics import TooLarge, text

ALPHABET = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")


Clean = Callable[..., str]


def nfd(value: str) -> str:
    return unicodedata.normalize("NFD", value)


def rises(ordered: list[str], key: Callable[[str], str]) -> bool:
    keys = [key(value) for value in ordered]
    return keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đất đai", "dat dai"),
        (nfd("Quyết định xây dựng"), "quyet dinh xay dung"),
        ("112/2001/QĐ-TTg", "112/2001/qd-ttg"),
        ("Ấp Ô Môn", "ap o mon"),
    ],
)
def test_fold_leaves_no_accent_and_makes_d_of_stroke_d(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@given(st.text())
def test_fold_does_not_mind_the_normal_form(value: str) -> None:
    assert text.fold(nfd(value)) == text.fold(text.nfc(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("HOẢ TỐC", "hỏa tốc"),
        ("Thuỷ", "Thủy"),
        ("loè xoẹ", "lòe xọe"),
        ("uỷ quyền", nfd("ủy quyền")),
    ],
)
def test_tone_key_joins_the_two_habits(one: str, other: str) -> None:
    assert text.tone_key(one) == text.tone_key(other)


@pytest.mark.parametrize("word", ["quý", "quỷ", "hoàn", "khuỷu", "huỳnh", "hoán", "toàn"])
def test_tone_key_leaves_words_with_one_habit(word: str) -> None:
    assert text.tone_key(word) == word


def test_tone_key_keeps_different_tones_apart() -> None:
    assert len({text.tone_key(word) for word in ("hoa", "hoà", "hoá", "hoả", "hoã", "hoạ")}) == 6


def test_words_sort_by_the_vietnamese_alphabet() -> None:
    assert rises(ALPHABET, text.word_sort_key)


def test_tones_sort_none_huyen_hoi_nga_sac_nang() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert rises(tones, text.word_sort_key)


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "ang", "ăn", "ân"],
        ["Ba Tri", "Bà Rịa", "bà Út"],
        ["da", "dế", "đa", "đê"],
        ["Khóm 2", "Khóm 10", "Khóm 100"],
        ["Phường 3", "Phường An Hội"],
        ["lý", "lý do", "lý lẽ"],
    ],
)
def test_words_sort_syllable_by_syllable(ordered: list[str]) -> None:
    assert rises(ordered, text.word_sort_key)


def test_sort_key_does_not_mind_tone_placement_case_or_normal_form() -> None:
    assert (
        text.word_sort_key("HOÀ bình")
        == text.word_sort_key("hòa Bình")
        == text.word_sort_key(nfd("hoà bình"))
    )


@given(st.text())
def test_sort_key_is_digits_so_that_every_collation_agrees(value: str) -> None:
    key = text.word_sort_key(value)
    assert key == "" or (key.isascii() and key.isdigit())


def test_names_sort_by_given_then_family_then_middle() -> None:
    names = [
        "Lê Thị An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Đặng Ân",
        "Trần Văn Bình",
        "Võ Thị Đào",
        "Huỳnh Hà",
        "Huỳnh Hạ",
        "Sen",
    ]
    assert rises(names, text.name_sort_key)
    assert text.name_sort_key("") == ""


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Đăng ký đất đai", "dang-ky-dat-dai"),
        ("  Số: 15/QĐ-UBND (bản sao) ", "so-15-qd-ubnd-ban-sao"),
        (nfd("Ủy ban"), "uy-ban"),
        ("…", ""),
    ],
)
def test_slug_keeps_d_of_stroke_d(title: str, address: str) -> None:
    assert text.slug(title) == address


def test_clean_line_drops_what_nobody_sees() -> None:
    assert text.clean_line(nfd("  Vĩnh\u00a0 Long\x00\u202e\u200b\ufeff\ud800\n ")) == "Vĩnh Long"


def test_clean_text_keeps_lines_and_one_blank_line() -> None:
    assert text.clean_text(" a \t b\r\n\r\n\r\n\r\nc\u2028d\x07 ") == "a b\n\nc\nd"


@pytest.mark.parametrize("clean", [text.clean_line, text.clean_text])
def test_cleaning_refuses_over_the_limit_and_counts_what_is_left(clean: Clean) -> None:
    assert clean("a" * 10 + "\u200b" * 90, characters_most=10) == "a" * 10
    with pytest.raises(TooLarge) as refused:
        clean("a" * 1011, characters_most=1010)
    assert refused.value.code == "basics.text.too_long"
    assert "1.011 ký tự" in refused.value.sentence


@given(st.text(), st.sampled_from([text.clean_line, text.clean_text]))
def test_cleaning_twice_changes_nothing(value: str, clean: Clean) -> None:
    once = clean(value)
    assert clean(once) == once
    once.encode()  # no half surrogate is left to break a database driver


def test_numerals_and_dates_are_found_here_too() -> None:
    assert text.money_vi(150000) == "150.000 đồng"
    assert text.fold(text.money_in_words(150000)) == "mot tram nam muoi nghin dong"
