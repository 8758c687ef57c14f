"""Statements about sessions and known devices."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from province.identity.model import Session
from province.identity.tables import known_devices, sessions
from province.storage import Work

_SESSION = [sessions.c[name] for name in Session.__slots__]


# Sessions


def _session(row: Row[Any]) -> Session:
    return Session(**row._mapping)


def add_session(work: Work, values: Mapping[str, Any]) -> int:
    """Open a session."""
    added = insert(sessions).values(values).returning(sessions.c.id)
    return int(work.execute(added).scalar_one())


def session(connection: Connection, token_hash: str) -> Session | None:
    """Return the session of a token."""
    row = connection.execute(select(*_SESSION).where(sessions.c.token_hash == token_hash))
    found = row.one_or_none()
    return _session(found) if found else None


def sessions_of(connection: Connection, account_id: int) -> list[Session]:
    """Return an account's sessions, the one used last first."""
    here = select(*_SESSION).where(sessions.c.account_id == account_id)
    rows = connection.execute(here.order_by(sessions.c.last_seen_at.desc()))
    return [_session(row) for row in rows]


def change_session(work: Work, session_id: int, values: Mapping[str, Any]) -> None:
    """Change what is kept of a session."""
    work.execute(update(sessions).where(sessions.c.id == session_id).values(values))


def end_session(work: Work, account_id: int, session_id: int) -> bool:
    """End one session of an account."""
    here = and_(sessions.c.id == session_id, sessions.c.account_id == account_id)
    return work.execute(delete(sessions).where(here)).rowcount == 1


def end_sessions(work: Work, account_id: int, but: int | None = None) -> int:
    """End all sessions of an account, but perhaps one; return how many."""
    here = sessions.c.account_id == account_id
    if but is not None:
        here = and_(here, sessions.c.id != but)
    return work.execute(delete(sessions).where(here)).rowcount


# Known devices


def device_known(work: Work, account_id: int, token_hash: str) -> bool:
    """Tell whether a browser signed in to this account before."""
    here = and_(
        known_devices.c.token_hash == token_hash,
        known_devices.c.account_id == account_id,
        known_devices.c.expires_at > work.now,
    )
    return bool(work.execute(select(func.count()).where(here)).scalar_one())


def add_device(work: Work, values: Mapping[str, Any]) -> None:
    """Remember a browser."""
    work.execute(insert(known_devices).values(values))


def forget_device(work: Work, account_id: int, token_hash: str) -> None:
    """Know one browser of an account no longer."""
    here = and_(known_devices.c.token_hash == token_hash, known_devices.c.account_id == account_id)
    work.execute(delete(known_devices).where(here))


def forget_devices(work: Work, account_id: int) -> None:
    """Know no browser of an account any longer."""
    work.execute(delete(known_devices).where(known_devices.c.account_id == account_id))


# Tidying


def forget_old(work: Work) -> None:
    """Drop the sessions and known devices that ran out: a daily duty."""
    for table in (sessions, known_devices):
        work.execute(delete(table).where(table.c.expires_at < work.now))
