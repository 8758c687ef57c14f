"""Grants: (deed, unit), down the tree, back to merged units, from a day to a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from province import access, directory
from province.basics import NOBODY, SYSTEM, Actor, Forbidden, FrozenClock, NotSignedIn
from tests.access.conftest import Province

READ = "documents.incoming.read"
TODAY = date(2026, 11, 23)


def require(province: Province, actor: Actor, deed: str, unit_id: int | None) -> bool:
    with province.storage.work(actor) as work:
        try:
            access.require(work, deed, unit_id)
        except Forbidden:
            return False
        return True


def units(province: Province, actor: Actor, deed: str = READ) -> set[int]:
    with province.storage.work(actor) as work:
        return access.units_where(work.connection, actor, deed, work.today)


def test_a_role_counts_at_its_unit_for_its_deeds_only(province: Province) -> None:
    actor = province.account("an", ("clerk", province.construction)).actor("")
    assert require(province, actor, READ, province.construction)
    assert not require(province, actor, READ, province.licences)
    assert not require(province, actor, READ, province.root)
    assert not require(province, actor, "documents.document.signed", province.construction)
    assert units(province, actor) == {province.construction}


def test_with_the_units_below_means_all_of_them_and_nothing_beside(province: Province) -> None:
    actor = province.account("an", ("clerk", province.construction), below=True).actor("")
    assert require(province, actor, READ, province.licences)
    assert not require(province, actor, READ, province.finance)
    assert units(province, actor) == {province.construction, province.licences}


def test_one_works_where_a_role_was_given_and_at_home(province: Province) -> None:
    def desks(actor: Actor) -> list[int]:
        with province.storage.reading() as connection:
            return access.desks_of(connection, actor, READ, TODAY)

    leads = province.account("an", ("clerk", province.root), below=True).actor("")
    assert desks(replace(leads, unit_id=province.licences)) == [province.licences, province.root]
    whole = province.account("binh", ("clerk", None)).actor("")
    assert desks(replace(whole, unit_id=province.finance)) == [province.finance]
    stranger = province.account("chi", ("clerk", province.finance)).actor("")
    assert desks(replace(stranger, unit_id=province.root)) == [province.finance]


def test_only_a_role_in_the_whole_province_opens_what_belongs_to_no_unit(
    province: Province,
) -> None:
    top = province.account("an", ("clerk", province.root), below=True).actor("")
    whole = province.account("binh", ("clerk", None)).actor("")
    assert not require(province, top, READ, None)
    assert require(province, whole, READ, None)
    everything = {province.root, province.construction, province.licences, province.finance}
    assert units(province, whole) == everything == units(province, top)


def test_who_takes_a_unit_over_reaches_what_was_its(province: Province) -> None:
    merged_on = date(2026, 11, 1)
    with province.storage.work(SYSTEM) as work:
        directory.merge_units(
            work, [province.finance], province.construction, merged_on, note="Nghị quyết 1"
        )
    heir = province.account("an", ("clerk", province.construction)).actor("")
    upper = province.account("binh", ("clerk", province.root), below=True).actor("")
    former = province.account("chi", ("clerk", province.finance)).actor("")
    for actor in (heir, upper):
        assert require(province, actor, READ, province.finance)
        assert province.finance in units(province, actor)
    assert require(province, former, READ, province.finance)
    assert not require(province, former, READ, province.construction)


def test_a_role_counts_from_its_first_day_until_the_day_it_ends(
    province: Province, clock: FrozenClock
) -> None:
    account = province.account("an")
    with province.storage.work(SYSTEM) as work:
        access.give_role(
            work,
            account.id,
            "clerk",
            province.construction,
            valid_from=TODAY + timedelta(days=1),
            valid_to=TODAY + timedelta(days=2),
        )
    seen = []
    for _ in range(3):
        seen.append(require(province, account.actor(""), READ, province.construction))
        clock.advance(timedelta(days=1))
    assert seen == [False, True, False]


def test_a_role_taken_back_is_gone_at_once(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))
    with province.storage.work(SYSTEM) as work:
        [held] = access.holdings_of(work.connection, account.id, work.today)
        access.take_role(work, held.id)
    assert not require(province, account.actor(""), READ, province.construction)


def test_nobody_is_asked_to_sign_in_and_the_system_may_nothing_by_itself(
    province: Province,
) -> None:
    with province.storage.work(NOBODY) as work, pytest.raises(NotSignedIn):
        access.require(work, READ, province.root)
    with province.storage.work(SYSTEM) as work:
        with pytest.raises(NotSignedIn):
            access.require(work, READ, province.root)
        access.require(work, READ, province.root, or_system=True)


def test_a_temporary_password_opens_only_the_way_to_change_it(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction), temporary=True)
    with (
        province.storage.work(account.actor("")) as work,
        pytest.raises(Forbidden, match="change_first"),
    ):
        access.require(work, READ, province.construction)


def test_the_menu_shows_deeds_held_anywhere(province: Province) -> None:
    account = province.account("an", ("auditor", province.construction))
    with province.storage.reading() as connection:
        deeds = access.deeds_of(connection, account.actor(""), TODAY)
    assert deeds == {"access.account.seen", "access.audit.read"}


def test_who_may_names_those_to_tell_of_work(province: Province) -> None:
    here = province.account("an", ("clerk", province.construction))
    above = province.account("binh", ("clerk", province.root), below=True)
    whole = province.account("chi", ("clerk", None))
    province.account("dung", ("clerk", province.finance))
    suspended = province.account("em", ("clerk", province.construction))
    with province.storage.work(SYSTEM) as work:
        access.suspend_account(work, suspended.id, "nghỉ việc")
        may = access.who_may(work.connection, READ, province.construction, work.today)
        everywhere = access.who_may(work.connection, READ, None, work.today)
    assert [one.id for one in may] == [here.id, above.id, whole.id]
    assert [one.id for one in everywhere] == [whole.id]
