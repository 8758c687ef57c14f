"""Noted files that nothing refers to: forgotten in two steps, whoever notes the same meanwhile."""

import os
import subprocess
import sys
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, text

from province import blobs
from province.basics import FrozenClock, NotFound
from province.basics.actor import SYSTEM
from province.blobs import store
from province.storage import Storage

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the files."""
    return tmp_path / "blobs"


def laid(folder: Path, end: bytes = b"") -> blobs.Blob:
    allow = frozenset({blobs.sniff.PDF})
    return blobs.lay_down(folder, PDF + end, "a.pdf", allow=allow, bytes_most=2**20)


def noted(storage: Storage, folder: Path, end: bytes = b"", finding: str | None = None) -> str:
    """A file that was noted and looked into."""
    blob = laid(folder, end)
    with storage.work(SYSTEM) as work:
        blobs.note(work, folder, blob)
        blobs.settle(work, blob.sha256, finding)
    return blob.sha256


def holding(*held: str) -> blobs.Held:
    """Rooms that refer to these files."""
    return lambda _, digests: set(held) & set(digests)


def known(storage: Storage) -> set[str]:
    with storage.reading() as connection:
        return {row.sha256 for row in store.all_known(connection)}


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def faults(storage: Storage, folder: Path) -> list[str]:
    with storage.reading() as connection:
        return [str(fault) for fault in blobs.verify(connection, folder)]


def tidy(storage: Storage, folder: Path, held: blobs.Held) -> int:
    """The day's tidying as the house does it."""
    day_before = storage.clock.now() - DAY
    with storage.reading() as connection:
        unheld = list(blobs.unheld(connection, day_before, held))
    with storage.work(SYSTEM) as work:
        return blobs.forget_unheld(work, folder, unheld, held)


def sweep(storage: Storage, folder: Path) -> int:
    """The tidying of files no work has noted, a day later by the disk's clock."""
    now = datetime.now(UTC)
    found = blobs.laid_between(folder, now - DAY, now + DAY)
    with storage.work(SYSTEM) as work:
        return blobs.forget_unnoted(work, folder, found)


def test_only_clean_files_that_nothing_refers_to_are_forgotten(
    storage: Storage, folder: Path, clock: FrozenClock
) -> None:
    referred, left = noted(storage, folder, b"1"), noted(storage, folder, b"2")
    bad = noted(storage, folder, b"3", "Eicar")
    waiting = laid(folder, b"4")
    with storage.work(SYSTEM) as work:
        blobs.note(work, folder, waiting)
    kept = {referred, bad, waiting.sha256}
    assert tidy(storage, folder, holding(referred)) == 0, "nothing is a day old yet"
    clock.advance(DAY + timedelta(seconds=1))
    os.utime(blobs.path_of(folder, left), (0, 0))
    assert tidy(storage, folder, holding(referred)) == 1
    assert known(storage) == kept
    assert left_in(folder) == {*kept, left}, "the file stays for a day"
    assert sweep(storage, folder) == 1
    assert left_in(folder) == kept
    assert faults(storage, folder) == []


def test_many_files_are_forgotten_in_portions(
    storage: Storage, folder: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.blobs.forgetting.LOOKED_AT_ONCE", 2)
    every = [noted(storage, folder, str(n).encode()) for n in range(7)]
    clock.advance(DAY + timedelta(seconds=1))
    assert tidy(storage, folder, holding(every[2])) == 6
    assert known(storage) == {every[2]}


def test_what_is_noted_again_is_checked_again(
    storage: Storage, folder: Path, clock: FrozenClock
) -> None:
    sha256 = noted(storage, folder)
    clock.advance(DAY + timedelta(seconds=1))
    tidy(storage, folder, holding())
    with storage.work(SYSTEM) as work:
        blobs.note(work, folder, laid(folder))
        blobs.note(work, folder, laid(folder))
    with storage.reading() as connection:
        assert blobs.find(connection, sha256).state == "quarantined"  # type: ignore[union-attr]
        asked = text("SELECT count(*) FROM jobs WHERE kind = 'blobs.check'")
        assert connection.execute(asked).scalar_one() == 2


def test_who_notes_it_first_keeps_it(storage: Storage, folder: Path, clock: FrozenClock) -> None:
    sha256 = noted(storage, folder)
    clock.advance(DAY + timedelta(seconds=1))
    refers: set[str] = set()

    def held(_: Connection, digests: Collection[str]) -> set[str]:
        return refers & set(digests)

    def forget() -> int:
        with storage.work(SYSTEM) as work:
            return blobs.forget_unheld(work, folder, [sha256], held)

    with ThreadPoolExecutor(1) as pool:
        with storage.work(SYSTEM) as work:
            blobs.note(work, folder, laid(folder))
            forgetting = pool.submit(forget)
            if storage.engine.dialect.name == "postgresql":
                assert forgetting.result(20) == 0, "it is passed over, not waited for"
            refers.add(sha256)
        assert forgetting.result(20) == 0
    assert known(storage) == {sha256}


def test_who_notes_it_while_it_is_forgotten_brings_their_own(
    storage: Storage, folder: Path, clock: FrozenClock
) -> None:
    sha256 = noted(storage, folder)
    clock.advance(DAY + timedelta(seconds=1))
    begun = Event()

    def note() -> None:
        blob = laid(folder)
        begun.set()
        with storage.work(SYSTEM) as work:
            blobs.note(work, folder, blob)

    with ThreadPoolExecutor(1) as pool:
        with storage.work(SYSTEM) as work:
            assert blobs.forget_unheld(work, folder, [sha256], holding()) == 1
            noting = pool.submit(note)
            assert begun.wait(20)
        noting.result(20)
    with storage.reading() as connection:
        assert blobs.find(connection, sha256).state == "quarantined"  # type: ignore[union-attr]
    assert faults(storage, folder) == []
    assert sweep(storage, folder) == 0


def test_who_notes_what_is_deleted_at_this_moment_is_told_to_send_it_again(
    storage: Storage, folder: Path
) -> None:
    blob = laid(folder)
    begun = Event()

    def note() -> None:
        begun.set()
        with storage.work(SYSTEM) as work:
            blobs.note(work, folder, blob)

    with ThreadPoolExecutor(1) as pool:
        with storage.work(SYSTEM) as work:
            assert blobs.forget_unnoted(work, folder, [blob.sha256]) == 1
            noting = pool.submit(note)
            assert begun.wait(20)
        with pytest.raises(NotFound, match="Hãy gửi lại"):
            noting.result(20)
    assert known(storage) == set()
    assert faults(storage, folder) == []


def test_what_is_noted_at_this_moment_is_not_deleted(storage: Storage, folder: Path) -> None:
    blob = laid(folder)
    with ThreadPoolExecutor(1) as pool:
        with storage.work(SYSTEM) as work:
            blobs.note(work, folder, blob)
            sweeping = pool.submit(sweep, storage, folder)
            wait([sweeping], timeout=0.3)  # time enough to do what it must not
        assert sweeping.result(20) == 0
    assert known(storage) == {blob.sha256}
    assert faults(storage, folder) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from province import blobs
from province.basics import FrozenClock
from province.basics.actor import SYSTEM
from province.house.tables import metadata
from province.storage import Storage

url, folder, sha256, when = sys.argv[1:]
storage = Storage(url, FrozenClock())
with storage.work(SYSTEM) as work:
    assert blobs.forget_unheld(work, Path(folder), [sha256], lambda _, digests: set()) == 1
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_before_or_after_the_work_is_kept_no_row_is_without_its_file(
    storage: Storage, folder: Path, clock: FrozenClock, when: str
) -> None:
    sha256 = noted(storage, folder)
    os.utime(blobs.path_of(folder, sha256), (0, 0))
    url = storage.engine.url.render_as_string(hide_password=False)
    ended = subprocess.run([sys.executable, "-c", KILLED, url, folder, sha256, when], check=False)
    assert ended.returncode == -9
    assert known(storage) == ({sha256} if when == "before" else set())
    assert left_in(folder) == {sha256}
    assert faults(storage, folder) == []
    assert sweep(storage, folder) == (0 if when == "before" else 1), "what is left is found"
