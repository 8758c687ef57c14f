"""Sessions: they end by age, by idleness, by hand, and with their account."""

from datetime import timedelta

import pytest

from province import access
from province.access import SessionLife
from province.access.tables import sessions
from province.basics import SYSTEM, Forbidden, FrozenClock, NotFound
from tests.access.conftest import HOME, PASSWORD, Province


def alive(province: Province, token: str) -> bool:
    return access.actor_of_session(province.storage, token, HOME) is not None


def test_unused_it_ends_after_an_hour_and_every_use_prolongs_it(
    province: Province, clock: FrozenClock
) -> None:
    _, token = province.enter(province.account("an"))
    for _ in range(3):
        clock.advance(timedelta(minutes=59))
        assert alive(province, token)
    clock.advance(timedelta(minutes=60))
    assert not alive(province, token)


def test_however_busy_it_ends_after_twelve_hours(province: Province, clock: FrozenClock) -> None:
    _, token = province.enter(province.account("an"))
    for _ in range(12 * 2 - 1):
        clock.advance(timedelta(minutes=30))
        assert alive(province, token)
    clock.advance(timedelta(minutes=30))
    assert not alive(province, token)


def test_the_operator_says_how_long(province: Province, clock: FrozenClock) -> None:
    account = province.account("an")
    token = access.sign_in(
        province.storage, account.email, PASSWORD, address=HOME, agent="x",
        life=SessionLife(hours=1, idle_minutes=5),
    ).token  # fmt: skip
    clock.advance(timedelta(minutes=5))
    assert not alive(province, token)


def test_only_the_digest_of_a_token_is_kept(province: Province) -> None:
    _, token = province.enter(province.account("an"))
    with province.storage.reading() as connection:
        kept = str(connection.execute(sessions.select()).all())
    assert token not in kept


def test_nonsense_opens_nothing(province: Province) -> None:
    province.enter(province.account("an"))
    assert not alive(province, "")
    assert not alive(province, "bịa đặt")


def test_signing_out_ends_this_session_only(province: Province) -> None:
    account = province.account("an")
    actor, first = province.enter(account)
    _, second = province.enter(account)
    for _ in range(2):
        with province.storage.work(actor) as work:
            access.sign_out(work, first)
    assert (alive(province, first), alive(province, second)) == (False, True)


def test_signing_out_everywhere_may_spare_the_session_in_use(province: Province) -> None:
    account = province.account("an")
    actor, first = province.enter(account)
    _, second = province.enter(account)
    with province.storage.work(actor) as work:
        assert access.sign_out_everywhere(work, but=province.session(first)) == 1
    assert (alive(province, first), alive(province, second)) == (True, False)


def test_a_session_of_somebody_else_cannot_be_ended(province: Province) -> None:
    actor, _ = province.enter(province.account("an"))
    _, other = province.enter(province.account("binh"))
    with pytest.raises(NotFound), province.storage.work(actor) as work:
        access.sign_out_session(work, province.session(other).id)
    assert alive(province, other)


def test_changing_the_password_ends_all_other_sessions(province: Province) -> None:
    account = province.account("an")
    actor, first = province.enter(account)
    _, second = province.enter(account)
    with province.storage.work(actor) as work:
        access.change_own_password(work, province.session(first), "ba con gà mái đẻ trứng")
    assert (alive(province, first), alive(province, second)) == (True, False)
    access.sign_in(
        province.storage, account.email, "ba con gà mái đẻ trứng", address=HOME, agent="x"
    )


def test_a_suspended_account_loses_everything_at_once(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        mail = access.make_app_password(work, province.session(token), "Thunderbird")
    with province.storage.work(SYSTEM) as work:
        _, secret = access.issue_token(work, account.id, "Phần mềm", ["documents.incoming.read"])
        access.suspend_account(work, account.id, "nghỉ việc")
    assert not alive(province, token)
    assert access.actor_of_token(province.storage, secret, HOME) is None
    for password in (PASSWORD, mail):
        with pytest.raises(Exception, match="access"):
            access.check_password(province.storage, account.email, password, address=HOME)
    with province.storage.work(actor) as work, pytest.raises(Forbidden):
        access.require(work, "documents.incoming.read", province.construction)
    with province.storage.work(SYSTEM) as work:
        access.release_account(work, account.id)
    assert not alive(province, token)
    province.enter(account)


def test_one_speaks_for_units_where_one_holds_a_role(province: Province) -> None:
    account = province.account("an", ("clerk", province.finance))
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        access.speak_for(work, province.session(token), province.finance)
    now = access.actor_of_session(province.storage, token, HOME)
    assert now
    assert now.unit_id == province.finance
    with pytest.raises(Forbidden), province.storage.work(actor) as work:
        access.speak_for(work, province.session(token), province.root)


def test_tidying_drops_what_has_run_out(province: Province, clock: FrozenClock) -> None:
    account = province.account("an")
    province.enter(account)
    clock.advance(timedelta(hours=13))
    _, token = province.enter(account)
    with province.storage.work(SYSTEM) as work:
        access.forget_old(work)
        assert len(access.sessions_of(work.connection, account.id)) == 1
    assert alive(province, token)
