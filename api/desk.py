"""The officer's desk of dossiers: inbox, one dossier beside its papers, and what to do with it.

Deeds are buttons of forms; a decision is shown as it will be issued before it is signed.
"""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.dossier_pages import (
    TONES,
    document_links,
    posted,
    row_of,
    send_document,
    send_paper,
    send_pdf,
)
from api.forms import house_of, number_in, today_of, words
from api.handing_out import SHOWN_INLINE
from api.once import once
from api.pages import go, page
from api.workspace import require_staff
from province import answers, directory, dossiers, letters, procedures, services, signing
from province.basics import Actor, Invalid
from province.dossiers import Dossier, FormKind, WholeDossier
from province.services import Item, View
from province.storage import Work

DESK = "/lam-viec/ho-so"
ITEMS_SHOWN = 4  # lines of a request for supplements at first, and each time more are asked for
MORE_ITEMS = "them-muc"
KEYS = {  # by what must be possible
    "accept": ["t", "tiếp nhận"],
    "ask": ["b", "yêu cầu bổ sung"],
    "approve": ["d", "xem trước để duyệt"],
    "refuse": ["c", "từ chối"],
}


def inbox_page(request: Request) -> Response:
    """Show one list of the inbox; its counters are links to the others."""
    actor, house, today = require_staff(request), house_of(request), today_of(request)
    asked = request.query_params
    searched = bool(asked.get("q", "").strip())
    view = next((one for one in View if one.value == asked.get("muc")), View.UNIT)
    with house.storage.reading() as connection:
        found = services.inbox(
            connection,
            house,
            actor,
            view,
            words=asked.get("q", "")[:200],
            procedure_code=asked.get("thu-tuc", "")[:12],
            page=number_in(asked.get("trang", "")) or 1,
        )
        counts = services.inbox_counts(connection, house, actor)
        views = services.views_of(connection, actor, today)
        known = procedures.in_force(connection, today)
    return page(
        request,
        "desk/inbox.html",
        inbox=found,
        views=[
            {
                "href": f"{DESK}?muc={one.value}",
                "label": services.VIEWS_VI[one],
                "count": counts.get(one),
                "current": one is view and not searched,
            }
            for one in views
        ],
        view_name="Tìm thấy" if searched else services.VIEWS_VI[view],
        rows=[
            {**row_of(one, DESK, house.clock.now()), "list": services.list_of(one, actor, views)}
            for one in found.dossiers
        ],
        searched=searched,
        names=services.VIEWS_VI,
        titles={one.code: one.definition.title for one in known},
        asked={name: asked.get(name, "") for name in ("q", "thu-tuc")},
    )


def dossier_page(request: Request) -> Response:
    """Show a dossier: what was answered, its papers, its story, and what may be done now."""
    return _show(request)


def _show(
    request: Request, refusal: Invalid | None = None, form: FormData | None = None
) -> Response:
    actor, house = require_staff(request), house_of(request)
    file = services.open_for_officer(house, actor, request.path_params["code"])
    dossier = file.dossier
    base = f"{DESK}/{dossier.code}"
    with house.storage.reading() as connection:
        definition = procedures.revision(connection, dossier.revision_id).definition
        names = answers.choosable_units(connection, today_of(request))
        may = _may(request, actor, dossier)
        officers = services.officers_for(connection, dossier, today_of(request))
        units = {
            unit_id: signing.official_name(
                directory.unit_as_of(connection, unit_id, today_of(request))
            )
            for unit_id in {dossier.receiving_unit_id, dossier.deciding_unit_id}
        }
    case = definition.case_named(str(dossier.answers.get(procedures.CASE, "")))
    return page(
        request,
        "desk/dossier.html",
        status=refusal.http if refusal else 200,
        dossier=dossier,
        procedure=definition,
        base=base,
        case=case,
        state=dossiers.STATES_VI[dossier.state],
        tone="urgent" if dossier.overdue(house.clock.now()) else TONES[dossier.state],
        channel=dossiers.CHANNELS_VI[dossier.channel],
        due=letters.due_sentence(dossier, house.clock.now()),
        units=units,
        sections=letters.sections_of(definition, dossier.answers, names),
        papers=_papers(file, definition, base),
        documents=document_links(base, file),
        story=letters.story(file, house.clock.now()),
        messages=file.notes,
        asked_papers=[(paper.id, paper.name) for paper in definition.papers],
        officers=officers,
        may=may,
        refusal=refusal,
        kept=_kept(request, form),
        items_most=services.ITEMS_MOST,
        item_characters_most=services.ITEM_CHARACTERS_MOST,
        keys=[key for deed, key in KEYS.items() if may[deed]],
    )


def _kept(request: Request, form: FormData | None) -> dict[str, Any]:
    """Return which deed was refused, or is still being written, and what was typed for it."""
    if form is None:
        return {"deed": "", "text": "", "lines": [], "shown": ITEMS_SHOWN}
    deed = request.url.path.rpartition("/")[2]
    lines = list(zip(form.getlist("paper_id"), form.getlist("what"), strict=False))
    shown = max(ITEMS_SHOWN, len(lines) + (ITEMS_SHOWN if deed == MORE_ITEMS else 0))
    return {
        "deed": "bo-sung" if deed == MORE_ITEMS else deed,
        "text": words(form, "reason") or words(form, "body"),
        "lines": lines,
        "shown": min(shown, services.ITEMS_MOST),
    }


def more_items(request: Request, form: FormData) -> Response:
    """Show the request for supplements again, as typed, with more lines."""
    return _show(request, form=form)


def _may(request: Request, actor: Actor, dossier: Dossier) -> dict[str, bool]:
    """Tell which buttons lead somewhere: granted, and possible in the present state."""
    with house_of(request).storage.reading() as connection:
        return services.possible_deeds(connection, actor, dossier, today_of(request))


def _papers(
    file: WholeDossier, definition: procedures.Definition, base: str
) -> list[dict[str, Any]]:
    names = {paper.id: paper.name for paper in definition.papers}
    return [
        {
            "href": f"{base}/tep/{paper.id}",
            "look": f"{base}/tep/{paper.id}?xem=1" if paper.media_type in SHOWN_INLINE else "",
            "name": paper.name,
            "what": names.get(paper.paper_id, "Nội dung khác"),
            "size": paper.size,
            "round": paper.round,
        }
        for paper in file.papers
    ]


def paper(request: Request) -> Response:
    """Hand out a file of a dossier."""
    actor = require_staff(request)
    file = services.open_for_officer(house_of(request), actor, request.path_params["code"])
    return send_paper(request, file, request.path_params["number"])


def document(request: Request) -> Response:
    """Hand out a form of a dossier."""
    actor = require_staff(request)
    file = services.open_for_officer(house_of(request), actor, request.path_params["code"])
    return send_document(request, file, request.path_params["number"])


def preview(request: Request, form: FormData) -> Response:
    """Show a decision as it will be issued."""
    actor, house = require_staff(request), house_of(request)
    file = services.open_for_officer(house, actor, request.path_params["code"])
    kind = FormKind.REFUSAL if words(form, "loai") == "tu-choi" else FormKind.RESULT
    with house.storage.reading() as connection:
        pdf = letters.preview(
            connection, house, actor, file.dossier, kind, words(form, "reason")[:4000]
        )
    return send_pdf(pdf, f"xem-truoc-{file.dossier.code}.pdf", request)


Deed = Callable[[Work, Request, FormData, str, int | None], object]


def _deed(do: Deed, said: str) -> Any:
    """Make an endpoint of a deed: do it in one work, then show the dossier with what was done.

    The same form sent twice is one deed. What is not right yet is said beside the form, and what
    was typed stays in it.
    """

    def endpoint(request: Request, form: FormData) -> Response:
        require_staff(request)
        code, version = request.path_params["code"], number_in(words(form, "version"))
        try:
            once(
                request,
                form,
                (dossiers.RECORD_KIND, dossiers.normal_code(code)),
                lambda work: do(work, request, form, code, version),
            )
        except Invalid as refusal:
            return _show(request, refusal, form)
        return go(f"{DESK}/{code}", said)

    return posted(endpoint)


def _accept(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    return services.accept(work, code, expected_version=version)


def _ask(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    items = [
        Item(paper_id, what)
        for paper_id, what in zip(
            map(str, form.getlist("paper_id")), map(str, form.getlist("what")), strict=False
        )
        if paper_id or what.strip()
    ]
    return services.ask_supplement(
        work, code, items, words(form, "reason"), expected_version=version
    )


def _approve(
    work: Work, request: Request, form: FormData, code: str, version: int | None
) -> object:
    return services.approve(work, code, expected_version=version)


def _refuse(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    return services.refuse(work, code, words(form, "reason"), expected_version=version)


def _assign(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    return services.assign(work, code, number_in(words(form, "officer")) or 0)


def _take(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    return services.assign(work, code, work.actor.account_id or 0)


def _pay(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    return services.note_payment(work, house_of(request), code)


def _stop(work: Work, request: Request, form: FormData, code: str, version: int | None) -> object:
    return services.stop(work, code, words(form, "reason"))


def _note(work: Work, request: Request, form: FormData, code: str, version: int | None) -> None:
    services.write_note(work, code, words(form, "body"))


def reveal(request: Request, form: FormData) -> Response:
    """Show a dossier's identifiers in full, once; that somebody looked is written down."""
    actor, house, code = require_staff(request), house_of(request), request.path_params["code"]
    with house.storage.work(actor) as work:
        values = services.reveal(work, house, code)
    file = services.open_for_officer(house, actor, code)
    with house.storage.reading() as connection:
        definition = procedures.revision(connection, file.dossier.revision_id).definition
    labels = {field.id: field.label for group in definition.form for field in group.fields}
    rows = [[labels.get(name.rpartition(".")[2], name), value] for name, value in values.items()]
    return page(
        request, "desk/revealed.html", dossier=file.dossier, base=f"{DESK}/{code}", rows=rows
    )


DEEDS = {
    "tiep-nhan": (_accept, "Đã tiếp nhận hồ sơ."),
    "bo-sung": (_ask, "Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng."),
    "duyet": (_approve, "Đã ký duyệt. Kết quả đang được gửi tới người nộp."),
    "tu-choi": (_refuse, "Đã từ chối. Phiếu từ chối đang được gửi tới người nộp."),
    "phan-cong": (_assign, "Đã phân công."),
    "nhan-xu-ly": (_take, "Ông/bà đã nhận xử lý hồ sơ này."),
    "phi": (_pay, "Đã ghi nhận phí, lệ phí."),
    "dung": (_stop, "Đã dừng giải quyết hồ sơ."),
    "y-kien": (_note, "Đã ghi ý kiến."),
}

routes = [
    Route(DESK, inbox_page, methods=["GET"]),
    Route(f"{DESK}/{{code}}", dossier_page, methods=["GET"]),
    Route(f"{DESK}/{{code}}/tep/{{number:int}}", paper, methods=["GET"]),
    Route(f"{DESK}/{{code}}/van-ban/{{number:int}}.pdf", document, methods=["GET"]),
    Route(f"{DESK}/{{code}}/xem-truoc", posted(preview), methods=["POST"]),
    Route(f"{DESK}/{{code}}/dinh-danh", posted(reveal), methods=["POST"]),
    Route(f"{DESK}/{{code}}/{MORE_ITEMS}", posted(more_items), methods=["POST"]),
    *(
        Route(f"{DESK}/{{code}}/{path}", _deed(do, said), methods=["POST"])
        for path, (do, said) in DEEDS.items()
    ),
]
