"""The citizen's pages of a draft: fill in page by page or whole, attach, look over, file.

Everything works without JavaScript. The address carries the draft's link from the first page on,
so whoever keeps it comes back to what was typed.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.dossier_form import (
    NOTHING,
    PAPERS,
    REVIEW,
    WHOLE,
    Filling,
    answers_of,
    drawn_group,
    drawn_papers,
    filling_of,
    limits_in_words,
    uploads_of,
)
from api.dossier_pages import entrust, posted
from api.forms import house_of, number_in, today_of, words
from api.pages import go, page
from province import answers, blobs, dossiers, drafts, letters, procedures, services
from province.answers import fee_due, time_limit
from province.basics import Invalid, NotFound, TooLarge, TooMany
from province.procedures import CASE, Definition, Filed

MARKED = (
    "Mục này mang dấu chỉ độ mật nên không được lưu lại. Tài liệu bí mật nhà nước không được nhập "
    "trên mạng có kết nối Internet; hãy xóa nội dung này và hỏi văn thư mật của cơ quan."
)


def form_page(request: Request) -> Response:
    """Show a page of the form, or with `?buoc=ca-mau` the whole; a bare link goes on with it."""
    definition = _definition(request)
    if definition.filed is not Filed.HERE:
        return page(request, "dossiers/elsewhere.html", procedure=definition)
    token = request.query_params.get("nhap", "")
    asked = request.query_params.get("buoc", "")
    number = number_in(asked)
    if not drafts.is_token(token):  # the address is the way back from the first letter on
        address = _address(definition, drafts.new_token(), buoc=asked or 1)
        return RedirectResponse(address, status_code=303)
    if filed := _filed_before(request, token):
        return filed
    if number is None and asked != WHOLE:
        onward = _filling(request, definition, token).onward
        return RedirectResponse(_address(definition, token, buoc=onward), status_code=303)
    return _show_form(request, definition, token, number, {}, 200)


def _definition(request: Request) -> Definition:
    slug = re.sub(r"[^a-z0-9-]", "", request.path_params["slug"])
    with house_of(request).storage.reading() as connection:
        return procedures.current_by_slug(connection, slug, today_of(request)).definition


def _filling(
    request: Request, definition: Definition, token: str, unkept: Mapping[str, Any] = NOTHING
) -> Filling:
    house, today = house_of(request), today_of(request)
    with house.storage.reading() as connection:
        units = answers.choosable_units(connection, today)
        try:
            draft = drafts.draft_of(connection, house, token)
        except NotFound:
            draft = None  # forgotten: what is typed now begins it anew under the same link
    return filling_of(definition, draft, units, today, unkept)


def _filed_before(request: Request, token: str) -> Response | None:
    """Lead a link whose draft was filed to the receipt."""
    house = house_of(request)
    with house.storage.reading() as connection:
        try:
            draft = drafts.draft_of(connection, house, token)
        except NotFound:
            return None
    if draft.dossier_id is None:
        return None
    with house.storage.work(request.state.actor) as work:
        filed = drafts.file_draft(work, house, token)
    return _to_receipt(filed.dossier.code, filed.secret)


def _show_form(
    request: Request,
    definition: Definition,
    token: str,
    number: int | None,
    errors: dict[str, str],
    status: int,
    unkept: Mapping[str, Any] = NOTHING,
) -> Response:
    filling = _filling(request, definition, token, unkept)
    steps = filling.steps
    step = steps[min(number, len(steps)) - 1] if number else None
    step_id = step.id if step else None
    if step_id == REVIEW:
        return _show_review(request, filling, token, errors, status)
    shown = [group for group in filling.groups if step_id in (None, group.id)]
    said = {**filling.hints.errors, **errors}
    blank = request.query_params.get("them", "")
    return page(
        request,
        "dossiers/form.html",
        status=status,
        procedure=definition,
        token=token,
        steps=steps,
        step=step,
        number=number or 0,
        cases=definition.cases if _asks_case(definition, step_id) else (),
        case=filling.typed.get(CASE, ""),
        groups=[drawn_group(filling, g, said, blank_rows=int(g.id == blank)) for g in shown],
        papers=drawn_papers(filling, said) if step_id in (None, PAPERS) else [],
        more_papers=step_id is None and not filling.papers_asked,
        accept=blobs.extensions(dossiers.ALLOWED_KINDS),
        limits=limits_in_words(house_of(request).settings.upload_bytes_most),
        errors=errors,
        note="" if status in (TooLarge.http, TooMany.http) else "Những mục khác đã được lưu.",
        resume=_resume_link(request, definition, token),
        days=drafts.DRAFT_LASTS.days,
    )


def _asks_case(definition: Definition, step_id: str | None) -> bool:
    return len(definition.cases) > 1 and step_id in (None, CASE)


def _resume_link(request: Request, definition: Definition, token: str) -> str:
    return f"{house_of(request).settings.site_url}{_address(definition, token)}"


def _address(definition: Definition, token: str, **query: object) -> str:
    return f"{definition.filing_url}?{urlencode({'nhap': token, **query})}"


def _show_review(
    request: Request, filling: Filling, token: str, errors: dict[str, str], status: int
) -> Response:
    definition, values = filling.definition, filling.strict.values
    house = house_of(request)
    case = definition.case_named(str(values.get(CASE, "")))
    found = {**filling.strict.errors, **errors}
    return page(
        request,
        "dossiers/review.html",
        status=status,
        procedure=definition,
        token=token,
        steps=filling.steps,
        number=len(filling.steps),
        case=case,
        sections=letters.sections_of(definition, values, filling.units),
        papers=drawn_papers(filling, {}),
        numbers={step.id: place for place, step in enumerate(filling.steps, 1)},
        mend=[
            (f"{_address(definition, token, buoc=filling.number_of(filling.step_of_error(name)))}"
             f"#{name}", sentence)
            for name, sentence in found.items()
        ],
        fee=fee_due(definition, values),
        limit=time_limit(definition, values),
        wording=procedures.wording,
        due=services.due_if_filed(house, definition, values, house.clock.now()),
        resume=_resume_link(request, definition, token),
        days=drafts.DRAFT_LASTS.days,
    )  # fmt: skip


def save_page(request: Request, form: FormData) -> Response:
    """Keep what a page of the form sent, then go where the pressed button leads."""
    definition, token = _definition(request), words(form, "nhap")
    number, does = number_in(words(form, "buoc")), words(form, "viec")
    typed = answers_of(definition, form)
    try:
        refused = _save(request, definition, token, form, typed)
    except (TooLarge, TooMany) as refusal:
        errors = {_longest(typed): refusal.sentence}
        return _show_form(request, definition, token, number, errors, refusal.http, typed)
    refused |= _attach(request, token, form)
    if refused:
        return _show_form(request, definition, token, number, refused, 422, typed)
    verb, _, what = does.partition(":")
    here = _address(definition, token, buoc=number or WHOLE)
    if verb == "go":
        _detach(request, token, number_in(what))
        return go(f"{here}#giay-to", "Đã gỡ tệp.")
    if verb == "them":
        return go(f"{here}&{urlencode({'them': what})}#{what}")
    if verb == "luu":
        return go(here, "Đã lưu. Ông/bà có thể quay lại sau.")
    return _onward(request, definition, token, number)


def _onward(request: Request, definition: Definition, token: str, number: int | None) -> Response:
    """Go to the next page, or stay where something is still to be mended."""
    filling = _filling(request, definition, token)
    if number is None:
        return go(_address(definition, token, buoc=len(filling.steps)))
    step = filling.steps[min(number, len(filling.steps)) - 1]
    errors = filling.errors_on(step.id)
    if errors:
        return _show_form(request, definition, token, number, errors, 422)
    return go(_address(definition, token, buoc=filling.number_of(step.id) + 1))


def autosave(request: Request, form: FormData) -> Response:
    """Keep what a script sends while somebody types."""
    definition = _definition(request)
    refused = _save(request, definition, words(form, "nhap"), form, answers_of(definition, form))
    return Response(status_code=422 if refused else 204)


def _save(
    request: Request,
    definition: Definition,
    token: str,
    form: FormData,
    typed: Mapping[str, Any],
) -> dict[str, str]:
    """Keep what may be kept; return a sentence for each answer that may not."""
    groups = [value for value in form.getlist("nhom") if isinstance(value, str)]
    answers, marked = drafts.unmarked(typed)
    house = house_of(request)
    with house.storage.work(request.state.actor) as work:
        drafts.save_draft(work, house, definition.code, token, answers, groups=groups)
    return dict.fromkeys(marked, MARKED)


def _longest(typed: Mapping[str, Any]) -> str:
    """Return the name of the question whose answer takes the most room."""
    return max(typed, key=lambda name: len(str(typed[name])), default=CASE)


def _attach(request: Request, token: str, form: FormData) -> dict[str, str]:
    """Attach each file by itself, so that one bad file loses no good one."""
    house = house_of(request)
    refused: dict[str, str] = {}
    for upload in uploads_of(form):
        try:
            [paper] = dossiers.lay_down(house, request.state.actor, [upload])
            with house.storage.work(request.state.actor) as work:
                drafts.attach(work, house, token, paper)
        except (Invalid, TooMany) as refusal:
            name = f"papers.{upload.paper_id}"
            refused[name] = f"{refused.get(name, '')} {refusal.sentence}".strip()
    return refused


def _detach(request: Request, token: str, paper_row_id: int | None) -> None:
    house = house_of(request)
    if paper_row_id is not None:
        with house.storage.work(request.state.actor) as work:
            drafts.detach(work, house, token, paper_row_id)


def file_it(request: Request, form: FormData) -> Response:
    """File a draft."""
    definition, token, house = _definition(request), words(form, "nhap"), house_of(request)
    try:
        with house.storage.work(request.state.actor) as work:
            filed = drafts.file_draft(work, house, token)
    except Invalid as refusal:
        if not refusal.fields:
            raise
        filling = _filling(request, definition, token)
        return _show_review(request, filling, token, dict(refusal.fields), refusal.http)
    return _to_receipt(filed.dossier.code, filed.secret)


def _to_receipt(code: str, secret: str) -> Response:
    return entrust(RedirectResponse(f"/ho-so/{code}/bien-nhan", status_code=303), code, secret)


routes = [
    Route("/thu-tuc/{slug}/nop", form_page, methods=["GET"]),
    Route("/thu-tuc/{slug}/nop", posted(save_page), methods=["POST"]),
    Route("/thu-tuc/{slug}/nop/luu", posted(autosave), methods=["POST"]),
    Route("/thu-tuc/{slug}/nop/gui", posted(file_it), methods=["POST"]),
]
