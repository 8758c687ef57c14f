"""App passwords: for mail programs, and for nothing else."""

from datetime import timedelta

import pytest

from province import access
from province.basics import Forbidden, FrozenClock, Invalid, NotFound, NotSignedIn
from province.storage import Storage
from tests.access.conftest import HOME, Province
from tests.access.test_second_factors import enable


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


def make(province: Province, local: str = "an") -> tuple[access.Account, str]:
    account = province.account(local)
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        secret = access.make_app_password(work, province.session(token), "Thunderbird")
    return account, secret


def test_it_opens_the_mail_door_typed_with_or_without_dashes(province: Province) -> None:
    account, secret = make(province)
    for typed in (secret, secret.replace("-", ""), secret.upper().replace("-", " ")):
        actor = access.check_password(province.storage, account.email, typed, address=HOME)
        assert actor.account_id == account.id
    with province.storage.reading() as connection:
        [kept] = access.app_passwords_of(connection, account.id)
    assert (kept.name, kept.last_used_at) == ("Thunderbird", province.storage.clock.now())


def test_it_opens_neither_the_website_nor_another_account(province: Province) -> None:
    account, secret = make(province)
    other = province.account("binh")
    with pytest.raises(NotSignedIn):
        access.sign_in(province.storage, account.email, secret, address=HOME, agent="x")
    with pytest.raises(NotSignedIn):
        access.check_password(province.storage, other.email, secret, address=HOME)


def test_revoked_or_suspended_it_opens_nothing(province: Province) -> None:
    account, secret = make(province)
    with province.storage.work(account.actor(HOME)) as work:
        [kept] = access.app_passwords_of(work.connection, account.id)
        access.revoke_app_password(work, kept.id)
    with pytest.raises(NotSignedIn):
        access.check_password(province.storage, account.email, secret, address=HOME)
    with pytest.raises(NotFound), province.storage.work(account.actor(HOME)) as work:
        access.revoke_app_password(work, kept.id)


def test_with_a_second_factor_only_an_app_password_opens_the_mail_door(
    province: Province,
) -> None:
    account, secret = make(province)
    enable(province, account)
    with pytest.raises(NotSignedIn, match=r"app_password\.needed"):
        access.check_password(province.storage, account.email, "con mèo trèo cây cau", address=HOME)
    assert access.check_password(province.storage, account.email, secret, address=HOME)


def test_making_one_needs_a_name_and_a_fresh_proof(province: Province, clock: FrozenClock) -> None:
    account = province.account("an")
    actor, token = province.enter(account)
    with pytest.raises(Invalid), province.storage.work(actor) as work:
        access.make_app_password(work, province.session(token), "  ")
    clock.advance(timedelta(minutes=16))
    with pytest.raises(Forbidden), province.storage.work(actor) as work:
        access.make_app_password(work, province.session(token), "Thunderbird")
