"""Statements about tries to sign in, and about steps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from province.authentication.model import ATTEMPTS_KEPT, Step
from province.authentication.tables import sign_in_attempts, steps
from province.storage import Work

_STEP = [steps.c[name] for name in Step.__slots__]
_try = sign_in_attempts.c

# Tries


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
    """Keep a proof that is half-way."""
    work.execute(insert(steps).values(values))


def step(work: Work, kind: str, token_hash: str) -> Step | None:
    """Return a step of a kind that is still open."""
    here = and_(
        steps.c.token_hash == token_hash,
        steps.c.kind == kind,
        steps.c.expires_at > work.now,
        steps.c.tries_left > 0,
    )
    row = work.execute(select(*_STEP).where(here)).one_or_none()
    return Step(**row._mapping) if row else None


def use_try(work: Work, token_hash: str) -> bool:
    """Take one of a step's tries; False when none is left."""
    here = and_(steps.c.token_hash == token_hash, steps.c.tries_left > 0)
    taken = update(steps).where(here).values(tries_left=steps.c.tries_left - 1)
    return work.execute(taken).rowcount == 1


def end_step(work: Work, token_hash: str) -> bool:
    """Close a step: the first to do so goes on, everyone after gets False."""
    return work.execute(delete(steps).where(steps.c.token_hash == token_hash)).rowcount == 1


# Tidying


def forget_old(work: Work) -> None:
    """Drop the steps that ran out, and tries of long ago: a daily duty."""
    work.execute(delete(steps).where(steps.c.expires_at < work.now))
    work.execute(delete(sign_in_attempts).where(_try.at < work.now - ATTEMPTS_KEPT))
