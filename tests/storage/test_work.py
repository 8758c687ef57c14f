"""A work is one transaction: all of it or none of it, and readers cannot write."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from province.basics import Unavailable
from province.basics.actor import NOBODY, SYSTEM
from province.basics.clock import FrozenClock
from province.jobs.tables import jobs
from province.storage import Storage, Work, canonical, last_number, new_id, next_number
from province.storage.numbers import number_books


def test_a_raised_error_undoes_the_whole_work(storage: Storage) -> None:
    with pytest.raises(RuntimeError, match="half-way"), storage.work(SYSTEM) as work:
        work.execute(number_books.insert().values(book="b", period="2026", last=1))
        raise RuntimeError("half-way")
    with storage.reading() as connection:
        assert connection.execute(select(number_books)).all() == []


def test_a_reader_cannot_write_and_the_connection_can_later(storage: Storage) -> None:
    row = {"book": "b", "period": "2026", "last": 1}
    with pytest.raises(DBAPIError), storage.reading() as connection:
        connection.execute(number_books.insert().values(row))
    with storage.work(SYSTEM) as work:
        work.execute(number_books.insert().values(row))
    with storage.reading() as connection:
        assert len(connection.execute(select(number_books)).all()) == 1


def put_down(work: Work, items: list[Any]) -> None:
    rows = [{"book": item, "period": "2026", "last": 1} for item in items]
    work.execute(number_books.insert().values(rows))


def books(storage: Storage) -> list[str]:
    with storage.reading() as connection:
        return sorted(connection.execute(select(number_books.c.book)).scalars())


def test_what_is_put_off_is_done_once_when_all_else_is(storage: Storage) -> None:
    done: list[list[str]] = []

    def note(work: Work, items: list[Any]) -> None:
        done.append(items)
        put_down(work, items)

    with storage.work(SYSTEM) as work:
        work.at_end(note, "first")
        work.acting_as(NOBODY).at_end(note, "second")
        assert done == []
    assert done == [["first", "second"]]
    assert books(storage) == ["first", "second"]


def test_nothing_is_put_down_of_a_work_that_fails(storage: Storage) -> None:
    with pytest.raises(RuntimeError), storage.work(SYSTEM) as work:
        work.at_end(put_down, "first")
        raise RuntimeError
    assert books(storage) == []


def test_a_part_that_is_undone_takes_along_what_it_put_off(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        work.at_end(put_down, "before")
        with pytest.raises(RuntimeError), work.part():
            work.at_end(put_down, "raised")
            put_down(work, ["raised too"])
            raise RuntimeError
        with work.part() as tried:
            work.at_end(put_down, "tried")
            tried.undo()
        with work.part():
            work.at_end(put_down, "kept")
    assert books(storage) == ["before", "kept"]


def test_what_cannot_be_put_down_undoes_the_whole_work(storage: Storage) -> None:
    with pytest.raises(IntegrityError), storage.work(SYSTEM) as work:
        put_down(work, ["first"])
        work.at_end(put_down, "first")
    assert books(storage) == []


def test_naive_times_are_refused(storage: Storage, clock: FrozenClock) -> None:
    job = {
        "id": new_id(clock.now()),
        "kind": "k",
        "payload": {},
        "state": "ready",
        "attempts": 0,
        "attempts_most": 1,
        "asked_at": clock.now(),
    }
    with pytest.raises(StatementError, match="naive"), storage.work(SYSTEM) as work:
        work.execute(jobs.insert().values(**job, not_before=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_instants_and_json_come_back_as_they_went(storage: Storage, clock: FrozenClock) -> None:
    payload = {"tên": "Vĩnh Long", "số": [1, 2.5, None, True]}
    with storage.work(SYSTEM) as work:
        work.execute(
            jobs.insert().values(
                id=new_id(work.now),
                kind="k",
                payload=payload,
                state="ready",
                attempts=0,
                attempts_most=1,
                asked_at=work.now,
                not_before=work.now,
            )
        )
    with storage.reading() as connection:
        row = connection.execute(select(jobs)).one()
    assert row.payload == payload
    assert row.asked_at == clock.now()
    assert row.asked_at.tzinfo is UTC


def test_new_ids_sort_by_time_and_differ() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    assert new_id(early) < new_id(late)
    assert len({new_id(early) for _ in range(1000)}) == 1000
    assert len(new_id(early)) == 26


def test_canonical_json_ignores_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "đ"}) == canonical({"a": "đ", "b": 1}) == '{"a":"đ","b":1}'


def test_a_writer_without_a_turn_is_refused_and_told_to_come_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    monkeypatch.setattr("province.storage.engine.BUSY_MILLISECONDS_MOST", 1)
    storage = Storage(sqlite_url, clock)
    with storage.work(SYSTEM), pytest.raises(Unavailable) as refusal, storage.work(SYSTEM):
        raise AssertionError("two writers at once")
    assert refusal.value.code == "storage.busy"
    storage.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite's writers queue
def test_two_deeds_that_lock_each_other_out_leave_one_done_and_one_refused(
    storage: Storage,
) -> None:
    meeting = threading.Barrier(2)

    def take_both(first: str, second: str) -> str:
        try:
            with storage.work(SYSTEM) as work:
                next_number(work, first, "2026")
                meeting.wait()
                next_number(work, second, "2026")
        except Unavailable as refusal:
            return refusal.code
        return "done"

    for book in ("a", "b"):
        with storage.work(SYSTEM) as work:
            next_number(work, book, "2026")
    with ThreadPoolExecutor(2) as pool:
        ends = pool.map(take_both, ("a", "b"), ("b", "a"))
    assert sorted(ends) == ["done", "storage.busy"]


def test_a_wrong_statement_stays_a_bug(storage: Storage) -> None:
    with pytest.raises(DBAPIError), storage.work(SYSTEM) as work:
        work.execute(text("SELECT * FROM nowhere"))


def test_writers_of_one_process_come_in_turn(sqlite_storage: Storage) -> None:
    """None of them is left to SQLite, whose waiters sleep while others pass by."""

    def write(_: int) -> int:
        with sqlite_storage.work(SYSTEM) as work:
            work.connection.exec_driver_sql("PRAGMA busy_timeout=0")
            return next_number(work, "b", "2026")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(write, range(200))) == list(range(1, 201))


def test_a_reader_sees_one_state_while_others_write(storage: Storage) -> None:
    with storage.reading() as connection:
        assert last_number(connection, "b", "2026") == 0
        with storage.work(SYSTEM) as work:
            next_number(work, "b", "2026")
        assert last_number(connection, "b", "2026") == 0
    with storage.reading() as connection:
        assert last_number(connection, "b", "2026") == 1


def test_forty_threads_write_and_read_without_waiting_for_a_connection(storage: Storage) -> None:
    def write_and_read(_: int) -> int:
        with storage.work(SYSTEM) as work:
            number = next_number(work, "b", "2026")
        with storage.reading() as connection:
            assert last_number(connection, "b", "2026") >= number
        return number

    with ThreadPoolExecutor(40) as pool:
        assert sorted(pool.map(write_and_read, range(80))) == list(range(1, 81))


def test_works_on_one_thing_come_one_after_another(storage: Storage) -> None:
    told: list[str] = []

    def second() -> None:
        with storage.work(SYSTEM) as work:
            work.take_turn("document 7")
            told.append("second")

    with ThreadPoolExecutor(1) as pool:
        with storage.work(SYSTEM) as work:
            work.take_turn("document 7")
            other = pool.submit(second)
            if work.connection.dialect.name == "postgresql":
                waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                while not (other.done() or work.execute(waiting).scalar_one()):
                    time.sleep(0.01)
            told.append("first")
        other.result()
    assert told == ["first", "second"]
