"""The citizen's pages of dossiers: fill in, file, follow, supplement, fetch the result, verify.

Everything works without JavaScript. A dossier's pages open with its look-up secret, which a cookie
for that dossier's own path keeps while the browser is open, or to the account that filed it.
"""

import re
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.dossier_form import (
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
from api.dossier_pages import (
    document_links,
    house_of,
    posted,
    send_document,
    today_of,
    typed,
    whole,
)
from api.pages import go, page
from province import directory, drafts, letters, printing, procedures, sealing, services, signing
from province.answers import fee_due, time_limit
from province.basics import Invalid, NotFound, Refusal
from province.procedures import CASE, Definition, Filed
from province.services import DocumentKind, File, State

SECRET_COOKIE = "vl_ma_tra_cuu"


# Filling in


def form_page(request: Request) -> Response:
    """Show a page of the form, or with `?buoc=ca-mau` the whole; a bare link goes on with it."""
    definition = _definition(request)
    if definition.filed is not Filed.HERE:
        return page(request, "dossiers/elsewhere.html", procedure=definition)
    token = request.query_params.get("nhap", "")
    asked = request.query_params.get("buoc", "")
    number = whole(asked)
    if not drafts.is_token(token):  # the address is the way back from the first letter on
        address = _address(definition, drafts.new_token(), buoc=asked or 1)
        return RedirectResponse(address, status_code=303)
    if filed := _filed_before(request, token):
        return filed
    if number is None and asked != WHOLE:
        onward = _filling(request, definition, token).onward
        return RedirectResponse(_address(definition, token, buoc=onward), status_code=303)
    return _show_form(request, definition, token, number, {})


def _definition(request: Request) -> Definition:
    slug = re.sub(r"[^a-z0-9-]", "", request.path_params["slug"])
    with house_of(request).storage.reading() as connection:
        return procedures.current_by_slug(connection, slug, today_of(request)).definition


def _filling(request: Request, definition: Definition, token: str) -> Filling:
    house, today = house_of(request), today_of(request)
    with house.storage.reading() as connection:
        units = services.choosable_units(connection, today)
        try:
            draft = drafts.draft_of(connection, house, token)
        except NotFound:
            draft = None  # forgotten: what is typed now begins it anew under the same link
    return filling_of(definition, draft, units, today)


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
    status: int = 200,
) -> Response:
    filling = _filling(request, definition, token)
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
        limits=limits_in_words(house_of(request).settings.upload_bytes_most),
        errors=errors,
        resume=_resume_link(request, definition, token),
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
    )  # fmt: skip


def save_page(request: Request, form: FormData) -> Response:
    """Keep what a page of the form sent, then go where the pressed button leads."""
    definition, token = _definition(request), typed(form, "nhap")
    _save(request, definition, token, form)
    refused = _attach(request, token, form)
    number, does = whole(typed(form, "buoc")), typed(form, "viec")
    if refused:
        return _show_form(request, definition, token, number, refused, 422)
    verb, _, what = does.partition(":")
    here = _address(definition, token, buoc=number or WHOLE)
    if verb == "go":
        _detach(request, token, whole(what))
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
    _save(request, _definition(request), typed(form, "nhap"), form)
    return Response(status_code=204)


def _save(request: Request, definition: Definition, token: str, form: FormData) -> None:
    groups = [value for value in form.getlist("nhom") if isinstance(value, str)]
    answers = answers_of(definition, form)
    house = house_of(request)
    with house.storage.work(request.state.actor) as work:
        drafts.save_draft(work, house, definition.code, token, answers, groups=groups)


def _attach(request: Request, token: str, form: FormData) -> dict[str, str]:
    """Attach each file by itself, so that one bad file loses no good one."""
    house = house_of(request)
    refused: dict[str, str] = {}
    for upload in uploads_of(form):
        try:
            with house.storage.work(request.state.actor) as work:
                drafts.attach(work, house, token, upload)
        except Invalid as refusal:
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
    definition, token, house = _definition(request), typed(form, "nhap"), house_of(request)
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
    return _entrust(RedirectResponse(f"/ho-so/{code}/bien-nhan", status_code=303), code, secret)


# Following


def look_up_page(request: Request) -> Response:
    """Ask for a dossier's code and secret."""
    code = request.query_params.get("ma", "")
    return page(request, "dossiers/look_up.html", code=code, refusal=None)


def look_up(request: Request, form: FormData) -> Response:
    """Open a dossier to whoever knows both."""
    code, secret = typed(form, "ma"), typed(form, "ma_tra_cuu")
    try:
        found = services.look_up(house_of(request), request.state.actor, code, secret)
    except Refusal as refusal:
        return page(
            request, "dossiers/look_up.html", status=refusal.http, code=code, refusal=refusal
        )
    answer = RedirectResponse(f"/ho-so/{found.code}", status_code=303)
    return _entrust(answer, found.code, secret)


def _entrust(answer: Response, code: str, secret: str) -> Response:
    answer.set_cookie(
        SECRET_COOKIE, secret[:64], path=f"/ho-so/{code}", httponly=True, samesite="lax"
    )
    return answer


def _secret(request: Request) -> str:
    return request.query_params.get("secret") or request.cookies.get(SECRET_COOKIE, "")


def _file(request: Request) -> File:
    """Return the dossier a page is about, for its applicant alone.

    Refuses: services.look_up.unknown, services.look_up.too_often.
    """
    house, code = house_of(request), request.path_params["code"]
    dossier = services.look_up(house, request.state.actor, code, _secret(request))
    with house.storage.reading() as connection:
        return services.file_of(connection, dossier)


def _must_ask(request: Request) -> Response | None:
    """Lead to the look-up page who brings no secret and is not signed in."""
    if _secret(request) or request.state.actor.signed_in:
        return None
    return RedirectResponse(
        f"/tra-cuu?{urlencode({'ma': request.path_params['code']})}", status_code=303
    )


def _shown(request: Request, file: File, template: str, **data: Any) -> Response:
    house, dossier = house_of(request), file.dossier
    with house.storage.reading() as connection:
        unit = directory.unit(connection, dossier.deciding_unit_id)
        definition = procedures.revision(connection, dossier.revision_id).definition
    answer = page(
        request,
        template,
        dossier=dossier,
        procedure=definition,
        state=services.STATES_VI[dossier.state],
        sentence=letters.status_sentence(dossier),
        due=letters.due_sentence(dossier, house.clock.now()),
        unit=unit,
        unit_name=signing.official_name(unit),
        base=f"/ho-so/{dossier.code}",
        **data,
    )
    if secret := request.query_params.get("secret"):
        _entrust(answer, dossier.code, secret)
    return answer


def status_page(request: Request) -> Response:
    """Show where a dossier stands, what happened and what its applicant does next."""
    if ask := _must_ask(request):
        return ask
    file = _file(request)
    base = f"/ho-so/{file.dossier.code}"
    return _shown(
        request,
        file,
        "dossiers/status.html",
        story=letters.story(file, house_of(request).clock.now()),
        documents=document_links(base, file),
        result=document_links(base, file, DocumentKind.RESULT),
        waits=file.dossier.state is State.SUPPLEMENT,
    )


def receipt_page(request: Request) -> Response:
    """Show the receipt: code, secret, QR code, due day; to print, to keep."""
    if ask := _must_ask(request):
        return ask
    file = _file(request)
    house, dossier = house_of(request), file.dossier
    look_up_address = f"{house.settings.site_url}/tra-cuu?ma={dossier.code}"
    return _shown(
        request,
        file,
        "dossiers/receipt.html",
        secret=sealing.spaced_secret(services.secret_of(house, dossier)),
        qr=printing.qr_svg(look_up_address, title=f"Tra cứu hồ sơ {dossier.code}", pixels=180),
        look_up_address=look_up_address,
        receipt=document_links(f"/ho-so/{dossier.code}", file, DocumentKind.RECEIPT)[0],
    )


def document(request: Request) -> Response:
    """Hand a form of the dossier to its applicant."""
    if ask := _must_ask(request):
        return ask
    return send_document(request, _file(request), request.path_params["number"])


def supplement_page(request: Request) -> Response:
    """Show what is asked for, and take the answer."""
    if ask := _must_ask(request):
        return ask
    return _show_supplement(request, _file(request), {}, "", 200)


def _show_supplement(
    request: Request, file: File, errors: dict[str, str], message: str, status: int
) -> Response:
    asked = services.open_request(file.facts)
    if asked is None:
        return go(f"/ho-so/{file.dossier.code}", "Hồ sơ hiện không chờ bổ sung.", tone="info")
    answer = _shown(
        request,
        file,
        "dossiers/supplement.html",
        request_=asked.body,
        message=message,
        errors=errors,
        limits=limits_in_words(house_of(request).settings.upload_bytes_most),
    )
    answer.status_code = status
    return answer


def supplement(request: Request, form: FormData) -> Response:
    """Take a supplement."""
    house, message = house_of(request), typed(form, "message")
    file = _file(request)
    try:
        with house.storage.work(request.state.actor) as work:
            services.answer_supplement(
                work, house, file.dossier.code, _secret(request), message, list(uploads_of(form))
            )
    except Invalid as refusal:
        errors = dict(refusal.fields) or {"message": refusal.sentence}
        return _show_supplement(request, file, errors, message, refusal.http)
    return go(f"/ho-so/{file.dossier.code}", "Đã gửi phần bổ sung. Thời hạn tiếp tục được tính.")


def withdraw(request: Request, form: FormData) -> Response:
    """Withdraw a dossier."""
    house, file = house_of(request), _file(request)
    with house.storage.work(request.state.actor) as work:
        services.withdraw(work, house, file.dossier.code, _secret(request), typed(form, "reason"))
    return go(f"/ho-so/{file.dossier.code}", "Đã rút hồ sơ.")


def verify_page(request: Request) -> Response:
    """Tell whoever holds a result whether it is ours."""
    with house_of(request).storage.reading() as connection:
        try:
            said = services.verify_result(connection, request.path_params["code"])
        except NotFound as refusal:
            return page(request, "dossiers/verify.html", status=404, said=None, refusal=refusal)
    return page(request, "dossiers/verify.html", said=said, refusal=None)


routes = [
    Route("/thu-tuc/{slug}/nop", form_page, methods=["GET"]),
    Route("/thu-tuc/{slug}/nop", posted(save_page), methods=["POST"]),
    Route("/thu-tuc/{slug}/nop/luu", posted(autosave), methods=["POST"]),
    Route("/thu-tuc/{slug}/nop/gui", posted(file_it), methods=["POST"]),
    Route("/tra-cuu", look_up_page, methods=["GET"]),
    Route("/tra-cuu", posted(look_up), methods=["POST"]),
    Route("/ho-so/{code}", status_page, methods=["GET"]),
    Route("/ho-so/{code}/bien-nhan", receipt_page, methods=["GET"]),
    Route("/ho-so/{code}/van-ban/{number:int}.pdf", document, methods=["GET"]),
    Route("/ho-so/{code}/bo-sung", supplement_page, methods=["GET"]),
    Route("/ho-so/{code}/bo-sung", posted(supplement), methods=["POST"]),
    Route("/ho-so/{code}/rut", posted(withdraw), methods=["POST"]),
    Route("/xac-minh/{code}", verify_page, methods=["GET"]),
]
