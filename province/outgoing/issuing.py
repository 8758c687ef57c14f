"""A signed document goes out: numbered, dated, and laid on every addressee's desk.

Law: 30/2020/NĐ-CP Đ15, Đ16, Đ18 k1
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import directory, documents, incoming, jobs, symbols
from province.basics import legal_day, text
from province.basics.calendar import WorkingCalendar
from province.documents import Outgoing, Status, not_found
from province.outgoing import store
from province.outgoing.model import Issued
from province.storage import Work, last_number, next_number
from province.symbols import Urgency


def issue(work: Work, calendar: WorkingCalendar, document_id: str) -> Issued:
    """Number and date a signed document, send it to everyone it names, and have it printed.

    Number and date are the system's; a document that is never issued never takes a number. The
    print takes its time, so a job makes it: it is on every desk a moment later.

    Refuses: documents.state.moved_on, documents.symbol.issuer, documents.recipient.unfit,
    documents.file.being_checked, documents.file.unsafe. Law: 30/2020/NĐ-CP Đ15, Đ16, Đ18 k1
    """
    row = documents.hold(work, document_id, "documents.document.issued", Outgoing.ISSUED)
    addressed = documents.recipients(work.connection, document_id)
    _refuse_unready(work, row, addressed)
    documents.change_document(work, document_id, _number(work, row))
    issued = documents.document(work.connection, document_id) or not_found()
    if issued.answers:
        incoming.close_answered(work, issued)
    arrived, registered = _deliver(work, issued, addressed)
    _write_down(work, issued, arrived, registered)
    if issued.body:
        jobs.ask(work, "documents.print", {"id": document_id}, key=f"documents.print:{document_id}")
    incoming.announce(work, issued, arrived)
    jobs.ask(work, "search.put", {"kind": "document", "id": document_id})
    return Issued(issued.number_text, len(arrived), _lateness(issued, calendar, work.today))


def _refuse_unready(work: Work, row: Row[Any], addressed: Sequence[Row[Any]]) -> None:
    """Refuse to send to units that are no more, and files not known to be safe."""
    inside = [one.unit_id for one in addressed if one.unit_id is not None]
    documents.living(work.connection, inside, work.today)
    for file in documents.files(work.connection, documents=[row.id]):
        documents.refuse_unchecked(work.connection, file)


def _deliver(
    work: Work, issued: Row[Any], addressed: Sequence[Row[Any]]
) -> tuple[list[int], list[str]]:
    """Put a document on each desk inside the system; the rest is for the post."""
    inside = [one for one in addressed if one.unit_id is not None]
    outside = [one.id for one in addressed if one.unit_id is None]
    documents.note_statuses(work, outside, Status.OUTSIDE)
    return incoming.arrive(work, issued, inside, store.desks_registering(work.connection))


def _write_down(work: Work, issued: Row[Any], arrived: list[int], registered: list[str]) -> None:
    """Write all of it down, last of all: what was sent, registered at once and answered."""
    number = issued.number_text
    documents.write_down(
        work, "documents.document.issued", issued.id, number=number, arrived=arrived
    )
    for entry_id in registered:
        incoming.write_down(work, "documents.incoming.registered", entry_id)
    if issued.answers:
        incoming.write_down(work, "documents.incoming.completed", issued.answers)


def _number(work: Work, row: Row[Any]) -> dict[str, Any]:
    """Take the next number of the series; return what the document becomes by it."""
    unit = directory.unit(work.connection, row.unit_id, work.today)
    kind = symbols.type_of(row.type)
    symbol = symbols.symbol(kind, unit.abbreviation, row.drafted_by)
    series = _series(work.connection, row)
    year = work.today.year
    number = next_number(work, symbols.number_book(row.unit_id, series), str(year))
    text_of_number = symbols.number_text(kind, number, year, symbol)
    return {
        "state": Outgoing.ISSUED,
        "issuer": unit.name,
        "series": series,
        "number": number,
        "year": year,
        "number_text": text_of_number,
        "issued_on": work.today,
        "issued_at": work.now,
        "issued_by": work.actor.name,
        "exchange_id": f"{unit.code or unit.id},{work.today:%Y/%m/%d},{text_of_number}",
    }


def _series(connection: Connection, row: Row[Any]) -> str:
    desk = store.desk(connection, row.unit_id)
    return symbols.series_of(symbols.type_of(row.type), desk.own_series if desk else None)


def number_ahead(connection: Connection, row: Row[Any], today: date) -> str:
    """Return the number and symbol a document would be given now; somebody may be quicker."""
    kind = symbols.type_of(row.type)
    unit = directory.unit_as_of(connection, row.unit_id, today)
    book = symbols.number_book(row.unit_id, _series(connection, row))
    number = last_number(connection, book, str(today.year)) + 1
    symbol = symbols.symbol(kind, unit.abbreviation, row.drafted_by)
    return symbols.number_text(kind, number, today.year, symbol)


def _lateness(row: Row[Any], calendar: WorkingCalendar, today: date) -> tuple[str, ...]:
    """Warn when a document goes out later than the law wants. Law: 30/2020/NĐ-CP Đ18 k1"""
    signed = legal_day(row.signed_at)
    last = signed if row.urgency != Urgency.NORMAL else calendar.add_working_days(signed, 1)
    if today <= last:
        return ()
    return (
        f"Văn bản ký {text.date_vi(signed)} nhưng phát hành {text.date_vi(today)}, chậm hơn quy "
        f"định (chậm nhất {text.date_vi(last)}).",
    )
