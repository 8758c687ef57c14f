"""Jobs: asked with the deed, done once, tried again, shelved at last."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from province import jobs
from province.basics.actor import SYSTEM
from province.basics.clock import FrozenClock
from province.basics.refusals import Conflict
from province.storage import Storage


def ask(storage: Storage, key: str | None = None, **more: int) -> str | None:
    with storage.work(SYSTEM) as work:
        return jobs.ask(work, "test.do", {"n": 1}, key=key, **more)


def lease(storage: Storage, worker: str = "w1") -> jobs.Job | None:
    with storage.work(SYSTEM) as work:
        return jobs.lease(work, worker, lease_seconds=60)


def test_a_job_of_an_undone_deed_was_never_asked(storage: Storage) -> None:
    with pytest.raises(RuntimeError), storage.work(SYSTEM) as work:
        jobs.ask(work, "test.do", {})
        raise RuntimeError
    assert lease(storage) is None


def test_asking_twice_under_one_key_is_asking_once(storage: Storage) -> None:
    assert ask(storage, "k") is not None
    assert ask(storage, "k") is None
    assert lease(storage) is not None
    assert lease(storage) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_late_worker_loses(
    storage: Storage, clock: FrozenClock
) -> None:
    ask(storage)
    first = lease(storage, "w1")
    clock.advance(timedelta(seconds=61))
    second = lease(storage, "w2")
    assert first
    assert second
    assert second.attempts == 2
    with pytest.raises(Conflict), storage.work(SYSTEM) as work:
        jobs.done(work, first)
    with storage.work(SYSTEM) as work:
        jobs.done(work, second)
        assert jobs.counts(work.connection) == {"done": 1}


def test_a_failing_job_waits_longer_and_is_shelved_at_last(
    storage: Storage, clock: FrozenClock
) -> None:
    job_id = ask(storage, attempts_most=2)
    for shelved in (False, True):
        job = lease(storage)
        assert job
        with storage.work(SYSTEM) as work:
            assert jobs.failed(work, job, "nghẽn mạng") is shelved
        assert lease(storage) is None
        clock.advance(jobs.retry_after(1))
    with storage.reading() as connection:
        [dead] = jobs.shelved(connection)
    assert (dead.id, dead.last_error, dead.attempts) == (job_id, "nghẽn mạng", 2)
    with storage.work(SYSTEM) as work:
        jobs.try_again(work, dead.id)
    again = lease(storage)
    assert again
    assert again.attempts == 1


def test_only_a_shelved_job_can_be_tried_again(storage: Storage) -> None:
    job_id = ask(storage)
    with pytest.raises(Conflict), storage.work(SYSTEM) as work:
        jobs.try_again(work, str(job_id))


def test_six_workers_at_once_never_share_a_job(storage: Storage) -> None:
    for _ in range(40):
        ask(storage)

    def work_off(worker: str) -> list[str]:
        taken = []
        while job := lease(storage, worker):
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [job for part in pool.map(work_off, [f"w{n}" for n in range(6)]) for job in part]
    assert len(taken) == len(set(taken)) == 40


def test_a_job_that_kills_its_worker_each_time_is_shelved_at_last(
    storage: Storage, clock: FrozenClock
) -> None:
    job_id = ask(storage, attempts_most=2)
    for _ in range(2):
        assert lease(storage)
        clock.advance(timedelta(seconds=61))
    assert lease(storage) is None
    with storage.reading() as connection:
        [dead] = jobs.shelved(connection)
        assert not jobs.any_due(connection, clock.now())
    assert dead.id == job_id
    assert "ended with its worker" in str(dead.last_error)


def test_an_error_that_quotes_hostile_input_is_kept_readable(storage: Storage) -> None:
    ask(storage, attempts_most=1)
    job = lease(storage)
    assert job
    with storage.work(SYSTEM) as work:
        assert jobs.failed(work, job, "no mailbox a\x00b\ud800ệ")
    with storage.reading() as connection:
        [dead] = jobs.shelved(connection)
    assert dead.last_error == "no mailbox a\\x00b\\ud800ệ"


def test_a_late_failure_of_a_lost_lease_changes_nothing(
    storage: Storage, clock: FrozenClock
) -> None:
    ask(storage)
    first = lease(storage, "w1")
    clock.advance(timedelta(seconds=61))
    second = lease(storage, "w2")
    assert first
    assert second
    with storage.work(SYSTEM) as work:
        jobs.failed(work, first, "too late", for_good=True)
        assert jobs.counts(work.connection) == {"leased": 1}
        jobs.done(work, second)


def test_a_clock_set_back_neither_loses_nor_doubles_a_job(
    storage: Storage, clock: FrozenClock
) -> None:
    ask(storage)
    clock.advance(timedelta(hours=-1))
    assert lease(storage) is None
    clock.advance(timedelta(hours=1))
    job = lease(storage)
    assert job
    clock.advance(timedelta(hours=-1))
    assert lease(storage) is None
    with storage.work(SYSTEM) as work:
        jobs.done(work, job)
        assert jobs.counts(work.connection) == {"done": 1}
