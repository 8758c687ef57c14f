"""The second factor at sign-in: it comes after the password, and only then is there a session."""

from datetime import timedelta

import pytest

from province import audit, authentication, identity
from province.basics import FrozenClock, NotSignedIn
from province.identity import Account
from tests.identity.cast import HOME, PASSWORD, People, enable_app


def step(people: People, account: Account) -> authentication.SignIn:
    return authentication.sign_in(people.storage, account.email, PASSWORD, address=HOME, agent="x")


def prove(people: People, account: Account, code: str) -> authentication.SignIn:
    opened = step(people, account)
    return authentication.second_factor(people.storage, opened.step, code, address=HOME, agent="x")


def test_after_the_password_comes_a_code_and_only_then_a_session(
    people: People, clock: FrozenClock
) -> None:
    account = people.account("an")
    app, _ = enable_app(people, account)
    clock.advance(timedelta(seconds=60))
    opened = step(people, account)
    assert (opened.token, opened.factors) == ("", ("totp", "recovery_code"))
    assert identity.actor_of_session(people.storage, opened.step, HOME) is None
    entered = authentication.second_factor(
        people.storage, opened.step, f" {app.at(clock.now())[:3]} {app.at(clock.now())[3:]}",
        address=HOME, agent="x",
    )  # fmt: skip
    assert people.session(entered.token).second_factor_at == clock.now()


def test_a_code_opens_once(people: People, clock: FrozenClock) -> None:
    account = people.account("an")
    app, _ = enable_app(people, account)
    clock.advance(timedelta(seconds=60))
    code = app.at(clock.now())
    assert prove(people, account, code).token
    with pytest.raises(NotSignedIn, match=r"second_factor\.wrong"):
        prove(people, account, code)
    with pytest.raises(NotSignedIn, match=r"second_factor\.wrong"):
        prove(people, account, app.at(clock.now() - timedelta(seconds=30)))


def test_a_step_takes_five_tries_and_lasts_ten_minutes(people: People, clock: FrozenClock) -> None:
    account = people.account("an")
    _, codes = enable_app(people, account)
    opened = step(people, account)
    for n in range(5):
        with pytest.raises(NotSignedIn, match=r"second_factor\.wrong"):
            authentication.second_factor(
                people.storage, opened.step, f"{n:06d}", address=f"10.0.0.{n}", agent="x"
            )
    with pytest.raises(NotSignedIn, match="step_over"):
        authentication.second_factor(people.storage, opened.step, codes[0], address=HOME, agent="x")
    late = step(people, account)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(NotSignedIn, match="step_over"):
        authentication.second_factor(people.storage, late.step, codes[0], address=HOME, agent="x")


def test_a_wrong_second_factor_is_written_down_for_the_password_is_known_to_somebody(
    people: People,
) -> None:
    account = people.account("an")
    enable_app(people, account)
    with pytest.raises(NotSignedIn):
        prove(people, account, "000000")
    with people.storage.reading() as connection:
        deeds = [entry.deed for entry in audit.history(connection, "account", account.id)]
    assert deeds[-1] == "access.second_factor.failed"


def test_a_recovery_code_opens_once_and_is_written_down_last(people: People) -> None:
    account = people.account("an")
    _, codes = enable_app(people, account)
    assert prove(people, account, codes[0].upper()).token
    with pytest.raises(NotSignedIn):
        prove(people, account, codes[0])
    with people.storage.reading() as connection:
        entries = audit.latest(connection, None, 100)
    assert "access.recovery_code.used" in {entry.deed for entry in entries}
    assert codes[0] not in str(entries)
