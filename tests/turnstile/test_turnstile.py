"""The turnstile: strangers are counted by network, together and for a while."""

from datetime import timedelta

import pytest

from province import turnstile
from province.basics import SYSTEM, Actor, FrozenClock, TooMany
from province.storage import Storage
from province.turnstile import Gate
from province.turnstile.tables import turnstile_counts

GATE = Gate("tests.passed", timedelta(minutes=1), "tests.too_often", "Xin chờ {wait}.")
HOA = Actor("account", "7", "Hoa", unit_id=None, account_id=7, address="203.0.113.5")


def stranger(address: str) -> Actor:
    return Actor("nobody", "", "", address=address)


def passes(storage: Storage, actor: Actor, amount: int = 1, gate: Gate = GATE) -> bool:
    try:
        with storage.work(actor) as work:
            turnstile.pass_by(work, gate, 3, amount)
    except TooMany:
        return False
    return True


def test_strangers_of_one_network_share_a_count_for_a_while(
    storage: Storage, clock: FrozenClock
) -> None:
    written = ["203.0.113.5", "::ffff:203.0.113.5", "203.0.113.5"]
    assert all(passes(storage, stranger(address)) for address in written)
    with pytest.raises(TooMany) as refused, storage.work(stranger("203.0.113.5")) as work:
        turnstile.pass_by(work, GATE, 3)
    assert (refused.value.code, refused.value.sentence) == ("tests.too_often", "Xin chờ 60 giây.")
    assert refused.value.detail == {"retry_seconds": 60}
    assert passes(storage, stranger("203.0.113.6"))
    assert passes(storage, stranger("::ffff:203.0.113.7"))
    clock.advance(timedelta(seconds=61))
    assert passes(storage, stranger("203.0.113.5"))


def test_ipv6_neighbours_share_and_gates_do_not(storage: Storage) -> None:
    for last in range(3):
        assert passes(storage, stranger(f"2001:db8::{last}"))
    assert not passes(storage, stranger("2001:db8::ffff"))
    assert passes(storage, stranger("2001:db8:0:1::1"))
    other = Gate("tests.other", timedelta(minutes=1), "tests.too_often", "")
    assert passes(storage, stranger("2001:db8::ffff"), gate=other)


def test_who_is_known_is_not_counted(storage: Storage) -> None:
    assert all(passes(storage, HOA) for _ in range(9))
    assert passes(storage, stranger(HOA.address))


def test_a_large_turn_is_refused_and_leaves_room_for_small_ones(storage: Storage) -> None:
    assert passes(storage, stranger("203.0.113.5"), 2)
    assert not passes(storage, stranger("203.0.113.5"), 2)
    assert passes(storage, stranger("203.0.113.5"), 1)


def test_counts_are_forgotten_after_a_day(storage: Storage, clock: FrozenClock) -> None:
    passes(storage, stranger("203.0.113.5"))
    clock.advance(timedelta(hours=25))
    passes(storage, stranger("203.0.113.6"))
    with storage.work(SYSTEM) as work:
        turnstile.forget_old(work)
        left = work.execute(turnstile_counts.select()).all()
    assert [row.network for row in left] == ["203.0.113.6"]
