"""Who may see a document that is written here: its drafter, and who may read what the unit writes.

Law: 30/2020/NĐ-CP PL VI III.3b
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access
from province.basics import Actor
from province.documents import store
from province.documents.model import not_found

READ = "documents.document.read"


def see_document(connection: Connection, actor: Actor, document_id: str, on: date) -> Row[Any]:
    """Return a document we write, to its drafter and to who may read what the unit writes.

    Refuses: documents.unknown.
    """
    row = store.document(connection, document_id) or not_found()
    mine = row.drafter_id is not None and row.drafter_id == actor.account_id
    if not mine and not access.may(connection, actor, READ, row.unit_id, on):
        not_found()
    return row
