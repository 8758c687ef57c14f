"""Accounts: one for each address, opened, changed, suspended and closed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from province import audit, identity
from province.basics import SYSTEM, Conflict, Forbidden, Invalid
from province.identity import Account
from tests.identity.cast import HOME, People


def test_one_address_has_one_account_however_it_is_spelt(people: People) -> None:
    people.account("đức")
    with pytest.raises(Conflict) as caught, people.storage.work(SYSTEM) as work:
        identity.open_account(work, "ĐỨC@VINHLONG.example", "Ai đó")
    assert "email" in caught.value.fields


def test_two_who_open_the_same_account_at_once_get_one_and_a_conflict(
    people: People,
) -> None:
    def open_one(_: int) -> str:
        try:
            with people.storage.work(SYSTEM) as work:
                identity.open_account(work, "binh@vinhlong.example", "Nguyễn Bình")
        except Conflict as refusal:
            return refusal.code
        return ""

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(open_one, range(4)))
    assert found == ["", *["access.account.email_taken"] * 3]


@pytest.mark.parametrize("email", ["", "an", "an@", "an b@c.d", "<an@c.d>", "a@b@c"])
def test_what_is_no_address_is_refused(people: People, email: str) -> None:
    with pytest.raises(Invalid, match=r"email\.invalid"), people.storage.work(SYSTEM) as work:
        identity.open_account(work, email, "Ai đó")


def test_who_registers_is_a_citizen_and_it_is_written_down(people: People) -> None:
    with people.storage.work(SYSTEM) as work:
        account = identity.register(work, "chi@congdan.example", " Phan Kim Chi ")
    with people.storage.reading() as connection:
        [entry] = audit.history(connection, "account", account.id)
    assert (account.kind, account.name, account.active) == ("citizen", "Phan Kim Chi", True)
    assert (entry.deed, entry.detail["name"]) == ("access.account.registered", "Phan Kim Chi")


@pytest.mark.parametrize("name", [" ", "a" * 500])
def test_a_name_is_neither_empty_nor_endless(people: People, name: str) -> None:
    with pytest.raises(Invalid), people.storage.work(SYSTEM) as work:
        identity.register(work, "chi@congdan.example", name)


def test_suspending_twice_and_releasing_the_active_are_conflicts(people: People) -> None:
    account = people.account("an")
    with people.storage.work(SYSTEM) as work:
        with pytest.raises(Conflict):
            identity.release_account(work, account)
        with pytest.raises(Invalid, match=r"account\.reason"):
            identity.suspend_account(work, account, " ")
        identity.suspend_account(work, account, "nghỉ")
        with pytest.raises(Conflict):
            identity.suspend_account(work, account, "nghỉ")


def test_a_closed_account_stays_closed_and_has_no_password(people: People) -> None:
    account = people.account("an")
    _, token = people.enter(account)
    with people.storage.work(SYSTEM) as work:
        identity.close_account(work, account)
        closed = identity.known_account(work.connection, account.id)
        with pytest.raises(Conflict):
            identity.release_account(work, closed)
    assert (closed.state, closed.password_hash) == ("closed", None)
    assert identity.actor_of_session(people.storage, token, HOME) is None


def test_staff_do_not_rename_themselves_and_citizens_do(people: People) -> None:
    staff = people.account("an")
    citizen = people.account("chi", kind="citizen", unit_id=None)

    def rename(who: Account) -> None:
        with people.storage.work(who.actor(HOME)) as work:
            identity.rename_oneself(work, "Phan Kim Chi")

    with pytest.raises(Forbidden, match="not_yours"):
        rename(staff)
    rename(citizen)
    with people.storage.reading() as connection:
        [found], many = identity.find_accounts(connection, words="phan chi")
    assert (found.id, many) == (citizen.id, 1)


def test_lists_are_filtered_by_unit_kind_state_ids_and_words(people: People) -> None:
    an = people.account("an", unit_id=None)
    other = people.account("ánh")
    citizen = people.account("chi", kind="citizen", unit_id=None)
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, other, "nghỉ")

        def found(**filters: object) -> set[int]:
            accounts, many = identity.find_accounts(work.connection, **filters)  # type: ignore[arg-type]
            assert many == len(accounts)
            return {one.id for one in accounts}

        assert found() == {an.id, other.id, citizen.id}
        assert found(unit_ids={people.office}) == {other.id}
        assert found(unit_ids=()) == set()
        assert found(kind="citizen") == {citizen.id}
        assert found(state="suspended") == {other.id}
        assert found(ids={an.id, citizen.id}) == {an.id, citizen.id}
        assert found(words="ANH vinhlong") == {other.id}
        assert found(words="%") == set()
        assert len(identity.find_accounts(work.connection, skip=1, most=1)[0]) == 1
        active = identity.active_accounts(work.connection, {citizen.id, an.id, other.id})
        assert [one.id for one in active] == [an.id, citizen.id]
