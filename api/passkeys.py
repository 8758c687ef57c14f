"""Passkeys: added to one's account, and used to sign in or to prove again who one is.

The browser speaks to the key by a small script (site/assets/passkey.js): it asks for a challenge,
has it answered, and sends the answer in an ordinary form.
"""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from api.account import CONFIRM, HERE, confirmed, deed, own_session
from api.forms import house_of, words
from api.pages import go, own_address, page
from api.signin import let_in, origin, passkey_party
from province import authentication, identity
from province.authentication import RelyingParty
from province.basics import Refusal, Unavailable

KEYS = f"{HERE}/khoa-truy-cap"
SIGN_IN = "/dang-nhap/khoa-truy-cap"


def party_of(request: Request) -> RelyingParty:
    """Return our website as keys know it.

    Refuses: access.passkey.no_domain when it has no domain, or no https.
    """
    party = passkey_party(request)
    if party is None:
        raise Unavailable(
            "access.passkey.no_domain",
            "Khóa truy cập chỉ dùng được khi trang có tên miền và chạy bằng https.",
        )
    return party


def keys_page(request: Request) -> Response:
    """Show one's passkeys, and the form that adds one."""
    session = own_session(request)
    with house_of(request).storage.reading() as connection:
        keys = identity.passkeys_of(connection, session.account_id)
    return page(request, "account/passkeys.html", keys=keys, party=passkey_party(request))


def start_adding(request: Request, form: FormData) -> Response:
    """Hand out the options of a new key."""
    party = party_of(request)
    with house_of(request).storage.work(request.state.actor) as work:
        step, options = authentication.start_adding(work, own_session(request), party)
    return JSONResponse({"step": step, "options": options})


def finish_adding(request: Request, form: FormData) -> Response:
    """Keep the key the browser made."""
    with house_of(request).storage.work(request.state.actor) as work:
        authentication.finish_adding(
            work,
            own_session(request),
            party_of(request),
            words(form, "step"),
            words(form, "answer"),
            words(form, "name"),
        )
    return go(KEYS, "Đã thêm khóa truy cập; lần sau đăng nhập không cần mật khẩu.")


def remove(request: Request, form: FormData) -> Response:
    """Let a key open one's account no longer."""
    with house_of(request).storage.work(request.state.actor) as work:
        identity.remove_passkey(work, own_session(request), request.path_params["id"])
    return go(KEYS, "Đã gỡ khóa truy cập.")


def start_sign_in(request: Request) -> Response:
    """Hand out the options of a sign-in, or of proving again who one is."""
    house = house_of(request)
    step, options = authentication.start_passkey_sign_in(
        house.storage,
        party_of(request),
        request.state.actor,
        most=house.settings.passkey_starts_per_minute,
    )
    return JSONResponse({"step": step, "options": options})


async def sign_in(request: Request) -> Response:
    """Take what the key answered and let the person in."""
    async with request.form(max_files=0, max_fields=10) as form:
        step, answer, onward_to = (words(form, name) for name in ("step", "answer", "tiep"))
    try:
        result = await run_in_threadpool(
            authentication.passkey_sign_in,
            house_of(request).storage,
            party_of(request),
            step,
            answer,
            **origin(request),
        )
    except Refusal as refusal:
        return go(f"/dang-nhap?tiep={quote(onward_to)}", refusal.sentence, tone="urgent")
    return let_in(request, result, onward_to)


def confirm(request: Request, form: FormData) -> Response:
    """Take what the key answered as proof of who is in the session."""
    authentication.confirm_with_passkey(
        house_of(request).storage,
        own_session(request),
        party_of(request),
        words(form, "step"),
        words(form, "answer"),
    )
    onward_to = own_address(words(form, "tiep")) or HERE
    return RedirectResponse(onward_to, status_code=303)


routes = [
    Route(KEYS, confirmed(keys_page, KEYS)),
    Route(f"{KEYS}/bat-dau", deed(start_adding, KEYS), methods=["POST"]),
    Route(KEYS, deed(finish_adding, KEYS), methods=["POST"]),
    Route(f"{KEYS}/{{id:int}}/go", deed(remove, KEYS), methods=["POST"]),
    Route(f"{SIGN_IN}/bat-dau", start_sign_in, methods=["POST"]),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route(f"{CONFIRM}/khoa", deed(confirm), methods=["POST"]),
]
