from pathlib import Path

from province.index.opening import open_snapshot
from province.index.segments import Cache


def test_the_cache_stays_within_its_bound(shared: Path) -> None:
    cache = Cache(bytes_most=2_000)
    snapshot = open_snapshot(shared, cache, ())
    (segment,) = snapshot.segments
    for term in segment.terms("words"):
        first, again = cache.get(segment, "words", term), cache.get(segment, "words", term)
        assert first is not None
        assert again is first
    assert sum(found.bytes for found in cache._lists.values() if found) <= 2_000
    assert cache.get(segment, "words", b"nowhere") is None


def test_terms_of_a_field_end_where_the_field_ends(shared: Path) -> None:
    (segment,) = open_snapshot(shared, Cache(), ()).segments
    assert list(segment.terms("kind")) == [b"document", b"guide", b"legal", b"notice", b"page"]
    assert list(segment.terms("words", b"giay")) == [b"giay"]
    assert list(segment.terms("nothing")) == []
