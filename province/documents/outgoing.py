"""What people do with a document they write: draft, check, sign, number, issue.

Law: 30/2020/NĐ-CP Đ10–Đ19
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from province import access, audit, blobs, directory, jobs
from province.basics import Conflict, Invalid, legal_day, secrecy, text
from province.basics.calendar import WorkingCalendar
from province.documents import contents, delivery, forms, incoming, kinds, printed, records, store
from province.documents.forms import Draft, Signature
from province.documents.model import Outgoing, Urgency, moved_on, not_found, refuse_move
from province.storage import Work, last_number, new_id, next_number

FILES_TAKEN = blobs.DOCUMENT_KINDS | {blobs.sniff.JPEG, blobs.sniff.PNG}
FILES_MOST = 20
_UNCHECKED = {"content_checked_by": None, "form_checked_by": None}
_UNSIGNED = {"signature": None, "signed_at": None}


@dataclass(frozen=True, slots=True)
class Issued:
    """What a clerk learns when a document has gone out."""

    number_text: str  # "15/QĐ-UBND"
    arrived_at: int  # addressees inside the system
    warnings: tuple[str, ...]  # Vietnamese sentences; the deed is done all the same


def draft(work: Work, unit_id: int, written: Draft) -> str:
    """Begin a document of a unit; return its id.

    Refuses: basics.secrecy.marked, documents.draft.incomplete, documents.recipient.unknown.
    """
    access.require(work, "documents.draft.written", unit_id)
    written = written.tidied()
    unit = directory.unit(work.connection, unit_id, work.today)
    document_id = new_id(work.now)
    store.add_document(
        work,
        {
            "id": document_id,
            "unit_id": unit_id,
            "state": Outgoing.DRAFT,
            "version": 1,
            "issuer": unit.name,
            "drafter_id": work.actor.account_id,
            "drafter": work.actor.name,
            "created_at": work.now,
            "changed_at": work.now,
            "changed_by": work.actor.name,
            **_columns(written),
        },
    )
    _keep(work, document_id, unit_id, 1, written)
    records.write_document(work, "documents.draft.written", document_id, version=1)
    return document_id


def edit(work: Work, document_id: str, written: Draft) -> None:
    """Write a new version of a draft; the earlier ones are kept. Law: 30/2020/NĐ-CP PL VI III.5a"""
    row = _hold_draft(work, document_id)
    written = written.tidied()
    version = row.version + 1
    store.change_document(work, document_id, {"version": version, **_columns(written)})
    _keep(work, document_id, row.unit_id, version, written)
    records.write_document(work, "documents.draft.written", document_id, version=version)


def _columns(written: Draft) -> dict[str, Any]:
    values = asdict(written)
    del values["recipients"]
    return values


def _keep(work: Work, document_id: str, unit_id: int, version: int, written: Draft) -> None:
    """Keep the addressees, and the version as it was written."""
    if written.answers:
        answered = store.incoming(work.connection, written.answers)
        if answered is None or answered.unit_id != unit_id:
            not_found()
    rows = []
    for place, one in enumerate(written.recipients, start=1):
        name = one.name
        if one.unit_id is not None:
            if one.unit_id == unit_id:
                raise _unfit("Cơ quan không gửi văn bản cho chính mình; bản lưu ghi ở mục Lưu.")
            name = name or _living(work, one.unit_id).name
        rows.append(
            {
                "document_id": document_id,
                "place": place,
                "unit_id": one.unit_id,
                "name": name,
                "direct": one.direct,
                "status": "",
            }
        )
    store.set_recipients(work, document_id, rows)
    held = store.files(work.connection, documents=[document_id])
    files = [{"role": file.role, "name": file.name, "sha256": file.sha256} for file in held]
    store.add_version(work, document_id, version, {**asdict(written), "files": files})


def _living(work: Work, unit_id: int) -> directory.Unit:
    """Return an addressee that exists today, or say who took its work over."""
    heirs = directory.heirs(work.connection, unit_id, work.today)
    if heirs and heirs[0].id == unit_id:
        return heirs[0]
    past = directory.unit(work.connection, unit_id)
    now = ", ".join(heir.name for heir in heirs) or "không có đơn vị kế thừa"
    raise _unfit(f"{past.name} không còn hoạt động; nơi nhận hiện nay: {now}.")


def _unfit(sentence: str) -> Invalid:
    return Invalid("documents.recipient.unfit", sentence, fields={"recipients": sentence})


def attach(
    work: Work,
    folder: Path,
    document_id: str,
    data: bytes,
    name: str,
    *,
    main: bool,
    bytes_most: int,
) -> str:
    """Add a file to a draft: the document itself (`main`, replacing the one before) or an annex.

    Refuses: basics.secrecy.marked, documents.files.too_many, and what `blobs.take_in` refuses.
    """
    _hold_draft(work, document_id)
    said = contents.read(data, name)
    held = store.files(work.connection, documents=[document_id])
    if len(held) >= FILES_MOST:
        raise Invalid("documents.files.too_many", f"Một văn bản kèm tối đa {FILES_MOST} tệp.")
    blob = blobs.take_in(work, folder, data, name, allow=FILES_TAKEN, bytes_most=bytes_most)
    jobs.ask(work, "blobs.check", {"sha256": blob.sha256}, key=f"blobs.check:{blob.sha256}")
    if main:
        for file in held:
            if file.role == "main":
                store.remove_file(work, file.id)
    return _add_file(work, document_id, blob, "main" if main else "attachment", said)


def _add_file(work: Work, document_id: str, blob: blobs.Blob, role: str, said: str) -> str:
    file_id = new_id(work.now)
    store.add_file(
        work, {"id": file_id, "document_id": document_id, "role": role, "text": said} | asdict(blob)
    )
    records.write_document(work, "documents.file.added", document_id, name=blob.name, role=role)
    return file_id


def detach(work: Work, document_id: str, file_id: str) -> None:
    """Take a file out of a draft; earlier versions keep it."""
    _hold_draft(work, document_id)
    file = store.file(work.connection, file_id)
    if file is None or file.document_id != document_id:
        not_found()
    store.remove_file(work, file_id)
    records.write_document(work, "documents.file.removed", document_id, name=file.name)


def submit(work: Work, document_id: str) -> None:
    """Hand a draft over to be checked.

    Refuses: documents.draft.empty, documents.recipients.none.
    """
    row = _hold(work, document_id, "documents.draft.written", Outgoing.SUBMITTED)
    held = store.files(work.connection, documents=[document_id])
    if not row.body and not any(file.role == "main" for file in held):
        raise Invalid(
            "documents.draft.empty", "Văn bản chưa có nội dung: hãy soạn hoặc tải tệp văn bản lên."
        )
    if not store.recipients(work.connection, document_id):
        raise Invalid("documents.recipients.none", "Hãy chọn ít nhất một nơi nhận văn bản.")
    _move(work, document_id, "documents.draft.submitted", Outgoing.SUBMITTED, _UNCHECKED)


def check_content(work: Work, document_id: str) -> None:
    """Answer for the content, as head of the drafting unit. Law: 30/2020/NĐ-CP Đ12 k1"""
    _check(work, document_id, "documents.content.checked", "content_checked_by")


def check_form(work: Work, document_id: str) -> None:
    """Answer for form and layout, as the clerk. Law: 30/2020/NĐ-CP Đ12 k2"""
    _check(work, document_id, "documents.form.checked", "form_checked_by")


def _check(work: Work, document_id: str, deed: str, column: str) -> None:
    row = _hold(work, document_id, deed, Outgoing.CHECKED)
    if row._mapping[column]:
        raise Conflict(
            "documents.check.done",
            f"{row._mapping[column]} đã kiểm tra phần này rồi.",
            detail={"by": row._mapping[column]},
        )
    other = row.form_checked_by if column == "content_checked_by" else row.content_checked_by
    state = Outgoing.CHECKED if other else Outgoing.SUBMITTED
    _move(work, document_id, deed, state, {column: work.actor.name})


def send_back(work: Work, document_id: str, reason: str) -> None:
    """Give a document back to its drafter, with what must be mended; checks and signature go.

    Whoever has the document in hand may: a checker, the signer, then the clerk.

    Law: 30/2020/NĐ-CP Đ10 k3, Đ11 k2
    """
    row = store.hold_document(work, document_id) or not_found()
    deeds = _IN_HAND.get(row.state, ("documents.document.issued",))
    if not any(access.may(work.connection, work.actor, d, row.unit_id, work.today) for d in deeds):
        access.require(work, deeds[0], row.unit_id)
    reason = forms.remark(reason, "nội dung cần sửa")
    refuse_move(Outgoing(row.state), Outgoing.DRAFT, row.changed_by)
    cleared = {**_UNCHECKED, **_UNSIGNED}
    _move(work, document_id, "documents.draft.sent_back", Outgoing.DRAFT, cleared, reason=reason)


_IN_HAND = {
    Outgoing.SUBMITTED: ("documents.content.checked", "documents.form.checked"),
    Outgoing.CHECKED: ("documents.document.signed",),
}


def sign(work: Work, document_id: str, signature: Signature) -> None:
    """Sign a checked document in one's own name; from here on only number and date are missing.

    Refuses: documents.signature.incomplete, documents.state.moved_on. Law: 30/2020/NĐ-CP Đ13
    """
    _hold(work, document_id, "documents.document.signed", Outgoing.SIGNED)
    secrecy.refuse_if_marked(
        signature.position, signature.collective, signature.head, signature.delegation
    )
    whole = signature.tidied(work.actor.name)
    kept = {**asdict(whole), "name": work.actor.name, "lines": whole.lines()}
    values = {"signature": kept, "signed_at": work.now}
    _move(work, document_id, "documents.document.signed", Outgoing.SIGNED, values)


def issue(work: Work, folder: Path, calendar: WorkingCalendar, document_id: str) -> Issued:
    """Number and date a signed document, print it, and send it to everyone it names.

    Number and date are the system's; a document that is never issued never takes a number.

    Refuses: documents.state.moved_on, documents.symbol.issuer.
    Law: 30/2020/NĐ-CP Đ15, Đ16, Đ18 k1
    """
    row = _hold(work, document_id, "documents.document.issued", Outgoing.ISSUED)
    addressed = store.recipients(work.connection, document_id)
    _refuse_unready(work, row, addressed)
    store.change_document(work, document_id, _number(work, row))
    issued = store.document(work.connection, document_id) or not_found()
    if issued.answers:
        incoming.answer_with(work, issued)
    arrived, registered = delivery.deliver(work, issued, addressed)
    if issued.body:
        _keep_print(work, folder, issued)
    records.write_document(
        work, "documents.document.issued", document_id, number=issued.number_text, arrived=arrived
    )
    for entry_id in registered:
        records.write_incoming(work, "documents.incoming.registered", entry_id)
    if issued.answers:
        records.write_incoming(work, "documents.incoming.completed", issued.answers)
    delivery.announce(work, issued, arrived)
    jobs.ask(work, "search.put", {"kind": "document", "id": document_id})
    return Issued(issued.number_text, len(arrived), _lateness(issued, calendar, work.today))


def _refuse_unready(work: Work, row: Row[Any], addressed: Sequence[Row[Any]]) -> None:
    """Refuse to send to units that are no more, and files not known to be safe."""
    for one in addressed:
        if one.unit_id is not None:
            _living(work, one.unit_id)
    for file in store.files(work.connection, documents=[row.id]):
        contents.refuse_unchecked(work.connection, file)


def _keep_print(work: Work, folder: Path, issued: Row[Any]) -> None:
    """Keep the document as it is printed with its number: the original from now on."""
    data = printed.document_pdf(work.connection, issued)
    name = f"{issued.number_text.replace('/', '-')}.pdf"
    blob = blobs.keep_own(work, folder, data, name, blobs.sniff.PDF)
    _add_file(work, issued.id, blob, "main", issued.body)


def _number(work: Work, row: Row[Any]) -> dict[str, Any]:
    """Take the next number of the series; return what the document becomes by it."""
    unit = directory.unit(work.connection, row.unit_id, work.today)
    kind = kinds.type_of(row.type)
    symbol = kinds.symbol(kind, unit.abbreviation, row.drafted_by)
    series = _series(work.connection, row)
    year = work.today.year
    number = next_number(work, records.outgoing_book(row.unit_id, series), str(year))
    text_of_number = kinds.number_text(kind, number, year, symbol)
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
    return kinds.series_of(kinds.type_of(row.type), desk.own_series if desk else None)


def number_ahead(connection: Connection, row: Row[Any], today: date) -> str:
    """Return the number and symbol a document would be given now; somebody may be quicker."""
    kind = kinds.type_of(row.type)
    unit = directory.unit(connection, row.unit_id)
    book = records.outgoing_book(row.unit_id, _series(connection, row))
    number = last_number(connection, book, str(today.year)) + 1
    symbol = kinds.symbol(kind, unit.abbreviation, row.drafted_by)
    return kinds.number_text(kind, number, today.year, symbol)


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


def cancel(work: Work, document_id: str, reason: str) -> None:
    """Give a document up before it is issued; it never had a number."""
    _hold(work, document_id, "documents.draft.written", Outgoing.CANCELLED)
    said = forms.remark(reason, "lý do hủy dự thảo")
    _move(work, document_id, "documents.draft.cancelled", Outgoing.CANCELLED, {}, reason=said)


def register_historical(
    work: Work, unit_id: int, written: Draft, *, number_text: str, issued_on: date | None
) -> str:
    """Register a document issued before this system, with the number it bears or with none.

    It stands outside the running number books; "" means that its number is not known.

    Refuses: basics.secrecy.marked, documents.draft.incomplete.
    """
    access.require(work, "documents.document.issued", unit_id)
    secrecy.refuse_if_marked(number_text)
    written = replace(written.tidied(), recipients=())
    document_id = new_id(work.now)
    store.add_document(
        work,
        {
            "id": document_id,
            "unit_id": unit_id,
            "state": Outgoing.HISTORICAL,
            "version": 1,
            "issuer": directory.unit(work.connection, unit_id, issued_on).name,
            "drafter": "",
            "number_text": text.clean_line(number_text, characters_most=60) or None,
            "issued_on": issued_on,
            "issued_by": work.actor.name,
            "created_at": work.now,
            "changed_at": work.now,
            "changed_by": work.actor.name,
            **_columns(written),
        },
    )
    _keep(work, document_id, unit_id, 1, written)
    records.write_document(work, "documents.document.registered_historical", document_id)
    jobs.ask(work, "search.put", {"kind": "document", "id": document_id})
    return document_id


def set_desk(
    work: Work,
    unit_id: int,
    *,
    place: str = "",
    registers_itself: bool = False,
    own_series: Sequence[str] | None = None,
) -> None:
    """Say where a unit sits, how it receives, and which types it numbers apart (None: all).

    The way of numbering changes between years only: a number and symbol must not come twice.

    Refuses: documents.desk.numbers_given. Law: 30/2020/NĐ-CP Đ15 k1
    """
    access.require(work, "documents.desk.set", unit_id)
    own = None if own_series is None else sorted({kinds.type_of(one).code for one in own_series})
    before = store.desk(work.connection, unit_id)
    changes = own != (before.own_series if before else None)
    if changes and store.numbers_of_series(work.connection, unit_id, work.today.year):
        raise Conflict(
            "documents.desk.numbers_given",
            f"Năm {work.today.year} cơ quan đã cấp số văn bản, nên cách đánh số chỉ đổi được từ "
            "ngày 01 tháng 01 năm sau.",
        )
    values = {
        "place": text.clean_line(place, characters_most=100),
        "registers_itself": registers_itself,
        "own_series": own,
    }
    store.set_desk(work, unit_id, values)
    audit.write(
        work, "documents.desk.set", subject=("desk", unit_id), unit_id=unit_id, detail=values
    )


def _hold_draft(work: Work, document_id: str) -> Row[Any]:
    """Return a draft its writers may still change, kept from changing until the work ends."""
    row = store.hold_document(work, document_id) or not_found()
    access.require(work, "documents.draft.written", row.unit_id)
    if row.state != Outgoing.DRAFT:
        moved_on(Outgoing(row.state), row.changed_by)
    return row


def _hold(work: Work, document_id: str, deed: str, to: Outgoing) -> Row[Any]:
    """Return a document the actor may bring to a state, kept from changing until the work ends."""
    row = store.hold_document(work, document_id) or not_found()
    access.require(work, deed, row.unit_id)
    refuse_move(Outgoing(row.state), to, row.changed_by)
    return row


def _move(
    work: Work, document_id: str, deed: str, to: Outgoing, values: dict[str, Any], **detail: Any
) -> None:
    store.change_document(work, document_id, {"state": to, **values})
    records.write_document(work, deed, document_id, **detail)
