"""Asking for effects, doing them, and what becomes of those that fail."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from province.basics.refusals import Conflict
from province.jobs import store
from province.jobs.model import Job, retry_after
from province.storage import Work, canonical, new_id

ERROR_CHARACTERS_MOST = 2000
FATAL = "Each attempt ended with its worker: killed, out of memory, or out of time."


def ask(
    work: Work,
    kind: str,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    not_before: datetime | None = None,
    attempts_most: int = 8,
) -> str | None:
    """Ask for an effect outside the database, in the transaction of the deed that needs it.

    Returns: the job's id; None when a job of this key was asked for before.
    """
    canonical(payload)
    values = {
        "id": new_id(work.now),
        "kind": kind,
        "payload": dict(payload),
        "key": key,
        "state": "ready",
        "attempts": 0,
        "attempts_most": attempts_most,
        "asked_at": work.now,
        "not_before": not_before or work.now,
    }
    if key is None:
        store.add(work, values)
    elif not store.add_unless_asked(work, values):
        return None
    return str(values["id"])


def lease(work: Work, worker: str, lease_seconds: int) -> Job | None:
    """Claim the next due job for a worker; None when nothing is due.

    A job whose last attempt ended with its worker never comes to `failed`: it is shelved here.
    """
    store.shelve_fatal(work, {"state": "shelved", "ended_at": work.now, "last_error": FATAL})
    return store.lease_next(work, worker, work.now + timedelta(seconds=lease_seconds))


def done(work: Work, job: Job) -> None:
    """Note that a job is done, in the transaction of its effects.

    Refuses: jobs.lease_lost when another worker has taken the job over: the effects of this work
    are then rolled back with it, so they happen once.
    """
    if not store.end(work, job, {"state": "done", "ended_at": work.now, "last_error": None}):
        raise Conflict("jobs.lease_lost", "Việc này đã được một tiến trình khác nhận xử lý.")


def failed(work: Work, job: Job, error: str, *, for_good: bool = False) -> bool:
    """Note a failure: try again later, or shelve the job for an administrator.

    Returns: True when the job was shelved.
    """
    text = _storable(error[-ERROR_CHARACTERS_MOST:])
    if for_good or job.attempts >= job.attempts_most:
        store.end(work, job, {"state": "shelved", "ended_at": work.now, "last_error": text})
        return True
    later = work.now + retry_after(job.attempts)
    store.end(work, job, {"state": "ready", "not_before": later, "last_error": text})
    return False


def _storable(error: str) -> str:
    """Replace what no database keeps: an error may quote the hostile input it is about."""
    return error.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def try_again(work: Work, job_id: str) -> None:
    """Take a shelved job off the shelf, with all its attempts before it.

    Refuses: jobs.not_shelved.
    """
    fresh = {"state": "ready", "attempts": 0, "not_before": work.now, "ended_at": None}
    if not store.revive(work, job_id, fresh):
        raise Conflict(
            "jobs.not_shelved", "Việc này không còn nằm trong danh sách lỗi; hãy tải lại trang."
        )


def shelved(connection: Connection, most: int = 200) -> list[Job]:
    """Return the jobs that failed for good, newest first: an administrator must look."""
    return store.in_state(connection, "shelved", most)


def waiting(connection: Connection, most: int = 200) -> list[Job]:
    """Return the jobs that wait for their turn or their next attempt, newest first."""
    return store.in_state(connection, "ready", most)
