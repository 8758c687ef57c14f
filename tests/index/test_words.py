import pytest
from hypothesis import given

from province.basics import text as vietnamese
from province.index import words
from tests.index.letters import LETTERS, texts


@given(texts)
def test_folded_text_keeps_every_place(text: str) -> None:
    folded = words.fold(vietnamese.nfc(text))
    assert len(folded) == len(vietnamese.nfc(text))
    assert set(folded) <= set(b"abcdefghijklmnopqrstuvwxyz0123456789 ")


@pytest.mark.parametrize("letter", sorted(set(LETTERS) - set("yỳỷỹýỵ")))
def test_letters_fold_as_everywhere_else_in_the_house(letter: str) -> None:
    assert words.fold(letter).decode() == vietnamese.fold(letter)
    assert words.fold(letter.upper()).decode() == vietnamese.fold(letter)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("loè", "lòe"), ("lý", "lí"), ("quý", "quí"), ("Mỹ", "mĩ")],
)
def test_two_spellings_of_a_syllable_are_one(one: str, other: str) -> None:
    assert words.fold(one) == words.fold(other)
    assert words.accented(one) == words.accented(other) != []


@given(texts)
def test_what_is_typed_without_accents_is_spelt_as_it_is_folded(text: str) -> None:
    bare = words.fold(vietnamese.nfc(text))
    assert words.spelt(bare.decode()) == b" ".join(bare.split())


def test_a_name_is_known_as_it_is_spelt_and_without_accents_unless_it_is_long() -> None:
    assert words.name_keys("Hoà  giải!") == {b"hoa giai", words.spelt("hòa giải")}
    assert words.name_keys("đất " * 40) == words.name_keys("") == set()


@pytest.mark.parametrize(("one", "other"), [("thúy", "thúi"), ("tay", "tai"), ("y tế", "i tế")])
def test_y_and_i_that_are_two_sounds_stay_two(one: str, other: str) -> None:
    assert words.fold(one) != words.fold(other)


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
    assert words.number_key(spelling) == b"1122001qdttg"
