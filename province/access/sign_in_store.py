"""Statements about attempts, steps, sessions and known devices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, text, update

from province.access.model import Session
from province.access.tables import known_devices, sessions, sign_in_attempts, steps
from province.storage import Work

_SESSION = [sessions.c[name] for name in Session.__slots__]
_try = sign_in_attempts.c


# Attempts


def take_turn(work: Work, pair_key: str) -> None:
    """Let tries of one pair come one after the other, so that none slips past the count."""
    if work.connection.dialect.name == "postgresql":
        work.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": pair_key})


def failures_of_pair(work: Work, pair_key: str, since: datetime) -> tuple[int, datetime | None]:
    """Return how often a pair failed since its last success, and when it did last."""
    here = and_(_try.pair_key == pair_key, _try.at > since)
    success = select(func.max(_try.id)).where(here, _try.outcome == "done").scalar_subquery()
    statement = select(func.count().label("many"), func.max(_try.at).label("last")).where(
        here, _try.outcome == "failed", _try.id > func.coalesce(success, 0)
    )
    row = work.execute(statement).one()
    return row.many, row.last


def nth_last_failure(work: Work, network: str, since: datetime, nth: int) -> datetime | None:
    """Return when the nth last failure of a network was, None when it has fewer."""
    statement = (
        select(_try.at)
        .where(_try.network == network, _try.at > since, _try.outcome == "failed")
        .order_by(_try.at.desc())
        .offset(nth - 1)
        .limit(1)
    )
    return work.execute(statement).scalar()


def add_attempt(work: Work, pair_key: str, network: str, account_id: int | None, proof: str) -> int:
    """Add a try, failed until it is settled."""
    values = {
        "at": work.now,
        "pair_key": pair_key,
        "network": network,
        "account_id": account_id,
        "proof": proof,
        "outcome": "failed",
    }
    added = insert(sign_in_attempts).values(values).returning(sign_in_attempts.c.id)
    return int(work.execute(added).scalar_one())


def settle_attempt(work: Work, attempt_id: int, outcome: str) -> None:
    """Say how a try ended."""
    work.execute(update(sign_in_attempts).where(_try.id == attempt_id).values(outcome=outcome))


def failures_by_account(connection: Connection, since: datetime, least: int) -> dict[int, int]:
    """Return the accounts at which somebody failed at least so often, with how often."""
    many = func.count().label("many")
    statement = (
        select(_try.account_id, many)
        .where(_try.at > since, _try.outcome == "failed", _try.account_id.is_not(None))
        .group_by(_try.account_id)
        .having(many >= least)
    )
    return {row.account_id: row.many for row in connection.execute(statement)}


# Steps


def add_step(work: Work, values: Mapping[str, Any]) -> None:
    """Keep a sign-in that is half-way."""
    work.execute(insert(steps).values(values))


def step(connection: Connection, token_hash: str, now: datetime) -> Row[Any] | None:
    """Return a step that is still open."""
    here = and_(steps.c.token_hash == token_hash, steps.c.expires_at > now, steps.c.tries_left > 0)
    return connection.execute(select(steps).where(here)).one_or_none()


def use_try(work: Work, token_hash: str) -> bool:
    """Take one of a step's tries; False when none is left."""
    here = and_(steps.c.token_hash == token_hash, steps.c.tries_left > 0)
    taken = update(steps).where(here).values(tries_left=steps.c.tries_left - 1)
    return work.execute(taken).rowcount == 1


def end_step(work: Work, token_hash: str) -> bool:
    """Close a step: the first to do so goes on, everyone after gets False."""
    return work.execute(delete(steps).where(steps.c.token_hash == token_hash)).rowcount == 1


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


def open_sessions(connection: Connection, now: datetime) -> int:
    """Return how many sessions are not yet too old."""
    statement = select(func.count()).select_from(sessions).where(sessions.c.expires_at > now)
    return connection.execute(statement).scalar_one()


# Known devices


def device_known(work: Work, token_hash: str, account_id: int) -> bool:
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


def forget_before(work: Work, attempts_before: datetime) -> None:
    """Drop what has run out: steps, sessions, devices, and tries older than an instant."""
    work.execute(delete(steps).where(steps.c.expires_at < work.now))
    work.execute(delete(sessions).where(sessions.c.expires_at < work.now))
    work.execute(delete(known_devices).where(known_devices.c.expires_at < work.now))
    work.execute(delete(sign_in_attempts).where(_try.at < attempts_before))
