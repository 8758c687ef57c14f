import pytest

from province.index import View
from province.search import Searcher, suggest
from tests.index.entries import HIDDEN


@pytest.fixture
def public(searcher: Searcher) -> View:
    return searcher._index.now().seen_by(frozenset())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("giay phep xay dug", "giay phep xay dung"),  # left out
        ("giay phpe xay dung", "giay phep xay dung"),  # swapped
        ("giay phep xxay dung", "giay phep xay dung"),  # put in
        ("hao giai", "hoa giai"),
        ("dang ky dat dai", "dang ki dat dai"),  # right: nothing to repair
        ("giay phep xay dung 12", "giay phep xay dung 12"),
        ("blockchain tien ao", "blockchain tien ao"),
    ],
)
def test_a_misspelt_word_is_repaired_by_its_company(public: View, typed: str, meant: str) -> None:
    words = typed.replace("ky", "ki").encode().split()
    assert suggest.repair(public, words) == meant.encode().split()


def test_one_misspelt_word_alone_is_repaired(public: View) -> None:
    assert suggest.repair(public, [b"dungg"]) == [b"dung"]


def test_the_last_word_is_finished_as_titles_go_on(public: View) -> None:
    assert suggest.finish(public, [b"xay", b"du"]) == [b"xay", b"dung"]
    assert suggest.finish(public, [b"giay", b"zz"]) == [b"giay", b"zz"]


def test_half_a_word_is_finished_with_its_other_half(public: View) -> None:
    assert suggest.finish(public, [b"giay", b"phep", b"x"])[-2:] == [b"xay", b"dung"]
    assert suggest.finish(public, [b"giay", b"phep", b"xay"])[-1] == b"xay"  # not finished by us


def test_titles_begun_are_found_with_or_without_accents(public: View) -> None:
    for typed in ("cap giay", "Cấp giấy", "CẤP GIẤY PHÉP XÂY"):
        assert [entry.id for entry in suggest.titles(public, typed, 5)] == ["guide:1.013225"]


def test_accents_are_restored_as_texts_spell_them() -> None:
    texts = ["Giấy phép xây dựng của ông dũng", "xin giấy phép"]
    words = b"giay phep xay dung o dau".split()
    assert suggest.restore_accents(words, texts) == "giấy phép xây dựng ở đâu"


def test_nothing_hidden_is_suggested(searcher: Searcher) -> None:
    for typed in ("ke hoach thanh", "thanh tra dot", "bi danh bo", "thanh tra dot xuatt"):
        assert "tra" not in " ".join(line.text for line in searcher.suggest(typed)).split()
        assert "câu" not in " ".join(line.text for line in searcher.suggest(typed)).split()
    seen = searcher.suggest("ke hoach thanh", readers=HIDDEN)
    assert seen[1].text == "Kế hoạch thanh tra đột xuất giấy phép xây dựng"


def test_suggestions_are_words_first_then_pages(searcher: Searcher) -> None:
    lines = searcher.suggest("giay phep xay du")
    assert (lines[0].text, lines[0].url) == ("giấy phép xây dựng", "")
    assert lines[1].url == "/thu-tuc/cap-giay-phep-xay-dung/"
    assert searcher.suggest("  ") == []
    assert len(searcher.suggest("giay phep", most=1)) == 1
