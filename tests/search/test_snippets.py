import re

from hypothesis import given
from hypothesis import strategies as st

from province.index import fold
from province.search.snippets import PASSAGE_CHARACTERS, snippet

RARITY = {b"giay": 2.0, b"phep": 2.0, b"moi": 0.5, b"cua": 0.05}
PAIRS = [b"giay phep", b"phep moi", b"moi cua"]


def shown(text: str) -> str:
    return snippet(text, fold(text), RARITY, PAIRS)


def test_accented_words_are_marked_for_a_question_without_accents() -> None:
    assert shown("Xin Giấy phép xây") == "Xin <mark>Giấy phép</mark> xây"


def test_a_common_word_is_marked_in_company_and_a_very_common_one_never() -> None:
    assert shown("nhà mới của tôi") == "nhà mới của tôi"
    assert shown("giấy phép mới của tôi") == "<mark>giấy phép mới</mark> của tôi"


def test_words_apart_are_marked_where_they_nowhere_stand_together() -> None:
    assert shown("giấy, phép") == "<mark>giấy</mark>, <mark>phép</mark>"
    assert shown("giấy, giấy phép") == "giấy, <mark>giấy phép</mark>"


def test_the_passage_is_where_most_was_asked_for() -> None:
    text = "Mở đầu. " * 60 + "Hồ sơ xin giấy phép gồm đơn. " + "Kết thúc. " * 60
    passage = shown(text)
    assert passage.startswith("… Hồ sơ xin <mark>giấy phép</mark> gồm đơn.")
    assert passage.endswith(" …")
    assert len(passage) < PASSAGE_CHARACTERS + 60


def test_the_beginning_is_shown_where_nothing_was_asked_for() -> None:
    assert shown("Không có gì ở đây.") == "Không có gì ở đây."
    assert shown("") == ""


def test_markup_in_a_text_is_text() -> None:
    assert shown("<b>giấy phép</b> & <script>") == (
        "&lt;b&gt;<mark>giấy phép</mark>&lt;/b&gt; &amp; &lt;script&gt;"
    )


@given(st.text("giấy phép của <mark>&;\"'/ \n.x", max_size=700))
def test_no_tag_but_mark_is_ever_put_in(text: str) -> None:
    passage = shown(text)
    assert re.sub(r"</?mark>", "", passage).count("<") == 0
    assert passage.count("<mark>") == passage.count("</mark>")
    assert "\n" not in passage
