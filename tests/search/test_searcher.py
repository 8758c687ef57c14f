import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from province import index
from province.basics import Invalid
from province.index import Entry
from province.search import Question, Searcher
from tests.index.entries import HIDDEN, random_entries
from tests.search.finding import ids

Find = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("quyet dinh xay dung", "quyết định xây dựng"),
        ("hoà giải", "hòa giải"),
        ("hòa giải", "ho\u0300a gia\u0309i"),  # NFD
        ("QUYỀN SỬ DỤNG ĐẤT", "quyen su dung dat"),
        ("đăng ký", "đăng kí"),
    ],
)
def test_two_ways_of_typing_one_question_find_the_same(found: Find, one: str, other: str) -> None:
    assert found(one) == found(other) != []


def test_the_best_answer_comes_first(found: Find) -> None:
    assert found("quyet dinh xay dung")[0] == "notice:building"
    assert found("giấy phép xây dựng")[0] == "guide:1.013225"
    assert found("GPXD")[0] == "guide:1.013225"
    assert found("cấp GCN QSDĐ")[0] == "guide:1.012753"


@pytest.mark.parametrize(
    "number", ["112/2001/QĐ-TTg", "112 2001 qd ttg", "112/2001/qđ-ttg", "QĐ số 112/2001/QĐ-TTg"]
)
def test_a_document_is_found_first_by_its_number_before_those_that_cite_it(
    found: Find, number: str
) -> None:
    assert found(number)[0] == "legal:112"
    assert "legal:directive" in found(number)


def test_a_procedure_is_found_by_its_code(found: Find) -> None:
    assert found("1.013225") == ["guide:1.013225"]


@pytest.mark.parametrize("word", ["An Bình", "ấp Ô", "ở cơ sở"])
def test_short_syllables_are_searched_for(found: Find, word: str) -> None:
    assert len(found(word)) == 1


def test_an_accent_typed_is_an_accent_preferred(tmp_path: Path) -> None:
    words = ("mã", "má", "mạ", "ma")
    index.rebuild(tmp_path, [Entry(word, "page", word, word, "/") for word in words])
    for word in words[:3]:
        assert ids(Searcher(tmp_path), word)[0] == word
    assert sorted(ids(Searcher(tmp_path), "ma")) == sorted(words)


@pytest.fixture
def permits(tmp_path: Path) -> Searcher:
    """A searcher of guides, of which one is what people mean by the permit's bare name."""
    others = ("Cấp lại giấy phép xây dựng", "Gia hạn giấy phép xây dựng", "Bản vẽ, sơ đồ nhà")
    guides = [Entry(title, "guide", title, "Giấy phép xây dựng đã cấp.", "/") for title in others]
    names = ("giấy phép xây dựng", "sổ đỏ")
    plain = Entry("plain", "guide", "Xin phép xây nhà ở", "Nộp đơn.", "/", names=names)
    secret = Entry("secret", "document", "Mật hiệu", "", "/", names=("cấp lại",), readers=HIDDEN)
    index.rebuild(tmp_path, [*guides, plain, secret])
    return Searcher(tmp_path)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("giấy phép xây dựng", "plain"),
        ("Giay phep xay dung?", "plain"),
        ("giay phep xay dugn", "plain"),
        ("GPXD", "plain"),
        ("cấp lại giấy phép xây dựng", "Cấp lại giấy phép xây dựng"),
        ("gia hạn giấy phép xây dựng", "Gia hạn giấy phép xây dựng"),
        ("sổ đỏ", "plain"),
        ("so do", "plain"),
        ("sơ đồ", "Bản vẽ, sơ đồ nhà"),
    ],
)
def test_what_is_called_just_what_was_asked_comes_first(
    permits: Searcher, text: str, first: str
) -> None:
    assert ids(permits, text)[0] == first


def test_a_name_is_nothing_to_who_may_not_read_what_it_names(permits: Searcher) -> None:
    assert ids(permits, "cấp lại") == ["Cấp lại giấy phép xây dựng"]
    assert ids(permits, "cấp lại", readers=HIDDEN)[0] == "secret"


def test_what_is_found_by_is_not_what_is_shown(tmp_path: Path) -> None:
    shown = Entry("a", "page", "Đất", "Nộp đơn.", "/", words="một hai ba", names=("sổ hồng",))
    index.rebuild(tmp_path, [shown])
    for text in ("hai ba", "sổ hồng"):
        [hit] = Searcher(tmp_path).find(Question(text)).hits
        assert hit.snippet == "Nộp đơn."


def test_what_was_put_in_quotes_must_stand_so(found: Find) -> None:
    assert found('"xây dựng trường"') == ["notice:building"]
    assert found('"dựng xây"') == []


def test_a_question_nothing_answers_finds_nothing(found: Find) -> None:
    for text in ("bitcoin blockchain xe", "???", "😀"):
        assert found(text) == []


def test_no_question_gives_everything_the_newest_first(found: Find) -> None:
    dated = found("")
    assert dated[0] == "notice:building"
    assert dated[-1] == "page:contact"  # has no date
    assert len(dated) == 7


def test_filters_leave_only_what_they_say(found: Find) -> None:
    assert found("", kinds=frozenset({"legal"})) == ["legal:directive", "legal:112"]
    assert found("xây dựng", kinds=frozenset({"notice", "legal"})) == ["notice:building"]
    assert found("", field="Đất đai") == ["guide:1.012753"]
    assert found("", unit="Ủy ban nhân dân tỉnh") == ["notice:building", "legal:directive"]
    assert found("", field="Không có") == []


def test_a_period_may_be_open_at_either_end(found: Find) -> None:
    assert found("", to_day=date(2003, 5, 20)) == ["legal:directive", "legal:112"]
    assert found("", from_day=date(2026, 5, 4)) == ["notice:building"]
    assert found("", from_day=date(2003, 1, 1), to_day=date(2003, 12, 31)) == ["legal:directive"]
    assert found("", to_day=date(1990, 1, 1)) == []


def test_the_newest_come_first_when_asked(found: Find) -> None:
    assert found("tin học hóa", newest_first=True) == ["legal:directive", "legal:112"]


def test_what_one_may_not_read_is_nowhere(searcher: Searcher, found: Find) -> None:
    for text in ("bí danh Bồ Câu", "77/KH-TTr", "Kế hoạch thanh tra đột xuất", '"Bồ Câu"', ""):
        assert "document:inspection" not in found(text)
        assert found(text, readers=frozenset({"unit:13"})) == found(text)
    assert found("bí danh Bồ Câu", readers=HIDDEN) == ["document:inspection"]
    question = Question("giấy phép xây dựng")
    facets = searcher.facets(question)
    assert dict(facets.kinds).get("document") is None
    assert "Thanh tra" not in dict(facets.fields)
    assert "Thanh tra tỉnh" not in dict(searcher.facets(Question("")).units)
    assert searcher.find(Question("")).total == 7
    assert searcher.find(Question("", readers=HIDDEN)).total == 8


def test_a_filter_never_widens_what_one_may_read(found: Find) -> None:
    assert found("thanh tra", kinds=frozenset({"document"})) == []
    assert found("", unit="Thanh tra tỉnh", from_day=date(2026, 1, 1)) == []


def test_pages_follow_each_other_without_gap_or_repetition(searcher: Searcher) -> None:
    seen: list[str] = []
    page: int | None = 1
    while page:
        results = searcher.find(Question("", page=page, page_size=3))
        seen += [hit.id for hit in results.hits]
        page = results.next
    assert len(seen) == len(set(seen)) == results.total == 7
    assert searcher.find(Question("", page=9)).hits == ()


@pytest.mark.parametrize(("page", "size"), [(0, 10), (1, 0), (1, 101), (1001, 10)])
def test_pages_have_bounds(searcher: Searcher, page: int, size: int) -> None:
    with pytest.raises(Invalid, match=r"search\.question\.page"):
        searcher.find(Question("đất", page=page, page_size=size))


def test_a_facet_counts_what_choosing_it_would_leave(searcher: Searcher) -> None:
    question = Question("tin học hóa quyết định", kinds=frozenset({"legal"}))
    facets = searcher.facets(question)
    for kind, count in facets.kinds:
        assert searcher.find(Question(question.text, kinds=frozenset({kind}))).total == count
    for unit, count in facets.units:
        chosen = Question(question.text, kinds=question.kinds, unit=unit)
        assert searcher.find(chosen).total == count
    assert facets.years == ((2003, 1), (2001, 1))


def test_a_hit_is_shown_with_its_passage_marked(searcher: Searcher) -> None:
    hit = searcher.find(Question("hoa giai")).hits[0]
    assert (hit.title, hit.url) == ("Thông báo về hòa giải ở cơ sở", "/tin-tuc/hoa-giai/")
    assert "<mark>hòa giải</mark>" in hit.snippet
    assert (hit.kind, hit.unit, hit.date) == ("notice", "Sở Tư pháp", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("giay phep xay dung", "giấy phép xây dựng"),
        ("giấy phép xây dugn", "giấy phép xây dựng"),
        ("giấy phép xây dựng", ""),
        ("112/2001/QĐ-TTg", ""),
        ("", ""),
    ],
)
def test_another_spelling_is_suggested_only_where_it_helps(
    searcher: Searcher, text: str, meant: str
) -> None:
    assert searcher.find(Question(text)).suggestion == meant


def test_a_misspelt_question_finds_what_was_meant(found: Find) -> None:
    assert found("giấy phép xây dugn")[0] == "guide:1.013225"


def test_one_searcher_serves_many_threads(shared: Path) -> None:
    searcher = Searcher(shared)
    expected = {text: ids(searcher, text) for text in ("giấy phép", "đất đai", "hòa giải", "")}
    wrong: list[str] = []

    def ask() -> None:
        for _ in range(30):
            wrong.extend(text for text, right in expected.items() if ids(searcher, text) != right)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_index_changed_in_steps_answers_as_one_built_at_once(tmp_path: Path) -> None:
    chance = random.Random(7)
    wanted = {entry.id: entry for entry in random_entries(chance.choice, 60)}
    grown = tmp_path / "grown"
    index.rebuild(grown, [])
    for number in range(40):
        batch = chance.sample(list(wanted.values()), 4)
        index.put(grown, [replace(e, text="cũ") if number < 20 else e for e in batch])
        if number % 5 == 0:
            index.remove(grown, [chance.choice(batch).id])
    index.put(grown, wanted.values())
    index.rebuild(tmp_path / "built", wanted.values())
    searchers = Searcher(grown), Searcher(tmp_path / "built")
    for text in ("cấp giấy phép", "dat dai", "hòa", "đăng ký kinh doanh hộ", "12/QĐ-SA", ""):
        question = Question(text, page_size=100, readers=frozenset("a"))
        answers = [searcher.find(question) for searcher in searchers]
        assert answers[0].total == answers[1].total
        scores = [sorted((hit.id, hit.score) for hit in answer.hits) for answer in answers]
        assert scores[0] == scores[1]
        assert searchers[0].facets(question) == searchers[1].facets(question)
