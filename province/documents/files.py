"""Files of a document: read and laid down, kept with it, and handed on once they are safe."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from province import blobs
from province.basics import Gone, Invalid, Unavailable
from province.blobs import Blob
from province.documents import store
from province.documents.model import Outgoing
from province.storage import Work, new_id

FILES_TAKEN = blobs.DOCUMENT_KINDS | {blobs.sniff.JPEG, blobs.sniff.PNG}
FILES_MOST = 20  # of one document


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that was read and laid down; the deed it is handed to keeps it."""

    folder: Path
    blob: Blob
    text: str  # what it says, for the search
    main: bool = False  # True: the document itself; False: an annex


def lay_down(
    folder: Path,
    data: bytes,
    name: str,
    *,
    main: bool = False,
    allow: frozenset[str] = FILES_TAKEN,
    bytes_most: int,
) -> Laid:
    """Read a file and flush it to the disk, before there is a work to keep it in.

    Refuses: what `blobs.look_into` and `blobs.lay_down` refuse.
    """
    said = blobs.look_into(name, data)
    blob = blobs.lay_down(folder, data, name, allow=allow, bytes_most=bytes_most)
    return Laid(folder, blob, said, main)


def keep_files(
    work: Work,
    files: Sequence[Laid],
    *,
    document_id: str | None = None,
    incoming_id: str | None = None,
) -> list[str]:
    """Keep files, in order, with a document or with the entry of one that came; return their ids.

    The deed they are handed to asks who may, and writes each of them down.

    Refuses: documents.files.too_many, and what `blobs.note` refuses.
    """
    owner = {"document_id": document_id, "incoming_id": incoming_id}
    held = store.files(
        work.connection,
        documents=[document_id] if document_id else [],
        incoming=[incoming_id] if incoming_id else [],
    )
    if len(held) + len(files) > FILES_MOST:
        raise Invalid("documents.files.too_many", f"Một văn bản kèm tối đa {FILES_MOST} tệp.")
    for folder in {file.folder for file in files}:
        blobs.note(work, folder, *(file.blob for file in files if file.folder == folder))
    ids = sorted(new_id(work.now) for _ in files)  # files stand in the order of their ids
    for file_id, file in zip(ids, files, strict=True):
        _add(work, file_id, owner, file.blob, "main" if file.main else "attachment", file.text)
    return ids


def lay_original(folder: Path, issued: Row[Any], data: bytes) -> Laid:
    """Flush a document as it is printed with its number to the disk, the original from now on."""
    name = f"{issued.number_text.replace('/', '-')}.pdf"
    blob = blobs.lay_down_own(folder, data, name, blobs.sniff.PDF)
    return Laid(folder, blob, issued.body, main=True)


def keep_original(work: Work, document_id: str, original: Laid) -> None:
    """Keep the original of an issued document, for all its desks; its job writes it down."""
    blobs.note_own(work, original.blob)
    owner = {"document_id": document_id}
    _add(work, new_id(work.now), owner, original.blob, "main", original.text)


def awaits_original(document: Row[Any], files: Iterable[Row[Any]]) -> bool:
    """Tell whether a document has its number, and the print that bears it is still being made."""
    since = document.issued_at
    typed = bool(document.body) and document.state in (Outgoing.ISSUED, Outgoing.RECALLED)
    return typed and not any(one.role == "main" and one.added_at >= since for one in files)


def _add(
    work: Work, file_id: str, owner: Mapping[str, str | None], blob: Blob, role: str, said: str
) -> None:
    store.add_file(work, {**owner, **asdict(blob), "id": file_id, "role": role, "text": said})


def refuse_unchecked(connection: Connection, file: Row[Any]) -> None:
    """Refuse to hand on a file that is still in quarantine, or was found to be unsafe.

    Refuses: documents.file.being_checked, documents.file.unsafe.
    """
    kept = blobs.find(connection, file.sha256)
    if kept is None or kept.state == "refused":
        raise Gone(
            "documents.file.unsafe",
            f"Tệp “{file.name}” bị phát hiện không an toàn nên không được mở hay gửi đi. "
            "Hãy thay bằng tệp khác.",
        )
    if kept.state == "quarantined":
        raise Unavailable(
            "documents.file.being_checked",
            f"Tệp “{file.name}” đang được kiểm tra an toàn. Xin thử lại sau ít giây.",
        )
