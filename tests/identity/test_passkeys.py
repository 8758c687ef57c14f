"""Passkeys of an account: kept once, taken off by their owner after a fresh proof."""

from datetime import timedelta

import pytest

from province import identity
from province.basics import Conflict, Forbidden, FrozenClock, NotFound
from province.identity import Account
from province.storage import Storage
from tests.identity.cast import HOME, People


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


def add(people: People, account: Account, credential_id: str = "khoa", name: str = "") -> int:
    with people.storage.work(account.actor(HOME)) as work:
        return identity.add_passkey(
            work, account, name, credential_id=credential_id, public_key=b"khoa", sign_count=0
        )


def test_it_is_kept_under_the_name_its_owner_gives(people: People) -> None:
    account = people.account("an")
    add(people, account, "mot", " Điện thoại ")
    add(people, account, "hai")
    with people.storage.reading() as connection:
        names = [one.name for one in identity.passkeys_of(connection, account.id)]
    assert names == ["Điện thoại", "Khóa truy cập"]


def test_one_key_opens_one_account(people: People) -> None:
    add(people, people.account("an"))
    with pytest.raises(Conflict):
        add(people, people.account("binh"))


def test_only_its_owner_takes_it_off_and_only_once(people: People) -> None:
    an, binh = people.account("an"), people.account("binh")
    passkey_id = add(people, an)
    actor, token = people.enter(binh)
    with pytest.raises(NotFound), people.storage.work(actor) as work:
        identity.remove_passkey(work, people.session(token), passkey_id)
    actor, token = people.enter(an)
    with people.storage.work(actor) as work:
        identity.remove_passkey(work, people.session(token), passkey_id)
        assert identity.passkeys_of(work.connection, an.id) == []
    with pytest.raises(NotFound), people.storage.work(actor) as work:
        identity.remove_passkey(work, people.session(token), passkey_id)


def test_taking_one_off_needs_a_fresh_proof(people: People, clock: FrozenClock) -> None:
    account = people.account("an")
    passkey_id = add(people, account)
    actor, token = people.enter(account)
    clock.advance(timedelta(minutes=16))
    with pytest.raises(Forbidden, match="confirm_first"), people.storage.work(actor) as work:
        identity.remove_passkey(work, people.session(token), passkey_id)
