"""The application: every route in one place, and every refusal answered in one place."""

import secrets
from types import ModuleType

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount

from api import (
    account,
    admin,
    desk,
    documents,
    dossier_filling,
    dossiers,
    guards,
    health,
    mailbox,
    openapi,
    passkeys,
    search,
    signin,
    v1_documents,
    v1_dossiers,
    website,
    workspace,
)
from api.pages import page
from api.refused import refusal_response, wants_json
from api.routing import Drawers
from api.website import Website, assets
from province.basics import Invalid, NotFound, Refusal
from province.house import House

log = structlog.get_logger("api")

DOORS: list[ModuleType] = [  # each with `routes`, in the order they are asked
    search,
    signin,
    passkeys,
    account,
    dossier_filling,
    dossiers,
    workspace,
    desk,
    documents,
    mailbox,
    admin,
    website,
]
OPERATIONS: list[openapi.Operation] = [
    *search.operations,
    *v1_dossiers.operations,
    *v1_documents.operations,
]


def create_app(house: House) -> Starlette:
    """Return the web application of a house."""
    routes: list[BaseRoute] = [*health.routes]
    for door in DOORS:
        routes += door.routes
    routes += [operation.route for operation in OPERATIONS]
    routes += openapi.routes(OPERATIONS)
    routes.append(Mount("/assets", app=assets))
    app = Starlette(
        middleware=[
            Middleware(health.CountAnswers),
            Middleware(guards.SafeHeaders, https=house.settings.site_url.startswith("https:")),
            Middleware(guards.StoppedInTime),
            Middleware(guards.BodyLimit, bytes_most=house.settings.body_bytes_most),
            Middleware(guards.SameOrigin),
            Middleware(guards.KnowActor, house=house),
        ],
        exception_handlers={
            Refusal: answer_refusal,
            HTTPException: answer_http_error,
            ClientDisconnect: answer_nobody,
            Exception: answer_bug,
        },
    )
    app.router = Drawers(routes, otherwise=Website(house.settings.site / "current"))
    app.state.menu, app.state.desk = workspace.menu, workspace.desk
    return app


def answer_refusal(request: Request, refusal: Exception) -> Response:
    """Answer a refusal from below."""
    assert isinstance(refusal, Refusal)
    return refusal_response(request.scope, refusal)


def answer_http_error(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses: unknown paths, wrong methods, broken forms."""
    assert isinstance(error, HTTPException)
    refusal: Refusal
    if error.status_code == 404:
        refusal = NotFound("http.no_page", "Không có trang này. Hãy tìm từ trang chủ.")
    else:
        refusal = Invalid("http.refused", "Yêu cầu chưa đúng cách nên không được thực hiện.")
        refusal.http = error.status_code  # type: ignore[misc]
    response = refusal_response(request.scope, refusal)
    response.headers.update(error.headers or {})
    return response


def answer_nobody(request: Request, gone: Exception) -> Response:
    """Note that whoever asked left before all was sent; 499, as nginx counts it, reaches nobody."""
    log.info("client gone", path=request.url.path)
    return Response(status_code=499)


def answer_bug(request: Request, error: Exception) -> Response:
    """Answer a bug: a number outside, the traceback with the same number in the log."""
    incident = secrets.token_hex(4)
    log.error("bug", incident=incident, path=request.url.path, exc_info=error)
    if wants_json(request.scope):
        return openapi.answer(
            openapi.Problem(
                type="/api/problems#http.bug",
                title="Internal Server Error",
                status=500,
                code="http.bug",
                detail="Hệ thống gặp lỗi; việc này có thể chưa xong, hãy kiểm tra rồi mới làm lại.",
                errors={},
                extra={"incident": incident},
            ),
            500,
        )
    response: Response
    try:
        response = page(request, "errors/broken.html", status=500, incident=incident)
    except Exception as worse:  # the frame of all pages may itself be what is broken
        log.error("bug", incident=incident, path=request.url.path, exc_info=worse)
        response = PlainTextResponse(f"Hệ thống gặp lỗi. Mã: {incident}", 500)
    response.headers.update(guards.HEADERS)  # this answer does not pass the guards
    return response
