"""Signing in and out: password and second factor for staff, a code by e-mail for citizens."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.guards import SESSION_COOKIE, client_address
from api.pages import go, own_address, page
from province import authentication, identity
from province.authentication import RelyingParty, SignIn
from province.basics import Refusal
from province.house import House
from province.identity import SessionLife

DEVICE_COOKIE = "vl_device"
DEVICE_SECONDS = 180 * 24 * 3600
FIELDS_MOST = 20


async def _form(request: Request) -> dict[str, str]:
    """Return the text fields of the form as it was sent."""
    async with request.form(max_files=0, max_fields=FIELDS_MOST) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def origin(request: Request) -> dict[str, Any]:
    """Return where the proof comes from, and how long a session may last."""
    settings = _house(request).settings
    return {
        "address": client_address(request),
        "agent": request.headers.get("user-agent", ""),
        "device": request.cookies.get(DEVICE_COOKIE, ""),
        "life": SessionLife(settings.session_hours, settings.session_idle_minutes),
    }


def passkey_party(request: Request) -> RelyingParty | None:
    """Return our website as passkeys know it; None where they cannot be used."""
    settings = _house(request).settings
    return authentication.relying_party(settings.site_url, settings.province)


def _house(request: Request) -> House:
    house: House = request.state.house
    return house


def onward(asked: str, kind: str = "staff") -> str:
    """Return where to go after signing in: the page asked for, if it is one of ours."""
    return own_address(asked) or {"staff": "/lam-viec"}.get(kind, "/tai-khoan")


def _kind_of(request: Request) -> str:
    """Return what kind of account is signed in; "" for a program."""
    with _house(request).storage.reading() as connection:
        account = identity.account(connection, request.state.actor.account_id or 0)
    return account.kind if account else ""


def sign_in_page(request: Request) -> Response:
    """Show the form; who is signed in goes on."""
    onward_to = request.query_params.get("tiep", "")
    if request.state.actor.signed_in:
        return RedirectResponse(onward(onward_to, _kind_of(request)), status_code=303)
    return _show(request, onward_to)


def _show(
    request: Request, onward_to: str, *, refusal: Refusal | None = None, **given: Any
) -> Response:
    return page(
        request,
        "signin/sign_in.html",
        status=refusal.http if refusal else 200,
        onward_to=onward_to,
        refusal=refusal,
        email=given.get("email", ""),
        asks_code=given.get("asks_code", request.query_params.get("cach") == "ma"),
        party=passkey_party(request),
    )


async def sign_in(request: Request) -> Response:
    """Take e-mail and password."""
    given = await _form(request)
    email, onward_to = given.get("email", ""), given.get("tiep", "")
    try:
        result = await run_in_threadpool(
            authentication.sign_in,
            _house(request).storage,
            email,
            given.get("password", ""),
            **origin(request),
        )
    except Refusal as refusal:
        return _show(request, onward_to, refusal=refusal, email=email)
    return _go_on(request, result, onward_to)


async def second_factor(request: Request) -> Response:
    """Take the code of the authenticator app, or a recovery code."""
    given = await _form(request)
    step, onward_to = given.get("step", ""), given.get("tiep", "")
    try:
        result = await run_in_threadpool(
            authentication.second_factor,
            _house(request).storage,
            step,
            given.get("code", ""),
            **origin(request),
        )
    except Refusal as refusal:
        if refusal.code == "access.step_over":
            return _show(request, onward_to, refusal=refusal)
        return _show_step(request, SignIn(None, step=step, factors=("totp",)), onward_to, refusal)
    return _go_on(request, result, onward_to)


async def ask_code(request: Request) -> Response:
    """Send a citizen a code by e-mail and ask for it."""
    given = await _form(request)
    email, onward_to = given.get("email", ""), given.get("tiep", "")
    asker = {name: value for name, value in origin(request).items() if name != "life"}
    try:
        step = await run_in_threadpool(
            authentication.ask_code, _house(request).storage, email, **asker
        )
    except Refusal as refusal:
        return _show(request, onward_to, refusal=refusal, email=email, asks_code=True)
    return _show_step(request, SignIn(None, step=step, factors=("mail_code",)), onward_to)


async def enter_code(request: Request) -> Response:
    """Take the code that was sent, and the name of who is new."""
    given = await _form(request)
    step, onward_to, code = (given.get(name, "") for name in ("step", "tiep", "code"))
    try:
        result = await run_in_threadpool(
            authentication.enter_code,
            _house(request).storage,
            step,
            code,
            name=given.get("name", ""),
            **origin(request),
        )
    except Refusal as refusal:
        if refusal.code == "access.step_over":
            return _show(request, onward_to, refusal=refusal, asks_code=True)
        asked = SignIn(None, step=step, factors=("mail_code",))
        return _show_step(request, asked, onward_to, refusal)
    return _go_on(request, result, onward_to, code)


def _go_on(request: Request, result: SignIn, onward_to: str, code: str = "") -> Response:
    """Ask for the next proof, or let the person in."""
    if not result.token:
        return _show_step(request, result, onward_to, code=code)
    return let_in(request, result, onward_to)


def let_in(request: Request, result: SignIn, onward_to: str) -> Response:
    """Give the browser its session, and lead to the page asked for."""
    assert result.account
    if result.account.must_change_password:
        said = "Ông/bà đang dùng mật khẩu tạm. Hãy đổi mật khẩu."
        response = go("/tai-khoan/mat-khau", said, tone="note")
    else:
        response = RedirectResponse(onward(onward_to, result.account.kind), status_code=303)
    settings = _house(request).settings
    safe: dict[str, Any] = {"httponly": True, "samesite": "lax"}
    seconds = settings.session_hours * 3600
    response.set_cookie(SESSION_COOKIE, result.token, max_age=seconds, **safe)
    response.set_cookie(DEVICE_COOKIE, result.device, max_age=DEVICE_SECONDS, **safe)
    return response


def _show_step(
    request: Request,
    result: SignIn,
    onward_to: str,
    refusal: Refusal | None = None,
    code: str = "",
) -> Response:
    return page(
        request,
        "signin/step.html",
        status=refusal.http if refusal else 200,
        step=result.step,
        factors=result.factors,
        code=code,
        onward_to=onward_to,
        refusal=refusal,
    )


def sign_out(request: Request) -> Response:
    """End the session."""
    token = request.cookies.get(SESSION_COOKIE, "")
    with _house(request).storage.work(request.state.actor) as work:
        identity.sign_out(work, token)
    response = go("/dang-nhap", "Ông/bà đã đăng xuất.")
    response.delete_cookie(SESSION_COOKIE)
    return response


routes = [
    Route("/dang-nhap", sign_in_page),
    Route("/dang-nhap", sign_in, methods=["POST"]),
    Route("/dang-nhap/buoc-hai", second_factor, methods=["POST"]),
    Route("/dang-nhap/xin-ma", ask_code, methods=["POST"]),
    Route("/dang-nhap/nhap-ma", enter_code, methods=["POST"]),
    Route("/dang-xuat", sign_out, methods=["POST"]),
]
