"""From desk to desk: what is issued arrives at each addressee, and each says how it stands.

Law: 30/2020/NĐ-CP Đ18, Đ21 k2, PL VI III.1 (e, k, o), PL VI III.8; 28/2018/QĐ-TTg
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from province import access, directory, jobs
from province.basics import Conflict, text
from province.documents import forms, kinds, records, store
from province.documents.model import (
    Incoming,
    Outgoing,
    Status,
    Urgency,
    not_found,
    refuse_move,
)
from province.storage import Work, new_id, next_number

LETTER_INTERVAL = timedelta(seconds=0.25)  # between two letters of one broadcast


def deliver(
    work: Work, document: Row[Any], addressed: Collection[Row[Any]]
) -> tuple[list[int], list[str]]:
    """Put an issued document on the desk of each addressee inside the system.

    Desks that register by themselves give the arrival number at once; the rest wait for a clerk.

    Returns: the units it arrived at, and the entries that were registered at once.
    """
    inside = sorted((one for one in addressed if one.unit_id is not None), key=_by_unit)
    outside = [one.id for one in addressed if one.unit_id is None]
    entries = [_entry(work, document, recipient) for recipient in inside]
    store.add_incoming(work, entries)
    store.note_statuses(work, [one.id for one in inside], Status.ARRIVED)
    store.note_statuses(work, outside, Status.OUTSIDE)
    desks = store.desks_registering(work.connection)
    at_once = [entry for entry in entries if entry["unit_id"] in desks]
    for entry in at_once:
        give_arrival_number(work, entry["id"], entry["unit_id"], "Hệ thống")
    return [entry["unit_id"] for entry in entries], [entry["id"] for entry in at_once]


def _by_unit(recipient: Row[Any]) -> int:
    """Take desks in one order everywhere: two broadcasts at once must not wait for each other."""
    return int(recipient.unit_id)


def _entry(work: Work, document: Row[Any], recipient: Row[Any]) -> dict[str, Any]:
    return {
        "id": new_id(work.now),
        "unit_id": recipient.unit_id,
        "state": Incoming.ARRIVED,
        "channel": "system",
        "document_id": document.id,
        "recipient_id": recipient.id,
        "author": document.issuer,
        "author_key": kinds.issuer_key(document.issuer),
        "number_text": document.number_text,
        "number_key": kinds.number_key(document.number_text),
        "document_date": document.issued_on,
        "type_name": kinds.TYPES[document.type].name,
        "abstract": document.abstract,
        "signer": (document.signature or {}).get("name", ""),
        "urgency": document.urgency,
        "circulation": document.circulation,
        "copies": 1,
        "came_at": work.now,
        "due_on": document.reply_by if recipient.direct else None,
        **UNSAID,
    }


UNSAID = dict.fromkeys(("direction", "lead", "supports", "progress", "answer_number", "note"), "")


def give_arrival_number(work: Work, incoming_id: str, unit_id: int, registered_by: str) -> int:
    """Enter a document in its unit's register: the next number of the year, today's date.

    Law: 30/2020/NĐ-CP Đ22 k2
    """
    year = work.today.year
    number = next_number(work, records.incoming_book(unit_id), str(year))
    values: dict[str, Any] = {
        "state": Incoming.REGISTERED,
        "arrival_year": year,
        "arrival_number": number,
        "arrived_on": work.today,
        "registered_by": registered_by,
    }
    entry = store.incoming(work.connection, incoming_id)
    if entry is not None and entry.recipient_id is not None:
        tell_sender(work, entry, Status.ACCEPTED)
        values["accepted_at"] = entry.accepted_at or work.now
    store.change_incoming(work, incoming_id, values)
    return number


def tell_sender(work: Work, entry: Row[Any], status: Status, description: str = "") -> None:
    """Let the sender see how a document stands; a status never falls back to an earlier one."""
    if entry.recipient_id is None:
        return
    now = store.recipient(work.connection, entry.recipient_id).status
    if status in STEPS and now in STEPS and STEPS.index(status) <= STEPS.index(Status(now)):
        return
    store.note_statuses(work, [entry.recipient_id], status, description)


STEPS = (Status.ARRIVED, Status.ACCEPTED, Status.ASSIGNED, Status.WORKED, Status.DONE)


def notify(
    work: Work,
    unit_id: int,
    from_unit_id: int,
    subject: str,
    said: str,
    key: str,
    not_before: datetime | None = None,
) -> None:
    """Write an e-mail to a unit's registry, if it has an address."""
    unit = directory.unit(work.connection, unit_id)
    if unit.email:
        letter = {"to": unit.email, "subject": subject, "text": said, "from_unit_id": from_unit_id}
        jobs.ask(work, "notifications.send", letter, key=key, not_before=not_before)


def announce(work: Work, document: Row[Any], unit_ids: Collection[int]) -> None:
    """Tell each registry what has arrived, in one e-mail for each.

    The letters of a broadcast leave one by one, so that what people send meanwhile goes between.
    """
    urgency = Urgency(document.urgency)
    stamp = f"[{urgency.label.upper()}] " if urgency else ""
    said = (
        f"{document.issuer} vừa gửi đến cơ quan văn bản số {document.number_text} "
        f"ngày {text.date_vi(document.issued_on)}: {document.abstract}\n\n"
        "Mời văn thư mở Nơi làm việc, mục Văn bản đến, để tiếp nhận và đăng ký trong ngày."
    )
    for place, unit_id in enumerate(unit_ids):
        subject = f"{stamp}Văn bản đến {document.number_text}: {document.abstract}"
        key = f"documents.arrived:{document.id}:{unit_id}"
        leaves = work.now + place * LETTER_INTERVAL
        notify(work, unit_id, document.unit_id, subject[:300], said, key, leaves)


def recall(work: Work, document_id: str, reason: str) -> None:
    """Recall an issued document: it is frozen, and every addressee is asked to cancel it.

    Refuses: documents.state.moved_on, documents.remark.missing.
    Law: 30/2020/NĐ-CP Đ18 k4, PL VI III.8
    """
    document = store.hold_document(work, document_id) or not_found()
    access.require(work, "documents.document.recalled", document.unit_id)
    reason = forms.remark(reason, "lý do thu hồi")
    refuse_move(Outgoing(document.state), Outgoing.RECALLED, document.changed_by)
    values = {"state": Outgoing.RECALLED, "recalled_at": work.now, "recall_reason": reason}
    store.change_document(work, document_id, values)
    entries = store.hold_incoming_of_document(work, document_id)
    asked = [entry for entry in entries if entry.state != Incoming.RETURNED]
    for entry in asked:
        store.change_incoming(work, entry.id, {"recall_asked_at": work.now})
    ids = [entry.recipient_id for entry in asked]
    store.note_statuses(work, ids, Status.RECALL_ASKED, reason)
    records.write_document(work, "documents.document.recalled", document_id, reason=reason)
    for entry in asked:
        records.write_incoming(work, "documents.incoming.recall_asked", entry.id, reason=reason)
        notify(
            work,
            entry.unit_id,
            document.unit_id,
            f"Yêu cầu thu hồi văn bản {document.number_text}",
            f"{document.issuer} thu hồi văn bản số {document.number_text} ngày "
            f"{text.date_vi(document.issued_on)} ({document.abstract}).\n\nLý do: {reason}\n\n"
            "Mời văn thư mở Nơi làm việc, mục Văn bản đến, để đồng ý hoặc từ chối.",
            f"documents.recall_asked:{entry.id}",
        )
    jobs.ask(work, "search.put", {"kind": "document", "id": document_id})


def answer_recall(work: Work, incoming_id: str, agreed: bool, reason: str = "") -> None:
    """Answer a recall: cancel the document here, or say why it must stay.

    A registered document keeps its number and its line in the register.

    Refuses: documents.recall.not_asked, documents.remark.missing (for a refusal).
    Law: 30/2020/NĐ-CP Đ18 k4b, PL VI III.8b
    """
    entry = store.hold_incoming(work, incoming_id) or not_found()
    access.require(work, "documents.incoming.registered", entry.unit_id)
    if entry.recall_asked_at is None or entry.recall_answer is not None:
        raise Conflict(
            "documents.recall.not_asked", "Văn bản này không có yêu cầu thu hồi đang chờ trả lời."
        )
    status = Status.RECALL_AGREED if agreed else Status.RECALL_REFUSED
    said = "" if agreed else forms.remark(reason, "lý do không đồng ý thu hồi")
    values: dict[str, Any] = {"recall_answer": status}
    if agreed:
        refuse_move(Incoming(entry.state), Incoming.WITHDRAWN, entry.changed_by)
        values["state"] = Incoming.WITHDRAWN
    store.change_incoming(work, incoming_id, values)
    tell_sender(work, entry, status, said)
    records.write_incoming(
        work, "documents.incoming.recall_answered", incoming_id, agreed=agreed, reason=said
    )
    document = store.document(work.connection, entry.document_id) or not_found()
    answer = "đồng ý" if agreed else "không đồng ý"
    unit = directory.unit(work.connection, entry.unit_id)
    notify(
        work,
        document.unit_id,
        entry.unit_id,
        f"{unit.label} {answer} thu hồi văn bản {document.number_text}",
        f"{unit.name} {answer} thu hồi văn bản số {document.number_text}."
        + (f"\n\nLý do: {said}" if said else ""),
        f"documents.recall_answered:{entry.id}",
    )
    jobs.ask(work, "search.put", {"kind": "document", "id": entry.document_id})
