"""Refusals as answers: a page for people, a problem document for programs.

RFC 9457 (problem details); `code` is stable, `detail` is the sentence a person may be shown.
"""

import json
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from api.pages import here, own_address, page
from province.basics import NotSignedIn, Refusal, TooMany, Unavailable

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
    if isinstance(refusal, (TooMany, Unavailable)):
        headers["Retry-After"] = str(refusal.detail.get("retry_seconds", 60))
    if wants_json(scope):
        if isinstance(refusal, NotSignedIn):
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(
            problem(refusal), status_code=refusal.http, media_type=PROBLEM, headers=headers
        )
    request = Request(scope)
    if isinstance(refusal, NotSignedIn) and request.method in ("GET", "HEAD"):
        query = scope["query_string"].decode("latin-1")
        wanted = quote(here(request) + (query and f"?{query}"))
        return RedirectResponse(f"/dang-nhap?tiep={wanted}", status_code=303)
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
        document["extra"] = json.loads(json.dumps(dict(refusal.detail), default=str))
    return document


def own_referer(request: Request) -> str | None:
    """Return the page of ours the person came from, to lead them back to it."""
    own = f"{request.scope['scheme']}://{request.headers.get('host', '')}/"
    referer = request.headers.get("referer", "")
    return own_address("/" + referer.removeprefix(own)) if referer.startswith(own) else None
