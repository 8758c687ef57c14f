"""The second factor: an app turned on by its owner, and codes that open once."""

from datetime import timedelta

import pytest

from province import audit, identity
from province.basics import Conflict, Forbidden, FrozenClock, Invalid
from province.identity import Account
from tests.identity.cast import HOME, People, enable_app


def prove(people: People, account: Account, code: str) -> str:
    with people.storage.work(account.actor(HOME)) as work:
        return identity.prove_by_code(work, account, code)


def test_an_app_code_opens_once_and_ends_those_before_it(
    people: People, clock: FrozenClock
) -> None:
    account = people.account("an")
    app, _ = enable_app(people, account)
    clock.advance(timedelta(seconds=60))
    code = app.at(clock.now())
    assert prove(people, account, f" {code[:3]} {code[3:]}") == "totp"
    assert prove(people, account, code) == ""
    assert prove(people, account, app.at(clock.now() - timedelta(seconds=30))) == ""


def test_the_code_that_turned_the_app_on_opens_nothing(people: People) -> None:
    account = people.account("an")
    app, _ = enable_app(people, account)
    assert prove(people, account, app.at(people.storage.clock.now())) == ""


def test_a_clock_half_a_minute_off_is_forgiven_and_two_minutes_are_not(
    people: People, clock: FrozenClock
) -> None:
    account = people.account("an")
    app, _ = enable_app(people, account)
    clock.advance(timedelta(minutes=5))
    assert prove(people, account, app.at(clock.now() - timedelta(minutes=2))) == ""
    assert prove(people, account, app.at(clock.now() - timedelta(seconds=30))) == "totp"


def test_a_recovery_code_opens_once_however_it_is_typed(people: People) -> None:
    account = people.account("an")
    _, codes = enable_app(people, account)
    assert len(set(codes)) == 10
    assert prove(people, account, codes[0].upper().replace("-", " ")) == "recovery_code"
    assert prove(people, account, codes[0]) == ""
    with people.storage.reading() as connection:
        assert identity.recovery_codes_left(connection, account.id) == 9


def test_new_recovery_codes_replace_the_old(people: People) -> None:
    account = people.account("an")
    _, old = enable_app(people, account)
    actor, token = people.enter(account)
    with people.storage.work(actor) as work:
        new = identity.renew_recovery_codes(work, people.session(token))
    assert prove(people, account, old[0]) == ""
    assert prove(people, account, new[0]) == "recovery_code"


def test_a_wrong_code_does_not_turn_the_app_on(people: People) -> None:
    account = people.account("an")
    actor, token = people.enter(account)
    session = people.session(token)
    with people.storage.work(actor) as work:
        identity.start_totp(work, session, "Tỉnh")
    with pytest.raises(Invalid), people.storage.work(actor) as work:
        identity.finish_totp(work, session, "000000")
    with people.storage.reading() as connection:
        assert identity.second_factors_of(connection, account.id) == ()


def test_turning_off_needs_a_fresh_proof_and_leaves_no_recovery_code(
    people: People, clock: FrozenClock
) -> None:
    account = people.account("an")
    enable_app(people, account)
    actor, token = people.enter(account)
    clock.advance(timedelta(minutes=16))
    with pytest.raises(Forbidden, match="confirm_first"), people.storage.work(actor) as work:
        identity.stop_totp(work, people.session(token))
    with people.storage.work(actor) as work:
        identity.note_confirmed(work, people.session(token))
    with people.storage.work(actor) as work:
        identity.stop_totp(work, people.session(token))
        assert identity.recovery_codes_left(work.connection, account.id) == 0
        assert identity.second_factors_of(work.connection, account.id) == ()
    with pytest.raises(Conflict), people.storage.work(actor) as work:
        identity.stop_totp(work, people.session(token))


def test_turning_on_is_written_down_last_and_without_any_secret(people: People) -> None:
    account = people.account("an")
    app, codes = enable_app(people, account)
    entries = str(history(people, account))
    assert app.secret not in entries
    assert not any(code in entries for code in codes)


def test_a_used_recovery_code_and_a_wrong_code_are_written_down(people: People) -> None:
    account = people.account("an")
    with people.storage.work(account.actor(HOME)) as work:
        for proof in ("totp", "recovery_code", ""):
            identity.write_proof_down(work, account, proof)
    opened, *found = history(people, account)
    assert opened.deed == "access.account.opened"
    assert [one.deed for one in found] == [
        "access.recovery_code.used",
        "access.second_factor.failed",
    ]


def history(people: People, account: Account) -> list[audit.Entry]:
    with people.storage.reading() as connection:
        return audit.history(connection, "account", account.id)
