"""One's own account: sessions, password, second factor, mail programs, the unit one speaks for.

Secrets are shown in the answer that makes them and nowhere else. Who has not proven who they are
for a while is asked for the password first, and led back.
"""

from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.dossier_pages import row_of
from api.forms import (
    Endpoint,
    Handler,
    errors_of,
    house_of,
    number,
    number_in,
    posted,
    today_of,
    words,
)
from api.guards import SESSION_COOKIE, client_address
from api.pages import go, own_address, page
from api.signin import passkey_party
from province import access, authentication, directory, identity, printing, services
from province.basics import Forbidden, Invalid, NotSignedIn, Refusal, TooMany
from province.identity import Session

HERE = "/tai-khoan"
CONFIRM = f"{HERE}/xac-nhan"
QR_PIXELS = 260
BROWSERS = (  # the first sign that is found counts: later ones are in the words of earlier ones
    ("coc_coc", "Cốc Cốc"), ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("Mac OS", "máy Mac"), ("Linux", "Linux"),
)  # fmt: skip


def own_session(request: Request) -> Session:
    """Return the session the request came in.

    Refuses: http.not_signed_in.
    """
    token = request.cookies.get(SESSION_COOKIE, "")
    with house_of(request).storage.reading() as connection:
        found = identity.signed_in(connection, token, house_of(request).clock.now())
    if found is None or request.state.actor.kind != "account":
        raise NotSignedIn("http.not_signed_in", "Hãy đăng nhập để xem tài khoản của mình.")
    return found[0]


def confirmed(show: Callable[[Request], Response], back: str) -> Callable[[Request], Response]:
    """Open a page only to who has just proven who they are; others are asked first."""

    def endpoint(request: Request) -> Response:
        try:
            identity.require_confirmed(own_session(request), house_of(request).clock.now())
        except Forbidden as refusal:
            return _to_confirm(refusal, back)
        return show(request)

    endpoint.__name__ = show.__name__
    return endpoint


def deed(do: Handler, back: str = HERE) -> Endpoint:
    """Take a form about one's own account; when proof is needed first, lead there and back."""

    def handle(request: Request, form: FormData) -> Response:
        own_session(request)
        try:
            return do(request, form)
        except Forbidden as refusal:
            return _to_confirm(refusal, back)

    handle.__name__ = do.__name__
    return posted(handle)


def _to_confirm(refusal: Forbidden, back: str) -> Response:
    if refusal.code != "access.confirm_first":
        raise refusal
    return go(f"{CONFIRM}?tiep={quote(back)}", refusal.sentence, tone="note")


def overview(request: Request) -> Response:
    """Show one's own account."""
    return _show(request)


def _show(
    request: Request, form: FormData | None = None, refusal: Refusal | None = None
) -> Response:
    session, now, today = own_session(request), house_of(request).clock.now(), today_of(request)
    with house_of(request).storage.reading() as connection:
        mine = identity.account(connection, session.account_id)
        assert mine
        sessions = [one for one in identity.sessions_of(connection, mine.id) if one.alive(now)]
        held = access.holdings_of(connection, mine.id, today)
        ids = {one.unit_id for one in held if one.valid_from <= today} | {mine.unit_id}
        units = [
            directory.unit_as_of(connection, one, today)
            for one in sorted(one for one in ids if one)
        ]
        told = {
            "has_totp": bool(identity.second_factors_of(connection, mine.id)),
            "codes_left": identity.recovery_codes_left(connection, mine.id),
            "passkeys": identity.passkeys_of(connection, mine.id),
            "app_passwords": identity.app_passwords_of(connection, mine.id),
            "roles": {one.code: one.name for one in access.all_roles(connection)},
        }
        names = {one.id: one.name for one in units}
        wanted = number_in(request.query_params.get("trang", "")) or 1
        own = services.own_dossiers(connection, request.state.actor, wanted)
    return page(
        request,
        "account/overview.html",
        status=refusal.http if refusal else 200,
        mine=mine,
        session=session,
        sessions=sessions,
        held=held,
        units=[(str(one.id), one.name) for one in units],
        names=names,
        form=form or FormData(),
        errors=errors_of(refusal),
        machine=machine,
        own=own,
        rows=[row_of(one, "/ho-so", now) for one in own.dossiers],
        **told,
    )


def machine(agent: str) -> str:
    """Return what a browser says it is in words: "Firefox trên Windows"."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "Trình duyệt khác")
    system = next((name for sign, name in SYSTEMS if sign in agent), "máy khác")
    return f"{browser} trên {system}"


# Proving who one is


def confirm_page(request: Request) -> Response:
    """Ask for the password again."""
    return _confirm_page(request)


def _confirm_page(request: Request, refusal: Refusal | None = None) -> Response:
    session = own_session(request)
    with house_of(request).storage.reading() as connection:
        mine = identity.account(connection, session.account_id)
        passkeys = identity.passkeys_of(connection, session.account_id)
    return page(
        request,
        "account/confirm.html",
        status=refusal.http if refusal else 200,
        mine=mine,
        party=passkey_party(request) if passkeys else None,
        onward_to=_onward(request),
        errors=errors_of(refusal),
    )


def _onward(request: Request) -> str:
    return own_address(request.query_params.get("tiep", "")) or HERE


def confirm(request: Request, form: FormData) -> Response:
    """Take the password and lead back."""
    session = own_session(request)
    try:
        authentication.confirm(
            house_of(request).storage,
            session,
            words(form, "password"),
            address=client_address(request),
            device=request.cookies.get("vl_device", ""),
        )
    except (NotSignedIn, TooMany) as refusal:
        return _confirm_page(request, refusal)
    return RedirectResponse(_onward(request), status_code=303)


# Password, name, unit


def password_page(request: Request) -> Response:
    """Show the form of another password."""
    return _password_page(request)


def _password_page(request: Request, refusal: Refusal | None = None) -> Response:
    session = own_session(request)
    with house_of(request).storage.reading() as connection:
        mine = identity.account(connection, session.account_id)
    assert mine
    return page(
        request,
        "account/password.html",
        status=refusal.http if refusal else 200,
        mine=mine,
        least=identity.characters_least(mine.kind),
        errors=errors_of(refusal),
    )


def change_password(request: Request, form: FormData) -> Response:
    """Choose another password, typed twice."""
    typed = form.get("password")
    password = typed if isinstance(typed, str) else ""
    try:
        if password != form.get("again"):
            sentence = "Hai lần nhập chưa giống nhau."
            raise Invalid("access.password.again", sentence, fields={"again": sentence})
        with house_of(request).storage.work(request.state.actor) as work:
            identity.change_own_password(work, own_session(request), password)
    except Invalid as refusal:
        return _password_page(request, refusal)
    return go(HERE, "Đã đổi mật khẩu; các máy khác đã được đăng xuất.")


def rename(request: Request, form: FormData) -> Response:
    """Correct the name one's account shows."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            identity.rename_oneself(work, words(form, "name"))
    except Invalid as refusal:
        return _show(request, form, refusal)
    return go(HERE, "Đã sửa tên.")


def speak_for(request: Request, form: FormData) -> Response:
    """Choose the unit one speaks for."""
    unit_id = number(form, "unit_id") or 0
    with house_of(request).storage.work(request.state.actor) as work:
        access.speak_for(work, own_session(request), unit_id)
        name = directory.unit_as_of(work.connection, unit_id, work.today).name
    return go(HERE, f"Từ giờ ông/bà làm việc thay mặt {name}.")


# Sessions


def end_session(request: Request, form: FormData) -> Response:
    """End one of one's sessions."""
    with house_of(request).storage.work(request.state.actor) as work:
        identity.sign_out_session(work, request.path_params["id"])
    return go(f"{HERE}#phien", "Đã đăng xuất máy đó.")


def end_other_sessions(request: Request, form: FormData) -> Response:
    """End all of one's sessions but this."""
    with house_of(request).storage.work(request.state.actor) as work:
        identity.sign_out_everywhere(work, but=own_session(request))
    return go(f"{HERE}#phien", "Đã đăng xuất mọi máy khác.")


# Authenticator app and recovery codes


def start_totp(request: Request, form: FormData) -> Response:
    """Show the QR code an authenticator app reads."""
    return _totp_page(request)


def _totp_page(request: Request, refusal: Refusal | None = None) -> Response:
    with house_of(request).storage.work(request.state.actor) as work:
        issuer = house_of(request).settings.province
        secret, address = identity.start_totp(work, own_session(request), issuer)
    return page(
        request,
        "account/totp.html",
        status=refusal.http if refusal else 200,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=address,
        qr=printing.qr_svg(address, title="Mã QR cho ứng dụng xác thực", pixels=QR_PIXELS),
        errors=errors_of(refusal),
    )


def finish_totp(request: Request, form: FormData) -> Response:
    """Turn the app on and show the recovery codes, this once."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            codes = identity.finish_totp(work, own_session(request), words(form, "code"))
    except Invalid as refusal:
        return _totp_page(request, refusal)
    return _codes_page(request, codes, "Đã bật xác thực bằng ứng dụng")


def _codes_page(request: Request, codes: list[str], title: str) -> Response:
    return page(request, "account/codes.html", codes=codes, title=title)


def stop_totp(request: Request, form: FormData) -> Response:
    """Turn the app off."""
    with house_of(request).storage.work(request.state.actor) as work:
        identity.stop_totp(work, own_session(request))
    return go(HERE, "Đã tắt xác thực bằng ứng dụng.")


def renew_codes(request: Request, form: FormData) -> Response:
    """Show new recovery codes, this once."""
    with house_of(request).storage.work(request.state.actor) as work:
        codes = identity.renew_recovery_codes(work, own_session(request))
    return _codes_page(request, codes, "Mã dự phòng mới")


# Mail programs


def make_app_password(request: Request, form: FormData) -> Response:
    """Show a new password for one mail program, this once."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            secret = identity.make_app_password(work, own_session(request), words(form, "name"))
    except Invalid as refusal:
        return _show(request, form, refusal)
    settings = house_of(request).settings
    return page(
        request,
        "account/app_password.html",
        secret=secret,
        name=words(form, "name"),
        settings=settings,
    )


def revoke_app_password(request: Request, form: FormData) -> Response:
    """Let a mail program in no longer."""
    with house_of(request).storage.work(request.state.actor) as work:
        identity.revoke_app_password(work, request.path_params["id"])
    return go(f"{HERE}#phan-mem-thu", "Đã thu hồi mật khẩu của phần mềm thư.")


_TOTP = f"{HERE}/ung-dung"
_MAIL = f"{HERE}/phan-mem-thu"
routes = [
    Route(HERE, overview),
    Route(CONFIRM, confirm_page),
    Route(CONFIRM, posted(confirm), methods=["POST"]),
    Route(f"{HERE}/mat-khau", confirmed(password_page, f"{HERE}/mat-khau")),
    Route(f"{HERE}/mat-khau", deed(change_password, f"{HERE}/mat-khau"), methods=["POST"]),
    Route(f"{HERE}/ten", deed(rename), methods=["POST"]),
    Route(f"{HERE}/don-vi", deed(speak_for), methods=["POST"]),
    Route(f"{HERE}/phien/khac", deed(end_other_sessions), methods=["POST"]),
    Route(f"{HERE}/phien/{{id:int}}", deed(end_session), methods=["POST"]),
    Route(f"{_TOTP}/bat-dau", deed(start_totp, f"{HERE}#buoc-hai"), methods=["POST"]),
    Route(_TOTP, deed(finish_totp, f"{HERE}#buoc-hai"), methods=["POST"]),
    Route(f"{_TOTP}/tat", deed(stop_totp, f"{HERE}#buoc-hai"), methods=["POST"]),
    Route(f"{HERE}/ma-du-phong", deed(renew_codes, f"{HERE}#buoc-hai"), methods=["POST"]),
    Route(_MAIL, deed(make_app_password, f"{HERE}#phan-mem-thu"), methods=["POST"]),
    Route(f"{_MAIL}/{{id:int}}", deed(revoke_app_password), methods=["POST"]),
]
