"""What a file says, looked at before it is kept, and whether a kept one may be handed on."""

from typing import Any

from sqlalchemy import Connection, Row

from province import blobs
from province.basics import Gone, Unavailable, secrecy, text


def read(data: bytes, name: str) -> str:
    """Return the text of a PDF or Word file, one paragraph or line to a line.

    Returns: "" for what cannot be read: pictures, damaged and locked files.

    Refuses: basics.secrecy.marked, before anything is kept.
    """
    secrecy.refuse_if_marked(text.nfc(name).rpartition(".")[0].replace("_", " "))
    found = blobs.text_of(data)
    secrecy.refuse_if_marked(found)
    return found


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
