"""What a desk does when the sender recalls a document: it is asked, and answers.

Law: 30/2020/NĐ-CP Đ18 k4, PL VI III.8
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from province import access, directory, documents
from province.basics import Conflict, text
from province.documents import Status, not_found, refuse_move, remark
from province.incoming import store
from province.incoming.model import MOVES, Incoming, recall_waits
from province.incoming.steps import put_into_search, sent_as, tell_sender, write_down
from province.incoming.telling import Letter, notify
from province.storage import Work


def ask_back(work: Work, document_id: str, reason: str) -> list[Row[Any]]:
    """Ask every desk that has not returned a document to cancel it.

    Returns: their entries, for `announce_recall`.
    """
    entries = store.hold_entries_of(work, document_id)
    asked = [entry for entry in entries if entry.state != Incoming.RETURNED]
    for entry in asked:
        store.change_entry(work, entry.id, {"recall_asked_at": work.now})
    ids = [entry.recipient_id for entry in asked]
    documents.note_statuses(work, ids, Status.RECALL_ASKED, reason)
    return asked


def announce_recall(work: Work, document: Row[Any], asked: Sequence[Row[Any]], reason: str) -> None:
    """Write down at each desk that it was asked, and tell its registry."""
    for entry in asked:
        write_down(work, "documents.incoming.recall_asked", entry.id, reason=reason)
    letter = Letter(
        document.unit_id,
        f"Yêu cầu thu hồi văn bản {document.number_text}",
        f"{document.issuer} thu hồi văn bản số {document.number_text} ngày "
        f"{text.date_vi(document.issued_on)} ({document.abstract}).\n\nLý do: {reason}\n\n"
        "Mời văn thư mở Nơi làm việc, mục Văn bản đến, để đồng ý hoặc từ chối.",
    )
    keys = {entry.unit_id: f"documents.recall_asked:{entry.id}" for entry in asked}
    notify(work, keys, letter)


def agree_to_recall(work: Work, incoming_id: str) -> None:
    """Cancel a document here, as its sender asks.

    A registered document keeps its number and its line in the register.

    Refuses: documents.recall.not_asked, documents.state.moved_on.
    Law: 30/2020/NĐ-CP Đ18 k4b, PL VI III.8b
    """
    entry = _hold_asked(work, incoming_id)
    refuse_move(MOVES, Incoming(entry.state), Incoming.WITHDRAWN, entry)
    _answer(work, entry, Status.RECALL_AGREED, {"state": Incoming.WITHDRAWN})


def refuse_recall(work: Work, incoming_id: str, reason: str) -> None:
    """Keep a document its sender recalls, and say why it must stay.

    Refuses: documents.recall.not_asked, documents.remark.missing.
    Law: 30/2020/NĐ-CP Đ18 k4b
    """
    entry = _hold_asked(work, incoming_id)
    said = remark(reason, "lý do không đồng ý thu hồi")
    _answer(work, entry, Status.RECALL_REFUSED, {}, said)


def recall_reason(connection: Connection, entry: Row[Any]) -> str:
    """Return why a document's sender asked it back; "" when nobody did."""
    sent = sent_as(connection, entry) if entry.recall_asked_at is not None else None
    return str(sent.recall_reason) if sent is not None else ""


def _hold_asked(work: Work, incoming_id: str) -> Row[Any]:
    entry = store.hold_entry(work, incoming_id) or not_found()
    access.require(work, "documents.incoming.registered", entry.unit_id)
    if not recall_waits(entry):
        raise Conflict(
            "documents.recall.not_asked", "Văn bản này không có yêu cầu thu hồi đang chờ trả lời."
        )
    return entry


def _answer(
    work: Work, entry: Row[Any], status: Status, values: Mapping[str, Any], said: str = ""
) -> None:
    """Keep the answer, let the sender see it, write it down, and tell the sender's registry."""
    agreed = status is Status.RECALL_AGREED
    store.change_entry(work, entry.id, {**values, "recall_answer": status})
    tell_sender(work, entry, status, said)
    write_down(work, "documents.incoming.recall_answered", entry.id, agreed=agreed, reason=said)
    document = sent_as(work.connection, entry) or not_found()
    answer = "đồng ý" if agreed else "không đồng ý"
    unit = directory.unit_as_of(work.connection, entry.unit_id, work.today)
    letter = Letter(
        entry.unit_id,
        f"{unit.label} {answer} thu hồi văn bản {document.number_text}",
        f"{unit.name} {answer} thu hồi văn bản số {document.number_text}."
        + (f"\n\nLý do: {said}" if said else ""),
    )
    notify(work, {document.unit_id: f"documents.recall_answered:{entry.id}"}, letter)
    put_into_search(work, entry)
