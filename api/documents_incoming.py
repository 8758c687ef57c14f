"""Incoming documents in the workspace: the inbox, the register form, one document's page."""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
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
    soon_of,
    unit_asked,
    units_for,
    whole,
)
from api.forms import day, house_of, page_number, today_of, uploads, words
from api.once import DONE_BEFORE, fingerprint, once, sent_before
from api.pages import go, page
from api.workspace import require_staff
from province import access, audit, directory, incoming, registers, symbols
from province.basics import Actor, Conflict, Invalid, Refusal
from province.documents import Laid, Status
from province.incoming import Arrival, Incoming
from province.storage import Work
from province.symbols import Circulation, Urgency

ROWS_A_PAGE = 50
VIEWS = {
    "waiting": "Chờ đăng ký",
    "recall": "Yêu cầu thu hồi",
    "direct": "Chờ ý kiến chỉ đạo",
    "open": "Đang giải quyết",
    "soon": "Sắp hạn",
    "late": "Quá hạn",
    "done": "Đã giải quyết",
    "all": "Tất cả",
}
MY_VIEWS = ("open", "soon", "late", "done", "all")
REGISTER = "documents.incoming.registered"
WORK = "documents.incoming.worked"
TONES = {
    Incoming.ARRIVED: "info",
    Incoming.DONE: "done",
    Incoming.RETURNED: "",
    Incoming.WITHDRAWN: "",
}  # of the rest: waiting


def inbox(request: Request) -> Response:
    """List what came: a unit's desk, or one's own."""
    actor = require_staff(request)
    today, soon = today_of(request), soon_of(request, registers.SOON_WORKING_DAYS)
    query = request.query_params
    with house_of(request).storage.reading() as connection:
        units = units_for(connection, actor, "documents.incoming.read", today)
        mine = query.get("cua") == "toi" or not units
        unit = None if mine else unit_asked(units, query.get("don_vi", ""))
        unit_id = unit.id if unit else None
        counts = incoming.inbox_counts(connection, actor, today, soon, unit_id=unit_id, mine=mine)
        view = _view(query.get("xem", ""), counts, mine)
        number = page_number(request)
        rows = incoming.inbox(
            connection, actor, view, today, soon,
            unit_id=unit_id, mine=mine, skip=(number - 1) * ROWS_A_PAGE, most=ROWS_A_PAGE,
        )  # fmt: skip
        registers_here = unit is not None and access.may(
            connection, actor, REGISTER, unit.id, today
        )
    return page(
        request,
        "documents/inbox.html",
        rows=rows,
        view=view,
        views={name: VIEWS[name] for name in (MY_VIEWS if mine else VIEWS)},
        counts=counts,
        mine=mine,
        unit=unit,
        units=units,
        registers_here=registers_here,
        recall_waits=incoming.recall_waits,
        open_states=incoming.OPEN,
        today=today,
        soon=soon,
        number=number,
        pages=-(-counts[view] // ROWS_A_PAGE),
        states=Incoming,
        urgencies=Urgency,
        href=lambda **changed: address(
            "den", **{"don_vi": unit and unit.id, "cua": "toi" if mine else "", **changed}
        ),
    )


def _view(asked: str, counts: dict[str, int], mine: bool) -> str:
    """Return the view asked for; else what waits, else what is open."""
    allowed = MY_VIEWS if mine else tuple(VIEWS)
    if asked in allowed:
        return asked
    return "waiting" if not mine and counts["waiting"] else "open"


def register_several(request: Request, form: FormData) -> Response:
    """Register everything ticked in the list; what needs a second look stays in it."""
    actor = require_staff(request)
    given, left = [], []
    for incoming_id in form.getlist("chon"):
        try:
            given.append(_registered(request, form, actor, str(incoming_id)))
        except (Conflict, Invalid) as refusal:
            left.append(refusal.sentence)
    back = address("den", xem="waiting", don_vi=words(form, "don_vi"))
    if not given and not left:
        return go(back, "Chưa chọn văn bản nào.", tone="info")
    said = f"Đã đăng ký {len(given)} văn bản" if given else "Chưa đăng ký được văn bản nào"
    if given:
        said += f", số đến {min(given)}" + (f" – {max(given)}" if len(given) > 1 else "")
    if left:
        said += f". {len(left)} văn bản cần xem lại: {left[0]}"
    return go(back, said.rstrip(".") + ".", tone="info" if left else "done")


def _registered(request: Request, form: FormData, actor: Actor, incoming_id: str) -> int:
    """Register one document and return its number; the number it has when this form gave it."""
    subject = (incoming.RECORD_KIND, incoming_id)
    number = once(request, form, subject, lambda work: incoming.register(work, incoming_id))
    if number is not None:
        return number
    with house_of(request).storage.reading() as connection:
        row = incoming.see_incoming(connection, actor, incoming_id, today_of(request))
    return int(row.arrival_number)


# -- a paper registered by hand ------------------------------------------------------------------


def paper_form(request: Request) -> Response:
    """Show the empty form of a document that came on paper."""
    return _paper_page(request, FormData({"don_vi": request.query_params.get("don_vi", "")}))


def _paper_page(request: Request, form: FormData, refusal: Refusal | None = None) -> Response:
    actor = require_staff(request)
    today = today_of(request)
    with house_of(request).storage.reading() as connection:
        units = units_for(connection, actor, REGISTER, today)
        unit = unit_asked(units, words(form, "don_vi"))
        number = incoming.number_ahead(connection, unit.id, today)
        authors = incoming.known_authors(connection, unit.id)
    duplicate = refusal is not None and refusal.code == "documents.incoming.duplicate"
    return page(
        request,
        "documents/paper.html",
        status=refusal.http if refusal else 200,
        form=form,
        errors=_errors(refusal),
        duplicate=refusal if duplicate else None,
        unit=unit,
        units=units,
        number=number,
        authors=authors,
        types=[("", "Theo ký hiệu")] + [(one.name, one.name) for one in symbols.ADMINISTRATIVE],
        urgencies=options(Urgency),
        circulations=options(Circulation),
    )


# what the room calls a field → what the form calls it
_FIELDS = {
    "author": "tac_gia", "abstract": "trich_yeu", "copies": "so_ban", "pages": "so_trang",
    "channel": "cach_den", "due_on": "han", "document_date": "ngay",
}  # fmt: skip


def _errors(refusal: Refusal | None) -> dict[str, str]:
    if refusal is None or refusal.code == "documents.incoming.duplicate":
        return {}
    named = {_FIELDS.get(name, name): said for name, said in refusal.fields.items()}
    return named or {"so_ky_hieu": refusal.sentence}


def register_paper(request: Request, form: FormData) -> Response:
    """Register a paper with its scans, and lead on to the next one."""
    actor = require_staff(request)
    house, today = house_of(request), today_of(request)
    try:
        with house.storage.reading() as connection:
            units = units_for(connection, actor, REGISTER, today)
            unit = unit_asked(units, words(form, "don_vi"))
        arrival = _arrival(form, request)
        scans = _laid(request, uploads(form, "tep"))
        confirmed = bool(words(form, "van_dang_ky"))
        sent = fingerprint(request, form)
        with house.storage.work(actor, sent=sent) as work:
            _, number = incoming.register_paper(work, unit.id, arrival, scans, confirmed=confirmed)
    except (Invalid, Conflict) as refusal:
        subject = (incoming.RECORD_KIND, str(refusal.detail.get("id", "")))
        if not sent_before(request, form, subject):  # else the document it repeats is this one
            return _paper_page(request, form, refusal)
        number = int(str(refusal.detail["arrival_number"]))
    said = f"Đã đăng ký số đến {number}: {arrival.number} {arrival.abstract}"
    return go(address("den/moi", don_vi=unit.id), said[:300])


def _laid(request: Request, files: list[tuple[str, bytes]]) -> list[Laid]:
    settings = house_of(request).settings
    most = settings.upload_bytes_most
    return [incoming.lay_down(settings.blobs, data, name, bytes_most=most) for name, data in files]


def _arrival(form: FormData, request: Request) -> Arrival:
    today = today_of(request)
    return Arrival(
        author=words(form, "tac_gia"),
        number=words(form, "so_ky_hieu"),
        document_date=day(form, "ngay", today),
        abstract=words(form, "trich_yeu"),
        type_name=words(form, "ten_loai"),
        signer=words(form, "nguoi_ky"),
        urgency=choice(form, "do_khan", Urgency),
        circulation=choice(form, "luu_hanh", Circulation),
        copies=whole(form, "so_ban", "Số bản") or 1,
        pages=whole(form, "so_trang", "Số trang"),
        due_on=day(form, "han", today),
        note=words(form, "ghi_chu"),
        channel=words(form, "cach_den") or "paper",
    )


# -- one document --------------------------------------------------------------------------------


def entry(request: Request) -> Response:
    """Show one document that came, beside what can be done with it."""
    return _entry_page(request, request.path_params["id"])


def _entry_page(
    request: Request,
    incoming_id: str,
    form: FormData | None = None,
    refusal: Refusal | None = None,
) -> Response:
    actor = require_staff(request)
    today = today_of(request)
    with house_of(request).storage.reading() as connection:
        row = incoming.see_incoming(connection, actor, incoming_id, today)
        files = incoming.files_of(connection, row)
        same = incoming.duplicates(
            connection, row.unit_id, row.number_text, row.author, row.document_date, row.id
        )
        shown = {
            "row": row,
            "state": Incoming(row.state),
            "tone": TONES.get(Incoming(row.state), "waiting"),
            "urgency": Urgency(row.urgency),
            "circulation": Circulation(row.circulation),
            "recall_waits": incoming.recall_waits(row),
            "recall_reason": incoming.recall_reason(connection, row),
            "answered": Status(row.recall_answer) if row.recall_answer else None,
            "unit": directory.unit_as_of(connection, row.unit_id, today),
            "files": files,
            "printing": incoming.awaits_original(connection, row, files),
            "main": next((one for one in files if one.media_type == "application/pdf"), None),
            "notes": incoming.notes(connection, incoming_id),
            "history": audit.history(connection, "incoming", incoming_id),
            "duplicates": same if row.arrival_number is None else [],
            "may": incoming.possible_deeds(connection, actor, row, today),
            "is_lead": incoming.leads(actor, row),
            "able": access.who_may(connection, WORK, row.unit_id, today),
            "number": incoming.number_ahead(connection, row.unit_id, today),
        }
    return page(
        request,
        "documents/entry.html",
        status=refusal.http if refusal else 200,
        form=form or FormData(),
        errors=errors_under(_ENTRY_FIELDS, request, refusal),
        asked=asked(request, form),
        said_of=SAID,
        today=today,
        **shown,
    )


_ENTRY_FIELDS = {"direction": "chi_dao", "progress": "tien_do", "lead": "chu_tri"}


Deed = Callable[[Work, str, FormData, Request], str]


def _does(deed: Deed) -> Callable[[Request, FormData], Response]:
    """Make a handler of a deed on one entry: done, it leads back; refused, the form is kept."""

    def handle(request: Request, form: FormData) -> Response:
        require_staff(request)
        incoming_id = request.path_params["id"]
        subject = (incoming.RECORD_KIND, incoming_id)
        try:
            said = once(request, form, subject, lambda work: deed(work, incoming_id, form, request))
        except (Invalid, Conflict) as refusal:
            return _entry_page(request, incoming_id, form, refusal)
        return go(address(f"den/{incoming_id}"), said or DONE_BEFORE)

    handle.__name__ = deed.__name__.removeprefix("_")
    return handle


def register_entry(request: Request, form: FormData) -> Response:
    """Register what arrived, and lead on to the next that waits."""
    actor = require_staff(request)
    incoming_id, today = request.path_params["id"], today_of(request)
    try:
        once(
            request,
            form,
            (incoming.RECORD_KIND, incoming_id),
            lambda work: incoming.register(
                work,
                incoming_id,
                due_on=day(form, "han", today),
                note=words(form, "ghi_chu"),
                confirmed=bool(words(form, "van_dang_ky")),
            ),
        )
    except (Invalid, Conflict) as refusal:
        return _entry_page(request, incoming_id, form, refusal)
    with house_of(request).storage.reading() as connection:
        row = incoming.see_incoming(connection, actor, incoming_id, today)
        waiting = incoming.inbox(
            connection, actor, "waiting", today, today, unit_id=row.unit_id, most=1
        )
    said = f"Đã đăng ký số đến {row.arrival_number}: {row.number_text} {row.abstract}"[:300]
    return go(address(f"den/{waiting[0].id}" if waiting else f"den/{incoming_id}"), said)


def add_scans(request: Request, form: FormData) -> Response:
    """Add scans to what came, laid down before the work that keeps them."""
    actor, incoming_id = require_staff(request), request.path_params["id"]
    with house_of(request).storage.reading() as connection:
        incoming.see_incoming(connection, actor, incoming_id, today_of(request))
    try:
        scans = _laid(request, chosen_files(form, "tep"))
        subject = (incoming.RECORD_KIND, incoming_id)
        once(request, form, subject, lambda work: incoming.add_scans(work, incoming_id, scans))
    except (Invalid, Conflict) as refusal:
        return _entry_page(request, incoming_id, form, refusal)
    return go(address(f"den/{incoming_id}"), f"Đã thêm {len(scans)} tệp.")


def _accept(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    incoming.accept(work, incoming_id)
    return "Đã báo cho nơi gửi biết là đã tiếp nhận."


def _return(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    incoming.return_to_sender(work, incoming_id, words(form, "reason"))
    return "Đã trả lại văn bản cho nơi gửi."


def _direct(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    incoming.direct(work, incoming_id, words(form, "chi_dao"), **_assignment(form, request))
    return "Đã ghi ý kiến chỉ đạo."


def _assign(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    incoming.assign(work, incoming_id, **_assignment(form, request))
    return "Đã giao xử lý."


def _assignment(form: FormData, request: Request) -> dict[str, Any]:
    return {
        "lead": words(form, "chu_tri"),
        "lead_account_id": whole(form, "nguoi_chu_tri", "Người chủ trì"),
        "supports": words(form, "phoi_hop"),
        "due_on": day(form, "han", today_of(request)),
    }


def _progress(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    incoming.note_progress(work, incoming_id, words(form, "tien_do"))
    return "Đã cập nhật tiến độ; nơi gửi thấy văn bản đang được xử lý."


def _complete(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    answer = words(form, "tra_loi")
    incoming.complete(work, incoming_id, words(form, "ket_qua"), answer_number=answer)
    return "Đã kết thúc xử lý văn bản."


def _answer_recall(work: Work, incoming_id: str, form: FormData, request: Request) -> str:
    if words(form, "dong_y") == "1":
        incoming.agree_to_recall(work, incoming_id)
        return "Đã hủy văn bản và báo nơi gửi."
    incoming.refuse_recall(work, incoming_id, words(form, "reason"))
    return "Đã báo nơi gửi là không đồng ý."


_ENTRY = f"{DESK}/den/{{id}}"
routes = [
    Route(f"{DESK}/den", inbox),
    Route(f"{DESK}/den/dang-ky", posted(register_several), methods=["POST"]),
    Route(f"{DESK}/den/moi", paper_form),
    Route(f"{DESK}/den/moi", posted(register_paper), methods=["POST"]),
    Route(_ENTRY, entry),
    Route(f"{_ENTRY}/dang-ky", posted(register_entry), methods=["POST"]),
    Route(f"{_ENTRY}/tep", posted(add_scans), methods=["POST"]),
    *(
        Route(f"{_ENTRY}/{path}", posted(_does(deed)), methods=["POST"])
        for path, deed in (
            ("tiep-nhan", _accept),
            ("tra-lai", _return),
            ("chi-dao", _direct),
            ("giao", _assign),
            ("tien-do", _progress),
            ("ket-thuc", _complete),
            ("thu-hoi", _answer_recall),
        )
    ),
]
