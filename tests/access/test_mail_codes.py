"""Codes by e-mail: citizens register and sign in without a password."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from province import access, audit, jobs
from province.basics import SYSTEM, Forbidden, FrozenClock, Invalid, NotSignedIn, TooMany
from province.storage import Storage
from tests.access.conftest import HOME, Province


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


CHI = "chi@congdan.example"


def ask(province: Province, email: str = CHI, address: str = HOME) -> tuple[str, Mapping[str, Any]]:
    """Ask for a code; return the step and the letter that was asked for."""
    before = {letter.id for letter in letters(province)}
    step = access.ask_code(province.storage, email, address=address, agent="x")
    [letter] = [one for one in letters(province) if one.id not in before]
    return step, letter.payload


def letters(province: Province) -> list[jobs.Job]:
    with province.storage.reading() as connection:
        return [job for job in jobs.waiting(connection) if job.kind == "access.send_code"]


def enter(province: Province, step: str, code: str, name: str = "") -> access.SignIn:
    return access.enter_code(province.storage, step, code, name=name, address=HOME, agent="x")


def register(province: Province) -> access.Account:
    step, letter = ask(province)
    account = enter(province, step, letter["code"], "Phan Kim Chi").account
    assert account
    return account


def test_who_is_new_gives_a_name_and_has_an_account(province: Province) -> None:
    step, letter = ask(province)
    assert (letter["purpose"], letter["email"], letter["minutes"]) == ("register", CHI, 10)
    asked = enter(province, step, letter["code"])
    assert (asked.factors, asked.token) == (("name",), "")
    entered = enter(province, step, f" {letter['code']} ", "Phan Kim Chi")
    assert entered.account
    assert (entered.account.kind, entered.account.name) == ("citizen", "Phan Kim Chi")
    assert access.actor_of_session(province.storage, entered.token, HOME)
    with pytest.raises(NotSignedIn):
        enter(province, step, letter["code"])


def test_who_is_known_comes_in_with_the_code_alone(province: Province) -> None:
    account = register(province)
    step, letter = ask(province, "CHI@congdan.example")
    assert (letter["purpose"], letter["name"]) == ("sign_in", "Phan Kim Chi")
    entered = enter(province, step, letter["code"])
    assert entered.account
    assert entered.account.id == account.id


def test_a_code_belongs_to_the_browser_that_asked(province: Province) -> None:
    register(province)
    mine, letter = ask(province)
    theirs, _ = ask(province, address="198.51.100.9")
    for n in range(5):
        with pytest.raises(NotSignedIn):
            enter(province, theirs, f"x{n}")
    with pytest.raises(NotSignedIn, match="step_over"):
        enter(province, theirs, letter["code"])
    assert enter(province, mine, letter["code"]).token


def test_five_wrong_codes_or_ten_minutes_end_it(province: Province, clock: FrozenClock) -> None:
    step, letter = ask(province)
    for n in range(5):
        with pytest.raises(NotSignedIn, match=r"code\.wrong"):
            enter(province, step, f"x{n}")
    with pytest.raises(NotSignedIn, match="step_over"):
        enter(province, step, letter["code"])
    step, letter = ask(province)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(NotSignedIn, match="step_over"):
        enter(province, step, letter["code"])


def test_staff_and_suspended_get_a_letter_without_a_code(province: Province) -> None:
    staff = province.account("an")
    step, letter = ask(province, staff.email)
    assert (letter["purpose"], letter["code"]) == ("use_password", "")
    with pytest.raises(NotSignedIn):
        enter(province, step, "")
    account = register(province)
    step, before = ask(province)
    with province.storage.work(SYSTEM) as work:
        access.suspend_account(work, account.id, "lạm dụng")
    with pytest.raises(Forbidden):
        enter(province, step, before["code"])
    _, letter = ask(province)
    assert (letter["purpose"], letter["code"]) == ("suspended", "")


def test_asking_again_and_again_must_wait_but_nobody_else_has_to(province: Province) -> None:
    for _ in range(5):
        ask(province, address="198.51.100.9")
    with pytest.raises(TooMany):
        ask(province, address="198.51.100.9")
    step, letter = ask(province)
    assert enter(province, step, letter["code"], "Phan Kim Chi").token


def test_what_is_no_address_and_a_name_too_long_are_refused(province: Province) -> None:
    with pytest.raises(Invalid):
        access.ask_code(province.storage, "chi", address=HOME, agent="x")
    step, letter = ask(province)
    with pytest.raises(Invalid):
        enter(province, step, letter["code"], "a" * 500)


def test_the_code_is_not_in_the_audit(province: Province) -> None:
    step, letter = ask(province)
    enter(province, step, letter["code"], "Phan Kim Chi")
    with province.storage.reading() as connection:
        assert letter["code"] not in str([e.detail for e in audit.latest(connection, None, 50)])
