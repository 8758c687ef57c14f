from pathlib import Path

import numpy as np

from province.search.reading import Cache, TermList, open_snapshot


def test_a_list_adds_the_same_however_it_is_kept() -> None:
    documents = np.array([1, 3, 4], np.int32)
    impacts = np.array([0.5, 1.0, 0.25], np.float32)
    for size in (5, 50):  # kept with a place for each document, and not
        scores = np.zeros(60, np.float32)
        found = TermList(documents, impacts, size)
        found.add_to(scores, 2.0)
        assert found.documents.tolist() == [1, 3, 4]
        assert scores[:6].tolist() == [0, 1, 0, 2, 0.5, 0]


def test_the_cache_stays_within_its_bound(shared_index: Path) -> None:
    cache = Cache(bytes_most=2_000)
    snapshot = open_snapshot(shared_index, cache, ())
    (segment,) = snapshot.segments
    for term in segment.terms("words"):
        first, again = cache.get(segment, "words", term), cache.get(segment, "words", term)
        assert first is not None
        assert again is first
    assert sum(found.bytes for found in cache._lists.values() if found) <= 2_000
    assert cache.get(segment, "words", b"nowhere") is None


def test_a_segment_that_is_known_is_not_opened_again(shared_index: Path) -> None:
    first = open_snapshot(shared_index, Cache(), ())
    assert open_snapshot(shared_index, Cache(), first.segments).segments == first.segments


def test_terms_of_a_field_end_where_the_field_ends(shared_index: Path) -> None:
    (segment,) = open_snapshot(shared_index, Cache(), ()).segments
    assert list(segment.terms("kind")) == [b"document", b"guide", b"legal", b"notice", b"page"]
    assert list(segment.terms("words", b"giay")) == [b"giay"]
    assert list(segment.terms("nothing")) == []
