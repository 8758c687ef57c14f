"""What somebody may do with what came, as it stands: which buttons lead somewhere."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access
from province.basics import Actor
from province.incoming.model import GONE, MOVES, OPEN, Incoming, recall_waits
from province.incoming.sight import leads


def possible_deeds(
    connection: Connection, actor: Actor, row: Row[Any], on: date
) -> dict[str, bool]:
    """Tell which steps an actor may take with an entry; a recall is answered before all else."""

    def granted(deed: str) -> bool:
        return access.may(connection, actor, deed, row.unit_id, on)

    state, waits = Incoming(row.state), recall_waits(row)
    is_open = state in OPEN
    clerk = granted("documents.incoming.registered")
    register = state is Incoming.ARRIVED and clerk and not waits
    return {
        "answer_recall": waits and clerk,
        "register": register,
        "accept": register and row.accepted_at is None,
        "direct": is_open and granted("documents.incoming.directed"),
        "assign": is_open and granted("documents.incoming.assigned"),
        "work": is_open and (leads(actor, row) or granted("documents.incoming.worked")),
        "add_scans": clerk and state not in GONE,
        "return": clerk and Incoming.RETURNED in MOVES.get(state, ()),
    }
