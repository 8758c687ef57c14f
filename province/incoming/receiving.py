"""What a clerk does with what came: receive, register, add scans, return.

Law: 30/2020/NĐ-CP Đ21, Đ22
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from province import access, blobs, directory, documents, jobs
from province.basics import Conflict, secrecy, text
from province.documents import (
    REMARK_CHARACTERS_MOST,
    Laid,
    Status,
    moved_on,
    not_found,
    remark,
)
from province.incoming import store
from province.incoming.arrivals import UNSAID
from province.incoming.forms import Arrival
from province.incoming.model import Incoming, recall_waits
from province.incoming.steps import (
    give_number,
    hold,
    number_book,
    put_into_search,
    sent_as,
    tell_sender,
    write_down,
)
from province.incoming.telling import Letter, notify
from province.storage import Work, last_number, new_id
from province.symbols import issuer_key, number_key

SCANS_TAKEN = documents.FILES_TAKEN | {blobs.sniff.TIFF}


def duplicates(
    connection: Connection,
    unit_id: int,
    number_text: str,
    author: str,
    document_date: date | None,
    but: str = "",
) -> list[Row[Any]]:
    """Return what a unit has registered already under the same number, symbol and issuer.

    Numbers begin anew each year, so two documents known to be of different years are none.

    Law: 30/2020/NĐ-CP PL VI III.1h
    """
    key = number_key(number_text)
    if not key:
        return []
    alike = store.same_number(connection, unit_id, key, issuer_key(author), but)
    return [
        one
        for one in alike
        if not one.document_date
        or not document_date
        or one.document_date.year == document_date.year
    ]


def _refuse_duplicate(found: Sequence[Row[Any]], confirmed: bool) -> None:
    if found and not confirmed:
        first = found[0]
        raise Conflict(
            "documents.incoming.duplicate",
            f"Văn bản số {first.number_text} của {first.author} đã được đăng ký ngày "
            f"{text.date_vi(first.arrived_on)}, số đến {first.arrival_number}. Nếu đây đúng là "
            "một văn bản khác, hãy xác nhận để vẫn đăng ký.",
            detail={"id": first.id, "arrival_number": first.arrival_number},
        )


def number_ahead(connection: Connection, unit_id: int, today: date) -> int:
    """Return the arrival number the next document would be given; somebody may be quicker."""
    return last_number(connection, number_book(unit_id), str(today.year)) + 1


def register_paper(
    work: Work,
    unit_id: int,
    arrival: Arrival,
    scans: Sequence[Laid] = (),
    *,
    confirmed: bool = False,
) -> tuple[str, int]:
    """Register a document that came by hand, post or e-mail; return its id and arrival number.

    Refuses: basics.secrecy.marked, documents.arrival.incomplete, documents.incoming.duplicate,
    documents.files.too_many. Law: 30/2020/NĐ-CP Đ21 k1, Đ22
    """
    access.require(work, "documents.incoming.registered", unit_id)
    clean = arrival.tidied()
    same = duplicates(work.connection, unit_id, clean.number, clean.author, clean.document_date)
    _refuse_duplicate(same, confirmed)
    incoming_id = new_id(work.now)
    came = {"id": incoming_id, "unit_id": unit_id, "came_at": work.now}
    store.add_entries(work, [{**_columns(clean), **came}])
    given = give_number(work, incoming_id, unit_id, work.actor.name)
    documents.keep_files(work, scans, incoming_id=incoming_id)
    write_down(work, "documents.incoming.registered", incoming_id, number=given)
    _write_scans_down(work, incoming_id, scans)
    jobs.ask(work, "search.put", {"kind": "document", "id": incoming_id})
    return incoming_id, given


def _columns(arrival: Arrival) -> dict[str, Any]:
    """Return what the register keeps of a paper."""
    values = asdict(arrival)
    number = values.pop("number")
    keys = {"author_key": issuer_key(arrival.author), "number_key": number_key(number)}
    return {**UNSAID, **values, **keys, "number_text": number, "state": Incoming.ARRIVED}


def register(
    work: Work,
    incoming_id: str,
    *,
    due_on: date | None = None,
    note: str = "",
    confirmed: bool = False,
) -> int:
    """Register a document that arrived inside the system; return its arrival number.

    Refuses: documents.incoming.duplicate, documents.incoming.being_recalled,
    documents.state.moved_on. Law: 30/2020/NĐ-CP Đ22
    """
    row = hold(work, incoming_id, "documents.incoming.registered", Incoming.REGISTERED)
    _refuse_while_recalled(row)
    secrecy.refuse_if_marked(note)
    same = duplicates(
        work.connection, row.unit_id, row.number_text, row.author, row.document_date, row.id
    )
    _refuse_duplicate(same, confirmed)
    said = text.clean_line(note, characters_most=REMARK_CHARACTERS_MOST)
    store.change_entry(work, incoming_id, {"due_on": due_on or row.due_on, "note": said})
    number = give_number(work, incoming_id, row.unit_id, work.actor.name)
    write_down(work, "documents.incoming.registered", incoming_id, number=number)
    put_into_search(work, row)
    return number


def _refuse_while_recalled(row: Row[Any]) -> None:
    if recall_waits(row):
        raise Conflict(
            "documents.incoming.being_recalled",
            "Nơi gửi đang yêu cầu thu hồi văn bản này. Hãy trả lời yêu cầu thu hồi trước.",
        )


def accept(work: Work, incoming_id: str) -> bool:
    """Tell the sender that a document was received, before it has its arrival number.

    Returns: False when the sender knew already; asking again does no harm.

    Law: 30/2020/NĐ-CP Đ21 k2c
    """
    row = store.hold_entry(work, incoming_id) or not_found()
    access.require(work, "documents.incoming.registered", row.unit_id)
    if row.accepted_at is not None:
        return False
    if row.state != Incoming.ARRIVED:
        moved_on(Incoming(row.state), row)
    store.change_entry(work, incoming_id, {"accepted_at": work.now})
    tell_sender(work, row, Status.ACCEPTED)
    write_down(work, "documents.incoming.accepted", incoming_id)
    return True


def lay_down(folder: Path, data: bytes, name: str, *, bytes_most: int) -> Laid:
    """Read a scan and flush it to the disk, before there is a work to keep it in.

    Refuses: basics.secrecy.marked, and what `blobs.lay_down` refuses.
    """
    return documents.lay_down(
        folder, data, name, main=True, allow=SCANS_TAKEN, bytes_most=bytes_most
    )


def add_scans(work: Work, incoming_id: str, scans: Sequence[Laid]) -> list[str]:
    """Keep scans of a document that came beside its entry; return their ids.

    Refuses: documents.files.too_many. Law: 30/2020/NĐ-CP Đ22 k3b
    """
    row = store.hold_entry(work, incoming_id) or not_found()
    access.require(work, "documents.incoming.registered", row.unit_id)
    ids = documents.keep_files(work, scans, incoming_id=incoming_id)
    _write_scans_down(work, incoming_id, scans)
    put_into_search(work, row)
    return ids


def _write_scans_down(work: Work, incoming_id: str, scans: Sequence[Laid]) -> None:
    for scan in scans:
        write_down(work, "documents.file.added", incoming_id, name=scan.blob.name)


def return_to_sender(work: Work, incoming_id: str, reason: str) -> None:
    """Return a document that came wrongly, with the reason; a number already given stays used.

    Refuses: documents.remark.missing, documents.state.moved_on. Law: 30/2020/NĐ-CP Đ21 k2b
    """
    row = hold(work, incoming_id, "documents.incoming.registered", Incoming.RETURNED)
    said = remark(reason, "lý do trả lại")
    store.change_entry(work, incoming_id, {"state": Incoming.RETURNED, "note": said})
    tell_sender(work, row, Status.RETURNED, said)
    write_down(work, "documents.incoming.returned", incoming_id, reason=said)
    put_into_search(work, row)
    sent = sent_as(work.connection, row)
    if sent is not None:
        unit = directory.unit_as_of(work.connection, row.unit_id, work.today)
        letter = Letter(
            row.unit_id,
            f"{unit.label} trả lại văn bản {row.number_text}",
            f"{unit.name} trả lại văn bản số {row.number_text} ({row.abstract}).\n\nLý do: {said}",
        )
        notify(work, {sent.unit_id: f"documents.returned:{row.id}"}, letter)
