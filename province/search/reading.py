"""The reading side of the index: segments and their lists, seen together at one moment.

A snapshot never changes. What is read from the lists is kept in memory up to a bound, shared by
all snapshots of a process, because questions ask for the same few thousand terms.
"""

# mypy: disable-error-code="no-untyped-call"
# Whoosh's codec classes carry no annotations.

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC, EmptyIndexError
from whoosh.reading import TermNotFound

from province.search.index import read_pointer, reading_files, storage_of
from province.search.lists import IndexStorage, ListCodec, place_of, unpack
from province.search.model import PUBLIC, Entry
from province.search.schema import CHOICES, SCHEMA, read_entry

CACHE_BYTES_MOST = 96 * 2**20  # of lists kept in memory by one process
VIEWS_MOST = 16  # readers' views kept with a snapshot: a byte an entry, a count a term
KNOWN_MOST = 20_000  # counts kept with a view
OPEN_TRIES_MOST = 5  # a writer may remove files just as they are being opened

Mask = NDArray[np.bool_]  # one place a document
Documents = NDArray[np.int32]
Impacts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of terms and how much it says: BM25 with its two constants.

    `pivot` is the length at which an entry counts as neither short nor long. It is fixed, not the
    average of what happens to be indexed, so an entry's score changes only when it does.
    """

    name: str
    weight: float
    saturation: float  # k1: how soon repeating a term stops counting
    length_matters: float  # b: 0 not at all … 1 fully
    length: str  # the column that holds it
    pivot: float


WORDS = Part("words", 0.8, 0.8, 0.85, "length", 260)
PAIRS = Part("pairs", 1.0, 0.8, 0.85, "length", 260)
TITLE_PAIRS = Part("title_pairs", 0.3, 1.2, 0.75, "title_length", 9)
ACCENTS = Part("accents", 0.3, 0.8, 0.85, "length", 260)
_SCORED = {part.name: part for part in (WORDS, PAIRS, TITLE_PAIRS, ACCENTS)}


class TermList:
    """The documents of a segment that hold a term, and what the term adds to the score of each.

    What is added is between 0 and 1 + k1, before the term's rarity. A list of much of a segment is
    kept with a place for every document: adding it whole is faster than picking its places.
    """

    __slots__ = ("_documents", "_impacts")

    def __init__(self, documents: Documents, impacts: Impacts | None = None, size: int = 0) -> None:
        self._documents: Documents | None = documents
        self._impacts = impacts
        if impacts is not None and len(documents) * 3 > size:
            self._documents = None
            self._impacts = np.zeros(size, np.float32)
            self._impacts[documents] = impacts

    @property
    def documents(self) -> Documents:
        """Return the documents, rising."""
        if self._documents is not None:
            return self._documents
        assert self._impacts is not None
        return np.flatnonzero(self._impacts).astype(np.int32)

    def add_to(self, scores: Impacts, weight: float) -> None:
        """Add what the term says to the scores that begin with those of its segment."""
        assert self._impacts is not None, "a term that is only looked up says nothing"
        added = np.float32(weight) * self._impacts
        if self._documents is None:
            scores[: len(added)] += added
        else:
            scores[self._documents] += added

    @property
    def bytes(self) -> int:
        """Return about how much memory it takes."""
        kept = (self._documents, self._impacts)
        return 300 + sum(array.nbytes for array in kept if array is not None)


class Cache:
    """The lists read lately, up to CACHE_BYTES_MOST."""

    def __init__(self, bytes_most: int = CACHE_BYTES_MOST) -> None:
        self._bytes_most = bytes_most
        self._bytes = 0
        self._lists: OrderedDict[tuple[str, str, bytes], TermList | None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, segment: "Segment", field: str, term: bytes) -> TermList | None:
        """Return the list of a term; None when the segment does not hold it."""
        key = (segment.id, field, term)
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
                return self._lists[key]
        found = segment.read(field, term)
        with self._lock:
            if key not in self._lists:
                self._lists[key] = found
                self._bytes += _size(found)
            while self._bytes > self._bytes_most:
                self._bytes -= _size(self._lists.popitem(last=False)[1])
        return found


def _size(found: TermList | None) -> int:
    return found.bytes if found else 200


class Segment:
    """One immutable piece of the index, its files mapped."""

    def __init__(self, storage: IndexStorage, segment: Any) -> None:
        codec: ListCodec = segment.codec()
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._terms = codec.terms_reader(storage, segment)
        self._file = segment.open_file(storage, codec.POSTS_EXT)
        documents = codec.per_document_reader(storage, segment)
        self._entries = documents.column_reader("entry", SCHEMA["entry"].column_type)

        def column(name: str) -> NDArray[np.int32]:
            values = np.zeros(self.size, np.int32)
            written = storage.open_file(codec.column_filename(segment, name)).read()
            kept = np.frombuffer(written, ">i4")
            values[: len(kept)] = kept
            return values

        self.days = column("day")
        lengths = {name: column(name) for name in ("length", "title_length")}
        self._norms = {part.name: _norm(part, lengths[part.length]) for part in _SCORED.values()}
        self._choices = {name: self._choice(name) for name in CHOICES}

    def read(self, field: str, term: bytes) -> TermList | None:
        """Read the list of a term; None when there is none."""
        with reading_files():
            try:
                place = place_of(self._terms.term_info(field, term))
            except TermNotFound:
                return None
            documents, counts = unpack(self._file.get(*place))
        part = _SCORED.get(field)
        if part is None:
            return TermList(documents)
        often = counts.astype(np.float32)
        impacts = (1 + part.saturation) * often / (often + self._norms[field][documents])
        return TermList(documents, impacts, self.size)

    def holds(self, field: str, term: bytes) -> bool:
        """Say whether any document, readable or not, holds a term."""
        return (field, term) in self._terms

    def terms(self, field: str, prefix: bytes = b"") -> Iterator[bytes]:
        """Give the terms of a field that begin so, in order."""
        if field not in self._terms.indexed_field_names():
            return iter(())
        found = self._terms.terms_from(field, prefix)
        return (
            term
            for _, term in takewhile(
                lambda item: item[0] == field and item[1].startswith(prefix), found
            )
        )

    def entry(self, document: int) -> Entry:
        """Read an entry; its readers are not kept with it."""
        with reading_files():
            return read_entry(self._entries[document])

    def choice(self, name: str) -> tuple[list[str], NDArray[np.int16]]:
        """Return the values of a choice and which of them each document has; -1 none."""
        return self._choices[name]

    def _choice(self, name: str) -> tuple[list[str], NDArray[np.int16]]:
        values = [term.decode() for term in self.terms(name)]
        codes = np.full(self.size, -1, np.int16)
        for code, value in enumerate(values):
            found = self.read(name, value.encode())
            if found:
                codes[found.documents] = code
        return values, codes


def _norm(part: Part, lengths: NDArray[np.int32]) -> NDArray[np.float32]:
    shares = 1 - part.length_matters + part.length_matters * lengths / part.pivot
    return (part.saturation * shares).astype(np.float32)


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


def open_snapshot(path: Path, cache: Cache, known: Iterable[Segment]) -> Snapshot:
    """Open the index as it is now; segments that are known are not opened again.

    Refuses: search.index.missing, search.index.foreign, search.index.damaged.
    """
    for tries_left in reversed(range(OPEN_TRIES_MOST)):
        with reading_files():
            try:
                return _open(path, cache, {segment.id: segment for segment in known})
            except (FileNotFoundError, EmptyIndexError):
                if not tries_left:
                    raise
    raise AssertionError("the last try returns or raises")


def _open(path: Path, cache: Cache, known: dict[str, Segment]) -> Snapshot:
    storage = storage_of(path, read_pointer(path))
    written = TOC.read(storage, "MAIN", schema=SCHEMA).segments
    segments = [known.get(s.segment_id()) or Segment(storage, s) for s in written]
    live = np.ones(sum(segment.size for segment in segments), bool)
    base = 0
    for segment in written:
        deleted = np.fromiter(segment.deleted_docs(), np.int64)
        live[base + deleted] = False
        base += segment.doc_count_all()
    return Snapshot(segments, live, cache)
