import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.basics import text as vietnamese
from province.search import analysis
from tests.search.entries import ENTRIES, SYLLABLES

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
texts = st.text(LETTERS + LETTERS.upper() + " -/.,0123456789“”😀\n", max_size=60)


@given(texts)
def test_folded_text_keeps_every_place(text: str) -> None:
    folded = analysis.fold(vietnamese.nfc(text))
    assert len(folded) == len(vietnamese.nfc(text))
    assert set(folded) <= set(b"abcdefghijklmnopqrstuvwxyz0123456789 ")


@pytest.mark.parametrize("letter", sorted(set(LETTERS) - set("yỳỷỹýỵ")))
def test_letters_fold_as_everywhere_else_in_the_house(letter: str) -> None:
    assert analysis.fold(letter).decode() == vietnamese.fold(letter)
    assert analysis.fold(letter.upper()).decode() == vietnamese.fold(letter)


@given(texts)
def test_a_question_is_the_same_in_both_normal_forms(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert analysis.take_apart(composed) == analysis.take_apart(decomposed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("loè", "lòe"), ("lý", "lí"), ("quý", "quí"), ("Mỹ", "mĩ")],
)
def test_two_spellings_of_a_syllable_are_one(one: str, other: str) -> None:
    assert analysis.fold(one) == analysis.fold(other)
    assert analysis.accented(one) == analysis.accented(other) != []


@pytest.mark.parametrize(("one", "other"), [("thúy", "thúi"), ("tay", "tai"), ("y tế", "i tế")])
def test_y_and_i_that_are_two_sounds_stay_two(one: str, other: str) -> None:
    assert analysis.fold(one) != analysis.fold(other)


@pytest.mark.parametrize("word", ["an", "in", "be", "ở", "may", "to", "can", "Ô", "y"])
def test_no_syllable_is_left_out_as_an_english_stop_word(word: str) -> None:
    assert analysis.take_apart(f"xã {word} bình").typed[1] == analysis.fold(word)


def test_pairs_are_of_the_title_and_the_text_but_do_not_join_them() -> None:
    terms = analysis.terms_of(ENTRIES[4])
    assert terms.pairs[b"hoa giai"] == 3
    assert terms.title_pairs[b"hoa giai"] == 1
    assert b"so to" not in terms.pairs  # … ở cơ sở | Tổ hòa giải …


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
def test_every_spelling_of_a_document_number_has_one_key(spelling: str) -> None:
    assert analysis.number_key(spelling) == b"1122001qdttg"
    assert b"1122001qdttg" in analysis.take_apart(f"theo {spelling} năm nay").numbers


def test_a_small_number_alone_is_not_taken_for_a_document() -> None:
    assert b"12" not in analysis.take_apart("12 tháng").numbers


def test_abbreviations_are_written_out_beside_what_was_typed() -> None:
    asked = analysis.take_apart("cấp GCN QSDĐ")
    assert asked.typed == (b"cap", b"gcn", b"qsdd")
    assert b"giay chung" in asked.pairs
    assert b"nhan quyen" in asked.pairs  # across the two
    assert b"giao duc" in analysis.take_apart("phòng GD&ĐT").pairs


def test_an_abbreviation_inside_a_document_number_is_not_written_out() -> None:
    assert analysis.take_apart("15/QĐ-UBND").readings == ((b"15", b"qd", b"ubnd"),)


def test_no_abbreviation_is_also_a_word() -> None:
    words = {word for long in analysis.abbreviations().values() for word in long}
    words |= {analysis.fold(syllable) for syllable in SYLLABLES}
    assert not words & set(analysis.abbreviations())


def test_what_was_put_in_quotes_is_known() -> None:
    assert analysis.take_apart('thủ tục “giấy phép"').quoted == ((b"giay", b"phep"),)


def test_a_long_question_is_cut_and_half_a_character_is_harmless() -> None:
    assert len(analysis.take_apart("đất " * 500).typed) == analysis.WORDS_MOST
    assert analysis.take_apart("đất \ud83d đai").typed == (b"dat", b"dai")
