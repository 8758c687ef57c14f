"""The disk's own troubles: full, killed half-way, spoiled, or asked twice at once."""

import errno
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from province import blobs
from province.basics import NotFound, Unavailable
from province.basics.actor import SYSTEM
from province.blobs import files
from province.storage import Storage

CONTENT = b"%PDF-1.7\n" + b"x" * 100_000


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as refusal:
        files.keep(tmp_path, io.BytesIO(CONTENT))
    assert refusal.value.code == "blobs.disk_full"
    assert left_in(tmp_path) == []


def test_a_failing_disk_is_a_bug_and_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        files.keep(tmp_path, io.BytesIO(CONTENT))
    assert left_in(tmp_path) == []


KILLED = """
import io, os, signal, sys
from pathlib import Path
from province.blobs import files

class Dying(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(5)

files.keep(Path(sys.argv[1]), Dying(b"some content"))
"""


def test_a_process_killed_half_way_keeps_nothing_and_its_rest_is_forgotten(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert [name.startswith("incoming-") for name in left_in(tmp_path)] == [True]
    now = datetime.now(UTC)
    assert blobs.forget_passing(tmp_path, now - timedelta(hours=1)) == 0
    assert blobs.forget_passing(tmp_path, now + timedelta(hours=1)) == 1
    assert left_in(tmp_path) == []


def test_a_file_no_work_noted_is_forgotten_and_a_noted_one_is_not(
    storage: Storage, tmp_path: Path
) -> None:
    folder = tmp_path / "blobs"
    allow = frozenset({blobs.sniff.PDF})
    noted = blobs.lay_down(folder, CONTENT, "a.pdf", allow=allow, bytes_most=2**20)
    with storage.work(SYSTEM) as work:
        blobs.note(work, folder, noted)
    other = blobs.lay_down(folder, CONTENT + b"%", "b.pdf", allow=allow, bytes_most=2**20)
    now = datetime.now(UTC)
    assert blobs.laid_between(folder, now - timedelta(days=2), now - timedelta(days=1)) == []
    found = blobs.laid_between(folder, now - timedelta(days=1), now + timedelta(days=1))
    with storage.work(SYSTEM) as work:
        assert blobs.forget_unnoted(work, folder, found) == 1
    assert left_in(folder) == [noted.sha256]
    with storage.work(SYSTEM) as work, pytest.raises(NotFound, match=r"Hãy gửi lại"):
        blobs.note(work, folder, other)


def test_the_same_file_taken_by_many_at_once_is_kept_once(storage: Storage, tmp_path: Path) -> None:
    folder = tmp_path / "blobs"

    def take(_: int) -> str:
        with storage.work(SYSTEM) as work:
            allow = frozenset({blobs.sniff.PDF})
            return blobs.take_in(
                work, folder, CONTENT, "a.pdf", allow=allow, bytes_most=2**20
            ).sha256

    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(take, range(16)))
    assert left_in(folder) == list(digests)
    with storage.reading() as connection:
        assert list(blobs.verify(connection, folder)) == []


def test_a_spoiled_copy_is_never_handed_out_and_healed_when_the_file_comes_again(
    tmp_path: Path,
) -> None:
    sha256, _ = files.keep(tmp_path, io.BytesIO(CONTENT))
    blobs.path_of(tmp_path, sha256).write_bytes(b"another")
    with pytest.raises(NotFound):
        blobs.read(tmp_path, sha256)
    files.keep(tmp_path, io.BytesIO(CONTENT))
    assert blobs.read(tmp_path, sha256) == CONTENT


def test_a_link_planted_in_the_folder_is_replaced_by_the_file(tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.write_bytes(b"theirs")
    sha256, _ = files.keep(tmp_path / "blobs", io.BytesIO(CONTENT))
    place = blobs.path_of(tmp_path / "blobs", sha256)
    place.unlink()
    place.symlink_to(stranger)
    files.keep(tmp_path / "blobs", io.BytesIO(CONTENT))
    assert not place.is_symlink()
    assert stranger.read_bytes() == b"theirs"


def test_a_folder_in_a_files_place_is_named_and_never_taken_for_the_file(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    with sqlite_storage.work(SYSTEM) as work:
        kept = blobs.keep_own(work, tmp_path, CONTENT, "a.pdf", "application/pdf")
    place = blobs.path_of(tmp_path, kept.sha256)
    place.unlink()
    place.mkdir()
    with pytest.raises(NotFound):
        blobs.read(tmp_path, kept.sha256)
    with pytest.raises(IsADirectoryError):
        files.keep(tmp_path, io.BytesIO(CONTENT))
    with sqlite_storage.reading() as connection:
        assert [fault.reason for fault in blobs.verify(connection, tmp_path)] == [
            "is missing from the disk"
        ]
