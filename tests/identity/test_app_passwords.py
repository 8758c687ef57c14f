"""App passwords: for the mail programs of one account, and for nothing else."""

from datetime import timedelta

import pytest

from province import identity
from province.basics import SYSTEM, Forbidden, FrozenClock, Invalid, NotFound
from province.identity import Account
from province.storage import Storage
from tests.identity.cast import HOME, People


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


def make(people: People, local: str = "an") -> tuple[Account, str]:
    account = people.account(local)
    actor, token = people.enter(account)
    with people.storage.work(actor) as work:
        secret = identity.make_app_password(work, people.session(token), "Thunderbird")
    return account, secret


def opens(people: People, account: Account, secret: str) -> bool:
    with people.storage.reading() as connection:
        now = identity.known_account(connection, account.id)
    return identity.app_password_opens(people.storage, now, secret)


def test_it_opens_typed_with_or_without_dashes(people: People) -> None:
    account, secret = make(people)
    for typed in (secret, secret.replace("-", ""), secret.upper().replace("-", " ")):
        assert opens(people, account, typed)
    with people.storage.reading() as connection:
        [kept] = identity.app_passwords_of(connection, account.id)
    assert (kept.name, kept.last_used_at) == ("Thunderbird", people.storage.clock.now())


def test_it_opens_no_other_account(people: People) -> None:
    _, secret = make(people)
    assert not opens(people, people.account("binh"), secret)


def test_revoked_it_opens_nothing(people: People) -> None:
    account, secret = make(people)
    with people.storage.work(account.actor(HOME)) as work:
        [kept] = identity.app_passwords_of(work.connection, account.id)
        identity.revoke_app_password(work, kept.id)
    assert not opens(people, account, secret)
    with pytest.raises(NotFound), people.storage.work(account.actor(HOME)) as work:
        identity.revoke_app_password(work, kept.id)


def test_suspended_it_opens_nothing_until_released(people: People) -> None:
    account, secret = make(people)
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, account, "nghỉ việc")
    assert not opens(people, account, secret)
    with people.storage.work(SYSTEM) as work:
        identity.release_account(work, account)
    assert opens(people, account, secret)


def test_making_one_needs_a_name_and_a_fresh_proof(people: People, clock: FrozenClock) -> None:
    account = people.account("an")
    actor, token = people.enter(account)
    with pytest.raises(Invalid), people.storage.work(actor) as work:
        identity.make_app_password(work, people.session(token), "  ")
    clock.advance(timedelta(minutes=16))
    with pytest.raises(Forbidden), people.storage.work(actor) as work:
        identity.make_app_password(work, people.session(token), "Thunderbird")
