"""One's own password: what opens, and choosing another."""

import pytest

from province import identity
from province.basics import Invalid
from tests.identity.cast import HOME, PASSWORD, People

NEW = "ba con gà mái đẻ trứng"


def opens(people: People, email: str, password: str) -> bool:
    with people.storage.reading() as connection:
        return identity.password_opens(identity.account_by_email(connection, email), password)


def test_only_the_right_password_opens_and_none_opens_an_account_without_one(
    people: People,
) -> None:
    an, binh = people.account("an"), people.account("binh", password=None)
    assert opens(people, an.email, PASSWORD)
    assert not opens(people, an.email, NEW)
    assert not opens(people, binh.email, "")
    assert not opens(people, "khongco@vinhlong.example", PASSWORD)


def test_changing_it_ends_all_other_sessions(people: People) -> None:
    account = people.account("an", temporary=True)
    actor, first = people.enter(account)
    _, second = people.enter(account)
    with people.storage.work(actor) as work:
        identity.change_own_password(work, people.session(first), NEW)
        changed = identity.known_account(work.connection, account.id)
    assert not changed.must_change_password
    assert identity.actor_of_session(people.storage, first, HOME)
    assert identity.actor_of_session(people.storage, second, HOME) is None
    assert opens(people, account.email, NEW)
    assert not opens(people, account.email, PASSWORD)


def test_what_everybody_could_guess_is_not_taken(people: People) -> None:
    actor, token = people.enter(people.account("an"))
    with pytest.raises(Invalid), people.storage.work(actor) as work:
        identity.change_own_password(work, people.session(token), "matkhau123456")
