"""The original of a document: printed with its number, right after it was issued.

Law: 30/2020/NĐ-CP Đ8, Đ19 k2
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from province import documents
from province.documents import not_found
from province.outgoing.printed import document_pdf
from province.storage import Storage, Work


def print_original(
    storage: Storage, folder: Path, payload: Mapping[str, Any]
) -> Callable[[Work], None]:
    """Print an issued document and keep the print as its original: job `documents.print`.

    Drawn and flushed to the disk before there is a work, in which nobody else can write.

    Returns: what then keeps it for every desk, together with the job's completion.
    """
    with storage.reading() as connection:
        issued = documents.document(connection, payload["id"]) or not_found()
        pdf = document_pdf(connection, issued)
    original = documents.lay_original(folder, issued, pdf)

    def finish(work: Work) -> None:
        documents.keep_original(work, issued.id, original)
        named = {"name": original.blob.name, "role": "main"}
        documents.write_down(work, "documents.file.added", issued.id, **named)

    return finish
