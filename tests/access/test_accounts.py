"""Accounts: opened, suspended, closed, helped back in, and by whom."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from province import access, audit
from province.basics import SYSTEM, Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refusal
from province.storage import Work
from tests.access.conftest import HOME, PASSWORD, Province


def refused(province: Province, who: access.Account, deed, *given: object) -> str:  # type: ignore[no-untyped-def]
    """Try a deed in somebody's name; return the code of the refusal, "" when it was done."""
    try:
        with province.storage.work(who.actor(HOME)) as work:
            deed(work, *given)
    except Refusal as refusal:
        return refusal.code
    return ""


def open_binh(work: Work, unit_id: int | None) -> None:
    access.open_account(work, "binh@vinhlong.example", "Nguyễn Bình", unit_id=unit_id)


def test_a_unit_administrator_opens_accounts_of_the_unit_only(province: Province) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    clerk = province.account("em", ("clerk", province.construction))
    assert refused(province, chief, open_binh, province.finance) == "access.not_granted"
    assert refused(province, chief, open_binh, None) == "access.not_granted"
    assert refused(province, clerk, open_binh, province.construction) == "access.not_granted"
    assert refused(province, chief, open_binh, province.construction) == ""


def test_one_address_has_one_account_however_it_is_spelt(province: Province) -> None:
    province.account("đức")
    with pytest.raises(Conflict) as caught, province.storage.work(SYSTEM) as work:
        access.open_account(work, "ĐỨC@VINHLONG.example", "Ai đó")
    assert "email" in caught.value.fields


def test_two_who_open_the_same_account_at_once_get_one_and_a_conflict(
    province: Province,
) -> None:
    def open_one(_: int) -> str:
        try:
            with province.storage.work(SYSTEM) as work:
                access.open_account(work, "binh@vinhlong.example", "Nguyễn Bình")
        except Conflict as refusal:
            return refusal.code
        return ""

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(open_one, range(4)))
    assert found == ["", *["access.account.email_taken"] * 3]


@pytest.mark.parametrize("email", ["", "an", "an@", "an b@c.d", "<an@c.d>", "a@b@c"])
def test_what_is_no_address_is_refused(province: Province, email: str) -> None:
    with pytest.raises(Invalid, match=r"email\.invalid"), province.storage.work(SYSTEM) as work:
        access.open_account(work, email, "Ai đó")


def test_an_account_without_password_lets_nobody_in(province: Province) -> None:
    account = province.account("an", password=None)
    with pytest.raises(NotSignedIn):
        access.sign_in(province.storage, account.email, "", address=HOME, agent="x")


def test_a_reset_password_is_temporary_and_ends_whatever_opened_before(
    province: Province,
) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    account = province.account("binh", ("clerk", province.construction))
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        mail = access.make_app_password(work, province.session(token), "Thunderbird")
    with province.storage.work(chief.actor(HOME)) as work:
        temporary = access.reset_password(work, account.id)
    assert access.actor_of_session(province.storage, token, HOME) is None
    with pytest.raises(NotSignedIn):
        access.check_password(province.storage, account.email, mail, address=HOME)
    entered = access.sign_in(province.storage, account.email, temporary, address=HOME, agent="x")
    assert entered.account
    assert entered.account.must_change_password
    with pytest.raises(NotSignedIn):
        access.sign_in(province.storage, account.email, PASSWORD, address=HOME, agent="x")
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


def test_suspending_twice_and_releasing_the_active_are_conflicts(province: Province) -> None:
    chief = province.account("an", ("administrator", None))
    account = province.account("binh")
    assert refused(province, chief, access.release_account, account.id) == "access.account.state"
    assert refused(province, chief, access.suspend_account, account.id, "nghỉ") == ""
    assert (
        refused(province, chief, access.suspend_account, account.id, "nghỉ")
        == "access.account.state"
    )
    assert refused(province, chief, access.suspend_account, account.id, " ") == (
        "access.account.reason"
    )


def test_closing_ends_roles_tokens_and_sessions_for_good(province: Province) -> None:
    chief = province.account("an", ("administrator", None))
    account = province.account("binh", ("clerk", province.construction))
    _, token = province.enter(account)
    with province.storage.work(chief.actor(HOME)) as work:
        _, secret = access.issue_token(work, account.id, "Phần mềm", ["documents.incoming.read"])
        access.close_account(work, account.id)
        assert access.holdings_of(work.connection, account.id, work.today) == []
    assert access.actor_of_session(province.storage, token, HOME) is None
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
        [found], many = access.find_accounts(connection, words="binh moi")
    assert (found.name, many) == ("Bình mới", 1)


def test_staff_do_not_rename_themselves_and_citizens_do(province: Province) -> None:
    staff = province.account("an")
    citizen = province.account("chi", kind="citizen", unit_id=None)
    assert refused(province, staff, access.rename_oneself, "Vua") == "access.not_yours"
    assert refused(province, citizen, access.rename_oneself, "Phan Kim Chi") == ""


def test_a_stranger_has_no_account_to_manage(province: Province) -> None:
    with pytest.raises(NotFound), province.storage.work(SYSTEM) as work:
        access.close_account(work, 999)


def test_lists_are_filtered_by_unit_kind_state_role_and_words(province: Province) -> None:
    clerk = province.account("an", ("clerk", province.construction))
    other = province.account("ánh", unit_id=province.finance)
    citizen = province.account("chi", kind="citizen", unit_id=None)
    with province.storage.work(SYSTEM) as work:
        access.suspend_account(work, other.id, "nghỉ")

        def found(**filters: object) -> set[int]:
            accounts, many = access.find_accounts(work.connection, **filters)  # type: ignore[arg-type]
            assert many == len(accounts)
            return {one.id for one in accounts}

        assert found() == {clerk.id, other.id, citizen.id}
        assert found(unit_ids={province.finance}) == {other.id}
        assert found(unit_ids=()) == set()
        assert found(kind="citizen") == {citizen.id}
        assert found(state="suspended") == {other.id}
        assert found(role="clerk") == {clerk.id}
        assert found(words="ANH vinhlong") == {other.id}
        assert found(words="%") == set()
        assert len(access.find_accounts(work.connection, skip=1, most=1)[0]) == 1


def test_everything_an_own_account_can_do_needs_an_own_account(province: Province) -> None:
    with province.storage.work(SYSTEM) as work, pytest.raises(Forbidden):
        access.sign_out_everywhere(work)
