"""What somebody may do with a document as it stands: which buttons lead somewhere."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access
from province.basics import Actor
from province.documents.model import IN_HAND, MOVES, Outgoing


def possible_deeds(
    connection: Connection, actor: Actor, row: Row[Any], on: date
) -> dict[str, bool]:
    """Tell which steps an actor may take with a document we write, until it goes out."""

    def granted(deed: str) -> bool:
        return access.may(connection, actor, deed, row.unit_id, on)

    state = Outgoing(row.state)
    following = MOVES.get(state, ())
    writes = granted("documents.draft.written")
    in_check = state is Outgoing.SUBMITTED
    return {
        "edit": state is Outgoing.DRAFT and writes,
        "check_content": in_check
        and not row.content_checked_by
        and granted("documents.content.checked"),
        "check_form": in_check and not row.form_checked_by and granted("documents.form.checked"),
        "sign": Outgoing.SIGNED in following and granted("documents.document.signed"),
        "issue": Outgoing.ISSUED in following and granted("documents.document.issued"),
        "send_back": any(granted(deed) for deed in IN_HAND.get(state, ())),
        "cancel": Outgoing.CANCELLED in following and writes,
    }
