"""The directory's changes: each is asked for first, at every unit it touches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from province import audit, directory, identity
from province.access import directory_actions as actions
from province.basics import SYSTEM, Forbidden, NotFound
from province.directory import ResponsibilityKind, UnitFacts, UnitKind
from province.storage import Storage, Work
from tests.access.conftest import Province
from tests.identity.cast import HOME


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


TODAY = date(2026, 11, 23)
LATER = date(2026, 12, 1)


def new_unit(parent: int | None) -> UnitFacts:
    return UnitFacts(name="Phòng Mới", kind=UnitKind.DIVISION, parent_id=parent)


@pytest.fixture
def staff(province: Province) -> dict[str, int]:
    """A person with an appointment and a responsibility in each department."""
    ids = {}
    with province.storage.work(SYSTEM) as work:
        ids["position"] = directory.define_position(work, "Chuyên viên").id
        for name, unit_id in (("own", province.construction), ("other", province.finance)):
            person = actions.add_person(
                work, unit_id, f"Nguyễn {name}", ids["position"], TODAY, email_local=name
            )
            ids[name] = person.id
            [held] = directory.appointments_of(work.connection, person.id)
            ids[f"{name}_appointment"] = held.id
            duty = actions.assign_responsibility(
                work, person.id, unit_id, ResponsibilityKind.IT_OFFICER, TODAY
            )
            ids[f"{name}_duty"] = duty.id
    return ids


def deeds_at(
    province: Province, staff: dict[str, int], unit_id: int, whose: str
) -> dict[str, Callable[[Work], object]]:
    """Every change that touches one unit, by name."""
    person = staff[whose]
    return {
        "open": lambda work: actions.open_unit(work, new_unit(unit_id), TODAY),
        "rename": lambda work: actions.change_unit(
            work,
            unit_id,
            replace(directory.last_known(work.connection, unit_id).facts, name="Sở Tên Mới"),
            TODAY,
        ),
        "abolish": lambda work: actions.abolish_unit(work, unit_id, LATER, note="NQ 1"),
        "add": lambda work: actions.add_person(
            work, unit_id, "Lê Mới", staff["position"], TODAY, email_local="moi"
        ),
        "change": lambda work: actions.change_person(
            work, person, "Nguyễn Đổi", email_local=None, phone="", work_number="1"
        ),
        "appoint": lambda work: (
            actions.appoint(work, person, province.licences, staff["position"], TODAY)
            if unit_id == province.construction
            else actions.appoint(work, person, unit_id, staff["position"], LATER)
        ),
        "end": lambda work: actions.end_appointment(work, staff[f"{whose}_appointment"], LATER),
        "assign": lambda work: actions.assign_responsibility(
            work, person, unit_id, ResponsibilityKind.CONTACT, TODAY
        ),
        "release": lambda work: actions.end_responsibility(
            work, unit_id, staff[f"{whose}_duty"], LATER
        ),
    }


DEEDS = ["open", "rename", "abolish", "add", "change", "appoint", "end", "assign", "release"]


@pytest.mark.parametrize("deed", DEEDS)
def test_an_officer_changes_the_own_department_and_no_other(
    province: Province, staff: dict[str, int], deed: str
) -> None:
    officer = province.account("an", ("organisation_officer", province.construction), below=True)
    clerk = province.account("em", ("clerk", province.construction), below=True)
    actor = officer.actor(HOME)
    elsewhere = deeds_at(province, staff, province.finance, "other")[deed]
    with pytest.raises(Forbidden), province.storage.work(actor) as work:
        elsewhere(work)
    here = deeds_at(province, staff, province.construction, "own")[deed]
    with pytest.raises(Forbidden), province.storage.work(clerk.actor(HOME)) as work:
        here(work)
    if deed == "abolish":  # its division stands in the way: a conflict, not a missing grant
        here = lambda work: actions.abolish_unit(work, province.licences, LATER, note="NQ 1")  # noqa: E731
    with province.storage.work(actor) as work:
        here(work)
    with province.storage.reading() as connection:
        assert audit.latest(connection, None, 1)[0].actor_id == officer.email


def test_what_belongs_to_the_whole_province_needs_the_whole_province(province: Province) -> None:
    officer = province.account("an", ("organisation_officer", province.root), below=True)
    whole = province.account("binh", ("organisation_officer", None))
    deeds: list[Callable[[Work], object]] = [
        lambda work: actions.open_unit(work, new_unit(None), TODAY),
        lambda work: actions.define_position(work, "Giám đốc"),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden), province.storage.work(officer.actor(HOME)) as work:
            deed(work)
        with province.storage.work(whole.actor(HOME)) as work:
            deed(work)


def test_merging_asks_at_every_unit_it_touches(province: Province) -> None:
    officer = province.account("an", ("organisation_officer", province.construction), below=True)
    whole = province.account("binh", ("organisation_officer", None))
    merged = replace(new_unit(province.root), name="Sở Xây dựng và Tài chính")
    both = [province.construction, province.finance]
    with pytest.raises(Forbidden), province.storage.work(officer.actor(HOME)) as work:
        actions.merge_units(work, both, merged, LATER, note="NQ 1")
    with pytest.raises(Forbidden), province.storage.work(officer.actor(HOME)) as work:
        actions.merge_units(work, [province.licences], province.finance, LATER, note="NQ 1")
    with province.storage.work(whole.actor(HOME)) as work:
        unit = actions.merge_units(work, both, merged, LATER, note="NQ 1")
        assert {one.id for one in directory.heirs(work.connection, province.finance, LATER)} == {
            unit.id
        }


def test_moving_a_unit_asks_at_the_new_parent_too(province: Province) -> None:
    officer = province.account("an", ("organisation_officer", province.construction), below=True)
    with pytest.raises(Forbidden), province.storage.work(officer.actor(HOME)) as work:
        facts = directory.last_known(work.connection, province.licences).facts
        actions.change_unit(
            work, province.licences, replace(facts, parent_id=province.finance), TODAY
        )


def test_unknown_things_are_said_to_be_unknown(province: Province) -> None:
    with province.storage.work(SYSTEM) as work:
        with pytest.raises(NotFound):
            actions.end_appointment(work, 999, TODAY)
        with pytest.raises(NotFound):
            actions.end_responsibility(work, province.root, 999, TODAY)


def test_accounts_of_a_person_are_found(province: Province, staff: dict[str, int]) -> None:
    account = province.account("own", person_id=staff["own"])
    with province.storage.reading() as connection:
        assert identity.accounts_of_person(connection, staff["own"]) == [account]


def test_a_responsibility_of_a_day_to_come_is_taken_back_in_its_unit_only(
    province: Province, staff: dict[str, int]
) -> None:
    with province.storage.work(SYSTEM) as work:
        coming = actions.assign_responsibility(
            work, staff["own"], province.construction, ResponsibilityKind.CONTACT, LATER
        )
        with pytest.raises(NotFound):
            actions.end_responsibility(work, province.finance, coming.id, TODAY)
        actions.end_responsibility(work, province.construction, coming.id, TODAY)
        held = directory.responsibilities_on(work.connection, province.construction, LATER)
    assert coming.id not in {one.id for one in held}
