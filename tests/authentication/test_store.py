"""Old traces: what has run out is forgotten, and what lasts is not."""

from datetime import timedelta

import pytest

from province import authentication
from province.authentication import steps
from province.authentication.tables import steps as table
from province.basics import NOBODY, SYSTEM, FrozenClock, NotSignedIn
from tests.identity.cast import HOME, PASSWORD, People


def fail(people: People, email: str) -> None:
    with pytest.raises(NotSignedIn):
        authentication.sign_in(people.storage, email, "sai rồi nhé", address=HOME, agent="")


def test_tries_are_forgotten_after_thirty_days_and_steps_when_they_end(
    people: People, clock: FrozenClock
) -> None:
    an, binh = people.account("an"), people.account("binh")
    fail(people, an.email)
    clock.advance(timedelta(days=29))
    fail(people, binh.email)
    authentication.sign_in(people.storage, binh.email, PASSWORD, address="198.51.100.7", agent="")
    with people.storage.work(NOBODY) as work:
        steps.open_step(work, "second_factor")
    clock.advance(timedelta(days=2, hours=-23))
    with people.storage.work(SYSTEM) as work:
        since = work.now - timedelta(days=90)
        before = authentication.failures_by_account(work.connection, since, 1)
        authentication.forget_old(work)
        after = authentication.failures_by_account(work.connection, since, 1)
        assert work.execute(table.select()).all() == []
    assert before == {an.id: 1, binh.id: 1}
    assert after == {binh.id: 1}
