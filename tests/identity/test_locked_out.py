"""Helping back in: what opened an account before opens it no longer."""

import pyotp
import pytest

from province import audit, identity
from province.basics import SYSTEM, Conflict
from tests.identity.cast import HOME, PASSWORD, People


def test_a_reset_password_is_temporary_and_ends_whatever_opened_before(people: People) -> None:
    account = people.account("an")
    actor, token = people.enter(account)
    with people.storage.work(actor) as work:
        mail = identity.make_app_password(work, people.session(token), "Thunderbird")
    with people.storage.work(SYSTEM) as work:
        temporary = identity.reset_password(work, account)
        reset = identity.known_account(work.connection, account.id)
        assert temporary not in str(audit.latest(work.connection, None, 100))
    assert reset.must_change_password
    assert identity.password_opens(reset, temporary)
    assert not identity.password_opens(reset, PASSWORD)
    assert not identity.app_password_opens(people.storage, reset, mail)
    assert identity.actor_of_session(people.storage, token, HOME) is None


def test_the_password_of_a_suspended_account_is_not_reset(people: People) -> None:
    account = people.account("an")
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, account, "nghỉ việc")
        suspended = identity.known_account(work.connection, account.id)
        with pytest.raises(Conflict):
            identity.reset_password(work, suspended)


def test_without_the_phone_the_password_alone_opens_again(people: People) -> None:
    account = people.account("an")
    actor, token = people.enter(account)
    session = people.session(token)
    with people.storage.work(actor) as work:
        secret, _ = identity.start_totp(work, session, "Tỉnh")
        identity.finish_totp(work, session, pyotp.TOTP(secret).at(work.now))
        identity.add_passkey(
            work, account, "", credential_id="khoa", public_key=b"khoa", sign_count=0
        )
        factors = identity.second_factors_of(work.connection, account.id)
        assert factors == ("totp", "recovery_code", "passkey")
    with people.storage.work(SYSTEM) as work:
        identity.reset_second_factor(work, account)
        assert identity.second_factors_of(work.connection, account.id) == ()
        assert identity.passkeys_of(work.connection, account.id) == []
        assert identity.recovery_codes_left(work.connection, account.id) == 0
    assert identity.actor_of_session(people.storage, token, HOME) is None


def test_ending_sessions_forgets_the_browsers_too(people: People) -> None:
    account = people.account("an")
    origin = identity.Origin(HOME, "Firefox")
    with people.storage.work(SYSTEM) as work:
        life = identity.SessionLife()
        token, device = identity.open_session(work, account, origin, life, by="x", factors=1)
        assert identity.device_known(work, account.id, device)
        assert identity.revoke_sessions(work, account) == 1
        assert not identity.device_known(work, account.id, device)
        assert identity.signed_in(work.connection, token, work.now) is None
