"""Throttling: guessing gets slow, and nobody's guessing locks anybody else out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from province import access
from province.access.model import FAILURES_PER_NETWORK_MOST, network_of, wait_after
from province.basics import FrozenClock, NotSignedIn, Refusal, TooMany
from tests.access.conftest import HOME, PASSWORD, Province

STRANGER = "198.51.100.9"


def attempt(
    province: Province, password: str, *, address: str, email: str = "", device: str = ""
) -> str:
    """Return how a try ended: "" when it got in, else the code of the refusal."""
    email = email or "an@vinhlong.example"
    try:
        access.sign_in(province.storage, email, password, address=address, agent="x", device=device)
    except Refusal as refusal:
        return refusal.code
    return ""


def guess(province: Province, times: int, **where: str) -> list[str]:
    return [attempt(province, f"đoán lần thứ {n}", **{"address": STRANGER, **where})
            for n in range(times)]  # fmt: skip


def test_five_tries_are_free_and_then_each_waits_longer() -> None:
    waits = [wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 7, 12, 13, 1000)]
    assert waits == [0, 0, 5, 10, 20, 640, 900, 900]


def test_the_sixth_try_must_wait_and_even_the_right_password_does(
    province: Province, clock: FrozenClock
) -> None:
    province.account("an")
    assert guess(province, 6) == ["access.wrong_password"] * 5 + ["access.too_many"]
    assert attempt(province, PASSWORD, address=STRANGER) == "access.too_many"
    clock.advance(timedelta(seconds=6))
    assert attempt(province, PASSWORD, address=STRANGER) == ""


def test_a_refused_try_says_when_to_come_back_and_does_not_prolong_the_wait(
    province: Province, clock: FrozenClock
) -> None:
    province.account("an")
    guess(province, 5)
    for seconds in (5, 3):
        with pytest.raises(TooMany) as caught:
            access.sign_in(
                province.storage, "an@vinhlong.example", PASSWORD, address=STRANGER, agent="x"
            )
        assert caught.value.detail["retry_seconds"] == seconds
        clock.advance(timedelta(seconds=2))


def test_guessing_elsewhere_does_not_lock_the_owner_out(province: Province) -> None:
    province.account("an")
    for host in range(20):
        guess(province, 6, address=f"198.51.100.{host}")
    assert attempt(province, PASSWORD, address=HOME) == ""


def test_a_known_browser_gets_in_from_behind_the_guessers_own_address(province: Province) -> None:
    account = province.account("an")
    device = access.sign_in(
        province.storage, account.email, PASSWORD, address=HOME, agent="x"
    ).device
    guess(province, 6, address=HOME)
    assert attempt(province, PASSWORD, address=HOME) == "access.too_many"
    assert attempt(province, PASSWORD, address=HOME, device=device) == ""
    assert attempt(province, PASSWORD, address=HOME, device="bịa đặt") == "access.too_many"


def test_a_browser_is_known_only_to_the_account_that_used_it(province: Province) -> None:
    province.account("an")
    other = province.account("binh")
    device = access.sign_in(province.storage, other.email, PASSWORD, address=HOME, agent="x").device
    guess(province, 6, device=device)
    assert attempt(province, PASSWORD, address=STRANGER, device=device) == "access.too_many"


def test_guessing_with_a_known_browser_is_slowed_too(province: Province) -> None:
    account = province.account("an")
    device = access.sign_in(
        province.storage, account.email, PASSWORD, address=HOME, agent="x"
    ).device
    assert guess(province, 6, device=device)[-1] == "access.too_many"


def test_one_address_may_fail_only_so_often_over_all_accounts(
    province: Province, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.access.passwords.fits", lambda kept, typed: typed == PASSWORD)
    province.account("an")
    for number in range(FAILURES_PER_NETWORK_MOST):
        attempt(province, "sai", address=STRANGER, email=f"ai{number}@vinhlong.example")
    assert attempt(province, PASSWORD, address=STRANGER) == "access.too_many"
    assert attempt(province, PASSWORD, address=HOME) == ""
    clock.advance(timedelta(hours=1, seconds=1))
    assert attempt(province, PASSWORD, address=STRANGER) == ""


def test_an_unknown_address_is_slowed_like_a_known_one(province: Province) -> None:
    found = guess(province, 6, email="khongco@vinhlong.example")
    assert found == ["access.wrong_password"] * 5 + ["access.too_many"]


def test_tries_sent_at_once_are_all_counted(province: Province) -> None:
    province.account("an")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: attempt(province, f"sai {n}", address=STRANGER), range(12)))
    assert found.count("access.wrong_password") == 5


def test_success_forgives_the_pair(province: Province) -> None:
    province.account("an")
    guess(province, 4)
    assert attempt(province, PASSWORD, address=STRANGER) == ""
    assert guess(province, 5) == ["access.wrong_password"] * 5


def test_an_ipv6_user_owns_a_whole_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::2:3") == "2001:db8::/64"
    assert network_of("2001:db8:0:1::1") != network_of("2001:db8::1")
    assert network_of("::ffff:203.0.113.5") == "203.0.113.5"


def test_the_mail_door_is_slowed_as_well(province: Province) -> None:
    account = province.account("an")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            access.check_password(province.storage, account.email, "sai", address=STRANGER)
    with pytest.raises(TooMany):
        access.check_password(province.storage, account.email, PASSWORD, address=STRANGER)
