"""Opening the index, and seeing each change as soon as it is written."""

import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from whoosh.index import TOC, EmptyIndexError

from province.basics import Unavailable
from province.index.folder import Pointer, read_pointer, reading_files, storage_of
from province.index.schema import SCHEMA
from province.index.segments import Cache, Segment
from province.index.snapshot import Snapshot

OPEN_TRIES_MOST = 5  # a writer may remove files just as they are being opened


class OpenIndex:
    """The index at a path, kept open. One serves all threads of a process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cache = Cache()
        self._opening = threading.Lock()
        self._present: tuple[Pointer, Snapshot] | None = None

    def now(self) -> Snapshot:
        """Return the index as it is now.

        Refuses: search.index.missing, search.index.foreign, search.index.damaged.
        """
        pointer = read_pointer(self._path)
        with self._opening:
            if self._present is None or self._present[0] != pointer:
                known = self._present[1].segments if self._present else []
                snapshot = open_snapshot(self._path, self._cache, known)
                self._present = (pointer, snapshot)
            return self._present[1]


def trouble(path: Path) -> str | None:
    """Say what is wrong with the index, in a sentence for `doctor`; None when it can be used."""
    try:
        open_snapshot(path, Cache(), ())
    except Unavailable as refusal:
        return refusal.sentence
    if path.stat().st_mode & 0o022:
        return f"Người dùng khác của máy ghi được vào thư mục chỉ mục {path.name}: chmod go-w."
    return None


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
