"""Steps: known by a secret of the browser, for one purpose, some tries and ten minutes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from province.authentication import steps
from province.authentication.tables import steps as table
from province.basics import NOBODY, FrozenClock, NotSignedIn
from tests.identity.cast import People


def test_a_step_serves_the_purpose_it_was_opened_for(people: People) -> None:
    with people.storage.work(NOBODY) as work:
        secret = steps.open_step(work, "mail_code", email="chi@congdan.example", code="012345")
        opened = steps.step(work, "mail_code", secret)
        assert opened.email == "chi@congdan.example"
        assert steps.code_fits(opened, secret, " 012345 ")
        assert not steps.code_fits(opened, secret, "012346")
        with pytest.raises(NotSignedIn):
            steps.step(work, "second_factor", secret)
        kept = str(work.execute(table.select()).all())
    assert secret not in kept
    assert "012345" not in kept


def test_it_is_over_after_ten_minutes_and_when_it_was_ended(
    people: People, clock: FrozenClock
) -> None:
    with people.storage.work(NOBODY) as work:
        first, second = (steps.open_step(work, "second_factor") for _ in range(2))
        steps.end_step(work, first)
        with pytest.raises(NotSignedIn):
            steps.end_step(work, first)
    clock.advance(timedelta(minutes=10))
    with people.storage.work(NOBODY) as work, pytest.raises(NotSignedIn):
        steps.step(work, "second_factor", second)


def test_a_step_of_no_tries_leads_nowhere(people: People) -> None:
    with people.storage.work(NOBODY) as work:
        secret = steps.open_step(work, "mail_code", tries=0)
        with pytest.raises(NotSignedIn):
            steps.step(work, "mail_code", secret)


def test_tries_sent_at_once_are_no_more_than_it_takes(people: People) -> None:
    with people.storage.work(NOBODY) as work:
        secret = steps.open_step(work, "second_factor", tries=3)

    def use(_: int) -> bool:
        try:
            with people.storage.work(NOBODY) as work:
                steps.step(work, "second_factor", secret)
                steps.use_try(work, secret)
        except NotSignedIn:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 3
