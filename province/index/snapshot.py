"""The index as it is at one moment: its segments seen together, and what one reader sees of them.

A snapshot never changes.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from province.index.impacts import TermList
from province.index.model import PUBLIC, Entry
from province.index.schema import CHOICES
from province.index.segments import Cache, Segment

VIEWS_MOST = 16  # readers' views kept with a snapshot: a byte an entry, a count a term
KNOWN_MOST = 20_000  # counts kept with a view

Mask = NDArray[np.bool_]  # one place a document


@dataclass(frozen=True, slots=True)
class Choice:
    """The values of a filter over all documents."""

    values: tuple[str, ...]
    codes: NDArray[np.int16]  # by document: place in values, -1 none


class Snapshot:
    """All segments of the index at one moment; documents are numbered through."""

    def __init__(self, segments: list[Segment], live: Mask, cache: Cache) -> None:
        self.segments = segments
        self.bases = [0]
        for segment in segments:
            self.bases.append(self.bases[-1] + segment.size)
        self.size = self.bases[-1]
        self.live = live
        self._cache = cache
        self.days = _joined([segment.days for segment in segments], np.int32)
        self.choices = {name: self._choice(name) for name in CHOICES}
        self._views: OrderedDict[frozenset[str], View] = OrderedDict()
        self._lock = threading.Lock()

    def lists(self, field: str, term: bytes) -> list[tuple[int, TermList]]:
        """Return the lists of a term, each with the number of its segment's first document."""
        return [
            (base, found)
            for base, segment in zip(self.bases, self.segments, strict=False)
            if (found := self._cache.get(segment, field, term)) is not None
        ]

    def holding(self, field: str, term: bytes) -> Mask:
        """Return which documents hold a term."""
        mask = np.zeros(self.size, bool)
        for base, found in self.lists(field, term):
            mask[base + found.documents] = True
        return mask

    def holds(self, field: str, term: bytes) -> bool:
        """Say whether any document, readable or not, holds a term."""
        return any(segment.holds(field, term) for segment in self.segments)

    def terms(self, field: str, begun: bytes, most: int) -> set[bytes]:
        """Return the terms of a field that begin so, of each segment at most so many."""
        return {
            term for segment in self.segments for term in islice(segment.terms(field, begun), most)
        }

    def seen_by(self, readers: frozenset[str]) -> "View":
        """Return what the holder of these keys may find."""
        with self._lock:
            if (view := self._views.get(readers)) is None:
                view = self._views[readers] = View(self, readers)
                if len(self._views) > VIEWS_MOST:
                    self._views.popitem(last=False)
            self._views.move_to_end(readers)
            return view

    def having(self, name: str, wanted: Collection[str]) -> Mask:
        """Return which documents have one of the wanted values of a choice."""
        choice = self.choices[name]
        codes = [code for code, value in enumerate(choice.values) if value in wanted]
        return np.isin(choice.codes, codes)

    def entry(self, document: int) -> Entry:
        """Read an entry."""
        place = bisect_right(self.bases, document) - 1
        return self.segments[place].entry(document - self.bases[place])

    def _choice(self, name: str) -> Choice:
        values = sorted({value for s in self.segments for value in s.choice(name)[0]})
        place = {value: code for code, value in enumerate(values)}
        joined = []
        for segment in self.segments:
            own, codes = segment.choice(name)
            to_joined = np.array([*(place[value] for value in own), -1], np.int16)
            joined.append(to_joined[codes])  # -1 takes the last
        return Choice(tuple(values), _joined(joined, np.int16))


class View:
    """What one reader may find of a snapshot. Whatever is counted is counted over this alone."""

    def __init__(self, snapshot: Snapshot, readers: frozenset[str]) -> None:
        self.snapshot = snapshot
        self.mask = snapshot.holding("reader", PUBLIC.encode())
        for key in readers - {PUBLIC}:
            self.mask |= snapshot.holding("reader", key.encode())
        self.mask &= snapshot.live
        self.population = int(np.count_nonzero(self.mask))
        self._known: dict[tuple[str, bytes], int] = {}

    def known(self, field: str, term: bytes) -> int:
        """Return how many of the entries hold a term."""
        key = (field, term)
        if (known := self._known.get(key)) is None:
            if len(self._known) > KNOWN_MOST:
                self._known = {}
            lists = self.snapshot.lists(field, term)
            known = sum(
                int(np.count_nonzero(self.mask[base + found.documents])) for base, found in lists
            )
            self._known[key] = known
        return known


def _joined(arrays: list[Any], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)
