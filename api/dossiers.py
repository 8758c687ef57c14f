"""The citizen's pages of a dossier: follow, supplement, withdraw, fetch the result, verify.

Everything works without JavaScript. A dossier's pages open with its look-up secret, which a cookie
for that dossier's own path keeps while the browser is open, or to the account that filed it.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.dossier_form import limits_in_words, uploads_of
from api.dossier_pages import SECRET_COOKIE, document_links, entrust, posted, send_document
from api.forms import house_of, today_of, words
from api.once import once
from api.pages import go, page
from province import directory, dossiers, letters, printing, procedures, sealing, services, signing
from province.basics import Invalid, NotFound, Refusal
from province.dossiers import FormKind, State, WholeDossier
from province.storage import Work


def look_up_page(request: Request) -> Response:
    """Ask for a dossier's code and secret."""
    code = request.query_params.get("ma", "")
    return page(request, "dossiers/look_up.html", code=code, refusal=None)


def look_up(request: Request, form: FormData) -> Response:
    """Open a dossier to whoever knows both."""
    code, secret = words(form, "ma"), words(form, "ma_tra_cuu")
    try:
        found = services.look_up(house_of(request), request.state.actor, code, secret)
    except Refusal as refusal:
        return page(
            request, "dossiers/look_up.html", status=refusal.http, code=code, refusal=refusal
        )
    answer = RedirectResponse(f"/ho-so/{found.dossier.code}", status_code=303)
    return entrust(answer, found.dossier.code, secret)


def _secret(request: Request) -> str:
    return request.query_params.get("secret") or request.cookies.get(SECRET_COOKIE, "")


def _file(request: Request) -> WholeDossier:
    """Return the dossier a page is about, for its applicant alone.

    Refuses: services.look_up.unknown, services.look_up.too_often.
    """
    house, code = house_of(request), request.path_params["code"]
    return services.look_up(house, request.state.actor, code, _secret(request))


def _must_ask(request: Request) -> Response | None:
    """Lead to the look-up page who brings no secret and is not signed in."""
    if _secret(request) or request.state.actor.signed_in:
        return None
    return RedirectResponse(
        f"/tra-cuu?{urlencode({'ma': request.path_params['code']})}", status_code=303
    )


def _shown(request: Request, file: WholeDossier, template: str, **data: Any) -> Response:
    house, dossier = house_of(request), file.dossier
    with house.storage.reading() as connection:
        unit = directory.unit_as_of(connection, dossier.deciding_unit_id, today_of(request))
        definition = procedures.revision(connection, dossier.revision_id).definition
    answer = page(
        request,
        template,
        dossier=dossier,
        procedure=definition,
        state=dossiers.STATES_VI[dossier.state],
        sentence=letters.status_sentence(dossier),
        due=letters.due_sentence(dossier, house.clock.now()),
        unit=unit,
        unit_name=signing.official_name(unit),
        base=f"/ho-so/{dossier.code}",
        **data,
    )
    if secret := request.query_params.get("secret"):
        entrust(answer, dossier.code, secret)
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
        result=document_links(base, file, FormKind.RESULT),
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
        secret=sealing.spaced_secret(dossiers.secret_of(house, dossier)),
        qr=printing.qr_svg(look_up_address, title=f"Tra cứu hồ sơ {dossier.code}", pixels=180),
        look_up_address=look_up_address,
        receipt=document_links(f"/ho-so/{dossier.code}", file, FormKind.RECEIPT)[0],
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
    request: Request, file: WholeDossier, errors: dict[str, str], message: str, status: int
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
    house, message = house_of(request), words(form, "message")
    file = _file(request)
    try:
        papers = dossiers.lay_down(
            house, request.state.actor, uploads_of(form), {"message": message}
        )
        _once(
            request,
            form,
            file,
            lambda work: services.answer_supplement(
                work, house, file.dossier.code, _secret(request), message, papers
            ),
        )
    except Invalid as refusal:
        errors = dict(refusal.fields) or {"message": refusal.sentence}
        return _show_supplement(request, file, errors, message, refusal.http)
    return go(f"/ho-so/{file.dossier.code}", "Đã gửi phần bổ sung. Thời hạn tiếp tục được tính.")


def withdraw(request: Request, form: FormData) -> Response:
    """Withdraw a dossier."""
    house, file = house_of(request), _file(request)
    code, reason = file.dossier.code, words(form, "reason")
    _once(
        request,
        form,
        file,
        lambda work: services.withdraw(work, house, code, _secret(request), reason),
    )
    return go(f"/ho-so/{code}", "Đã rút hồ sơ.")


def _once(
    request: Request, form: FormData, file: WholeDossier, do: Callable[[Work], object]
) -> None:
    once(request, form, (dossiers.RECORD_KIND, file.dossier.code), do)


def verify_page(request: Request) -> Response:
    """Tell whoever holds a result whether it is ours."""
    with house_of(request).storage.reading() as connection:
        try:
            said = services.verify_result(connection, request.path_params["code"])
        except NotFound as refusal:
            return page(request, "dossiers/verify.html", status=404, said=None, refusal=refusal)
    return page(request, "dossiers/verify.html", said=said, refusal=None)


routes = [
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
