"""Outgoing documents in the workspace: the list, composing, one document's page and its steps."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.documents_desk import (
    DESK,
    SAID,
    address,
    asked,
    choice,
    chosen_files,
    errors_under,
    options,
    posted,
    unit_asked,
    units_for,
    whole,
)
from api.forms import day, every, house_of, number_in, page_number, today_of, uploads, words
from api.handing_out import hand_out
from api.once import DONE_BEFORE, once
from api.pages import go, page
from api.workspace import require_staff
from province import access, audit, directory, documents, incoming, outgoing, signing, symbols
from province.basics import Actor, Conflict, Invalid, NotFound, Refusal, text
from province.directory import Unit
from province.documents import (
    RECEIVED,
    Choice,
    Draft,
    Laid,
    Outgoing,
    Status,
)
from province.signing import Authority, Signature
from province.storage import Work, is_id, new_id
from province.symbols import Circulation, Urgency

ROWS_A_PAGE = 50
IN_HAND = (Outgoing.DRAFT, Outgoing.SUBMITTED, Outgoing.CHECKED, Outgoing.SIGNED)
WRITE = "documents.draft.written"
TONES = {
    Outgoing.DRAFT: "",
    Outgoing.CANCELLED: "",
    Outgoing.ISSUED: "done",
    Outgoing.RECALLED: "urgent",
}  # of the rest: waiting
STATUS_TONES = {
    Status.PLANNED: "",
    Status.OUTSIDE: "",
    Status.ARRIVED: "waiting",
    Status.RETURNED: "urgent",
    Status.RECALL_ASKED: "waiting",
    Status.RECALL_REFUSED: "urgent",
}  # of the rest: done
AUTHORITIES = (
    (Authority.HEAD.value, "Người đứng đầu ký"),
    (Authority.TM.value, "TM. – thay mặt tập thể"),
    (Authority.TM_KT.value, "TM. và KT. – cấp phó ký thay, cơ quan làm việc theo tập thể"),
    (Authority.KT.value, "KT. – cấp phó ký thay"),
    (Authority.TL.value, "TL. – thừa lệnh"),
    (Authority.TUQ.value, "TUQ. – thừa ủy quyền (phải có văn bản ủy quyền)"),
    (Authority.Q.value, "Q. – quyền cấp trưởng"),
)


def listing(request: Request) -> Response:
    """List what a unit writes, by state."""
    actor = require_staff(request)
    today, query = today_of(request), request.query_params
    with house_of(request).storage.reading() as connection:
        units = units_for(connection, actor, "documents.document.read", today)
        unit = unit_asked(units, query.get("don_vi", ""))
        counts = documents.counts(connection, actor, today, unit.id)
        state = query.get("xem", "")
        states = [Outgoing(state)] if state in set(Outgoing) else list(IN_HAND)
        number = page_number(request)
        rows = documents.listed(
            connection, actor, today, states,
            unit_id=unit.id, skip=(number - 1) * ROWS_A_PAGE, most=ROWS_A_PAGE,
        )  # fmt: skip
        may_write = access.may(connection, actor, WRITE, unit.id, today)
    shown = sum(counts.get(one, 0) for one in states)
    return page(
        request,
        "documents/outgoing_list.html",
        rows=rows,
        state=state if state in set(Outgoing) else "",
        states=Outgoing,
        tones=TONES,
        counts=counts,
        in_hand=sum(counts.get(one, 0) for one in IN_HAND),
        unit=unit,
        units=units,
        may_write=may_write,
        types=symbols.TYPES,
        urgencies=Urgency,
        number=number,
        pages=-(-shown // ROWS_A_PAGE),
        href=lambda **changed: address("di", **{"don_vi": unit.id, **changed}),
    )


# -- composing -----------------------------------------------------------------------------------


def compose(request: Request) -> Response:
    """Show the empty form of a new document, or of the answer to one that came."""
    query = request.query_params
    given = {"don_vi": query.get("don_vi", ""), "tra_loi": query.get("tra_loi", "")}
    return _compose_page(request, FormData(given))


def edit_form(request: Request) -> Response:
    """Show a draft as it was written."""
    with house_of(request).storage.reading() as connection:
        row = _seen(request, connection)
        addressed = documents.recipients(connection, row.id)
    return _compose_page(request, _as_form(row, addressed), row)


def _seen(request: Request, connection: Connection) -> Row[Any]:
    document_id = request.path_params["id"]
    actor = require_staff(request)
    return documents.see_document(connection, actor, document_id, today_of(request))


def _as_form(row: Row[Any], addressed: Iterable[Row[Any]]) -> FormData:
    values = [
        ("don_vi", str(row.unit_id)),
        ("loai", row.type),
        ("trich_yeu", row.abstract),
        ("noi_dung", row.body),
        ("soan_thao", row.drafted_by),
        ("do_khan", str(row.urgency)),
        ("luu_hanh", row.circulation),
        ("han", text.date_vi(row.reply_by) if row.reply_by else ""),
        ("so_ban", str(row.copies)),
        ("luu", row.kept_by),
        ("ghi_chu", row.note),
        ("tra_loi", row.answers or ""),
    ]
    outside: list[str] = []
    known: list[str] = []
    for one in addressed:
        if one.direct and one.unit_id is not None:
            values.append(("den", str(one.unit_id)))
        else:
            (outside if one.direct else known).append(one.name)
    values += [("kinh_gui", "\n".join(outside)), ("de_biet", "\n".join(known))]
    return FormData(values)


def _compose_page(
    request: Request, form: FormData, row: Row[Any] | None = None, refusal: Refusal | None = None
) -> Response:
    actor = require_staff(request)
    today = today_of(request)
    with house_of(request).storage.reading() as connection:
        units = units_for(connection, actor, WRITE, today)
        unit = unit_asked(units, words(form, "don_vi"))
        everyone = [one for one in directory.units_on(connection, today) if one.id != unit.id]
        groups = documents.groups(connection, today)
        answers = _answered(connection, actor, words(form, "tra_loi"), today)
        files = documents.files(connection, documents=[row.id]) if row else []
        chosen = _ticked(form)
        gone = {one: _name_of(connection, one, today) for one in sorted(chosen - _ids(everyone))}
    sought = text.fold(words(form, "tim"))
    return page(
        request,
        "documents/compose.html",
        status=refusal.http if refusal else 200,
        form=form,
        key="" if row else _id_brought(request, form),
        errors=_errors(refusal),
        row=row,
        files=files,
        unit=unit,
        units=units,
        groups=groups,
        chosen=chosen,
        choosable=[
            one
            for one in everyone
            if str(one.id) in chosen or sought in text.fold(f"{one.name} {one.short_name}")
        ],
        gone=gone,
        outside=_outside(form, everyone),
        answers=answers,
        types=[(one.code, one.name) for one in symbols.TYPES.values()],
        urgencies=options(Urgency),
        circulations=options(Circulation),
    )


def _ticked(form: FormData) -> set[str]:
    return {one for one in every(form, "den") if one}


def _ids(units: Iterable[Unit]) -> set[str]:
    return {str(one.id) for one in units}


def _name_of(connection: Connection, typed: str, today: date) -> str:
    """Return the name of a unit that was chosen and cannot be any more."""
    try:
        return directory.unit_as_of(connection, number_in(typed) or 0, today).name
    except NotFound:
        return f"số “{typed[:20]}”"


def _outside(form: FormData, units: Iterable[Unit]) -> dict[str, list[str]]:
    """Return, of each field of names, those that are no unit of ours."""
    fields = ("kinh_gui", "de_biet")
    return {field: documents.names_outside(units, _names(form, field)) for field in fields}


def _answered(connection: Connection, actor: Actor, typed: str, today: date) -> Row[Any] | None:
    try:
        return incoming.see_incoming(connection, actor, typed, today) if typed else None
    except NotFound:
        return None


_FIELDS = {
    "type": "loai", "abstract": "trich_yeu", "body": "noi_dung", "drafted_by": "soan_thao",
    "copies": "so_ban", "recipients": "kinh_gui", "unit_ids": "den", "reply_by": "han",
}  # fmt: skip


def _errors(refusal: Refusal | None) -> dict[str, str]:
    if refusal is None:
        return {}
    named = {_FIELDS.get(name, name): said for name, said in refusal.fields.items()}
    return named or {"trich_yeu": refusal.sentence}


def save_new(request: Request, form: FormData) -> Response:
    """Keep a new draft with its files; hand it over to be checked if that was pressed."""
    return _save(request, form, None)


def save(request: Request, form: FormData) -> Response:
    """Keep a new version of a draft."""
    with house_of(request).storage.reading() as connection:
        row = _seen(request, connection)
    return _save(request, form, row)


def _save(request: Request, form: FormData, row: Row[Any] | None) -> Response:
    pressed = words(form, "lam")
    if pressed == "tim" or (pressed == "enter" and words(form, "tim")):
        return _compose_page(request, form, row)
    require_staff(request)
    house, today = house_of(request), today_of(request)
    hand_over = pressed == "trinh"
    try:
        with house.storage.reading() as connection:
            written = _draft(connection, form, today)
        files = _laid(request, form)
        document_id = row.id if row else _id_brought(request, form)
        once(
            request,
            form,
            (documents.RECORD_KIND, document_id),
            lambda work: _keep(work, document_id, form, written, files, hand_over),
        )
    except (Invalid, Conflict) as refusal:
        return _compose_page(request, form, row, refusal)
    said = "Đã trình kiểm tra." if hand_over else "Đã lưu dự thảo."
    return go(address(f"di/{document_id}"), f"{said} {_posted(written)}".strip()[:400])


def _posted(written: Draft) -> str:
    """Name the addressees the system does not know: they are written to by hand or post."""
    outside = "; ".join(one.name for one in written.recipients if one.unit_id is None)
    return f"Không có trên hệ thống nên sẽ gửi ngoài hệ thống: {outside}." if outside else ""


def _id_brought(request: Request, form: FormData) -> str:
    """Return the id a form brings for the document it begins; one of ours when it brings none."""
    brought = words(form, "khoa")
    return brought if is_id(brought) else new_id(house_of(request).clock.now())


def _keep(
    work: Work,
    document_id: str,
    form: FormData,
    written: Draft,
    files: list[Laid],
    hand_over: bool,
) -> None:
    """Begin the document of a form, or write a new version of it when it was begun before."""
    try:
        documents.see_document(work.connection, work.actor, document_id, work.today)
    except NotFound:
        _begin(work, document_id, form, written, files)
    else:
        documents.edit(work, document_id, written, files)
    if hand_over:
        documents.submit(work, document_id)


def _begin(work: Work, document_id: str, form: FormData, written: Draft, files: list[Laid]) -> None:
    unit_id = whole(form, "don_vi", "Cơ quan") or 0
    answered = words(form, "tra_loi")
    if answered:
        incoming.answer(work, unit_id, answered, written, files, document_id=document_id)
    else:
        documents.draft(work, unit_id, written, files, document_id=document_id)


def _laid(request: Request, form: FormData) -> list[Laid]:
    """Lay the files of a form down, before the work that keeps them."""
    settings = house_of(request).settings
    most = settings.upload_bytes_most
    return [
        documents.lay_down(settings.blobs, data, name, main=main, bytes_most=most)
        for field, main in (("tep_chinh", True), ("tep_kem", False))
        for name, data in uploads(form, field)
    ]


def _draft(connection: Connection, form: FormData, today: date) -> Draft:
    issuer_id = number_in(words(form, "don_vi")) or 0
    return Draft(
        type=words(form, "loai"),
        abstract=words(form, "trich_yeu"),
        body=words(form, "noi_dung"),
        drafted_by=words(form, "soan_thao").strip(),
        urgency=choice(form, "do_khan", Urgency),
        circulation=choice(form, "luu_hanh", Circulation),
        reply_by=day(form, "han", today),
        copies=whole(form, "so_ban", "Số lượng bản") or 1,
        kept_by=words(form, "luu"),
        note=words(form, "ghi_chu"),
        recipients=documents.addressed(connection, issuer_id, _choice(form), today),
    )


def _choice(form: FormData) -> Choice:
    return Choice(
        groups=set(every(form, "nhom")),
        unit_ids={number_in(one) or 0 for one in _ticked(form)},
        to_act=_names(form, "kinh_gui"),
        to_know=_names(form, "de_biet"),
    )


def _names(form: FormData, field: str) -> list[str]:
    """Return the addressees typed one to a line, without the marks of a list."""
    typed = [line.strip().strip("-;.").strip() for line in words(form, field).splitlines()]
    return [name for name in typed if name]


# -- one document --------------------------------------------------------------------------------


def document(request: Request) -> Response:
    """Show one document: its content, what stands with each addressee, and the next step.

    A receiver who comes here from the search is led to the entry on their own desk.
    """
    actor, document_id = require_staff(request), request.path_params["id"]
    try:
        return _document_page(request, document_id)
    except NotFound:
        with house_of(request).storage.reading() as connection:
            found = incoming.entry_of(connection, actor, document_id, today_of(request))
        if found is None:
            raise
        return RedirectResponse(address(f"den/{found.id}"), 303)


def _document_page(
    request: Request,
    document_id: str,
    form: FormData | None = None,
    refusal: Refusal | None = None,
) -> Response:
    actor = require_staff(request)
    today = today_of(request)
    with house_of(request).storage.reading() as connection:
        row = documents.see_document(connection, actor, document_id, today)
        unit = directory.unit_as_of(connection, row.unit_id, today)
        addressed = documents.recipients(connection, document_id)
        inside = [one for one in addressed if one.unit_id is not None]
        files = documents.files(connection, documents=[document_id])
        may = outgoing.possible_deeds(connection, actor, row, today)
        shown = {
            "row": row,
            "state": Outgoing(row.state),
            "kind": symbols.TYPES[row.type],
            "urgency": Urgency(row.urgency),
            "circulation": Circulation(row.circulation),
            "unit": unit,
            "addressed": addressed,
            "inside": len(inside),
            "received": sum(one.status in RECEIVED for one in inside),
            "tone": TONES.get(Outgoing(row.state), "waiting"),
            "went_out": row.state in documents.OUT,
            "statuses": Status,
            "status_tones": STATUS_TONES,
            "files": files,
            "printing": documents.awaits_original(row, files),
            "versions": documents.versions(connection, document_id),
            "history": audit.history(connection, "document", document_id),
            "may": may,
            "suggested": _suggested(connection, actor, unit, today) if may["sign"] else None,
            "number": outgoing.number_ahead(connection, row, today) if may["issue"] else "",
        }
    return page(
        request,
        "documents/document.html",
        status=refusal.http if refusal else 200,
        form=form or FormData(),
        errors=errors_under(_SIGNATURE_FIELDS, request, refusal),
        asked=asked(request, form),
        authorities=AUTHORITIES,
        said_of=SAID,
        **shown,
    )


_SIGNATURE_FIELDS = {
    "collective": "tap_the",
    "head": "cap_truong",
    "position": "chuc_vu",
    "delegation": "uy_quyen",
}


def _suggested(connection: Connection, actor: Actor, unit: Unit, today: date) -> dict[str, str]:
    """Fill the form of the signature as the signer's appointment has it."""
    found = signing.suggested(connection, actor, unit, today)
    return {
        "quyen_han": found.authority.value,
        "chuc_vu": found.position,
        "tap_the": found.collective,
        "cap_truong": found.head,
    }


def printed(request: Request) -> Response:
    """Hand out a document as it would be printed now."""
    with house_of(request).storage.reading() as connection:
        row = _seen(request, connection)
        if not row.body:
            raise NotFound("documents.unknown", "Văn bản này không soạn trên hệ thống.")
        made = outgoing.document_pdf(connection, row)
    name = f"{text.slug(row.abstract)[:80] or 'van-ban'}.pdf"
    return hand_out(made, name, "application/pdf", look=True)


Deed = Callable[[Work, str, FormData, Request], str]


def _does(deed: Deed) -> Callable[[Request, FormData], Response]:
    """Make a handler of a deed on one document: done, it leads back; refused, the form is kept."""

    def handle(request: Request, form: FormData) -> Response:
        require_staff(request)
        document_id = request.path_params["id"]
        subject = (documents.RECORD_KIND, document_id)
        try:
            said = once(request, form, subject, lambda work: deed(work, document_id, form, request))
        except (Invalid, Conflict) as refusal:
            return _document_page(request, document_id, form, refusal)
        return go(address(f"di/{document_id}"), said or DONE_BEFORE)

    handle.__name__ = deed.__name__.removeprefix("_")
    return handle


def attach(request: Request, form: FormData) -> Response:
    """Add files to a draft, laid down before the work that keeps them."""
    document_id = request.path_params["id"]
    with house_of(request).storage.reading() as connection:
        _seen(request, connection)
    try:
        chosen_files(form, "tep_chinh", "tep_kem")
        files = _laid(request, form)
        subject = (documents.RECORD_KIND, document_id)
        once(request, form, subject, lambda work: documents.attach(work, document_id, files))
    except (Invalid, Conflict) as refusal:
        return _document_page(request, document_id, form, refusal)
    return go(address(f"di/{document_id}"), "Đã thêm tệp.")


def _submit(work: Work, document_id: str, form: FormData, request: Request) -> str:
    documents.submit(work, document_id)
    return "Đã trình kiểm tra."


def _check_content(work: Work, document_id: str, form: FormData, request: Request) -> str:
    documents.check_content(work, document_id)
    return "Đã xác nhận nội dung."


def _check_form(work: Work, document_id: str, form: FormData, request: Request) -> str:
    documents.check_form(work, document_id)
    return "Đã xác nhận thể thức, kỹ thuật trình bày."


def _send_back(work: Work, document_id: str, form: FormData, request: Request) -> str:
    documents.send_back(work, document_id, words(form, "reason"))
    return "Đã chuyển lại người soạn thảo."


def _sign(work: Work, document_id: str, form: FormData, request: Request) -> str:
    signature = Signature(
        position=words(form, "chuc_vu"),
        authority=choice(form, "quyen_han", Authority),
        collective=words(form, "tap_the"),
        head=words(form, "cap_truong"),
        delegation=words(form, "uy_quyen"),
    )
    documents.sign(work, document_id, signature)
    return "Đã ký. Văn thư sẽ cấp số và phát hành."


def _issue(work: Work, document_id: str, form: FormData, request: Request) -> str:
    house = house_of(request)
    issued = outgoing.issue(work, house.calendar, document_id)
    said = f"Đã phát hành văn bản số {issued.number_text} đến {issued.arrived_at} cơ quan."
    return " ".join([said, *issued.warnings])


def _recall(work: Work, document_id: str, form: FormData, request: Request) -> str:
    outgoing.recall(work, document_id, words(form, "reason"))
    return "Đã thu hồi; các nơi nhận đã được yêu cầu trả lời."


def _cancel(work: Work, document_id: str, form: FormData, request: Request) -> str:
    documents.cancel(work, document_id, words(form, "reason"))
    return "Đã hủy dự thảo; không có số nào bị dùng."


def _detach(work: Work, document_id: str, form: FormData, request: Request) -> str:
    documents.detach(work, document_id, words(form, "tep"))
    return "Đã bỏ tệp khỏi dự thảo."


_DOCUMENT = f"{DESK}/di/{{id}}"
routes = [
    Route(f"{DESK}/di", listing),
    Route(f"{DESK}/di/moi", compose),
    Route(f"{DESK}/di/moi", posted(save_new), methods=["POST"]),
    Route(_DOCUMENT, document),
    Route(f"{_DOCUMENT}/sua", edit_form),
    Route(f"{_DOCUMENT}/sua", posted(save), methods=["POST"]),
    Route(f"{_DOCUMENT}/ban-in", printed),
    Route(f"{_DOCUMENT}/tep", posted(attach), methods=["POST"]),
    *(
        Route(f"{_DOCUMENT}/{path}", posted(_does(deed)), methods=["POST"])
        for path, deed in (
            ("trinh", _submit),
            ("kiem-tra-noi-dung", _check_content),
            ("kiem-tra-the-thuc", _check_form),
            ("chuyen-lai", _send_back),
            ("ky", _sign),
            ("phat-hanh", _issue),
            ("thu-hoi", _recall),
            ("huy", _cancel),
            ("bo-tep", _detach),
        )
    ),
]
