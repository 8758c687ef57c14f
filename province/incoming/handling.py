"""What becomes of a registered document: directed, assigned, worked on, answered.

Law: 30/2020/NĐ-CP Đ23, Đ24
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from province import access, documents, identity, jobs
from province.basics import Invalid, secrecy, text
from province.documents import (
    REMARK_CHARACTERS_MOST,
    Draft,
    Laid,
    Status,
    not_found,
    refuse_move,
    remark,
)
from province.incoming import store
from province.incoming.model import MOVES, OPEN, Incoming
from province.incoming.steps import hold, put_into_search, tell_sender, write_down
from province.storage import Work


@dataclass(frozen=True, slots=True)
class _Lead:
    """Who leads the work (chủ trì), and who supports (phối hợp)."""

    name: str  # of a unit or a person
    account: identity.Account | None
    supports: str


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

    Refuses: documents.remark.missing, documents.lead.unfit. Law: 30/2020/NĐ-CP Đ23 k2, k4
    """
    names_lead = bool(lead or lead_account_id)
    to = Incoming.ASSIGNED if names_lead else Incoming.DIRECTED
    row = hold(work, incoming_id, "documents.incoming.directed", to)
    said = remark(direction, "ý kiến chỉ đạo", "direction")
    given = _lead(work, row, lead, lead_account_id, supports) if names_lead else None
    store.add_note(work, incoming_id, "direction", said)
    values = {"direction": said, "directed_by": work.actor.name, "due_on": due_on or row.due_on}
    _hand_on(work, row, "documents.incoming.directed", given, values)


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
    row = hold(work, incoming_id, "documents.incoming.assigned", Incoming.ASSIGNED)
    given = _lead(work, row, lead, lead_account_id, supports)
    values = {"due_on": due_on or row.due_on}
    _hand_on(work, row, "documents.incoming.assigned", given, values)


def _lead(work: Work, row: Row[Any], lead: str, account_id: int | None, supports: str) -> _Lead:
    secrecy.refuse_if_marked(lead, supports)
    name = text.clean_line(lead, characters_most=200)
    account = None
    if account_id is not None:
        able = access.who_may(work.connection, "documents.incoming.worked", row.unit_id, work.today)
        account = next((one for one in able if one.id == account_id), None)
        if account is None:
            sentence = "Người này không xử lý văn bản của cơ quan. Hãy chọn lại trong danh sách."
            raise Invalid("documents.lead.unfit", sentence, fields={"lead": sentence})
        name = name or account.name
    if not name:
        sentence = "Hãy ghi đơn vị hoặc người chủ trì."
        raise Invalid("documents.lead.missing", sentence, fields={"lead": sentence})
    return _Lead(name, account, text.clean_line(supports, characters_most=500))


def _hand_on(
    work: Work, row: Row[Any], deed: str, given: _Lead | None, values: dict[str, Any]
) -> None:
    """Bring an entry to whoever comes next: who assigns the work, or who was given it."""
    if given is None:
        store.change_entry(work, row.id, {**values, "state": Incoming.DIRECTED})
    else:
        told = given.name + (f"; phối hợp: {given.supports}" if given.supports else "")
        store.add_note(work, row.id, "assignment", told)
        values |= {
            "state": Incoming.ASSIGNED,
            "lead": given.name,
            "lead_account_id": given.account.id if given.account else None,
            "supports": given.supports,
            "handed_on": work.today,
        }
        store.change_entry(work, row.id, values)
        tell_sender(work, row, Status.ASSIGNED)
    write_down(work, deed, row.id)
    put_into_search(work, row)
    if given is not None and given.account is not None:
        _tell_lead(work, row, given.account)


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
    said = remark(said, "tiến độ giải quyết", "progress")
    store.change_entry(work, incoming_id, {"progress": said})
    store.add_note(work, incoming_id, "progress", said)
    tell_sender(work, row, Status.WORKED)
    write_down(work, "documents.incoming.worked", incoming_id)


def complete(work: Work, incoming_id: str, said: str = "", *, answer_number: str = "") -> None:
    """Close the work on a document, naming the answer if one went out on another way.

    Refuses: documents.state.moved_on. Law: 30/2020/NĐ-CP Đ24
    """
    row = _hold_to_work(work, incoming_id)
    secrecy.refuse_if_marked(said, answer_number)
    result = text.clean_line(said, characters_most=REMARK_CHARACTERS_MOST)
    values: dict[str, Any] = {"state": Incoming.DONE, "done_on": work.today}
    values["progress"] = result or row.progress
    values["answer_number"] = text.clean_line(answer_number, characters_most=60)
    store.change_entry(work, incoming_id, values)
    store.add_note(work, incoming_id, "answer", result or values["answer_number"])
    tell_sender(work, row, Status.DONE)
    write_down(work, "documents.incoming.completed", incoming_id)


def answer(
    work: Work,
    unit_id: int,
    incoming_id: str,
    written: Draft,
    files: Sequence[Laid] = (),
    *,
    document_id: str = "",
) -> str:
    """Begin the document by which a unit answers one that came to it; return the new one's id.

    Issuing it closes what it answers.

    Refuses: documents.unknown, and what `documents.draft` refuses. Law: 30/2020/NĐ-CP Đ24
    """
    row = store.entry(work.connection, incoming_id)
    if row is None or row.unit_id != unit_id:
        not_found()
    return documents.draft(
        work, unit_id, written, files, answers=incoming_id, document_id=document_id
    )


def close_answered(work: Work, document: Row[Any]) -> None:
    """Close the incoming document that an issued one answers; its caller writes it down."""
    row = store.hold_entry(work, document.answers) or not_found()
    values: dict[str, Any] = {"answer_id": document.id, "answer_number": document.number_text}
    if row.state in OPEN:
        values |= {"state": Incoming.DONE, "done_on": work.today}
        tell_sender(work, row, Status.DONE)
    store.change_entry(work, row.id, values)
    store.add_note(work, row.id, "answer", document.number_text)


def _hold_to_work(work: Work, incoming_id: str) -> Row[Any]:
    """Hold an entry for the one who leads the work, who needs no further right, or who may."""
    row = store.hold_entry(work, incoming_id) or not_found()
    if row.lead_account_id is None or row.lead_account_id != work.actor.account_id:
        access.require(work, "documents.incoming.worked", row.unit_id)
    refuse_move(MOVES, Incoming(row.state), Incoming.DONE, row)
    return row
