"""One step of an entry: held while it is taken, told to the sender, and written down.

Law: 30/2020/NĐ-CP Đ22 k2, PL VI III.1
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from province import access, audit, documents, jobs
from province.documents import RECEIVED, Record, Status, not_found, refuse_move
from province.incoming import store
from province.incoming.model import MOVES, Incoming
from province.storage import Work, next_number

RECORD_KIND = "incoming"  # subject kind in the audit
_PLACE = {status: place for place, status in enumerate((Status.ARRIVED, *RECEIVED))}


def hold(work: Work, incoming_id: str, deed: str, to: Incoming) -> Row[Any]:
    """Return an entry the actor may bring to a state, kept from changing until the work ends.

    Refuses: documents.unknown, documents.state.moved_on.
    """
    row = store.hold_entry(work, incoming_id) or not_found()
    access.require(work, deed, row.unit_id)
    refuse_move(MOVES, Incoming(row.state), to, row)
    return row


def tell_sender(work: Work, entry: Row[Any], status: Status, description: str = "") -> None:
    """Let the sender see how a document stands; a status never falls back to an earlier one."""
    if entry.recipient_id is None:
        return
    now = Status(documents.recipient(work.connection, entry.recipient_id).status)
    if {status, now} <= _PLACE.keys() and _PLACE[status] <= _PLACE[now]:
        return
    documents.note_statuses(work, [entry.recipient_id], status, description)


def sent_as(connection: Connection, entry: Row[Any]) -> Row[Any] | None:
    """Return the document behind an entry that came inside the system; None for papers."""
    return documents.document(connection, entry.document_id) if entry.document_id else None


def put_into_search(work: Work, entry: Row[Any]) -> None:
    """Have the search know an entry, and who may find it, as it is now.

    What came inside the system is one document for all its readers; a paper is this desk's own.
    """
    jobs.ask(work, "search.put", {"kind": "document", "id": entry.document_id or entry.id})


# -- the register --------------------------------------------------------------------------------


def number_book(unit_id: int) -> str:
    """Name the number book of a unit's arrivals."""
    return f"documents.incoming:{unit_id}"


def give_number(work: Work, incoming_id: str, unit_id: int, registered_by: str) -> int:
    """Enter a document in its unit's register: the next number of the year, today's date.

    Law: 30/2020/NĐ-CP Đ22 k2
    """
    year = work.today.year
    number = next_number(work, number_book(unit_id), str(year))
    values: dict[str, Any] = {
        "state": Incoming.REGISTERED,
        "arrival_year": year,
        "arrival_number": number,
        "arrived_on": work.today,
        "registered_by": registered_by,
    }
    entry = store.entry(work.connection, incoming_id)
    if entry is not None and entry.recipient_id is not None:
        tell_sender(work, entry, Status.ACCEPTED)
        values["accepted_at"] = entry.accepted_at or work.now
    store.change_entry(work, incoming_id, values)
    return number


def write_down(work: Work, deed: str, incoming_id: str, **detail: Any) -> None:
    """Write a deed on an entry down, with what the entry is after it.

    From here on the work holds the audit's head, which everybody needs: rows come before.
    """
    row = store.entry(work.connection, incoming_id)
    assert row is not None
    record = _records(work.connection, [row])[incoming_id]
    subject = (RECORD_KIND, incoming_id)
    audit.write(work, deed, subject=subject, unit_id=row.unit_id, detail=detail, record=record)


def records(connection: Connection) -> Iterator[Record]:
    """Yield every entry as it stands, to be compared with what the audit remembers.

    What nobody has touched since it came is left out: see `arrival_faults`.
    """
    for batch in store.all_entries(connection):
        for incoming_id, record in _records(connection, batch).items():
            if not _untouched(record):
                yield incoming_id, record


def untouched(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """Yield, in batches, what the entries say that lie on their desk as they came."""
    for batch in store.all_entries(connection):
        yield [one for one in _records(connection, batch).values() if _untouched(one)]


def _untouched(record: Mapping[str, Any]) -> bool:
    asked = ("accepted_at", "recall_asked_at", "files", "notes")
    return record["state"] == Incoming.ARRIVED and not any(record[name] for name in asked)


def _records(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, dict[str, Any]]:
    """Return entries with their scans, what was said, and what the sender was told, by id."""
    ids = [row.id for row in rows]
    found: dict[str, dict[str, Any]] = {
        row.id: {**row._mapping, "files": [], "notes": [], "sender": [], "told": []} for row in rows
    }
    here = {row.recipient_id: row.id for row in rows if row.recipient_id is not None}
    for file in documents.all_files(connection, incoming=ids):
        found[file.incoming_id]["files"].append(dict(file._mapping))
    for note in store.notes_of(connection, ids):
        found[note.incoming_id]["notes"].append(dict(note._mapping))
    for recipient_id, recipient in documents.recipients_with(connection, here).items():
        found[here[recipient_id]]["sender"].append(dict(recipient._mapping))
    for status in documents.statuses(connection, here):
        found[here[status.recipient_id]]["told"].append(dict(status._mapping))
    return found
