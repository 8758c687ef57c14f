"""What people do with a document that came: receive, register, direct, assign, answer.

Law: 30/2020/NĐ-CP Đ20–Đ24
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from province import access, blobs, directory, identity, jobs
from province.basics import Conflict, Invalid, secrecy, text
from province.documents import contents, delivery, forms, kinds, records, store
from province.documents.forms import Arrival
from province.documents.model import OPEN, Incoming, Status, moved_on, not_found, refuse_move
from province.storage import Work, last_number, new_id

SCANS_TAKEN = blobs.DOCUMENT_KINDS | {blobs.sniff.JPEG, blobs.sniff.PNG, blobs.sniff.TIFF}
SCANS_MOST = 20


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
    key = kinds.number_key(number_text)
    if not key:
        return []
    alike = store.same_number(connection, unit_id, key, kinds.issuer_key(author), but)
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
    return last_number(connection, records.incoming_book(unit_id), str(today.year)) + 1


def register_paper(
    work: Work, unit_id: int, arrival: Arrival, *, confirmed: bool = False
) -> tuple[str, int]:
    """Register a document that came by hand, post or e-mail; return its id and arrival number.

    Refuses: basics.secrecy.marked, documents.arrival.incomplete, documents.incoming.duplicate.
    Law: 30/2020/NĐ-CP Đ21 k1, Đ22
    """
    access.require(work, "documents.incoming.registered", unit_id)
    clean = arrival.tidied()
    same = duplicates(work.connection, unit_id, clean.number, clean.author, clean.document_date)
    _refuse_duplicate(same, confirmed)
    incoming_id = new_id(work.now)
    values = asdict(clean)
    number = values.pop("number")
    entry = {
        **delivery.UNSAID,
        **values,
        "id": incoming_id,
        "unit_id": unit_id,
        "state": Incoming.ARRIVED,
        "author_key": kinds.issuer_key(clean.author),
        "number_text": number,
        "number_key": kinds.number_key(number),
        "came_at": work.now,
    }
    store.add_incoming(work, [entry])
    given = delivery.give_arrival_number(work, incoming_id, unit_id, work.actor.name)
    records.write_incoming(work, "documents.incoming.registered", incoming_id, number=given)
    jobs.ask(work, "search.put", {"kind": "document", "id": incoming_id})
    return incoming_id, given


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
    row = _hold(work, incoming_id, "documents.incoming.registered", Incoming.REGISTERED)
    _refuse_while_recalled(row)
    secrecy.refuse_if_marked(note)
    same = duplicates(
        work.connection, row.unit_id, row.number_text, row.author, row.document_date, row.id
    )
    _refuse_duplicate(same, confirmed)
    said = text.clean_line(note, characters_most=forms.REMARK_CHARACTERS_MOST)
    store.change_incoming(work, incoming_id, {"due_on": due_on or row.due_on, "note": said})
    number = delivery.give_arrival_number(work, incoming_id, row.unit_id, work.actor.name)
    records.write_incoming(work, "documents.incoming.registered", incoming_id, number=number)
    if row.document_id:
        jobs.ask(work, "search.put", {"kind": "document", "id": row.document_id})
    return number


def _refuse_while_recalled(row: Row[Any]) -> None:
    if row.recall_asked_at is not None and row.recall_answer is None:
        raise Conflict(
            "documents.incoming.being_recalled",
            "Nơi gửi đang yêu cầu thu hồi văn bản này. Hãy trả lời yêu cầu thu hồi trước.",
        )


def accept(work: Work, incoming_id: str) -> bool:
    """Tell the sender that a document was received, before it has its arrival number.

    Returns: False when the sender knew already; asking again does no harm.

    Law: 30/2020/NĐ-CP Đ21 k2c
    """
    row = store.hold_incoming(work, incoming_id) or not_found()
    access.require(work, "documents.incoming.registered", row.unit_id)
    if row.accepted_at is not None:
        return False
    if row.state != Incoming.ARRIVED:
        moved_on(Incoming(row.state), row.changed_by)
    store.change_incoming(work, incoming_id, {"accepted_at": work.now})
    delivery.tell_sender(work, row, Status.ACCEPTED)
    records.write_incoming(work, "documents.incoming.accepted", incoming_id)
    return True


def add_scan(
    work: Work, folder: Path, incoming_id: str, data: bytes, name: str, *, bytes_most: int
) -> str:
    """Keep the scan of a paper that came, beside its entry.

    Refuses: basics.secrecy.marked, documents.files.too_many, and what `blobs.take_in` refuses.
    Law: 30/2020/NĐ-CP Đ22 k3b
    """
    row = store.hold_incoming(work, incoming_id) or not_found()
    access.require(work, "documents.incoming.registered", row.unit_id)
    said = contents.read(data, name)
    if len(store.files(work.connection, incoming=[incoming_id])) >= SCANS_MOST:
        raise Invalid("documents.files.too_many", f"Một văn bản kèm tối đa {SCANS_MOST} tệp.")
    blob = blobs.take_in(work, folder, data, name, allow=SCANS_TAKEN, bytes_most=bytes_most)
    jobs.ask(work, "blobs.check", {"sha256": blob.sha256}, key=f"blobs.check:{blob.sha256}")
    file_id = new_id(work.now)
    owner = {"id": file_id, "incoming_id": incoming_id, "role": "main", "text": said}
    store.add_file(work, owner | asdict(blob))
    records.write_incoming(work, "documents.file.added", incoming_id, name=blob.name)
    jobs.ask(work, "search.put", {"kind": "document", "id": incoming_id})
    return file_id


def return_to_sender(work: Work, incoming_id: str, reason: str) -> None:
    """Return a document that came wrongly, with the reason; a number already given stays used.

    Refuses: documents.remark.missing, documents.state.moved_on. Law: 30/2020/NĐ-CP Đ21 k2b
    """
    row = _hold(work, incoming_id, "documents.incoming.registered", Incoming.RETURNED)
    said = forms.remark(reason, "lý do trả lại")
    store.change_incoming(work, incoming_id, {"state": Incoming.RETURNED, "note": said})
    delivery.tell_sender(work, row, Status.RETURNED, said)
    records.write_incoming(work, "documents.incoming.returned", incoming_id, reason=said)
    if row.document_id:
        sender = store.document(work.connection, row.document_id) or not_found()
        unit = directory.unit(work.connection, row.unit_id)
        delivery.notify(
            work,
            sender.unit_id,
            row.unit_id,
            f"{unit.label} trả lại văn bản {row.number_text}",
            f"{unit.name} trả lại văn bản số {row.number_text} ({row.abstract}).\n\nLý do: {said}",
            f"documents.returned:{row.id}",
        )


def direct(
    work: Work,
    incoming_id: str,
    direction: str,
    *,
    lead: str = "",
    lead_account_id: int | None = None,
    supports: str = "",
    due_on: date | None = None,
) -> None:
    """Write what is to be done (bút phê); naming who leads assigns it in the same stroke.

    Law: 30/2020/NĐ-CP Đ23 k2, k4
    """
    names_lead = bool(lead or lead_account_id)
    to = Incoming.ASSIGNED if names_lead else Incoming.DIRECTED
    row = _hold(work, incoming_id, "documents.incoming.directed", to)
    said = forms.remark(direction, "ý kiến chỉ đạo", "direction")
    values: dict[str, Any] = {"direction": said, "directed_by": work.actor.name}
    store.add_note(work, incoming_id, "direction", said)
    if names_lead:
        values |= _assignment(work, row, lead, lead_account_id, supports)
    _move(work, row, to, {**values, "due_on": due_on or row.due_on}, "documents.incoming.directed")


def assign(
    work: Work,
    incoming_id: str,
    *,
    lead: str = "",
    lead_account_id: int | None = None,
    supports: str = "",
    due_on: date | None = None,
) -> None:
    """Give a document to whoever leads the work, and name who supports.

    Refuses: documents.lead.missing, documents.lead.unfit. Law: 30/2020/NĐ-CP Đ23 k1
    """
    row = _hold(work, incoming_id, "documents.incoming.assigned", Incoming.ASSIGNED)
    values = _assignment(work, row, lead, lead_account_id, supports)
    values["due_on"] = due_on or row.due_on
    _move(work, row, Incoming.ASSIGNED, values, "documents.incoming.assigned")


def _assignment(
    work: Work, row: Row[Any], lead: str, account_id: int | None, supports: str
) -> dict[str, Any]:
    secrecy.refuse_if_marked(lead, supports)
    name = text.clean_line(lead, characters_most=200)
    helpers = text.clean_line(supports, characters_most=500)
    if account_id is not None:
        able = access.who_may(work.connection, "documents.incoming.worked", row.unit_id, work.today)
        account = next((one for one in able if one.id == account_id), None)
        if account is None:
            sentence = "Người này không xử lý văn bản của cơ quan. Hãy chọn lại trong danh sách."
            raise Invalid("documents.lead.unfit", sentence, fields={"lead": sentence})
        name = name or account.name
        _tell_lead(work, row, account)
    if not name:
        sentence = "Hãy ghi đơn vị hoặc người chủ trì."
        raise Invalid("documents.lead.missing", sentence, fields={"lead": sentence})
    told = name + (f"; phối hợp: {helpers}" if helpers else "")
    store.add_note(work, row.id, "assignment", told)
    return {
        "lead": name,
        "lead_account_id": account_id,
        "supports": helpers,
        "handed_on": work.today,
    }


def _tell_lead(work: Work, row: Row[Any], account: identity.Account) -> None:
    letter = {
        "to": account.email,
        "subject": f"Được giao xử lý văn bản đến {row.number_text}"[:300],
        "text": f"Ông/bà được giao chủ trì xử lý văn bản đến số {row.arrival_number}: "
        f"{row.abstract} ({row.author}).\n\nMời mở Nơi làm việc, mục Văn bản đến.",
        "from_unit_id": row.unit_id,
    }
    key = f"documents.assigned:{row.id}:{account.id}:{work.now.isoformat()}"
    jobs.ask(work, "notifications.send", letter, key=key)


def note_progress(work: Work, incoming_id: str, said: str) -> None:
    """Say how far the work is; the sender sees that it goes on. Law: 30/2020/NĐ-CP Đ24"""
    row = _hold_to_work(work, incoming_id)
    said = forms.remark(said, "tiến độ giải quyết", "progress")
    store.change_incoming(work, incoming_id, {"progress": said})
    store.add_note(work, incoming_id, "progress", said)
    delivery.tell_sender(work, row, Status.WORKED)
    records.write_incoming(work, "documents.incoming.worked", incoming_id)


def complete(work: Work, incoming_id: str, said: str = "", *, answer_number: str = "") -> None:
    """Close the work on a document, naming the answer if one went out on another way.

    Refuses: documents.state.moved_on. Law: 30/2020/NĐ-CP Đ24
    """
    row = _hold_to_work(work, incoming_id)
    secrecy.refuse_if_marked(said, answer_number)
    result = text.clean_line(said, characters_most=forms.REMARK_CHARACTERS_MOST)
    values: dict[str, Any] = {"state": Incoming.DONE, "done_on": work.today}
    values["progress"] = result or row.progress
    values["answer_number"] = text.clean_line(answer_number, characters_most=60)
    store.change_incoming(work, incoming_id, values)
    store.add_note(work, incoming_id, "answer", result or values["answer_number"])
    delivery.tell_sender(work, row, Status.DONE)
    records.write_incoming(work, "documents.incoming.completed", incoming_id)


def answer_with(work: Work, document: Row[Any]) -> None:
    """Close the incoming document that an issued one answers; its caller writes it down."""
    row = store.hold_incoming(work, document.answers) or not_found()
    values: dict[str, Any] = {"answer_id": document.id, "answer_number": document.number_text}
    if row.state in OPEN:
        values |= {"state": Incoming.DONE, "done_on": work.today}
        delivery.tell_sender(work, row, Status.DONE)
    store.change_incoming(work, row.id, values)
    store.add_note(work, row.id, "answer", document.number_text)


def _hold(work: Work, incoming_id: str, deed: str, to: Incoming) -> Row[Any]:
    """Return an entry the actor may bring to a state, kept from changing until the work ends."""
    row = store.hold_incoming(work, incoming_id) or not_found()
    access.require(work, deed, row.unit_id)
    refuse_move(Incoming(row.state), to, row.changed_by)
    return row


def _hold_to_work(work: Work, incoming_id: str) -> Row[Any]:
    """The same for the one who leads the work, who needs no further right."""
    row = store.hold_incoming(work, incoming_id) or not_found()
    if row.lead_account_id is None or row.lead_account_id != work.actor.account_id:
        access.require(work, "documents.incoming.worked", row.unit_id)
    refuse_move(Incoming(row.state), Incoming.DONE, row.changed_by)
    return row


def _move(work: Work, row: Row[Any], to: Incoming, values: dict[str, Any], deed: str) -> None:
    store.change_incoming(work, row.id, {"state": to, **values})
    if to is Incoming.ASSIGNED:
        delivery.tell_sender(work, row, Status.ASSIGNED)
    records.write_incoming(work, deed, row.id)
