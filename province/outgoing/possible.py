"""What somebody may do with a document, also when it has gone out."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access, documents
from province.basics import Actor
from province.documents import Outgoing


def possible_deeds(
    connection: Connection, actor: Actor, row: Row[Any], on: date
) -> dict[str, bool]:
    """Tell which steps an actor may take with a document of ours: which buttons to show."""
    recall = row.state == Outgoing.ISSUED and access.may(
        connection, actor, "documents.document.recalled", row.unit_id, on
    )
    return {**documents.possible_deeds(connection, actor, row, on), "recall": recall}
