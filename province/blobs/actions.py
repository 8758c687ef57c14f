"""Taking files in, letting them out, and proving that all are still what they were."""

import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from province import audit, jobs
from province.audit import Fault
from province.basics.refusals import Conflict, Invalid, NotFound, TooLarge
from province.blobs import checks, files, store
from province.storage import Work

RECORD_KIND = "blob"  # subject kind in the audit, of files found to be unsafe


@dataclass(frozen=True, slots=True)
class Blob:
    """A kept file."""

    sha256: str  # hex
    size: int  # bytes
    media_type: str  # told from the content
    name: str  # the sender's own name for it, made safe


def lay_down(
    folder: Path, data: BinaryIO | bytes, name: str, *, allow: frozenset[str], bytes_most: int
) -> Blob:
    """Check a stranger's file and flush it to the disk, before there is a work to note it in.

    Checking and flushing take their time, and only one can write to SQLite at once: what is slow
    comes before the turn. A file that is never noted is forgotten after a day.

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
    return Blob(sha256, size, kind, name)


def note(work: Work, folder: Path, *laid: Blob) -> None:
    """Note files that were laid down, quarantined until `settle` is told they are clean.

    The check is asked for with what is new. Files are noted in the order of their content, whatever
    order they are given in: two who send the same ones must not wait for each other.

    Refuses: blobs.known_bad; blobs.lost when one was laid down so long ago that it was forgotten.
    """
    for blob in sorted(laid, key=_by_content):
        new = _note(work, blob, "quarantined")
        if not files.path_of(folder, blob.sha256).exists():  # looked at last: see `forgetting`
            raise NotFound("blobs.lost", f"Tệp “{blob.name}” không còn. Hãy gửi lại tệp này.")
        if new:
            jobs.ask(work, "blobs.check", {"sha256": blob.sha256})


def _by_content(blob: Blob) -> str:
    return blob.sha256


def take_in(
    work: Work,
    folder: Path,
    data: BinaryIO | bytes,
    name: str,
    *,
    allow: frozenset[str],
    bytes_most: int,
) -> Blob:
    """Lay a stranger's file down and note it in one go.

    Refuses: what `lay_down` and `note` refuse.
    """
    blob = lay_down(folder, data, name, allow=allow, bytes_most=bytes_most)
    note(work, folder, blob)
    return blob


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB".replace(".", ",")


def lay_down_own(folder: Path, data: bytes, name: str, media_type: str) -> Blob:
    """Flush a file the system made itself to the disk, before there is a work to note it in."""
    sha256, size = files.keep(folder, io.BytesIO(data))
    return Blob(sha256, size, media_type, name)


def note_own(work: Work, blob: Blob) -> None:
    """Note a file the system made itself and laid down; it needs no quarantine."""
    _note(work, blob, "clean")


def keep_own(work: Work, folder: Path, data: bytes, name: str, media_type: str) -> Blob:
    """Lay a file the system made itself down and note it in one go."""
    blob = lay_down_own(folder, data, name, media_type)
    note_own(work, blob)
    return blob


def _note(work: Work, blob: Blob, state: str) -> bool:
    """Note a file, or hold what is known of it; False when it was known."""
    known = store.hold(work, blob.sha256)
    if known is not None and known.state == "refused":
        raise Conflict("blobs.known_bad", "Tệp này đã bị từ chối trước đây vì không an toàn.")
    if known is not None:
        return False
    values = {"sha256": blob.sha256, "size": blob.size, "media_type": blob.media_type}
    return store.add(work, values | {"state": state, "kept_at": work.now})


def settle(work: Work, sha256: str, finding: str | None) -> None:
    """End a file's quarantine: clean when nothing was found, else refused for good.

    A refusal is written down, so that nobody lets the file out unseen.
    """
    state = "clean" if finding is None else "refused"
    settled = {"state": state, "checked_at": work.now, "finding": finding}
    if store.settle(work, sha256, settled) and finding is not None:
        kept = store.find(work.connection, sha256)
        assert kept is not None
        audit.write(
            work,
            "blobs.file.refused",
            subject=(RECORD_KIND, sha256),
            detail={"finding": finding},
            record=kept._asdict(),
        )


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


def refused(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every file that was found to be unsafe, for `verify` to compare with the audit."""
    for row in store.in_state(connection, "refused"):
        yield row.sha256, row._asdict()


def verify(connection: Connection, folder: Path) -> Iterator[Fault]:
    """Name every file that is missing or is no longer what was taken in."""
    for row in store.all_known(connection):
        path = files.path_of(folder, row.sha256)
        if not path.is_file():
            yield Fault(f"blob {row.sha256}", "is missing from the disk")
        elif path.stat().st_size != row.size:
            yield Fault(f"blob {row.sha256}", "has another size on the disk than in the database")
        elif (reason := _trouble(path, row.sha256)) is not None:
            yield Fault(f"blob {row.sha256}", reason)


def _trouble(path: Path, sha256: str) -> str | None:
    try:
        whole = files.digest_of_file(path) == sha256
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    return None if whole else "was altered: its content does not match its name"
