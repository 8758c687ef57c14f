"""The pieces the index is read in, and the lists read of them lately.

What is read from the lists is kept in memory up to a bound, shared by all snapshots of a process,
because questions ask for the same few thousand terms.
"""

# mypy: disable-error-code="no-untyped-call"
# Whoosh's codec classes carry no annotations.

import threading
from collections import OrderedDict
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

from province.index.folder import reading_files
from province.index.impacts import SCORED, TermList, impacts_of, norms
from province.index.lists import IndexStorage, ListCodec, place_of, unpack
from province.index.model import Entry
from province.index.schema import CHOICES, SCHEMA, read_entry

CACHE_BYTES_MOST = 96 * 2**20  # of lists kept in memory by one process


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
        self._norms = {part.name: norms(part, lengths[part.length]) for part in SCORED.values()}
        self._choices = {name: self._choice(name) for name in CHOICES}

    def read(self, field: str, term: bytes) -> TermList | None:
        """Read the list of a term; None when there is none."""
        with reading_files():
            try:
                place = place_of(self._terms.term_info(field, term))
            except TermNotFound:
                return None
            documents, counts = unpack(self._file.get(*place))
        part = SCORED.get(field)
        if part is None:
            return TermList(documents)
        impacts = impacts_of(part, counts, self._norms[field][documents])
        return TermList(documents, impacts, self.size)

    def holds(self, field: str, term: bytes) -> bool:
        """Say whether any document holds a term."""
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


class Cache:
    """The lists read lately, up to CACHE_BYTES_MOST."""

    def __init__(self, bytes_most: int = CACHE_BYTES_MOST) -> None:
        self._bytes_most = bytes_most
        self._bytes = 0
        self._lists: OrderedDict[tuple[str, str, bytes], TermList | None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, segment: Segment, field: str, term: bytes) -> TermList | None:
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
