"""Oversight: reading the audit, and putting right what failed.

Who reads the audit is in the audit. Whoever may read it for some units only sees what was done in
their name.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import audit, jobs
from province.access import grants
from province.audit import AuditFilter, Entry
from province.basics import Actor, NotFound
from province.jobs import Job
from province.storage import Work

ENTRIES_A_PAGE = 50


def read_audit(
    work: Work, wanted: AuditFilter, *, before: int | None = None, most: int = ENTRIES_A_PAGE
) -> list[Entry]:
    """Return what was done, newest first, from below a number.

    Refuses: access.not_granted.
    """
    within = _units_read(work)
    found = audit.find(work.connection, wanted, unit_ids=within, before=before, most=most)
    _write_read(work, "", wanted.spoken())
    return found


def read_audit_entry(work: Work, number: int) -> Entry:
    """Return one entry of the audit.

    Refuses: access.not_granted, access.audit.unknown.
    """
    within = _units_read(work)
    entry = audit.entry(work.connection, number)
    if entry is None or (within is not None and entry.unit_id not in within):
        raise NotFound("access.audit.unknown", "Không có dòng nhật ký mang số này.")
    _write_read(work, number, {})
    return entry


def _units_read(work: Work) -> set[int] | None:
    """Return the units whose entries the actor may read; None: everything."""
    deed = "access.audit.read"
    units = grants.units_where(work.connection, work.actor, deed, work.today)
    whole = grants.may(work.connection, work.actor, deed, None, work.today)
    if whole or not units:
        grants.require(work, deed, None)
        return None
    return units


def _write_read(work: Work, subject_id: str | int, detail: Mapping[str, Any]) -> None:
    audit.write(work, "access.audit.read", subject=("audit", subject_id), detail=detail)


def shelved_jobs(connection: Connection, actor: Actor, on: date) -> list[Job]:
    """Return the jobs that failed for good, newest first.

    Refuses: access.not_granted.
    """
    grants.require_of(connection, actor, "access.job.tried_again", None, on)
    return jobs.shelved(connection)


def try_job_again(work: Work, job_id: str) -> None:
    """Take a job off the shelf, to be tried again from the start.

    Refuses: access.not_granted, jobs.not_shelved.
    """
    grants.require(work, "access.job.tried_again", None)
    jobs.try_again(work, job_id)
    audit.write(work, "access.job.tried_again", subject=("job", job_id))


def try_jobs_again(work: Work) -> int:
    """Take all jobs off the shelf, as after an outage; return how many.

    Refuses: access.not_granted.
    """
    found = shelved_jobs(work.connection, work.actor, work.today)
    for job in found:
        try_job_again(work, job.id)
    return len(found)
