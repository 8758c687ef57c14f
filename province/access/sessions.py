"""Sessions: a sign-in that lasts in one browser, until it is too old, unused or ended.

The browser keeps the token, the database its digest. A session is looked up for every request, so
that ending it, or suspending its account, counts at once and everywhere.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from province import audit
from province.access import grants, sign_in_store, store
from province.access.model import (
    CONFIRMED_FOR,
    DEVICE_LASTS,
    SEEN_EVERY,
    Account,
    Session,
    SessionLife,
    digest,
    new_secret,
)
from province.access.throttle import Origin
from province.basics import Actor, Forbidden, NotFound
from province.storage import Storage, Work

AGENT_CHARACTERS_MOST = 300


def open_session(
    work: Work, account: Account, origin: Origin, life: SessionLife, *, by: str, factors: int
) -> str:
    """Open a session for somebody who has proven who they are; return its token.

    `by` names the proof for the audit; `factors` is how many there were.
    """
    token = new_secret()
    values = {
        "token_hash": digest(token),
        "account_id": account.id,
        "unit_id": account.unit_id,
        "created_at": work.now,
        "last_seen_at": work.now,
        "expires_at": work.now + timedelta(hours=life.hours),
        "idle_minutes": life.idle_minutes,
        "confirmed_at": work.now,
        "second_factor_at": work.now if factors > 1 else None,
        "address": origin.address[:64],
        "agent": origin.agent[:AGENT_CHARACTERS_MOST],
    }
    sign_in_store.add_session(work, values)
    store.change_account(work, account.id, {"last_sign_in_at": work.now})
    as_themselves = work.acting_as(account.actor(origin.address))
    _write(as_themselves, "access.signed_in", account, by=by)
    return token


def remember_device(work: Work, account: Account, device: str) -> str:
    """Know a browser again that has just signed in; return the secret it keeps."""
    device = device or new_secret()
    if not sign_in_store.device_known(work, digest(device), account.id):
        values = {
            "token_hash": digest(device),
            "account_id": account.id,
            "created_at": work.now,
            "expires_at": work.now + DEVICE_LASTS,
        }
        sign_in_store.forget_device(work, account.id, digest(device))
        sign_in_store.add_device(work, values)
    return device


def actor_of_session(storage: Storage, token: str, address: str) -> Actor | None:
    """Return who acts behind a session's token; None when it opens nothing (any more)."""
    now = storage.clock.now()
    with storage.reading() as connection:
        found = signed_in(connection, token, now)
    if not found:
        return None
    session, account = found
    if now - session.last_seen_at >= SEEN_EVERY:
        with storage.work(account.actor(address)) as work:
            seen = {"last_seen_at": work.now, "address": address[:64]}
            sign_in_store.change_session(work, session.id, seen)
    return account.actor(address, session.unit_id)


def signed_in(connection: Connection, token: str, now: datetime) -> tuple[Session, Account] | None:
    """Return the session of a token with its account, if it lasts and the account is active."""
    session = sign_in_store.session(connection, digest(token)) if token else None
    if session is None or not session.alive(now):
        return None
    account = store.account(connection, session.account_id)
    return (session, account) if account and account.active else None


def sign_out(work: Work, token: str) -> None:
    """End a session from inside; nothing happens when it has ended already."""
    found = signed_in(work.connection, token, work.now)
    if found and sign_in_store.end_session(work, found[1].id, found[0].id):
        _write(work, "access.signed_out", found[1])


def sign_out_session(work: Work, session_id: int) -> None:
    """End one of one's own sessions, on another machine perhaps.

    Refuses: access.session.unknown.
    """
    account = own_account(work)
    if not sign_in_store.end_session(work, account.id, session_id):
        raise NotFound("access.session.unknown", "Phiên đăng nhập này đã kết thúc.")
    _write(work, "access.signed_out", account, session=session_id)


def sign_out_everywhere(work: Work, *, but: Session | None = None) -> int:
    """End all of one's own sessions, but perhaps the one in use; return how many."""
    account = own_account(work)
    ended = sign_in_store.end_sessions(work, account.id, but.id if but else None)
    sign_in_store.forget_devices(work, account.id)
    _write(work, "access.signed_out", account, sessions=ended)
    return ended


def require_confirmed(work: Work, session: Session) -> None:
    """Go on with a dangerous act only if its owner proved who they are a short time ago.

    Refuses: access.confirm_first.
    """
    if work.now - session.confirmed_at > CONFIRMED_FOR:
        raise Forbidden(
            "access.confirm_first", "Để an toàn, vui lòng xác nhận lại mật khẩu rồi làm tiếp."
        )


def speak_for(work: Work, session: Session, unit_id: int) -> None:
    """Choose the unit that one speaks for in this session.

    Refuses: access.not_yours when one holds no role there.
    """
    account = own_account(work)
    held = {grant.unit_id for grant in grants.grants_of(work.connection, work.actor, on=work.today)}
    if unit_id != account.unit_id and unit_id not in held:
        raise Forbidden("access.not_yours", "Ông/bà không giữ vai trò nào ở đơn vị này.")
    sign_in_store.change_session(work, session.id, {"unit_id": unit_id})


def own_account(work: Work) -> Account:
    """Return the actor's account; tokens and the system have none of their own.

    Refuses: access.not_yours.
    """
    account = store.account(work.connection, work.actor.account_id or 0)
    if account is None or work.actor.kind != "account":
        raise Forbidden("access.not_yours", "Chỉ chủ tài khoản mới làm được việc này.")
    return account


def _write(work: Work, deed: str, account: Account, **detail: object) -> None:
    audit.write(work, deed, subject=("account", account.id), unit_id=account.unit_id, detail=detail)
