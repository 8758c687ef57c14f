"""Sessions: a sign-in that lasts in one browser, until it is too old, unused or ended.

The browser keeps the token, the database its digest. A session is looked up for every request, so
that ending it, or suspending its account, counts at once and everywhere.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from province.basics import Actor, Forbidden, NotFound
from province.identity import session_store, store
from province.identity.accounts import own_account, write_down
from province.identity.model import (
    CONFIRMED_FOR,
    DEVICE_LASTS,
    SEEN_EVERY,
    Account,
    Origin,
    Session,
    SessionLife,
    digest,
    new_secret,
)
from province.storage import Storage, Work

AGENT_CHARACTERS_MOST = 300


def open_session(
    work: Work,
    account: Account,
    origin: Origin,
    life: SessionLife,
    *,
    by: str,
    factors: int,
) -> tuple[str, str]:
    """Open a session for somebody who has proven who they are, and know the browser again.

    `by` names the proof for the audit; `factors` is how many there were.

    Returns: the session's token and the device's secret, both for the browser to keep.
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
    session_store.add_session(work, values)
    store.change_account(work, account.id, {"last_sign_in_at": work.now})
    device = _remember_device(work, account, origin.device)
    as_themselves = work.acting_as(account.actor(origin.address))
    write_down(as_themselves, "access.signed_in", account, by=by)
    return token, device


def _remember_device(work: Work, account: Account, device: str) -> str:
    device = device or new_secret()
    if not device_known(work, account.id, device):
        values = {
            "token_hash": digest(device),
            "account_id": account.id,
            "created_at": work.now,
            "expires_at": work.now + DEVICE_LASTS,
        }
        session_store.forget_device(work, account.id, digest(device))
        session_store.add_device(work, values)
    return device


def device_known(work: Work, account_id: int, device: str) -> bool:
    """Tell whether a browser signed in to an account before."""
    return bool(device) and session_store.device_known(work, account_id, digest(device))


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
            session_store.change_session(work, session.id, seen)
    return account.actor(address, session.unit_id)


def signed_in(connection: Connection, token: str, now: datetime) -> tuple[Session, Account] | None:
    """Return the session of a token with its account, if it lasts and the account is active."""
    session = session_store.session(connection, digest(token)) if token else None
    if session is None or not session.alive(now):
        return None
    account = store.account(connection, session.account_id)
    return (session, account) if account and account.active else None


def sign_out(work: Work, token: str) -> None:
    """End a session from inside; nothing happens when it has ended already."""
    found = signed_in(work.connection, token, work.now)
    if found and session_store.end_session(work, found[1].id, found[0].id):
        write_down(work, "access.signed_out", found[1])


def sign_out_session(work: Work, session_id: int) -> None:
    """End one of one's own sessions, on another machine perhaps.

    Refuses: access.session.unknown.
    """
    account = own_account(work)
    if not session_store.end_session(work, account.id, session_id):
        raise NotFound("access.session.unknown", "Phiên đăng nhập này đã kết thúc.")
    write_down(work, "access.signed_out", account, session=session_id)


def sign_out_everywhere(work: Work, *, but: Session | None = None) -> int:
    """End all of one's own sessions, but perhaps the one in use; return how many."""
    account = own_account(work)
    ended = session_store.end_sessions(work, account.id, but.id if but else None)
    session_store.forget_devices(work, account.id)
    write_down(work, "access.signed_out", account, sessions=ended)
    return ended


def speak_for(work: Work, session: Session, unit_id: int) -> None:
    """Let a session speak for a unit."""
    session_store.change_session(work, session.id, {"unit_id": unit_id})


def note_confirmed(work: Work, session: Session) -> None:
    """Note that the owner of a session has just proven again who they are."""
    session_store.change_session(work, session.id, {"confirmed_at": work.now})


def require_confirmed(session: Session, now: datetime) -> None:
    """Go on with a dangerous act only if its owner proved who they are a short time ago.

    Refuses: access.confirm_first.
    """
    if now - session.confirmed_at > CONFIRMED_FOR:
        raise Forbidden(
            "access.confirm_first", "Để an toàn, vui lòng xác nhận lại mật khẩu rồi làm tiếp."
        )


def proven_owner(work: Work, session: Session) -> Account:
    """Return the actor's own account, its owner having proven who they are a short time ago.

    Refuses: access.not_yours, access.confirm_first.
    """
    account = own_account(work)
    require_confirmed(session, work.now)
    return account
