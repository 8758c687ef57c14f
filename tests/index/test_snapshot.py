from pathlib import Path

import pytest

from province.index import OpenIndex, Snapshot
from tests.index.entries import ENTRIES, HIDDEN


@pytest.fixture
def snapshot(shared: Path) -> Snapshot:
    return OpenIndex(shared).now()


def test_a_reader_sees_what_is_theirs_and_counts_only_that(snapshot: Snapshot) -> None:
    public, theirs = snapshot.seen_by(frozenset()), snapshot.seen_by(HIDDEN)
    assert (public.population, theirs.population) == (len(ENTRIES) - 1, len(ENTRIES))
    assert public.known("words", b"cau") == 0
    assert theirs.known("words", b"cau") == 1
    assert snapshot.holds("words", b"cau")
    assert snapshot.seen_by(frozenset()) is public


def test_terms_are_those_of_all_segments(snapshot: Snapshot) -> None:
    assert snapshot.terms("title_pairs", b"giay", 10) == {b"giay chung", b"giay phep"}
    assert len(snapshot.terms("words", b"", 5)) == 5 * len(snapshot.segments)
    assert not snapshot.holds("words", b"nowhere")


def test_a_choice_is_known_by_its_values(snapshot: Snapshot) -> None:
    wanted = snapshot.having("field", {"Xây dựng", "Không có"})
    found = [snapshot.entry(document).id for document in wanted.nonzero()[0].tolist()]
    assert found == ["guide:1.013225", "notice:building"]
