"""Accounts: opened, registered by oneself, changed, suspended, released and closed.

Who looks after other people's accounts goes through `province.access`, whose actions ask first
and then call these.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from province import audit
from province.basics import Conflict, Forbidden, Invalid, NotFound, text
from province.identity import key_store, passwords, session_store, store
from province.identity.model import Account, email_of
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
) -> Account:
    """Open an account; without a password nobody can sign in to it with one.

    A temporary password must be changed at the first sign-in.

    Refuses: access.email.invalid, access.account.name, access.password.*,
    access.account.email_taken.
    """
    email, name = email_of(email), _name_of(name)
    if password is not None:
        passwords.check_new(password, kind=kind, email=email, name=name)
    values = {
        "email": email,
        "kind": kind,
        "name": name,
        "person_id": person_id,
        "unit_id": unit_id,
        "password_hash": passwords.hashed(password) if password is not None else None,
        "must_change_password": password is not None and temporary,
    }
    return _add(work, "access.account.opened", values)


def register(work: Work, email: str, name: str) -> Account:
    """Open an account for a citizen who has shown that the address is theirs.

    Refuses: access.account.name, access.account.email_taken.
    """
    values = {
        "email": email,
        "kind": "citizen",
        "name": _name_of(name),
        "must_change_password": False,
    }
    return _add(work, "access.account.registered", values)


def _add(work: Work, deed: str, values: Mapping[str, object]) -> Account:
    begins = {"state": "active", "locale": "vi", "created_at": work.now}
    account_id = store.add_account(work, {**values, **begins})
    if account_id is None:
        sentence = "Địa chỉ thư này đã có tài khoản."
        raise Conflict("access.account.email_taken", sentence, fields={"email": sentence})
    account = known_account(work.connection, account_id)
    told = {"email": account.email, "kind": account.kind, "name": account.name}
    write_down(work, deed, account, **told)
    return account


def _name_of(typed: str) -> str:
    """Return the name shown for an account.

    Refuses: access.account.name.
    """
    name = text.clean_line(typed, characters_most=NAME_CHARACTERS_MOST)
    if not name:
        sentence = "Vui lòng nhập họ và tên."
        raise Invalid("access.account.name", sentence, fields={"name": sentence})
    return name


def change_account(
    work: Work, account: Account, *, name: str, unit_id: int | None, person_id: int | None
) -> None:
    """Change whose account it is called, who looks after it, and which person it belongs to.

    Refuses: access.account.name.
    """
    store.rename_account(work, account, _name_of(name))
    store.change_account(work, account.id, {"unit_id": unit_id, "person_id": person_id})
    changed = known_account(work.connection, account.id)
    write_down(work, "access.account.changed", changed, name=name, person=person_id)


def rename_oneself(work: Work, name: str) -> None:
    """Let citizens and companies correct the name their account shows; staff ask their unit.

    Refuses: access.not_yours, access.account.name.
    """
    account = own_account(work)
    if account.kind == "staff":
        raise Forbidden("access.not_yours", "Tên cán bộ do quản trị viên của đơn vị sửa.")
    store.rename_account(work, account, _name_of(name))
    write_down(work, "access.account.changed", account, name=name)


def suspend_account(work: Work, account: Account, reason: str) -> None:
    """Lock an account: sessions end, and no proof opens it until it is released.

    Refuses: access.account.state, access.account.reason.
    """
    if not (reason := text.clean_line(reason)):
        sentence = "Vui lòng ghi lý do tạm khóa."
        raise Invalid("access.account.reason", sentence, fields={"reason": sentence})
    _move(work, account, ("active",), "suspended")
    ended = session_store.end_sessions(work, account.id)
    write_down(work, "access.account.suspended", account, reason=reason, sessions=ended)


def release_account(work: Work, account: Account) -> None:
    """Unlock a suspended account.

    Refuses: access.account.state.
    """
    _move(work, account, ("suspended",), "active")
    write_down(work, "access.account.suspended", account, released=True)


def close_account(work: Work, account: Account) -> None:
    """Close an account for good: everything that opened it ends now.

    Refuses: access.account.state.
    """
    _move(work, account, ("active", "suspended"), "closed")
    session_store.end_sessions(work, account.id)
    key_store.revoke_app_passwords(work, account.id)
    store.change_account(work, account.id, {"password_hash": None})
    write_down(work, "access.account.closed", account)


def known_account(connection: Connection, account_id: int) -> Account:
    """Return an account that must be there.

    Refuses: access.account.unknown.
    """
    account = store.account(connection, account_id)
    if account is None:
        raise NotFound("access.account.unknown", "Không tìm thấy tài khoản này.")
    return account


def own_account(work: Work) -> Account:
    """Return the actor's account; tokens and the system have none of their own.

    Refuses: access.not_yours.
    """
    account = store.account(work.connection, work.actor.account_id or 0)
    if account is None or work.actor.kind != "account":
        raise Forbidden("access.not_yours", "Chỉ chủ tài khoản mới làm được việc này.")
    return account


def write_down(work: Work, deed: str, account: Account, **detail: object) -> None:
    """Write down what was done to an account, in the name of the unit that looks after it."""
    subject = ("account", account.id)
    audit.write(work, deed, subject=subject, unit_id=account.unit_id, detail=detail)


def _move(work: Work, account: Account, before: tuple[str, ...], after: str) -> None:
    if not store.change_state(work, account.id, before, after):
        raise wrong_state(known_account(work.connection, account.id))


def wrong_state(account: Account) -> Conflict:
    """Return the refusal of what cannot be done to an account in its state."""
    states = {"active": "đang hoạt động", "suspended": "đang tạm khóa", "closed": "đã đóng"}
    return Conflict(
        "access.account.state",
        f"Tài khoản {account.email} {states[account.state]}; chưa có gì thay đổi.",
        detail={"state": account.state},
    )
