"""The second factor: a code opens once, a recovery code opens once."""

from datetime import timedelta

import pyotp
import pytest

from province import access, audit
from province.access import Account
from province.basics import Conflict, Forbidden, FrozenClock, Invalid, NotSignedIn
from tests.access.conftest import HOME, PASSWORD, Province


def enable(province: Province, account: Account) -> tuple[pyotp.TOTP, list[str]]:
    """Turn the authenticator app on as its owner does; return the app and the recovery codes."""
    actor, token = province.enter(account)
    session = province.session(token)
    with province.storage.work(actor) as work:
        secret, uri = access.start_totp(work, session, "Tỉnh Vĩnh Long")
    assert pyotp.parse_uri(uri).secret == secret
    app = pyotp.TOTP(secret)
    with province.storage.work(actor) as work:
        codes = access.finish_totp(work, session, app.at(province.storage.clock.now()))
    return app, codes


def step(province: Province, account: Account) -> access.SignIn:
    return access.sign_in(province.storage, account.email, PASSWORD, address=HOME, agent="x")


def prove(province: Province, account: Account, code: str) -> access.SignIn:
    opened = step(province, account)
    return access.second_factor(province.storage, opened.step, code, address=HOME, agent="x")


def test_after_the_password_comes_a_code_and_only_then_a_session(
    province: Province, clock: FrozenClock
) -> None:
    account = province.account("an")
    app, _ = enable(province, account)
    clock.advance(timedelta(seconds=60))
    opened = step(province, account)
    assert (opened.token, opened.factors) == ("", ("totp", "recovery_code"))
    assert access.actor_of_session(province.storage, opened.step, HOME) is None
    entered = access.second_factor(
        province.storage, opened.step, f" {app.at(clock.now())[:3]} {app.at(clock.now())[3:]}",
        address=HOME, agent="x",
    )  # fmt: skip
    assert province.session(entered.token).second_factor_at == clock.now()


def test_a_code_opens_once(province: Province, clock: FrozenClock) -> None:
    account = province.account("an")
    app, _ = enable(province, account)
    clock.advance(timedelta(seconds=60))
    code = app.at(clock.now())
    assert prove(province, account, code).token
    with pytest.raises(NotSignedIn, match=r"second_factor\.wrong"):
        prove(province, account, code)
    with pytest.raises(NotSignedIn, match=r"second_factor\.wrong"):
        prove(province, account, app.at(clock.now() - timedelta(seconds=30)))


def test_the_code_that_turned_the_app_on_opens_nothing(province: Province) -> None:
    account = province.account("an")
    app, _ = enable(province, account)
    with pytest.raises(NotSignedIn):
        prove(province, account, app.at(province.storage.clock.now()))


def test_a_clock_half_a_minute_off_is_forgiven_and_two_minutes_are_not(
    province: Province, clock: FrozenClock
) -> None:
    account = province.account("an")
    app, _ = enable(province, account)
    clock.advance(timedelta(minutes=5))
    with pytest.raises(NotSignedIn):
        prove(province, account, app.at(clock.now() - timedelta(minutes=2)))
    assert prove(province, account, app.at(clock.now() - timedelta(seconds=30))).token


def test_a_recovery_code_opens_once_however_it_is_typed(province: Province) -> None:
    account = province.account("an")
    _, codes = enable(province, account)
    assert len(set(codes)) == 10
    assert prove(province, account, codes[0].upper().replace("-", " ")).token
    with pytest.raises(NotSignedIn):
        prove(province, account, codes[0])
    with province.storage.reading() as connection:
        assert access.recovery_codes_left(connection, account.id) == 9


def test_new_recovery_codes_replace_the_old(province: Province, clock: FrozenClock) -> None:
    account = province.account("an")
    app, old = enable(province, account)
    clock.advance(timedelta(seconds=60))
    entered = prove(province, account, app.at(clock.now()))
    with province.storage.work(account.actor(HOME)) as work:
        new = access.renew_recovery_codes(work, province.session(entered.token))
    with pytest.raises(NotSignedIn):
        prove(province, account, old[0])
    assert prove(province, account, new[0]).token


def test_a_step_takes_five_tries_and_lasts_ten_minutes(
    province: Province, clock: FrozenClock
) -> None:
    account = province.account("an")
    _, codes = enable(province, account)
    opened = step(province, account)
    for n in range(5):
        with pytest.raises(NotSignedIn, match=r"second_factor\.wrong"):
            access.second_factor(
                province.storage, opened.step, f"{n:06d}", address=f"10.0.0.{n}", agent="x"
            )
    with pytest.raises(NotSignedIn, match="step_over"):
        access.second_factor(province.storage, opened.step, codes[0], address=HOME, agent="x")
    late = step(province, account)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(NotSignedIn, match="step_over"):
        access.second_factor(province.storage, late.step, codes[0], address=HOME, agent="x")


def test_a_wrong_second_factor_is_written_down_for_the_password_is_known_to_somebody(
    province: Province,
) -> None:
    account = province.account("an")
    enable(province, account)
    with pytest.raises(NotSignedIn):
        prove(province, account, "000000")
    with province.storage.reading() as connection:
        deeds = [entry.deed for entry in audit.history(connection, "account", account.id)]
    assert deeds[-1] == "access.second_factor.failed"


def test_a_wrong_code_does_not_turn_the_app_on(province: Province) -> None:
    account = province.account("an")
    actor, token = province.enter(account)
    session = province.session(token)
    with province.storage.work(actor) as work:
        access.start_totp(work, session, "Tỉnh")
    with pytest.raises(Invalid), province.storage.work(actor) as work:
        access.finish_totp(work, session, "000000")
    assert step(province, account).token


def test_turning_off_needs_a_fresh_proof_and_leaves_no_recovery_code(
    province: Province, clock: FrozenClock
) -> None:
    account = province.account("an")
    app, _ = enable(province, account)
    clock.advance(timedelta(seconds=60))
    entered = prove(province, account, app.at(clock.now()))
    clock.advance(timedelta(minutes=16))
    actor = account.actor(HOME)
    with pytest.raises(Forbidden, match="confirm_first"), province.storage.work(actor) as work:
        access.stop_totp(work, province.session(entered.token))
    access.confirm(province.storage, province.session(entered.token), PASSWORD, address=HOME)
    with province.storage.work(actor) as work:
        access.stop_totp(work, province.session(entered.token))
        assert access.recovery_codes_left(work.connection, account.id) == 0
    with pytest.raises(Conflict), province.storage.work(actor) as work:
        access.stop_totp(work, province.session(entered.token))
    assert step(province, account).token


def test_no_code_and_no_secret_is_in_the_audit(province: Province, clock: FrozenClock) -> None:
    account = province.account("an")
    app, codes = enable(province, account)
    prove(province, account, codes[0])
    with province.storage.reading() as connection:
        written = str(audit.latest(connection, None, 100))
    assert app.secret not in written
    assert not any(code in written for code in codes)
