"""The worker: two halves, effects exactly once, and nothing a job does ends the worker."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from province import jobs
from province.basics import SYSTEM, Conflict, FrozenClock, Invalid, Unavailable
from province.house import House, duties, worker
from province.house.handlers import Finish, Handler
from province.jobs import Job
from province.storage import Storage, Work, last_number, next_number

Handlers = dict[str, Handler]


@pytest.fixture
def office(storage: Storage, clock: FrozenClock) -> House:
    """What the worker needs of a house, on both engines."""
    settings = SimpleNamespace(job_lease_seconds=60)
    return cast(House, SimpleNamespace(settings=settings, clock=clock, storage=storage))


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Handlers]:
    table: Handlers = {}
    monkeypatch.setattr(worker, "HANDLERS", table)
    return table


def ask(house: House, kind: str = "test.do", **more: Any) -> None:
    with house.storage.work(SYSTEM) as work:
        jobs.ask(work, kind, {"n": 1}, **more)


def counts(house: House) -> dict[str, int]:
    with house.storage.reading() as connection:
        return jobs.counts(connection)


def effects(house: House) -> int:
    with house.storage.reading() as connection:
        return last_number(connection, "effects", "2026")


def take_effect(work: Work) -> None:
    next_number(work, "effects", "2026")


def test_both_halves_are_done_and_the_second_commits_with_the_job(
    office: House, handlers: Handlers
) -> None:
    prepared: list[Job] = []

    def handle(house: House, job: Job) -> Finish:
        with house.storage.work(SYSTEM) as work:  # the first half holds no transaction
            next_number(work, "prepared", "2026")
        prepared.append(job)
        return take_effect

    handlers["test.do"] = handle
    ask(office)
    assert worker.do_all(office) == 1
    assert prepared[0].payload == {"n": 1}
    assert (effects(office), counts(office)) == (1, {"done": 1})
    assert not worker.do_next(office, "w")


def test_a_second_half_that_fails_leaves_nothing_and_is_tried_again(
    office: House, handlers: Handlers, clock: FrozenClock
) -> None:
    tries: list[int] = []

    def finish(work: Work) -> None:
        take_effect(work)
        if len(tries) == 1:
            raise RuntimeError("half-way")

    def handle(_: House, job: Job) -> Finish:
        tries.append(job.attempts)
        return finish

    handlers["test.do"] = handle
    ask(office)
    assert worker.do_next(office, "w")
    assert (effects(office), counts(office)) == (0, {"ready": 1})
    assert not worker.do_next(office, "w")
    clock.advance(jobs.retry_after(1))
    assert worker.do_next(office, "w")
    assert (effects(office), counts(office), tries) == (1, {"done": 1}, [1, 2])


def test_a_worker_that_was_too_slow_has_no_effect(
    office: House, handlers: Handlers, clock: FrozenClock
) -> None:
    """While the first works past its lease, another takes the job over and finishes it."""
    began: list[int] = []

    def handle(house: House, job: Job) -> Finish:
        began.append(job.attempts)
        if job.attempts == 1:
            clock.advance(timedelta(seconds=61))
            assert worker.do_next(house, "w2")
        return take_effect

    handlers["test.do"] = handle
    ask(office)
    assert worker.do_next(office, "w1")
    assert (effects(office), counts(office), began) == (1, {"done": 1}, [1, 2])


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Invalid("test.no", "Không."), "shelved"),
        (Unavailable("test.later", "Chưa."), "ready"),
        (Conflict("test.moved", "Đã đổi."), "ready"),
        (OSError("no network"), "ready"),
    ],
)
def test_what_was_refused_for_good_is_shelved_at_once(
    office: House, handlers: Handlers, error: Exception, state: str
) -> None:
    def handle(_: House, __: Job) -> None:
        raise error

    handlers["test.do"] = handle
    ask(office)
    assert worker.do_next(office, "w")
    assert counts(office) == {state: 1}


def test_a_kind_nobody_knows_and_a_hostile_error_do_not_end_the_worker(
    office: House, handlers: Handlers
) -> None:
    def handle(_: House, __: Job) -> None:
        raise ValueError("a\x00b\ud800")

    handlers["test.do"] = handle
    ask(office, "test.unknown", attempts_most=1)
    ask(office, attempts_most=1)
    assert worker.do_all(office) == 2
    with office.storage.reading() as connection:
        errors = "\n".join(str(job.last_error) for job in jobs.shelved(connection))
    assert "KeyError: 'test.unknown'" in errors
    assert "ValueError: a\\x00b\\ud800" in errors


def test_a_job_that_ends_its_worker_is_shelved_after_its_attempts(
    office: House, handlers: Handlers, clock: FrozenClock
) -> None:
    def handle(_: House, __: Job) -> None:
        raise SystemExit(9)

    handlers["test.do"] = handle
    ask(office, attempts_most=2)
    for _ in range(2):
        with pytest.raises(SystemExit):
            worker.do_next(office, "w")
        clock.advance(timedelta(seconds=61))
    assert not worker.do_next(office, "w")
    assert counts(office) == {"shelved": 1}


def test_a_worker_told_to_stop_finishes_the_job_in_hand_and_takes_no_other(
    office: House, handlers: Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    monkeypatch.setattr(duties, "ask_for_due", lambda _: None)

    def handle(_: House, __: Job) -> Finish:
        stop.set()
        return take_effect

    handlers["test.do"] = handle
    ask(office)
    ask(office)
    worker.work_until(office, stop)
    assert (effects(office), counts(office)) == (1, {"done": 1, "ready": 1})


def test_daily_duties_are_asked_for_once_a_legal_day(office: House, clock: FrozenClock) -> None:
    duties.ask_for_due(office)
    first = counts(office)
    duties.ask_for_due(office)
    assert counts(office) == first
    clock.advance(timedelta(days=1))
    duties.ask_for_due(office)
    assert counts(office) == {"ready": 2 * first["ready"]}
    with office.storage.reading() as connection:
        keys = {job.key for job in jobs.waiting(connection)}
    assert keys >= {
        "audit.seal:2026-11-22",
        "house.tidy:2026-11-23",
        "audit.seal:2026-11-23",
        "house.tidy:2026-11-24",
    }


def test_a_database_that_takes_nothing_for_a_while_does_not_end_the_worker(
    office: House, handlers: Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    tries: list[str] = []

    def lease(*_: object) -> None:
        tries.append("lease")
        if len(tries) == 3:
            stop.set()
        raise Unavailable("storage.busy", "Đĩa đầy.")

    monkeypatch.setattr(worker, "TROUBLED_SECONDS", 0)
    monkeypatch.setattr(duties, "ask_for_due", lambda _: None)
    monkeypatch.setattr(jobs, "lease", lease)
    ask(office)
    worker.work_until(office, stop)
    assert (len(tries), counts(office)) == (3, {"ready": 1})
