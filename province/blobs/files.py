"""Files on disk, named by the SHA-256 of their content.

A file is written beside its place, flushed to the disk, and only then given its name; a crash
leaves either the whole file or none.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK_BYTES = 1 << 20


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the content of a digest lives: folder/ab/cd/abcd…"""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256 in hex: {sha256!r}")
    return folder / sha256[:2] / sha256[2:4] / sha256


def keep(folder: Path, data: BinaryIO) -> tuple[str, int]:
    """Write content durably, known content once; return its digest and its size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    passing = folder / f"incoming-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with passing.open("xb") as file:
            while chunk := data.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place = path_of(folder, digest.hexdigest())
        if not place.exists():
            _make_durable_folder(place.parent, folder)
            passing.replace(place)
            sync_folder(place.parent)
    finally:
        passing.unlink(missing_ok=True)
    return digest.hexdigest(), size


def _make_durable_folder(wanted: Path, top: Path) -> None:
    for folder in (wanted.parent, wanted):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
    sync_folder(top)


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


def all_kept(folder: Path) -> Iterator[Path]:
    """Yield every kept file."""
    return (path for path in folder.glob("??/??/*") if path.is_file())
