"""A file is opened by who may see its document, on either side, and the reading is written down.

Law: 30/2020/NĐ-CP PL VI III.3b (who may), III.6l (the history of reading is kept)
"""

from typing import Any

from sqlalchemy import Row

from province import audit, documents, incoming
from province.documents import not_found
from province.incoming import GONE
from province.storage import Work


def open_file(work: Work, file_id: str) -> Row[Any]:
    """Return a file to somebody who may see its document, and write the reading down.

    Refuses: documents.unknown, documents.file.unsafe, documents.file.being_checked.
    Law: 30/2020/NĐ-CP PL VI III.6l
    """
    file = documents.file(work.connection, file_id) or not_found()
    kind, row = _seen(work, file)
    documents.refuse_unchecked(work.connection, file)
    detail = {"file": file.id, "name": file.name}
    subject = (kind, row.id)
    audit.write(work, "documents.file.read", subject=subject, unit_id=row.unit_id, detail=detail)
    return file


def _seen(work: Work, file: Row[Any]) -> tuple[str, Row[Any]]:
    """Return the entry, or else the document, by which the actor may see a file, and its kind."""
    who = (work.connection, work.actor)
    if file.incoming_id is not None:
        entry = incoming.see_incoming(*who, file.incoming_id, work.today)
        if entry.state in GONE:
            not_found()
        return incoming.RECORD_KIND, entry
    found = incoming.entry_of(*who, file.document_id, work.today)
    if found is not None and found.state not in GONE:
        return incoming.RECORD_KIND, found
    document = documents.see_document(*who, file.document_id, work.today)
    return documents.RECORD_KIND, document
