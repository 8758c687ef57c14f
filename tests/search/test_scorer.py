import random
from collections.abc import Iterable
from math import log
from pathlib import Path

import pytest

from province import index
from province.index import ACCENTS, PAIRS, TITLE_PAIRS, WORDS, Entry, Part
from province.index.terms import terms_of
from province.search import Question, Searcher
from province.search.answer import Answer
from province.search.asking import Asked, take_apart
from province.search.scorer import closeness, rarity
from tests.index.entries import SYLLABLES, random_entries

ENTRIES = random_entries(random.Random(11).choice, 150)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher of ENTRIES, in several segments, some entries replaced and removed."""
    path = tmp_path_factory.mktemp("scorer") / "index"
    index.rebuild(path, [Entry(e.id, e.kind, "cũ", "cũ", e.url) for e in ENTRIES[:90]])
    for start in (0, 50, 100):
        index.put(path, [*ENTRIES[start : start + 50], Entry("gone", "page", "đất", "đất", "/x")])
    index.remove(path, ["gone"])
    return Searcher(path)


def plainly(entries: Iterable[Entry], asked: Asked) -> dict[str, float]:
    """Score entries straight from the formula, one by one and term by term."""
    taken = {entry.id: terms_of(entry) for entry in entries}

    def held(part: Part, name: str) -> dict[bytes, int]:
        return getattr(taken[name], part.name)

    scores = dict.fromkeys(taken, 0.0)
    sought = (WORDS, asked.words), (PAIRS, asked.pairs), (TITLE_PAIRS, asked.pairs)
    for part, terms in (*sought, (ACCENTS, asked.accents)):
        for term in terms:
            known = [name for name in taken if term in held(part, name)]
            idf = log(1 + (len(taken) - len(known) + 0.5) / (len(known) + 0.5))
            for name in known:
                often = min(held(part, name)[term], 255)
                terms_there = taken[name].title_pairs if part is TITLE_PAIRS else taken[name].words
                length = terms_there.total() / part.pivot
                norm = part.saturation * (1 - part.length_matters + part.length_matters * length)
                scores[name] += part.weight * idf * (1 + part.saturation) * often / (often + norm)
    return scores


def questions() -> list[str]:
    chance = random.Random(5)
    return [
        " ".join(chance.choice(SYLLABLES) for _ in range(chance.randrange(1, 9))) for _ in range(60)
    ]


@pytest.mark.parametrize("readers", [frozenset(), frozenset("a"), frozenset("ab")])
def test_scores_are_those_of_the_formula_over_what_the_reader_may_find(
    several: Searcher, readers: frozenset[str]
) -> None:
    readable = [e for e in ENTRIES if e.readers <= readers | {"public"}]
    for text in questions():
        answer = Answer(several._index.now(), Question(text, readers=readers))
        expected = plainly(readable, answer.asked)
        scores = {answer.entry(d).id: float(answer.scored.scores[d]) for d in answer.best(200)}
        assert scores == pytest.approx({name: expected[name] for name in scores}, rel=1e-4)
        best = max(scores.values())
        assert best == pytest.approx(max(expected.values()), rel=1e-4)


def test_the_best_hits_are_the_same_whether_few_or_all_are_asked_for(several: Searcher) -> None:
    for text in questions():
        answer = Answer(several._index.now(), Question(text))
        everything = answer.best(1000)
        assert len(everything) == answer.total
        for size in (1, 7, 25):
            assert answer.best(size) == everything[:size]


def test_what_is_hidden_changes_nothing_a_reader_sees(several: Searcher, tmp_path: Path) -> None:
    readers = frozenset("b")
    index.rebuild(tmp_path / "own", [e for e in ENTRIES if e.readers <= readers | {"public"}])
    own = Searcher(tmp_path / "own")
    for text in [*questions(), "", "12/QĐ-SA", '"đất đai"', "giay phep xay dugn"]:
        question = Question(text, readers=readers, page_size=100)
        theirs, mine = several.find(question), own.find(question)
        assert {(h.id, h.score, h.snippet) for h in theirs.hits} == {
            (h.id, h.score, h.snippet) for h in mine.hits
        }
        assert (theirs.total, theirs.suggestion) == (mine.total, mine.suggestion)
        assert several.facets(question) == own.facets(question)


def test_a_term_everyone_holds_still_says_something() -> None:
    assert rarity(1000, 1000) > 0
    assert rarity(1, 1000) > rarity(10, 1000)


def test_a_title_that_says_just_what_was_asked_is_closest() -> None:
    asked = take_apart("giấy phép xây dựng")
    just = closeness(asked, [b"giay phep xay dung"], b"noi dung")
    more = closeness(asked, [b"giay phep xay dung cong trinh quang cao"], b"noi dung")
    scattered = closeness(asked, [b"xay nha dung giay"], b"phep")
    assert just > more > scattered


def test_another_name_is_as_good_as_the_title() -> None:
    asked = take_apart("giấy phép xây dựng")
    title = b"xin phep xay nha o rieng le"
    named = closeness(asked, [title, b"xay moi", b"giay phep xay dung"], b"noi dung")
    assert named == closeness(asked, [b"giay phep xay dung"], b"noi dung")
    assert named > closeness(asked, [title, b"xay moi giay phep", b"xay dung"], b"noi dung")
