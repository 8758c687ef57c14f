"""Throttling: guessing gets slow, and nobody's guessing locks anybody else out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from province import authentication
from province.authentication.model import FAILURES_PER_NETWORK_MOST, wait_after
from province.basics import FrozenClock, NotSignedIn, Refusal, TooMany
from tests.identity.cast import HOME, PASSWORD, People

STRANGER = "198.51.100.9"


def attempt(
    people: People, password: str, *, address: str, email: str = "", device: str = ""
) -> str:
    """Return how a try ended: "" when it got in, else the code of the refusal."""
    email = email or "an@vinhlong.example"
    try:
        authentication.sign_in(
            people.storage, email, password, address=address, agent="x", device=device
        )
    except Refusal as refusal:
        return refusal.code
    return ""


def guess(people: People, times: int, **where: str) -> list[str]:
    return [attempt(people, f"đoán lần thứ {n}", **{"address": STRANGER, **where})
            for n in range(times)]  # fmt: skip


def test_five_tries_are_free_and_then_each_waits_longer() -> None:
    waits = [wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 7, 12, 13, 1000)]
    assert waits == [0, 0, 5, 10, 20, 640, 900, 900]


def test_the_sixth_try_must_wait_and_even_the_right_password_does(
    people: People, clock: FrozenClock
) -> None:
    people.account("an")
    assert guess(people, 6) == ["access.wrong_password"] * 5 + ["access.too_many"]
    assert attempt(people, PASSWORD, address=STRANGER) == "access.too_many"
    clock.advance(timedelta(seconds=6))
    assert attempt(people, PASSWORD, address=STRANGER) == ""


def test_a_refused_try_says_when_to_come_back_and_does_not_prolong_the_wait(
    people: People, clock: FrozenClock
) -> None:
    people.account("an")
    guess(people, 5)
    for seconds in (5, 3):
        with pytest.raises(TooMany) as caught:
            authentication.sign_in(
                people.storage, "an@vinhlong.example", PASSWORD, address=STRANGER, agent="x"
            )
        assert caught.value.detail["retry_seconds"] == seconds
        clock.advance(timedelta(seconds=2))


def test_guessing_elsewhere_does_not_lock_the_owner_out(people: People) -> None:
    people.account("an")
    for host in range(20):
        guess(people, 6, address=f"198.51.100.{host}")
    assert attempt(people, PASSWORD, address=HOME) == ""


def test_a_known_browser_gets_in_from_behind_the_guessers_own_address(people: People) -> None:
    account = people.account("an")
    device = authentication.sign_in(
        people.storage, account.email, PASSWORD, address=HOME, agent="x"
    ).device
    guess(people, 6, address=HOME)
    assert attempt(people, PASSWORD, address=HOME) == "access.too_many"
    assert attempt(people, PASSWORD, address=HOME, device=device) == ""
    assert attempt(people, PASSWORD, address=HOME, device="bịa đặt") == "access.too_many"


def test_a_browser_is_known_only_to_the_account_that_used_it(people: People) -> None:
    people.account("an")
    other = people.account("binh")
    device = authentication.sign_in(
        people.storage, other.email, PASSWORD, address=HOME, agent="x"
    ).device
    guess(people, 6, device=device)
    assert attempt(people, PASSWORD, address=STRANGER, device=device) == "access.too_many"


def test_guessing_with_a_known_browser_is_slowed_too(people: People) -> None:
    account = people.account("an")
    device = authentication.sign_in(
        people.storage, account.email, PASSWORD, address=HOME, agent="x"
    ).device
    assert guess(people, 6, device=device)[-1] == "access.too_many"


def test_one_address_may_fail_only_so_often_over_all_accounts(
    people: People, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.identity.passwords.fits", lambda kept, typed: typed == PASSWORD)
    people.account("an")
    for number in range(FAILURES_PER_NETWORK_MOST):
        attempt(people, "sai", address=STRANGER, email=f"ai{number}@vinhlong.example")
    assert attempt(people, PASSWORD, address=STRANGER) == "access.too_many"
    assert attempt(people, PASSWORD, address=HOME) == ""
    clock.advance(timedelta(hours=1, seconds=1))
    assert attempt(people, PASSWORD, address=STRANGER) == ""


def test_an_unknown_address_is_slowed_like_a_known_one(people: People) -> None:
    found = guess(people, 6, email="khongco@vinhlong.example")
    assert found == ["access.wrong_password"] * 5 + ["access.too_many"]


def test_tries_sent_at_once_are_all_counted(people: People) -> None:
    people.account("an")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: attempt(people, f"sai {n}", address=STRANGER), range(12)))
    assert found.count("access.wrong_password") == 5


def test_success_forgives_the_pair(people: People) -> None:
    people.account("an")
    guess(people, 4)
    assert attempt(people, PASSWORD, address=STRANGER) == ""
    assert guess(people, 5) == ["access.wrong_password"] * 5


def test_the_mail_door_is_slowed_as_well(people: People) -> None:
    account = people.account("an")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            authentication.check_password(people.storage, account.email, "sai", address=STRANGER)
    with pytest.raises(TooMany):
        authentication.check_password(people.storage, account.email, PASSWORD, address=STRANGER)
