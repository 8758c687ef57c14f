"""How the index is written: rebuilt beside the old one, then swapped; changed a segment at a time.

A reader maps its files once and keeps them; a writer may remove them from the folder at any time.
A writer that is killed leaves the last commit readable and the lock free: the kernel drops it.
"""

# mypy: disable-error-code="no-untyped-call"
# Whoosh's codec classes carry no annotations.

import fcntl
import json
import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from province.basics import Unavailable
from province.index.folder import DAMAGE, FORMAT, POINTER, Pointer, read_pointer, storage_of
from province.index.lists import IndexStorage, ListCodec, Pool
from province.index.model import Entry
from province.index.schema import SCHEMA, Document, as_document

LOCK_SECONDS_MOST = 10.0  # how long a writer waits for the one before it
SEGMENT_ENTRIES_MOST = 100_000  # of a rebuild; bounds its memory
SMALL_SEGMENT_ENTRIES = 1_000  # a segment below this is merged when there are many
SMALL_SEGMENTS_MOST = 8


def rebuild(path: Path, entries: Iterable[Entry]) -> int:
    """Build the index anew beside the present one and swap them; readers go on meanwhile.

    The entries are read after the lock is taken, so a `put` that waited for it adds what they
    may have missed. Ids must not repeat.

    Returns: how many entries it holds. Refuses: search.index.busy.
    """
    with _writing(path):
        folders = [int(folder.name) for folder in path.iterdir() if folder.name.isdigit()]
        pointer = Pointer(folder=max(folders, default=0) + 1, change=0)
        folder = path / str(pointer.folder)
        folder.mkdir(mode=0o700)
        try:
            count = _fill(storage_of(path, pointer), entries)
            _sync(folder)
            _point(path, pointer)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for old in folders:
            shutil.rmtree(path / str(old), ignore_errors=True)
        return count


def _fill(storage: IndexStorage, entries: Iterable[Entry]) -> int:
    """Write all entries, a segment at a time."""
    FileIndex.create(storage, SCHEMA)
    ids: set[str] = set()
    remaining = _each_once(entries, ids)
    for first in remaining:
        segment = chain([first], islice(remaining, SEGMENT_ENTRIES_MOST - 1))
        _commit(storage, (), map(as_document, segment))
    return len(ids)


def _each_once(entries: Iterable[Entry], ids: set[str]) -> Iterator[Entry]:
    for entry in entries:
        if entry.id in ids:
            raise ValueError(f"two entries are named {entry.id!r}")
        ids.add(entry.id)
        yield entry


def put(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries, in place of those with the same id.

    Refuses: search.index.missing, search.index.foreign, search.index.unwritten, search.index.busy.
    """
    latest = {entry.id: entry for entry in entries}
    _change(path, latest, latest.values())


def remove(path: Path, ids: Iterable[str]) -> None:
    """Take entries out; ids that are not there are no matter.

    Refuses: as `put`.
    """
    _change(path, set(ids), ())


def _change(path: Path, removed: Collection[str], added: Iterable[Entry]) -> None:
    documents = [as_document(entry) for entry in added]
    if not removed and not documents:
        return
    with _writing(path):
        pointer = read_pointer(path)
        with _writing_files():
            _commit(storage_of(path, pointer), removed, documents)
            _sync(path / str(pointer.folder))
        _point(path, Pointer(pointer.folder, pointer.change + 1))


def _commit(storage: IndexStorage, removed: Iterable[str], added: Iterable[Document]) -> None:
    """Write one segment with what is added; mark what is removed; all of it or nothing."""
    writer: Any = FileIndex(storage, SCHEMA).writer(codec=ListCodec(), compound=False)
    writer.pool = Pool()
    try:
        for removed_id in removed:
            writer.delete_by_term("id", removed_id)
        for document in added:
            writer.add_document(**document)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_merge_small)


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge the small segments once there are many; drop those with nothing left in them."""
    segments = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in segments if segment.doc_count() < SMALL_SEGMENT_ENTRIES]
    if len(small) < SMALL_SEGMENTS_MOST:
        return segments
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in small]


@contextmanager
def _writing_files() -> Iterator[None]:
    """Turn what a damaged index, or a full disk, raises into a refusal.

    Refuses: search.index.unwritten.
    """
    try:
        yield
    except DAMAGE as damage:
        raise Unavailable(
            "search.index.unwritten",
            "Chưa đưa được thay đổi vào chỉ mục tìm kiếm. Dữ liệu đã được lưu đầy đủ; "
            "hệ thống sẽ thử lại.",
            detail={"cause": f"{type(damage).__name__}: {damage}"},
        ) from damage


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Be the one process that writes.

    Refuses: search.index.busy, when another has been writing for LOCK_SECONDS_MOST.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    deadline = time.monotonic() + LOCK_SECONDS_MOST
    with open(path / "lock", "ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Unavailable(
                        "search.index.busy",
                        "Chỉ mục tìm kiếm đang được lập lại; thay đổi này sẽ được đưa vào sau.",
                    ) from None
                time.sleep(0.02)
        yield


def _point(path: Path, pointer: Pointer) -> None:
    """Tell readers which folder is the index, in one step."""
    content = {"format": FORMAT, "folder": pointer.folder, "change": pointer.change}
    fresh = path / f"{POINTER}.new"
    with open(fresh, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path / POINTER)
    _sync_one(path)


def _sync(folder: Path) -> None:
    """Wait until a folder and its files are on disk."""
    for file in folder.iterdir():
        _sync_one(file)
    _sync_one(folder)


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
