"""The worker: takes jobs one after another and does what they ask.

A handler works in two halves. The first prepares outside any transaction: it may call the relay,
draw a PDF, write the index; it must be harmless to repeat. The second, which it returns, changes
the database; it commits together with the job's completion, so it happens exactly once.
"""

import os
import socket
import threading
import time
import traceback

import structlog
from sqlalchemy.exc import OperationalError

from province import jobs
from province.basics import SYSTEM, Conflict, Refusal, Unavailable
from province.house import duties
from province.house.handlers import HANDLERS
from province.house.house import House

log = structlog.get_logger("worker")

IDLE_SECONDS = 0.3  # how long a worker without work waits before it looks again
TROUBLED_SECONDS = 5  # how long it waits while the database takes nothing
DUTY_SECONDS = 60  # how often it looks whether a daily duty is due


def work_until(house: House, stop: threading.Event) -> None:
    """Do jobs until told to stop; the job in hand is finished first."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    next_duty = time.monotonic()
    while not stop.is_set():
        try:
            if time.monotonic() >= next_duty:
                duties.ask_for_due(house)
                next_duty = time.monotonic() + DUTY_SECONDS
            if not do_next(house, name):
                stop.wait(IDLE_SECONDS)
        except (Unavailable, OperationalError) as error:  # a full disk, no turn: it passes
            log.error("database does not take it now", exc_info=error)
            stop.wait(TROUBLED_SECONDS)


def do_next(house: House, name: str) -> bool:
    """Do the job that has waited longest; False when none is due."""
    if not _any_due(house):
        return False
    with house.storage.work(SYSTEM) as work:
        job = jobs.lease(work, name, house.settings.job_lease_seconds)
    if job is None:
        return False
    try:
        _do(house, job)
    except Exception as error:
        _note_failure(house, job, error)
    return True


def do_all(house: House, most: int = 10_000) -> int:
    """Do due jobs until none is left; return how many were done or failed."""
    done = 0
    while done < most and do_next(house, "inline"):
        done += 1
    return done


def _any_due(house: House) -> bool:
    """Look without taking the writers' turn."""
    with house.storage.reading() as connection:
        return jobs.any_due(connection, house.clock.now())


def _do(house: House, job: jobs.Job) -> None:
    finish = HANDLERS[job.kind](house, job)
    with house.storage.work(SYSTEM) as work:
        if finish is not None:
            finish(work)
        jobs.done(work, job)
    log.info("job done", job=job.id, kind=job.kind, attempts=job.attempts)


def _note_failure(house: House, job: jobs.Job, error: Exception) -> None:
    """Try again later what may pass; shelve at once what was refused for good."""
    for_good = isinstance(error, Refusal) and not isinstance(error, (Unavailable, Conflict))
    with house.storage.work(SYSTEM) as work:
        shelved = jobs.failed(
            work, job, "".join(traceback.format_exception(error)), for_good=for_good
        )
    log.error("job failed", job=job.id, kind=job.kind, shelved=shelved, exc_info=error)
