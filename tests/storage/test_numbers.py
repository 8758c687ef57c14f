"""Numbers have no gaps and no doubles, whoever asks at once and whatever is undone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from province.basics.actor import SYSTEM
from province.storage import Storage, last_number, next_number


def test_numbers_begin_at_one_in_each_book_and_period(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        taken = [next_number(work, "incoming:H61", "2026") for _ in range(3)]
        other = [next_number(work, "incoming:H61", "2027"), next_number(work, "copy:H61", "2026")]
    assert taken == [1, 2, 3]
    assert other == [1, 1]


def test_a_number_of_an_undone_deed_is_given_again(storage: Storage) -> None:
    with pytest.raises(RuntimeError), storage.work(SYSTEM) as work:
        next_number(work, "b", "2026")
        raise RuntimeError
    with storage.work(SYSTEM) as work:
        assert next_number(work, "b", "2026") == 1


def test_eight_writers_at_once_leave_no_gap_and_no_double(storage: Storage) -> None:
    def take(_: int) -> int:
        with storage.work(SYSTEM) as work:
            return next_number(work, "b", "2026")

    with ThreadPoolExecutor(8) as pool:
        taken = sorted(pool.map(take, range(120)))
    assert taken == list(range(1, 121))
    with storage.reading() as connection:
        assert last_number(connection, "b", "2026") == 120
