"""Pages for people: Jinja templates over the skeleton the built website uses too."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from province.basics import Actor, load_settings, text
from province.basics.clock import VIETNAM, legal_day
from province.basics.dates import date_long_vi, date_vi, instant_vi

HERE = Path(__file__).parent
SITE = HERE.parent / "site"
FLASH_COOKIE = "vl_flash"
FLASH_SECONDS = 30


@cache
def environment() -> Environment:
    """Return the one template environment."""
    found = Environment(
        loader=FileSystemLoader([HERE / "templates", SITE / "overrides"]),
        autoescape=select_autoescape(("html",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        date=lambda value: date_vi(_day(value)),
        date_long=lambda value: date_long_vi(_day(value)),
        moment=instant_vi,
        local=lambda value: value.astimezone(VIETNAM),
        number=text.number_vi,
        money=text.money_vi,
        size=size_vi,
    )
    found.globals.update(asset_version=asset_version(), with_query=with_query)
    return found


def _day(value: Any) -> Any:
    return legal_day(value) if hasattr(value, "tzinfo") else value


def size_vi(size: int) -> str:
    """Return a size in bytes as people say it: "1,4 MB"."""
    for unit, step in (("MB", 2**20), ("KB", 2**10)):
        if size >= step:
            return f"{size / step:.1f} {unit}".replace(".", ",")
    return f"{size} byte"


@cache
def asset_version() -> str:
    """Return a stamp of the styles and scripts, so that browsers may keep them for long."""
    digest = hashlib.sha256()
    for path in sorted((SITE / "assets").glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def page(request: Request, template: str, *, status: int = 200, **data: Any) -> HTMLResponse:
    """Render a template for the person who asks."""
    actor: Actor | None = getattr(request.state, "actor", None)
    house = getattr(request.state, "house", None)
    settings = house.settings if house else load_settings()
    # A page that tells of a failure asks nothing of the parts that may have failed.
    in_workspace = request.scope["path"].startswith("/lam-viec") and status < 500
    shown = {
        "request": request,
        "actor": actor,
        "account": _account(request, in_workspace),
        "flash": _flash(request),
        "menu": request.app.state.menu(request) if in_workspace else [],
        "demo": house.settings.demo if house else False,
        "province_name": settings.province,
        "province_name_en": settings.province_en,
        "mail_domain": settings.domain,
        **data,
    }
    response = HTMLResponse(environment().get_template(template).render(shown), status)
    response.headers["Cache-Control"] = "no-store"
    if FLASH_COOKIE in request.cookies:
        response.delete_cookie(FLASH_COOKIE)
    return response


def _account(request: Request, in_workspace: bool) -> dict[str, str] | None:
    """Return who is signed in; in the workspace also where they sit and for whom they act."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None or not actor.signed_in:
        return None
    desk = request.app.state.desk(request) if in_workspace else None
    return {
        "name": actor.name,
        "position": desk.position if desk else "",
        "unit": desk.unit if desk else "",
        "home": "/tai-khoan",
    }


def go(to: str, said: str = "", *, tone: str = "done", undo: str | None = None) -> Response:
    """Send the browser on after a deed (303), with a sentence to be shown once.

    `undo` is an address that takes the deed back when it is posted to.
    """
    response = RedirectResponse(to, status_code=303)
    if said:
        value = json.dumps([{"tone": tone, "text": said, "undo": undo}])
        response.set_cookie(
            FLASH_COOKIE, quote(value), max_age=FLASH_SECONDS, httponly=True, samesite="lax"
        )
    return response


def _flash(request: Request) -> list[dict[str, str | None]]:
    """Return what was said after the last deed, as far as the cookie can be believed."""
    try:
        found = json.loads(unquote(request.cookies.get(FLASH_COOKIE, "[]")))
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return [
            {
                "tone": str(said["tone"]),
                "text": str(said["text"]),
                "undo": own_address(said["undo"]),
            }
            for said in found
        ]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []


def own_address(value: object) -> str | None:
    """Return an address when it stays on our site, None when it would lead away."""
    if not isinstance(value, str) or not re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f\\]*", value):
        return None
    return value


def here(request: Request) -> str:
    """Return the present path as it stands in an address."""
    return quote(request.scope["path"])


def with_query(request: Request, **changed: Any) -> str:
    """Return the present address with some query values changed; None drops one."""
    values = {**request.query_params, **changed}
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    return f"{here(request)}?{urlencode(kept)}" if kept else here(request)
