"""Other people's accounts: by whom they are opened, suspended, closed and helped back in."""

import pytest

from province import access, audit, authentication, identity
from province.basics import SYSTEM, Forbidden, NotFound, NotSignedIn, Refusal
from province.storage import Work
from tests.access.conftest import Province
from tests.identity.cast import HOME, PASSWORD


def refused(province: Province, who: identity.Account, deed, *given: object) -> str:  # type: ignore[no-untyped-def]
    """Try a deed in somebody's name; return the code of the refusal, "" when it was done."""
    try:
        with province.storage.work(who.actor(HOME)) as work:
            deed(work, *given)
    except Refusal as refusal:
        return refusal.code
    return ""


def alive(province: Province, token: str) -> bool:
    return identity.actor_of_session(province.storage, token, HOME) is not None


def open_binh(work: Work, unit_id: int | None) -> None:
    access.open_account(work, "binh@vinhlong.example", "Nguyễn Bình", unit_id=unit_id)


def test_a_unit_administrator_opens_accounts_of_the_unit_only(province: Province) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    clerk = province.account("em", ("clerk", province.construction))
    assert refused(province, chief, open_binh, province.finance) == "access.not_granted"
    assert refused(province, chief, open_binh, None) == "access.not_granted"
    assert refused(province, clerk, open_binh, province.construction) == "access.not_granted"
    assert refused(province, chief, open_binh, province.construction) == ""


def test_a_reset_password_is_temporary_and_ends_whatever_opened_before(
    province: Province,
) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    account = province.account("binh", ("clerk", province.construction))
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        mail = identity.make_app_password(work, province.session(token), "Thunderbird")
    with province.storage.work(chief.actor(HOME)) as work:
        temporary = access.reset_password(work, account.id)
    assert identity.actor_of_session(province.storage, token, HOME) is None
    with pytest.raises(NotSignedIn):
        authentication.check_password(province.storage, account.email, mail, address=HOME)
    entered = authentication.sign_in(
        province.storage, account.email, temporary, address=HOME, agent="x"
    )
    assert entered.account
    assert entered.account.must_change_password
    with pytest.raises(NotSignedIn):
        authentication.sign_in(province.storage, account.email, PASSWORD, address=HOME, agent="x")
    with province.storage.reading() as connection:
        assert temporary not in str(audit.latest(connection, None, 100))


def test_a_unit_administrator_has_no_power_over_who_reaches_further(province: Province) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    above = province.account("binh", ("administrator", None))
    beside = province.account("chi", ("clerk", province.finance))
    deeper = province.account("dung", ("clerk", province.construction), below=True)
    for account in (above, beside, deeper):
        assert refused(province, chief, access.reset_password, account.id) == "access.not_granted"
        assert (
            refused(province, chief, access.suspend_account, account.id, "thử")
            == "access.not_granted"
        )


def test_nobody_locks_or_resets_oneself(province: Province) -> None:
    chief = province.account("an", ("administrator", None))
    for deed, *more in (
        (access.suspend_account, "thử"),
        (access.close_account,),
        (access.reset_password,),
        (access.reset_second_factor,),
    ):
        assert refused(province, chief, deed, chief.id, *more) == "access.account.oneself"


def test_closing_ends_roles_tokens_and_sessions_for_good(province: Province) -> None:
    chief = province.account("an", ("administrator", None))
    account = province.account("binh", ("clerk", province.construction))
    _, token = province.enter(account)
    with province.storage.work(chief.actor(HOME)) as work:
        _, secret = access.issue_token(work, account.id, "Phần mềm", ["documents.incoming.read"])
        access.close_account(work, account.id)
        assert access.holdings_of(work.connection, account.id, work.today) == []
    assert identity.actor_of_session(province.storage, token, HOME) is None
    assert access.actor_of_token(province.storage, secret, HOME) is None
    assert refused(province, chief, access.release_account, account.id) == "access.account.state"


def test_a_change_needs_the_grant_where_it_was_and_where_it_goes(province: Province) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    account = province.account("binh")

    def move(work: Work, unit_id: int) -> None:
        access.change_account(work, account.id, name="Bình mới", unit_id=unit_id, person_id=None)

    assert refused(province, chief, move, province.finance) == "access.not_granted"
    assert refused(province, chief, move, province.construction) == ""
    with province.storage.reading() as connection:
        [found], many = identity.find_accounts(connection, words="binh moi")
    assert (found.name, many) == ("Bình mới", 1)


@pytest.mark.parametrize("unknown", [{"unit_id": 999}, {"person_id": 999}])
def test_no_account_moves_to_who_is_not_there(province: Province, unknown: dict[str, int]) -> None:
    account, moved = province.account("binh"), {"unit_id": None, "person_id": None} | unknown
    with pytest.raises(NotFound), province.storage.work(SYSTEM) as work:
        access.change_account(work, account.id, name="Bình", **moved)


def test_no_account_and_no_unit_that_is_not_there(province: Province) -> None:
    with pytest.raises(NotFound), province.storage.work(SYSTEM) as work:
        access.close_account(work, 999)
    with pytest.raises(NotFound), province.storage.work(SYSTEM) as work:
        access.open_account(work, "an@vinhlong.example", "An", unit_id=999)


def test_a_suspended_account_loses_everything_at_once(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        mail = identity.make_app_password(work, province.session(token), "Thunderbird")
    with province.storage.work(SYSTEM) as work:
        _, secret = access.issue_token(work, account.id, "Phần mềm", ["documents.incoming.read"])
        access.suspend_account(work, account.id, "nghỉ việc")
    assert not alive(province, token)
    assert access.actor_of_token(province.storage, secret, HOME) is None
    for password in (PASSWORD, mail):
        with pytest.raises(Exception, match="access"):
            authentication.check_password(province.storage, account.email, password, address=HOME)
    with province.storage.work(actor) as work, pytest.raises(Forbidden):
        access.require(work, "documents.incoming.read", province.construction)
    with province.storage.work(SYSTEM) as work:
        access.release_account(work, account.id)
    assert not alive(province, token)
    province.enter(account)
