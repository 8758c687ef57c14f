"""The jobs' statements."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from province.jobs.model import Job
from province.jobs.tables import jobs
from province.storage import Work, insert_or_leave


def add(work: Work, values: dict[str, Any]) -> None:
    """Add one job."""
    work.execute(insert(jobs).values(values))


def add_unless_asked(work: Work, values: dict[str, Any]) -> bool:
    """Add one job unless its key is known; tell whether it was added."""
    return insert_or_leave(work, jobs, values, key="key") is not None


def _due(now: datetime) -> ColumnElement[bool]:
    """A job is due when its time has come, or when the worker that leased it has died."""
    return or_(
        and_(jobs.c.state == "ready", jobs.c.not_before <= now),
        and_(jobs.c.state == "leased", jobs.c.leased_until < now),
    )


def shelve_fatal(work: Work, values: dict[str, Any]) -> None:
    """Shelve the jobs whose last lease ran out."""
    lost = and_(
        jobs.c.state == "leased",
        jobs.c.leased_until < work.now,
        jobs.c.attempts >= jobs.c.attempts_most,
    )
    work.execute(update(jobs).where(lost).values(values))


def any_due(connection: Connection, now: datetime) -> bool:
    """Tell whether a job waits to be done."""
    return connection.execute(select(jobs.c.id).where(_due(now)).limit(1)).first() is not None


def asked(connection: Connection, key: str) -> bool:
    """Tell whether a job of this key was ever asked for and is remembered."""
    return connection.execute(select(jobs.c.id).where(jobs.c.key == key)).first() is not None


def lease_next(work: Work, worker: str, until: datetime) -> Job | None:
    """Lease the job that has waited longest; None when nothing is due.

    `SKIP LOCKED` keeps PostgreSQL's workers apart; on SQLite the write transaction already does.
    """
    first = select(jobs).where(_due(work.now)).order_by(jobs.c.not_before, jobs.c.id).limit(1)
    row = work.execute(first.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    leased = {
        "state": "leased",
        "leased_until": until,
        "leased_by": worker,
        "attempts": row.attempts + 1,
    }
    work.execute(update(jobs).where(jobs.c.id == row.id).values(leased))
    return job_of(row, **leased)


def end(work: Work, job: Job, values: dict[str, Any]) -> bool:
    """Change a job still under our lease; False when the lease was lost to another worker."""
    ours = and_(
        jobs.c.id == job.id,
        jobs.c.state == "leased",
        jobs.c.leased_by == job.leased_by,
        jobs.c.attempts == job.attempts,
    )
    return bool(work.execute(update(jobs).where(ours).values(values)).rowcount)


def revive(work: Work, job_id: str, values: dict[str, Any]) -> bool:
    """Make a shelved job ready again; False when it is not shelved."""
    shelved = and_(jobs.c.id == job_id, jobs.c.state == "shelved")
    return bool(work.execute(update(jobs).where(shelved).values(values)).rowcount)


def forget_done(work: Work, before: datetime) -> int:
    """Delete jobs done before an instant; return how many."""
    old = and_(jobs.c.state == "done", jobs.c.ended_at < before)
    return work.execute(delete(jobs).where(old)).rowcount


def in_state(connection: Connection, state: str, most: int) -> list[Job]:
    """Return jobs in a state, those asked for last first."""
    statement = select(jobs).where(jobs.c.state == state).order_by(jobs.c.id.desc()).limit(most)
    return [job_of(row) for row in connection.execute(statement)]


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of jobs in each state that has any."""
    statement = select(jobs.c.state, func.count().label("how_many")).group_by(jobs.c.state)
    return {row.state: row.how_many for row in connection.execute(statement)}


def oldest_due(connection: Connection, now: datetime) -> datetime | None:
    """Return since when the oldest due job has waited."""
    statement = select(func.min(jobs.c.not_before)).where(
        jobs.c.state == "ready", jobs.c.not_before <= now
    )
    return connection.execute(statement).scalar()


def job_of(row: Row[Any], **changed: Any) -> Job:
    """Make a job of a row, with some fields as they are after a change."""
    return Job(**{**row._asdict(), **changed})
