"""API tokens: issued to other software with a secret shown once, and revoked."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, choices, done, shown, unit_names
from api.forms import errors_of, every, house_of, number, number_in, today_of, words
from api.pages import go, page
from province import access, identity, services
from province.basics import Conflict, Invalid, Refusal
from province.house.deeds import GRANTABLE, by_room, sentence

TOKENS = f"{HERE}/ma-truy-cap"
DEED = "access.token.issued"
OFFERED = {*GRANTABLE, *services.APPLICANT_DEEDS}


def listing(request: Request) -> Response:
    """List all tokens, newest first, to whoever may issue them: the whole province's task."""
    today = today_of(request)
    with house_of(request).storage.reading() as connection:
        access.require_of(connection, request.state.actor, DEED, None, today)
        rows = access.api_tokens_of(connection)
        owners = {one.account_id: identity.account(connection, one.account_id) for one in rows}
        names = unit_names(connection, {one.unit_id for one in rows if one.unit_id}, today)
    return page(
        request,
        "admin/tokens.html",
        rows=rows,
        owners=owners,
        names=names,
        sentence=sentence,
        now=house_of(request).clock.now(),
    )


def new_page(request: Request) -> Response:
    """Show the empty form of a token."""
    email = request.query_params.get("email", "")
    return _new_page(request, FormData({"email": email, "days": "365"}))


def _new_page(request: Request, form: FormData, refusal: Refusal | None = None) -> Response:
    with house_of(request).storage.reading() as connection:
        units = choices(connection, request.state.actor, DEED, today_of(request))
    return page(
        request,
        "admin/token_new.html",
        status=refusal.http if refusal else 200,
        form=form,
        errors=errors_of(refusal),
        units=[("", "Mọi nơi chủ sở hữu được làm"), *units],
        offered=by_room(OFFERED),
        chosen=set(every(form, "deeds")),
    )


def issue(request: Request, form: FormData) -> Response:
    """Issue a token; the answer shows its secret this once."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            owner = identity.account_by_email(work.connection, words(form, "email"))
            if owner is None:
                sentence = "Không có tài khoản nào dùng địa chỉ này."
                raise Invalid("access.account.unknown", sentence, fields={"email": sentence})
            token, secret = access.issue_token(
                work,
                owner.id,
                words(form, "name"),
                [one for one in every(form, "deeds") if one in OFFERED],
                unit_id=number(form, "unit_id"),
                networks=words(form, "networks").replace(",", " ").split(),
                days=number_in(words(form, "days")) or 0,
            )
    except (Invalid, Conflict) as refusal:
        return _new_page(request, form, refusal)
    return page(request, "admin/token.html", token=token, secret=secret, owner=owner)


def revoke(request: Request, form: FormData) -> Response:
    """Let a token open nothing any more."""
    with house_of(request).storage.work(request.state.actor) as work:
        access.revoke_token(work, request.path_params["id"])
    return go(TOKENS, "Đã thu hồi mã truy cập; có hiệu lực ngay.")


routes = [
    Route(TOKENS, shown(listing, DEED)),
    Route(TOKENS, done(issue, DEED), methods=["POST"]),
    Route(f"{TOKENS}/moi", shown(new_page, DEED)),
    Route(f"{TOKENS}/{{id:int}}/thu-hoi", done(revoke, DEED), methods=["POST"]),
]
