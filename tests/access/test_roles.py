"""Roles: laid in from data, given by those who may, never to oneself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from province import access, identity
from province.access.roles import role_file
from province.basics import NOBODY, SYSTEM, Conflict, Forbidden, Invalid, NotSignedIn, Refusal
from province.storage import Work
from tests.access.conftest import Province
from tests.asked import statements
from tests.identity.cast import HOME, open_unit


def give(
    province: Province,
    who: identity.Account,
    to: identity.Account,
    role: str,
    unit_id: int | None,
    *,
    below: bool = False,
) -> str:
    try:
        with province.storage.work(who.actor(HOME)) as work:
            access.give_role(work, to.id, role, unit_id, subtree=below)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_laying_roles_in_twice_changes_nothing_the_second_time(province: Province) -> None:
    with province.storage.work(SYSTEM) as work:
        assert access.ensure_roles(work) is False
        assert {role.code for role in access.all_roles(work.connection)} == set(role_file())
        laid = access.deeds_by_role(work.connection)
    assert laid == {code: deeds for code, (_, deeds) in role_file().items() if deeds}


def test_only_the_system_lays_roles_in(province: Province) -> None:
    with province.storage.work(NOBODY) as work, pytest.raises(NotSignedIn):
        access.ensure_roles(work)
    chief = province.account("an", ("administrator", None))
    with province.storage.work(chief.actor(HOME)) as work, pytest.raises(Forbidden):
        access.ensure_roles(work)


def test_the_administrator_handles_no_dossier_and_signs_nothing() -> None:
    _, deeds = role_file()["administrator"]
    assert not [deed for deed in deeds if deed.startswith("services.")]
    assert not [deed for deed in deeds if ".document." in deed or ".incoming." in deed]


def test_a_unit_administrator_gives_what_is_delegable_within_reach(province: Province) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    binh = province.account("binh")
    assert give(province, chief, binh, "clerk", province.construction) == ""
    assert give(province, chief, binh, "clerk", province.finance) == "access.not_granted"
    assert give(province, chief, binh, "clerk", None) == "access.not_granted"
    assert (
        give(province, chief, binh, "case_officer", province.construction, below=True)
        == "access.not_granted"
    )
    assert (
        give(province, chief, binh, "unit_administrator", province.construction)
        == "access.not_granted"
    )
    top = province.account("chi", ("administrator", None))
    assert give(province, top, binh, "unit_administrator", province.construction) == ""


def test_nobody_gives_or_takes_a_role_of_his_own(province: Province) -> None:
    chief = province.account("an", ("administrator", None))
    assert give(province, chief, chief, "clerk", province.construction) == "access.role.to_oneself"
    with province.storage.work(chief.actor(HOME)) as work, pytest.raises(Forbidden):
        [held] = access.holdings_of(work.connection, chief.id, work.today)
        access.take_role(work, held.id)


def test_a_role_is_held_once_at_a_unit_at_a_time(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))
    with province.storage.work(SYSTEM) as work:
        with pytest.raises(Conflict):
            access.give_role(work, account.id, "clerk", province.construction)
        with pytest.raises(Invalid):
            access.give_role(
                work, account.id, "director", province.construction, valid_to=work.today
            )
        [held] = access.holdings_of(work.connection, account.id, work.today)
        access.take_role(work, held.id)
        access.give_role(
            work,
            account.id,
            "clerk",
            province.construction,
            valid_from=work.today + timedelta(days=7),
        )


def test_two_who_give_the_same_role_at_once_give_it_once(province: Province) -> None:
    chief = province.account("an", ("administrator", None))
    binh = province.account("binh")

    def give_one(_: int) -> str:
        return give(province, chief, binh, "clerk", province.construction)

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(give_one, range(4)))
    assert found == ["", *["access.role.held"] * 3]


def test_citizens_hold_no_role(province: Province) -> None:
    citizen = province.account("chi", kind="citizen", unit_id=None)
    with province.storage.work(SYSTEM) as work, pytest.raises(Invalid):
        access.give_role(work, citizen.id, "clerk", province.construction)


def test_a_role_no_longer_shipped_does_nothing_any_more(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))

    def may(work: Work) -> bool:
        actor, unit_id = account.actor(""), province.construction
        return access.may(work.connection, actor, "x.y.z", unit_id, work.today)

    with province.storage.work(SYSTEM) as work:
        access.roles.store.set_role_deeds(work, "clerk", ["documents.incoming.read", "x.y.z"])
        assert may(work)
        assert access.ensure_roles(work) is True
        assert not may(work)


def test_holders_are_who_holds_a_role_anywhere_today(province: Province) -> None:
    here = province.account("an", ("clerk", province.construction), ("clerk", province.finance))
    above = province.account("binh", ("clerk", province.root), below=True)
    gone, soon, until = (province.account(name) for name in ("chi", "dung", "em"))
    with province.storage.work(SYSTEM) as work:
        ended = access.give_role(work, gone.id, "clerk", province.root)
        access.take_role(work, ended.id)
        tomorrow = work.today + timedelta(days=1)
        access.give_role(work, soon.id, "clerk", province.root, valid_from=tomorrow)
        access.give_role(work, until.id, "clerk", province.root, valid_to=tomorrow)
        assert access.holders(work.connection, "clerk", work.today) == {
            here.id,
            above.id,
            until.id,
        }
        assert access.holder_counts(work.connection, work.today) == {"clerk": 3}


def test_one_speaks_for_units_where_one_holds_a_role(province: Province) -> None:
    account = province.account("an", ("clerk", province.finance))
    actor, token = province.enter(account)
    with province.storage.work(actor) as work:
        access.speak_for(work, province.session(token), province.finance)
    now = identity.actor_of_session(province.storage, token, HOME)
    assert now
    assert now.unit_id == province.finance
    with pytest.raises(Forbidden), province.storage.work(actor) as work:
        access.speak_for(work, province.session(token), province.root)


def test_a_role_over_a_whole_tree_is_asked_for_at_once(province: Province) -> None:
    officer = province.account("an", ("unit_administrator", province.root), below=True)
    holder = province.account("binh")

    def asked() -> int:
        with (
            statements(province.storage) as found,
            province.storage.work(officer.actor(HOME)) as work,
        ):
            held = access.give_role(work, holder.id, "clerk", province.root, subtree=True)
            access.take_role(work, held.id)
        return len(found)

    few = asked()
    with province.storage.work(SYSTEM) as work:
        for number in range(10):
            open_unit(work, f"Phòng {number}", f"H61.17.{number + 10}", province.construction)
    assert asked() == few
