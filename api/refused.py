"""Refusals as answers: a page for people, a problem document for programs.

RFC 9457 (problem details); `code` is stable, `detail` is the sentence a person may be shown.
"""

from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from api.pages import page
from province.basics import NotSignedIn, Refusal, TooMany

PROBLEM = "application/problem+json"


def wants_json(scope: Scope) -> bool:
    """Tell whether a program asks: the API's paths, or an Accept that prefers JSON to HTML."""
    if scope["path"].startswith("/api/") or scope["path"] == "/openapi.json":
        return True
    accept = Headers(scope=scope).get("accept", "")
    return "json" in accept and "text/html" not in accept


def refusal_response(scope: Scope, refusal: Refusal) -> Response:
    """Answer a refusal in the asker's own kind."""
    headers = {}
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.detail.get("retry_seconds", 60))
    if wants_json(scope):
        if isinstance(refusal, NotSignedIn):
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(
            problem(refusal), status_code=refusal.http, media_type=PROBLEM, headers=headers
        )
    request = Request(scope)
    if isinstance(refusal, NotSignedIn) and request.method in ("GET", "HEAD"):
        here = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
        return RedirectResponse(f"/dang-nhap?tiep={here}", status_code=303)
    answer = page(
        request,
        "errors/refused.html",
        status=refusal.http,
        refusal=refusal,
        back=own_referer(request),
    )
    answer.headers.update(headers)
    return answer


def problem(refusal: Refusal) -> dict[str, object]:
    """Return the problem document of a refusal."""
    document: dict[str, object] = {
        "type": f"/api/problems#{refusal.code}",
        "title": HTTPStatus(refusal.http).phrase,
        "status": refusal.http,
        "code": refusal.code,
        "detail": refusal.sentence,
    }
    if refusal.fields:
        document["errors"] = dict(refusal.fields)
    if refusal.detail:
        document["extra"] = {name: _plain(value) for name, value in refusal.detail.items()}
    return document


def _plain(value: object) -> object:
    return (
        value if isinstance(value, (str, int, float, bool, type(None), list, dict)) else str(value)
    )


def own_referer(request: Request) -> str | None:
    """Return the page of ours the person came from, to lead them back to it."""
    referer = request.headers.get("referer", "")
    own = f"{request.url.scheme}://{request.url.netloc}/"
    return "/" + referer.removeprefix(own) if referer.startswith(own) else None
