import unicodedata

import pytest
from hypothesis import given

from province.index import fold
from province.search import asking
from province.search.asking import take_apart
from tests.index.entries import SYLLABLES
from tests.index.letters import texts


@given(texts)
def test_a_question_is_the_same_in_both_normal_forms(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert take_apart(composed) == take_apart(decomposed)


@pytest.mark.parametrize("word", ["an", "in", "be", "ở", "may", "to", "can", "Ô", "y"])
def test_no_syllable_is_left_out_as_an_english_stop_word(word: str) -> None:
    assert take_apart(f"xã {word} bình").typed[1] == fold(word)


@pytest.mark.parametrize(
    "spelling",
    [
        "112/2001/QĐ-TTg",
        "112 2001 qd ttg",
        "112/2001/qđ-ttg",
        "112-2001-QD-TTg",
        " 112/2001/QĐ–TTg",
    ],
)
def test_a_document_number_is_known_in_every_spelling(spelling: str) -> None:
    assert b"1122001qdttg" in take_apart(f"theo {spelling} năm nay").numbers


def test_a_small_number_alone_is_not_taken_for_a_document() -> None:
    assert b"12" not in take_apart("12 tháng").numbers


def test_abbreviations_are_written_out_beside_what_was_typed() -> None:
    asked = take_apart("cấp GCN QSDĐ")
    assert asked.typed == (b"cap", b"gcn", b"qsdd")
    assert b"giay chung" in asked.pairs
    assert b"nhan quyen" in asked.pairs  # across the two
    assert b"giao duc" in take_apart("phòng GD&ĐT").pairs


def test_an_abbreviation_inside_a_document_number_is_not_written_out() -> None:
    assert take_apart("15/QĐ-UBND").readings == ((b"15", b"qd", b"ubnd"),)


def test_no_abbreviation_is_also_a_word() -> None:
    words = {word for long in asking.abbreviations().values() for word in long}
    words |= {fold(syllable) for syllable in SYLLABLES}
    assert not words & set(asking.abbreviations())


def test_what_was_put_in_quotes_is_known() -> None:
    assert take_apart('thủ tục “giấy phép"').quoted == ((b"giay", b"phep"),)


def test_a_long_question_is_cut_and_half_a_character_is_harmless() -> None:
    assert len(take_apart("đất " * 500).typed) == asking.WORDS_MOST
    assert take_apart("đất \ud83d đai").typed == (b"dat", b"dai")
