"""Accounts: finding and opening them, what they hold, and helping their owners back in."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.account import machine
from api.admin.desk import (
    HERE,
    ROWS_A_PAGE,
    ask_once_more,
    choices,
    done,
    shown,
    sure,
    unit_names,
)
from api.forms import day, errors_of, house_of, number, page_number, today_of, words
from api.pages import go, page
from province import access, directory, identity, mailboxes
from province.basics import SYSTEM, Conflict, Invalid, NotFound, Refusal
from province.directory import Unit
from province.identity import Account
from province.storage import Work

ACCOUNTS = f"{HERE}/tai-khoan"
SEEN = "access.account.seen"
KINDS = {"staff": "Cán bộ", "citizen": "Công dân", "company": "Tổ chức, doanh nghiệp"}
STATES = {"active": "Đang hoạt động", "suspended": "Tạm khóa", "closed": "Đã đóng"}
ON_ACCOUNT = {
    "change": "access.account.changed",
    "suspend": "access.account.suspended",
    "close": "access.account.closed",
    "reset": "access.password.reset",
    "sessions": "access.session.revoked",
    "give": "access.role.given",
    "token": "access.token.issued",
}


def account_path(account_id: int, deed: str = "") -> str:
    """Return the address of an account's page, or of what may be done with it."""
    return f"{ACCOUNTS}/{account_id}" + (f"/{deed}" if deed else "")


def listing(request: Request) -> Response:
    """List accounts by e-mail, within the units the administrator looks after."""
    query, number, actor = request.query_params, page_number(request), request.state.actor
    asked = {name: query.get(name, "")[:200] for name in ("q", "kind", "state", "role")}
    today, role = today_of(request), asked["role"]
    with house_of(request).storage.reading() as connection:
        rows, total = identity.find_accounts(
            connection,
            words=asked["q"],
            kind=asked["kind"],
            state=asked["state"],
            ids=access.holders(connection, role, today) if role else None,
            unit_ids=_looked_after(connection, request),
            skip=(number - 1) * ROWS_A_PAGE,
            most=ROWS_A_PAGE,
        )
        names = unit_names(connection, {one.unit_id for one in rows if one.unit_id}, today)
        roles = access.all_roles(connection)
        deeds = access.deeds_of(connection, actor, today)
    return page(
        request,
        "admin/accounts.html",
        asked=asked,
        rows=rows,
        total=total,
        number=number,
        pages=-(-total // ROWS_A_PAGE),
        names=names,
        roles=[("", "Mọi vai trò"), *((one.code, one.name) for one in roles)],
        kinds=KINDS,
        states=STATES,
        may_open="access.account.opened" in deeds,
    )


def _looked_after(connection: Connection, request: Request) -> set[int] | None:
    """Return the units whose accounts the actor may see; None: all accounts."""
    actor, today = request.state.actor, today_of(request)
    if access.may(connection, actor, SEEN, None, today):
        return None
    return access.units_where(connection, actor, SEEN, today)


def _seen(connection: Connection, request: Request) -> Account:
    """Return the account the address names, if the actor may see it.

    Refuses: access.account.unknown, also when it is not theirs to see.
    """
    found = identity.account(connection, request.path_params["id"])
    units = _looked_after(connection, request)
    if found is None or (units is not None and found.unit_id not in units):
        raise NotFound("access.account.unknown", "Không tìm thấy tài khoản này.")
    return found


def _home(connection: Connection, account: Account, today: date) -> Unit | None:
    """Return the unit that looks after an account."""
    return directory.unit_as_of(connection, account.unit_id, today) if account.unit_id else None


def account_page(request: Request) -> Response:
    """Show an account: whose it is, what it holds, where it is signed in, and what may be done."""
    return _show(request)


def _show(
    request: Request, form: FormData | None = None, refusal: Refusal | None = None
) -> Response:
    actor, now, today = request.state.actor, house_of(request).clock.now(), today_of(request)
    with house_of(request).storage.reading() as connection:
        account = _seen(connection, request)
        holdings = access.holdings_of(connection, account.id, today)
        roles = {one.code: one for one in access.all_roles(connection)}
        whole = access.may(connection, actor, "access.role.given", None, today)
        within = choices(connection, actor, "access.role.given", today)
        names = unit_names(connection, {one.unit_id for one in holdings if one.unit_id}, today)
        sessions = [one for one in identity.sessions_of(connection, account.id) if one.alive(now)]
        told = {
            "unit": _home(connection, account, today),
            "person": directory.person(connection, account.person_id or 0),
            "tokens": access.api_tokens_of(connection, account.id),
            "passkeys": identity.passkeys_of(connection, account.id),
            "app_passwords": identity.app_passwords_of(connection, account.id),
            "codes_left": identity.recovery_codes_left(connection, account.id),
        }
        may = {
            name: access.may(connection, actor, deed, account.unit_id, today)
            for name, deed in ON_ACCOUNT.items()
        }
    givable = [(one.code, one.name) for one in roles.values() if whole or one.delegable]
    return page(
        request,
        "admin/account.html",
        status=refusal.http if refusal else 200,
        holder=account,
        holdings=holdings,
        roles=roles,
        givable=givable,
        within=[("", "Toàn tỉnh"), *within] if whole else within,
        names=names,
        sessions=sessions,
        may=may,
        machine=machine,
        oneself=actor.account_id == account.id,
        kinds=KINDS,
        states=STATES,
        form=form or FormData(),
        errors=errors_of(refusal),
        **told,
    )


# Opening and changing


def new_page(request: Request) -> Response:
    """Show the empty form of a new account, for a person of the directory perhaps."""
    given: dict[str, str] = {"kind": "staff"}
    person_id = request.query_params.get("can_bo", "")
    with house_of(request).storage.reading() as connection:
        person = directory.person(connection, int(person_id)) if person_id.isdecimal() else None
        if person:
            held = directory.appointments_of(connection, person.id, today_of(request))
            given |= {"name": person.full_name, "person_id": str(person.id)}
            given["unit_id"] = str(held[0].unit_id) if held else ""
            if person.email_local:
                given["email"] = f"{person.email_local}@{house_of(request).settings.domain}"
    return _facts_page(request, FormData(given), None)


def change_page(request: Request) -> Response:
    """Show an account's particulars, to be changed."""
    with house_of(request).storage.reading() as connection:
        account = _seen(connection, request)
    given = {"name": account.name, "unit_id": str(account.unit_id or "")}
    given |= {"person_id": str(account.person_id or ""), "email": account.email}
    return _facts_page(request, FormData(given), account)


def _facts_page(
    request: Request, form: FormData, account: Account | None, refusal: Refusal | None = None
) -> Response:
    deed = "access.account.changed" if account else "access.account.opened"
    actor, today = request.state.actor, today_of(request)
    with house_of(request).storage.reading() as connection:
        units = choices(connection, actor, deed, today)
        whole = access.may(connection, actor, deed, None, today)
        person = directory.person(connection, number(form, "person_id") or 0)
    return page(
        request,
        "admin/account_facts.html",
        status=refusal.http if refusal else 200,
        holder=account,
        person=person,
        form=form,
        errors=errors_of(refusal),
        units=[("", "(không thuộc đơn vị nào)"), *units] if whole else units,
        kinds=[*KINDS.items()] if whole else [("staff", KINDS["staff"])],
    )


def open_account(request: Request, form: FormData) -> Response:
    """Open an account with a temporary password, shown once; staff get their mailbox with it."""
    try:
        kind = words(form, "kind")
        if kind not in KINDS:
            sentence = "Hãy chọn loại tài khoản."
            raise Invalid("http.form.choice", sentence, fields={"kind": sentence})
        password = identity.invent_password()
        with house_of(request).storage.work(request.state.actor) as work:
            account = access.open_account(
                work,
                words(form, "email"),
                words(form, "name"),
                kind=kind,
                person_id=number(form, "person_id"),
                unit_id=number(form, "unit_id"),
                password=password,
            )
            as_system, domain = work.acting_as(SYSTEM), house_of(request).settings.domain
            mailboxes.follow_directory(as_system, domain)
    except (Invalid, Conflict) as refusal:
        return _facts_page(request, form, None, refusal)
    return _password_page(request, account, password, f"Đã mở tài khoản {account.email}")


def _password_page(request: Request, account: Account, password: str, told: str) -> Response:
    """Show a temporary password: the answer itself, so that it is shown this once."""
    return page(request, "admin/password.html", holder=account, password=password, told=told)


def change(request: Request, form: FormData) -> Response:
    """Change whose account it is called and who looks after it."""
    account_id = request.path_params["id"]
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            access.change_account(
                work,
                account_id,
                name=words(form, "name"),
                unit_id=number(form, "unit_id"),
                person_id=number(form, "person_id"),
            )
    except (Invalid, Conflict) as refusal:
        with house_of(request).storage.reading() as connection:
            account = _seen(connection, request)
        return _facts_page(request, form, account, refusal)
    return go(account_path(account_id), "Đã lưu tài khoản.")


# Roles


def give(request: Request, form: FormData) -> Response:
    """Give a role at a unit."""
    account_id = request.path_params["id"]
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            access.give_role(
                work,
                account_id,
                words(form, "role_code"),
                number(form, "unit_id"),
                subtree=bool(words(form, "subtree")),
                valid_from=day(form, "valid_from"),
                valid_to=day(form, "valid_to"),
            )
    except (Invalid, Conflict) as refusal:
        return _show(request, form, refusal)
    return go(account_path(account_id) + "#vai-tro", "Đã giao vai trò.")


def take(request: Request, form: FormData) -> Response:
    """Take a role back from today on."""
    account_id, held = request.path_params["id"], request.path_params["holding"]
    with house_of(request).storage.work(request.state.actor) as work:
        access.take_role(work, held)
    return go(account_path(account_id) + "#vai-tro", "Đã thu hồi vai trò; có hiệu lực ngay.")


# Locking, closing, helping back in


def suspend(request: Request, form: FormData) -> Response:
    """Lock an account, saying why."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            access.suspend_account(work, request.path_params["id"], words(form, "reason"))
    except (Invalid, Conflict) as refusal:
        return _show(request, form, refusal)
    said = "Đã tạm khóa tài khoản; mọi phiên đăng nhập đã kết thúc."
    return go(account_path(request.path_params["id"]), said)


def _plainly(do: Callable[[Work, int], Any], said: str) -> Callable[..., Response]:
    """Make a handler of an action that needs nothing but the account."""

    def handle(request: Request, form: FormData) -> Response:
        account_id = request.path_params["id"]
        with house_of(request).storage.work(request.state.actor) as work:
            do(work, account_id)
        return go(account_path(account_id), said)

    handle.__name__ = do.__name__
    return handle


def close(request: Request, form: FormData) -> Response:
    """Close an account for good, once somebody is sure."""
    told = [
        "Mọi phiên đăng nhập, vai trò, mật khẩu ứng dụng và mã truy cập kết thúc ngay.",
        "Không mở lại được. Những gì tài khoản đã làm vẫn còn trong hồ sơ và nhật ký.",
    ]
    if not sure(form):
        return _once_more(request, form, "Đóng tài khoản", told, "Đóng hẳn")
    return _plainly(access.close_account, "Đã đóng tài khoản.")(request, form)


def reset_password(request: Request, form: FormData) -> Response:
    """Give an account a temporary password, once somebody is sure."""
    told = [
        "Mật khẩu cũ không dùng được nữa, mọi phiên đăng nhập kết thúc.",
        "Mật khẩu tạm hiện một lần; hãy trao tận tay chủ tài khoản.",
    ]
    if not sure(form):
        return _once_more(request, form, "Đặt lại mật khẩu", told, "Đặt lại mật khẩu")
    with house_of(request).storage.work(request.state.actor) as work:
        password = access.reset_password(work, request.path_params["id"])
        account = identity.account(work.connection, request.path_params["id"])
    assert account
    return _password_page(request, account, password, "Đã đặt lại mật khẩu")


def reset_second_factor(request: Request, form: FormData) -> Response:
    """Take app and passkeys off an account, once somebody is sure."""
    told = [
        "Ứng dụng xác thực, mã dự phòng và khóa truy cập của tài khoản bị gỡ.",
        "Chỉ làm khi đã nhận ra chủ tài khoản, ví dụ gặp trực tiếp.",
    ]
    if not sure(form):
        return _once_more(request, form, "Gỡ xác thực bước hai", told, "Gỡ xác thực bước hai")
    return _plainly(access.reset_second_factor, "Đã gỡ xác thực bước hai.")(request, form)


def _once_more(
    request: Request, form: FormData, title: str, told: list[str], button: str
) -> Response:
    with house_of(request).storage.reading() as connection:
        account = _seen(connection, request)
    told = [f"Tài khoản: {account.name}, {account.email}.", *told]
    back = account_path(account.id)
    return ask_once_more(request, form, title=title, told=told, button=button, back=back)


_ONE = f"{ACCOUNTS}/{{id:int}}"
routes = [
    Route(ACCOUNTS, shown(listing, SEEN)),
    Route(ACCOUNTS, done(open_account, "access.account.opened"), methods=["POST"]),
    Route(f"{ACCOUNTS}/moi", shown(new_page, "access.account.opened")),
    Route(_ONE, shown(account_page, SEEN)),
    Route(f"{_ONE}/sua", shown(change_page, "access.account.changed")),
    Route(f"{_ONE}/sua", done(change, "access.account.changed"), methods=["POST"]),
    Route(f"{_ONE}/vai-tro", done(give, "access.role.given"), methods=["POST"]),
    Route(
        f"{_ONE}/vai-tro/{{holding:int}}/thu-hoi",
        done(take, "access.role.given"),
        methods=["POST"],
    ),
    Route(f"{_ONE}/khoa", done(suspend, "access.account.suspended"), methods=["POST"]),
    Route(
        f"{_ONE}/mo-khoa",
        done(_plainly(access.release_account, "Đã mở lại tài khoản."), "access.account.suspended"),
        methods=["POST"],
    ),
    Route(f"{_ONE}/dong", done(close, "access.account.closed"), methods=["POST"]),
    Route(f"{_ONE}/mat-khau", done(reset_password, "access.password.reset"), methods=["POST"]),
    Route(f"{_ONE}/buoc-hai", done(reset_second_factor, "access.password.reset"), methods=["POST"]),
    Route(
        f"{_ONE}/phien",
        done(
            _plainly(access.revoke_sessions, "Đã kết thúc mọi phiên đăng nhập."),
            "access.session.revoked",
        ),
        methods=["POST"],
    ),
]
