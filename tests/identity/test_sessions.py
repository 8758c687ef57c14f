"""Sessions: they end by age, by idleness, by hand, and with their account."""

from datetime import timedelta

import pytest

from province import audit, identity
from province.basics import SYSTEM, Forbidden, FrozenClock, NotFound
from province.identity import SessionLife
from province.identity.tables import sessions
from tests.identity.cast import HOME, People


def alive(people: People, token: str) -> bool:
    return identity.actor_of_session(people.storage, token, HOME) is not None


def test_unused_it_ends_after_an_hour_and_every_use_prolongs_it(
    people: People, clock: FrozenClock
) -> None:
    _, token = people.enter(people.account("an"))
    for _ in range(3):
        clock.advance(timedelta(minutes=59))
        assert alive(people, token)
    clock.advance(timedelta(minutes=60))
    assert not alive(people, token)


def test_however_busy_it_ends_after_twelve_hours(people: People, clock: FrozenClock) -> None:
    _, token = people.enter(people.account("an"))
    for _ in range(12 * 2 - 1):
        clock.advance(timedelta(minutes=30))
        assert alive(people, token)
    clock.advance(timedelta(minutes=30))
    assert not alive(people, token)


def test_the_operator_says_how_long(people: People, clock: FrozenClock) -> None:
    life = SessionLife(hours=1, idle_minutes=5)
    _, token = people.enter(people.account("an"), life=life)
    clock.advance(timedelta(minutes=5))
    assert not alive(people, token)


def test_only_the_digest_of_a_token_is_kept(people: People) -> None:
    _, token = people.enter(people.account("an"))
    with people.storage.reading() as connection:
        kept = str(connection.execute(sessions.select()).all())
    assert token not in kept


def test_nonsense_opens_nothing(people: People) -> None:
    people.enter(people.account("an"))
    assert not alive(people, "")
    assert not alive(people, "bịa đặt")


def test_signing_out_ends_this_session_only(people: People) -> None:
    account = people.account("an")
    actor, first = people.enter(account)
    _, second = people.enter(account)
    for _ in range(2):
        with people.storage.work(actor) as work:
            identity.sign_out(work, first)
    assert (alive(people, first), alive(people, second)) == (False, True)


def test_signing_out_everywhere_may_spare_the_session_in_use(people: People) -> None:
    account = people.account("an")
    actor, first = people.enter(account)
    _, second = people.enter(account)
    with people.storage.work(actor) as work:
        assert identity.sign_out_everywhere(work, but=people.session(first)) == 1
    assert (alive(people, first), alive(people, second)) == (True, False)


def test_a_session_of_somebody_else_cannot_be_ended(people: People) -> None:
    actor, _ = people.enter(people.account("an"))
    _, other = people.enter(people.account("binh"))
    with pytest.raises(NotFound), people.storage.work(actor) as work:
        identity.sign_out_session(work, people.session(other).id)
    assert alive(people, other)


def test_tidying_drops_what_has_run_out(people: People, clock: FrozenClock) -> None:
    account = people.account("an")
    people.enter(account)
    clock.advance(timedelta(hours=13))
    _, token = people.enter(account)
    with people.storage.work(SYSTEM) as work:
        identity.forget_old(work)
        assert len(identity.sessions_of(work.connection, account.id)) == 1
    assert alive(people, token)


def test_programs_and_the_system_have_no_sessions_of_their_own(people: People) -> None:
    with people.storage.work(SYSTEM) as work, pytest.raises(Forbidden):
        identity.sign_out_everywhere(work)


def test_it_acts_for_the_unit_of_the_account_until_it_speaks_for_another(people: People) -> None:
    account = people.account("an", unit_id=None)
    actor, token = people.enter(account)
    assert (actor.kind, actor.id, actor.account_id) == ("account", account.email, account.id)
    assert (actor.unit_id, actor.address) == (None, HOME)
    with people.storage.work(actor) as work:
        identity.speak_for(work, people.session(token), people.office)
    speaking = identity.actor_of_session(people.storage, token, HOME)
    assert speaking
    assert speaking.unit_id == people.office


def test_opening_one_is_written_down_last_and_without_any_secret(people: People) -> None:
    account = people.account("an")
    _, token = people.enter(account)
    with people.storage.reading() as connection:
        entries = audit.history(connection, "account", account.id)
    assert [entry.deed for entry in entries] == ["access.account.opened", "access.signed_in"]
    assert token not in str(entries)
