"""Taking files in, letting them out, and proving that all are still what they were."""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from province.audit import Fault
from province.basics.refusals import Conflict, Invalid, NotFound, TooLarge
from province.blobs import checks, files, store
from province.storage import Work


@dataclass(frozen=True, slots=True)
class Blob:
    """A kept file."""

    sha256: str  # hex
    size: int  # bytes
    media_type: str  # told from the content
    name: str  # the sender's own name for it, made safe


def take_in(
    work: Work,
    folder: Path,
    data: BinaryIO | bytes,
    name: str,
    *,
    allow: frozenset[str],
    bytes_most: int,
) -> Blob:
    """Check a stranger's file and keep it, quarantined until `settle` is told it is clean.

    Refuses: blobs.too_large, blobs.empty, and what `checks` refuses.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    name = checks.safe_name(name)
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size > bytes_most:
        raise TooLarge(
            "blobs.too_large",
            f"Tệp “{name}” nặng {_megabytes(size)}, quá giới hạn {_megabytes(bytes_most)} "
            "cho một tệp. Hãy giảm dung lượng hoặc chia nhỏ rồi gửi lại.",
            detail={"bytes": size, "bytes_most": bytes_most},
        )
    if size == 0:
        raise Invalid("blobs.empty", f"Tệp “{name}” trống. Hãy chọn lại đúng tệp cần gửi.")
    kind = checks.checked_type(stream, name, allow)
    sha256, size = files.keep(folder, stream)
    _note(work, sha256, size, kind, "quarantined")
    return Blob(sha256, size, kind, name)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB".replace(".", ",")


def keep_own(work: Work, folder: Path, data: bytes, name: str, media_type: str) -> Blob:
    """Keep a file the system made itself; it needs no quarantine."""
    sha256, size = files.keep(folder, io.BytesIO(data))
    _note(work, sha256, size, media_type, "clean")
    return Blob(sha256, size, media_type, name)


def _note(work: Work, sha256: str, size: int, kind: str, state: str) -> None:
    known = store.find(work.connection, sha256)
    if known is not None and known.state == "refused":
        raise Conflict("blobs.known_bad", "Tệp này đã bị từ chối trước đây vì không an toàn.")
    if known is None:
        store.add(
            work,
            {
                "sha256": sha256,
                "size": size,
                "media_type": kind,
                "state": state,
                "kept_at": work.now,
            },
        )


def settle(work: Work, sha256: str, finding: str | None) -> None:
    """End a file's quarantine: clean when nothing was found, else refused for good."""
    state = "clean" if finding is None else "refused"
    store.settle(work, sha256, {"state": state, "checked_at": work.now, "finding": finding})


def read(folder: Path, sha256: str) -> bytes:
    """Return a file's content, and never another's.

    Refuses: blobs.lost when the file is gone from the disk or is no longer what was kept.
    """
    path = files.path_of(folder, sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFound(
            "blobs.lost", "Không đọc được tệp này. Quản trị viên cần khôi phục từ bản sao lưu."
        )
    return content


def verify(connection: Connection, folder: Path) -> Iterator[Fault]:
    """Name every file that is missing or is no longer what was taken in."""
    for row in store.all_known(connection):
        path = files.path_of(folder, row.sha256)
        if not path.is_file():
            yield Fault(f"blob {row.sha256}", "is missing from the disk")
        elif (reason := _trouble(path, row.sha256)) is not None:
            yield Fault(f"blob {row.sha256}", reason)


def _trouble(path: Path, sha256: str) -> str | None:
    try:
        whole = files.digest_of_file(path) == sha256
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    return None if whole else "was altered: its content does not match its name"
