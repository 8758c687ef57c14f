"""A work is one transaction: all of it or none of it, and readers cannot write."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError

from province.basics.actor import SYSTEM
from province.basics.clock import FrozenClock
from province.jobs.tables import jobs
from province.storage import Storage, canonical, new_id
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
