"""Accounts as administrators see to them: opened, changed, suspended, closed, helped back in.

Whoever looks after a unit looks after its accounts, but never after one that holds a role beyond
the administrator's own reach: else a unit's administrator could reset the password of the
province's and be him.
"""

from collections.abc import Mapping

from province import audit, directory
from province.access import (
    keys_store,
    passwords,
    sign_in_store,
    store,
)
from province.access.grants import require
from province.access.model import Account, Session, email_of
from province.access.sessions import own_account, require_confirmed
from province.basics import Conflict, Forbidden, Invalid, NotFound, text
from province.storage import Work

NAME_CHARACTERS_MOST = 120


def open_account(
    work: Work,
    email: str,
    name: str,
    *,
    kind: str = "staff",
    person_id: int | None = None,
    unit_id: int | None = None,
    password: str | None = None,
    temporary: bool = True,
    locale: str = "vi",
) -> Account:
    """Open an account; without a password nobody can sign in to it with one.

    A temporary password must be changed at the first sign-in.

    Refuses: access.not_granted, access.email.invalid, access.account.name, access.password.*,
    access.account.email_taken, directory.unit.unknown.
    """
    require(work, "access.account.opened", unit_id, or_system=True)
    email, name = email_of(email), name_of(name)
    if password is not None:
        passwords.check_new(password, kind=kind, email=email, name=name)
    if unit_id is not None:
        directory.unit(work.connection, unit_id)
    values = {
        "email": email,
        "kind": kind,
        "name": name,
        "person_id": person_id,
        "unit_id": unit_id,
        "password_hash": passwords.hashed(password) if password is not None else None,
        "must_change_password": password is not None and temporary,
        "state": "active",
        "locale": locale,
        "created_at": work.now,
    }
    return add_account(work, values, "access.account.opened")


def add_account(work: Work, values: Mapping[str, object], deed: str) -> Account:
    """Keep a new account and write it down.

    Refuses: access.account.email_taken.
    """
    account_id = store.add_account(work, values)
    if account_id is None:
        sentence = "Địa chỉ thư này đã có tài khoản."
        raise Conflict("access.account.email_taken", sentence, fields={"email": sentence})
    account = known(work, account_id)
    _write(work, deed, account, email=account.email, kind=account.kind, name=account.name)
    return account


def name_of(typed: str) -> str:
    """Return the name shown for an account.

    Refuses: access.account.name.
    """
    name = text.clean_line(typed, characters_most=NAME_CHARACTERS_MOST)
    if not name:
        sentence = "Vui lòng nhập họ và tên."
        raise Invalid("access.account.name", sentence, fields={"name": sentence})
    return name


def change_account(
    work: Work, account_id: int, *, name: str, unit_id: int | None, person_id: int | None
) -> None:
    """Change whose account it is called, who looks after it, and which person it belongs to.

    Refuses: access.not_granted, access.account.unknown, access.account.name.
    """
    account = _managed(work, "access.account.changed", account_id)
    require(work, "access.account.changed", unit_id, or_system=True)
    store.rename_account(work, account, name_of(name))
    store.change_account(work, account_id, {"unit_id": unit_id, "person_id": person_id})
    _write(work, "access.account.changed", known(work, account_id), name=name, person=person_id)


def suspend_account(work: Work, account_id: int, reason: str) -> None:
    """Lock an account: sessions end, and no proof opens it until it is released.

    Refuses: access.not_granted, access.account.oneself, access.account.state, .reason.
    """
    account = _managed(work, "access.account.suspended", account_id)
    _not_oneself(work, account)
    if not (reason := text.clean_line(reason)):
        sentence = "Vui lòng ghi lý do tạm khóa."
        raise Invalid("access.account.reason", sentence, fields={"reason": sentence})
    _move(work, account, ("active",), "suspended")
    ended = sign_in_store.end_sessions(work, account_id)
    _write(work, "access.account.suspended", account, reason=reason, sessions=ended)


def release_account(work: Work, account_id: int) -> None:
    """Unlock a suspended account.

    Refuses: access.not_granted, access.account.state.
    """
    account = _managed(work, "access.account.suspended", account_id)
    _move(work, account, ("suspended",), "active")
    _write(work, "access.account.suspended", account, released=True)


def close_account(work: Work, account_id: int) -> None:
    """Close an account for good: everything that opened it, and every role, ends now.

    Refuses: access.not_granted, access.account.oneself, access.account.state.
    """
    account = _managed(work, "access.account.closed", account_id)
    _not_oneself(work, account)
    _move(work, account, ("active", "suspended"), "closed")
    sign_in_store.end_sessions(work, account_id)
    keys_store.revoke_app_passwords(work, account_id)
    for token in keys_store.api_tokens_of(work.connection, account_id):
        keys_store.revoke_api_token(work, token.id)
    for held in store.holdings_of(work.connection, account_id, work.today):
        store.end_holding(work, held.id, max(work.today, held.valid_from))
    store.change_account(work, account_id, {"password_hash": None})
    _write(work, "access.account.closed", account)


def reset_password(work: Work, account_id: int) -> str:
    """Return a temporary password, shown this once, to be told in person.

    Sessions, known browsers and app passwords end: whoever had the old one is out altogether.

    Refuses: access.not_granted, access.account.oneself, access.account.state.
    """
    account = _managed(work, "access.password.reset", account_id)
    _not_oneself(work, account)
    if not account.active:
        raise _wrong_state(account)
    password = passwords.invent()
    values = {"password_hash": passwords.hashed(password), "must_change_password": True}
    store.change_account(work, account_id, values)
    sign_in_store.end_sessions(work, account_id)
    sign_in_store.forget_devices(work, account_id)
    keys_store.revoke_app_passwords(work, account_id)
    _write(work, "access.password.reset", account)
    return password


def reset_second_factor(work: Work, account_id: int) -> None:
    """Take the authenticator app and passkeys off an account whose owner lost the phone.

    Refuses: access.not_granted, access.account.oneself.
    """
    account = _managed(work, "access.password.reset", account_id)
    _not_oneself(work, account)
    keys_store.drop_totp(work, account_id)
    keys_store.put_recovery_codes(work, account_id, [])
    for passkey in keys_store.passkeys_of(work.connection, account_id):
        keys_store.drop_passkey(work, account_id, passkey.id)
    sign_in_store.end_sessions(work, account_id)
    sign_in_store.forget_devices(work, account_id)
    _write(work, "access.password.reset", account, second_factor=True)


def revoke_sessions(work: Work, account_id: int) -> int:
    """End all sessions of somebody else's account; return how many.

    Refuses: access.not_granted.
    """
    account = _managed(work, "access.session.revoked", account_id)
    ended = sign_in_store.end_sessions(work, account_id)
    sign_in_store.forget_devices(work, account_id)
    _write(work, "access.session.revoked", account, sessions=ended)
    return ended


def change_own_password(work: Work, session: Session, password: str) -> None:
    """Choose another password; all other sessions of the account end.

    Refuses: access.not_yours, access.confirm_first, access.password.*.
    """
    account = own_account(work)
    require_confirmed(work, session)
    passwords.check_new(password, kind=account.kind, email=account.email, name=account.name)
    values = {"password_hash": passwords.hashed(password), "must_change_password": False}
    store.change_account(work, account.id, values)
    ended = sign_in_store.end_sessions(work, account.id, session.id)
    _write(work, "access.password.changed", account, sessions=ended)


def rename_oneself(work: Work, name: str) -> None:
    """Let citizens and companies correct the name their account shows; staff ask their unit.

    Refuses: access.not_yours, access.account.name.
    """
    account = own_account(work)
    if account.kind == "staff":
        raise Forbidden("access.not_yours", "Tên cán bộ do quản trị viên của đơn vị sửa.")
    store.rename_account(work, account, name_of(name))
    _write(work, "access.account.changed", account, name=name)


def known(work: Work, account_id: int) -> Account:
    """Return an account that must be there.

    Refuses: access.account.unknown.
    """
    account = store.account(work.connection, account_id)
    if account is None:
        raise NotFound("access.account.unknown", "Không tìm thấy tài khoản này.")
    return account


def _managed(work: Work, deed: str, account_id: int) -> Account:
    """Return an account the actor may do a deed to: at its unit and wherever it holds a role."""
    account = known(work, account_id)
    require(work, deed, account.unit_id, or_system=True)
    roles = {role.code: role for role in store.all_roles(work.connection)}
    for held in store.holdings_of(work.connection, account_id, work.today):
        within_reach = roles[held.role_code].delegable
        require(work, deed, held.unit_id if within_reach else None, or_system=True)
        if held.subtree and held.unit_id is not None and within_reach:
            for unit_id in directory.below(work.connection, held.unit_id, work.today):
                require(work, deed, unit_id, or_system=True)
    return account


def _not_oneself(work: Work, account: Account) -> None:
    if work.actor.account_id == account.id:
        raise Forbidden(
            "access.account.oneself",
            "Ông/bà không tự làm việc này với tài khoản của mình được; hãy nhờ quản trị viên khác.",
        )


def _move(work: Work, account: Account, before: tuple[str, ...], after: str) -> None:
    if not store.change_state(work, account.id, before, after):
        raise _wrong_state(known(work, account.id))


def _wrong_state(account: Account) -> Conflict:
    states = {"active": "đang hoạt động", "suspended": "đang tạm khóa", "closed": "đã đóng"}
    return Conflict(
        "access.account.state",
        f"Tài khoản {account.email} {states[account.state]}; chưa có gì thay đổi.",
        detail={"state": account.state},
    )


def _write(work: Work, deed: str, account: Account, **detail: object) -> None:
    audit.write(work, deed, subject=("account", account.id), unit_id=account.unit_id, detail=detail)
