"""Codes by e-mail: citizens register and sign in without a password."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from province import audit, authentication, identity, jobs
from province.basics import SYSTEM, Forbidden, FrozenClock, Invalid, NotSignedIn, TooMany
from province.storage import Storage
from tests.identity.cast import HOME, People


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


CHI = "chi@congdan.example"


def ask(people: People, email: str = CHI, address: str = HOME) -> tuple[str, Mapping[str, Any]]:
    """Ask for a code; return the step and the letter that was asked for."""
    before = {letter.id for letter in letters(people)}
    step = authentication.ask_code(people.storage, email, address=address, agent="x")
    [letter] = [one for one in letters(people) if one.id not in before]
    return step, letter.payload


def letters(people: People) -> list[jobs.Job]:
    with people.storage.reading() as connection:
        return [job for job in jobs.waiting(connection) if job.kind == "access.send_code"]


def enter(people: People, step: str, code: str, name: str = "") -> authentication.SignIn:
    return authentication.enter_code(people.storage, step, code, name=name, address=HOME, agent="x")


def register(people: People) -> identity.Account:
    step, letter = ask(people)
    account = enter(people, step, letter["code"], "Phan Kim Chi").account
    assert account
    return account


def test_who_is_new_gives_a_name_and_has_an_account(people: People) -> None:
    step, letter = ask(people)
    assert (letter["purpose"], letter["email"], letter["minutes"]) == ("register", CHI, 10)
    asked = enter(people, step, letter["code"])
    assert (asked.factors, asked.token) == (("name",), "")
    entered = enter(people, step, f" {letter['code']} ", "Phan Kim Chi")
    assert entered.account
    assert (entered.account.kind, entered.account.name) == ("citizen", "Phan Kim Chi")
    assert identity.actor_of_session(people.storage, entered.token, HOME)
    with pytest.raises(NotSignedIn):
        enter(people, step, letter["code"])


def test_who_is_new_is_written_down_when_all_is_done(people: People) -> None:
    step, letter = ask(people)
    account = enter(people, step, letter["code"], "Phan Kim Chi").account
    assert account
    with people.storage.reading() as connection:
        told = [entry.deed for entry in audit.history(connection, "account", account.id)]
    assert told == ["access.account.registered", "access.signed_in"]


def test_who_is_known_comes_in_with_the_code_alone(people: People) -> None:
    account = register(people)
    step, letter = ask(people, "CHI@congdan.example")
    assert (letter["purpose"], letter["name"]) == ("sign_in", "Phan Kim Chi")
    entered = enter(people, step, letter["code"])
    assert entered.account
    assert entered.account.id == account.id


def test_a_code_belongs_to_the_browser_that_asked(people: People) -> None:
    register(people)
    mine, letter = ask(people)
    theirs, _ = ask(people, address="198.51.100.9")
    for n in range(5):
        with pytest.raises(NotSignedIn):
            enter(people, theirs, f"x{n}")
    with pytest.raises(NotSignedIn, match="step_over"):
        enter(people, theirs, letter["code"])
    assert enter(people, mine, letter["code"]).token


def test_five_wrong_codes_or_ten_minutes_end_it(people: People, clock: FrozenClock) -> None:
    step, letter = ask(people)
    for n in range(5):
        with pytest.raises(NotSignedIn, match=r"code\.wrong"):
            enter(people, step, f"x{n}")
    with pytest.raises(NotSignedIn, match="step_over"):
        enter(people, step, letter["code"])
    step, letter = ask(people)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(NotSignedIn, match="step_over"):
        enter(people, step, letter["code"])


def test_staff_and_suspended_get_a_letter_without_a_code(people: People) -> None:
    staff = people.account("an")
    step, letter = ask(people, staff.email)
    assert (letter["purpose"], letter["code"]) == ("use_password", "")
    with pytest.raises(NotSignedIn):
        enter(people, step, "")
    account = register(people)
    step, before = ask(people)
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, account, "lạm dụng")
    with pytest.raises(Forbidden):
        enter(people, step, before["code"])
    _, letter = ask(people)
    assert (letter["purpose"], letter["code"]) == ("suspended", "")


def test_asking_again_and_again_must_wait_but_nobody_else_has_to(people: People) -> None:
    for _ in range(5):
        ask(people, address="198.51.100.9")
    with pytest.raises(TooMany):
        ask(people, address="198.51.100.9")
    step, letter = ask(people)
    assert enter(people, step, letter["code"], "Phan Kim Chi").token


def test_what_is_no_address_and_a_name_too_long_are_refused(people: People) -> None:
    with pytest.raises(Invalid):
        authentication.ask_code(people.storage, "chi", address=HOME, agent="x")
    step, letter = ask(people)
    with pytest.raises(Invalid):
        enter(people, step, letter["code"], "a" * 500)


def test_the_code_is_not_in_the_audit(people: People) -> None:
    step, letter = ask(people)
    enter(people, step, letter["code"], "Phan Kim Chi")
    with people.storage.reading() as connection:
        assert letter["code"] not in str([e.detail for e in audit.latest(connection, None, 50)])
