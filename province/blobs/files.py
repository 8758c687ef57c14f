"""Files on disk, named by the SHA-256 of their content.

A file is written beside its place, flushed to the disk, and only then given its name; a crash
leaves either the whole file or none.
"""

import contextlib
import errno
import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from province.basics.refusals import Unavailable

CHUNK_BYTES = 1 << 20
PASSING = "incoming-"  # how the name of a file begins that is being written
_settled: set[Path] = set()  # folders whose own names this process has flushed, 256 at most


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the content of a digest lives: folder/ab/abcd…"""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256 in hex: {sha256!r}")
    return folder / sha256[:2] / sha256


def keep(folder: Path, data: BinaryIO) -> tuple[str, int]:
    """Write content durably; return its digest and its size in bytes.

    What is known already is put in its place once more: that heals a copy the disk has spoiled,
    and makes it durable for us whoever wrote it first.

    Refuses: blobs.disk_full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    passing = folder / f"{PASSING}{secrets.token_hex(8)}"
    try:
        sha256, size = _write(passing, data)
        place = path_of(folder, sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        passing.replace(place)
        sync_folder(place.parent)
        if place.parent not in _settled:
            sync_folder(folder)
            _settled.add(place.parent)
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Unavailable(
            "blobs.disk_full",
            "Kho tệp tạm thời hết chỗ nên tệp chưa được nhận. Xin thử lại sau; quản trị viên cần "
            "giải phóng dung lượng.",
        ) from problem
    finally:
        passing.unlink(missing_ok=True)
    return sha256, size


def _write(passing: Path, data: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with passing.open("xb") as file:
        while chunk := data.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def forget_passing(folder: Path, before: datetime) -> int:
    """Delete what a process that was killed left half-written; return how many files."""
    left = [
        path for path in folder.glob(f"{PASSING}*") if path.stat().st_mtime < before.timestamp()
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def laid_between(folder: Path, since: datetime, before: datetime) -> list[str]:
    """Return the digests of the files laid down in a span of time."""
    first, last = since.timestamp(), before.timestamp()
    return [path.name for path in folder.glob("??/*") if first <= path.stat().st_mtime < last]


def date_anew(folder: Path, sha256: str) -> None:
    """Let a file count as laid down now."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(path_of(folder, sha256))


def sync_folder(folder: Path) -> None:
    """Flush a folder's own entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's content as it is on the disk now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
