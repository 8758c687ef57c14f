from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from province import audit, directory
from province.basics import SYSTEM, Conflict, Invalid
from province.directory import ResponsibilityKind, UnitFacts, UnitKind
from province.storage import Storage, Work
from tests.directory.cast import BEFORE, REFORM, Cast, rename

EVE = REFORM - timedelta(days=1)


def appointed(work: Work, name: str, unit_id: int, position: str, *, is_head: bool = False) -> int:
    person = directory.add_person(work, name, work_number=name)
    place = directory.define_position(work, position)
    directory.appoint(work, person.id, unit_id, place.id, BEFORE, is_head=is_head)
    return person.id


def test_a_rename_closes_the_old_name_and_keeps_it(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        renamed = rename(work, cast.construction, "Sở Xây dựng mới", REFORM)
    assert (renamed.since, renamed.until, renamed.valid_from) == (REFORM, None, BEFORE)
    assert renamed.code == "H61.17"
    with storage.reading() as connection:
        versions = directory.unit_versions_of(connection, cast.construction)
        assert [(v.name, v.since, v.until) for v in versions] == [
            ("Sở Xây dựng mới", REFORM, None),
            ("Sở Xây dựng", BEFORE, REFORM),
        ]
        told = audit.history(connection, "unit", cast.construction)
        assert [entry.deed for entry in told] == [
            "directory.unit.opened",
            "directory.unit.changed",
        ]
        assert told[1].detail["changed"]["name"] == ["Sở Xây dựng", "Sở Xây dựng mới"]


def test_a_change_on_its_own_first_day_is_a_correction(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        facts = directory.last_known(work.connection, cast.construction).facts
        directory.change_unit(work, cast.construction, replace(facts, phone="02703823456"), BEFORE)
        assert len(directory.unit_versions_of(work.connection, cast.construction)) == 1
        assert directory.last_known(work.connection, cast.construction).phone == "02703823456"


def test_saying_the_same_again_writes_nothing(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        facts = directory.last_known(work.connection, cast.construction).facts
        directory.change_unit(work, cast.construction, facts, REFORM)
        assert len(audit.history(work.connection, "unit", cast.construction)) == 1


def test_what_changed_since_is_not_changed_before(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        rename(work, cast.construction, "Tên mới", REFORM)
        with pytest.raises(Conflict, match="changed_since"):
            rename(work, cast.construction, "Tên khác", EVE)


def test_a_code_has_one_bearer_at_a_time(storage: Storage, cast: Cast) -> None:
    taken = UnitFacts("Sở khác", UnitKind.DEPARTMENT, "000.00.17.H61")
    with storage.work(SYSTEM) as work:
        with pytest.raises(Conflict) as refused:
            directory.open_unit(work, taken, REFORM)
        assert refused.value.code == "directory.unit.code_taken"
        assert "Sở Xây dựng" in refused.value.fields["code"]
        directory.open_unit(work, taken, date(1992, 5, 5), until=BEFORE)  # an earlier bearer
        directory.abolish_unit(work, cast.construction, REFORM, note="")
        directory.open_unit(work, taken, REFORM)  # a later one


def test_a_parent_must_live_as_long_and_not_be_below(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        district = directory.last_known(work.connection, cast.district).facts
        with pytest.raises(Invalid, match=r"directory.unit.parent"):
            directory.change_unit(
                work, cast.district, replace(district, parent_id=cast.office), REFORM
            )
        past = directory.open_unit(
            work, UnitFacts("Cũ", UnitKind.OFFICE), BEFORE, until=date(2010, 1, 1)
        )
        for parent_id in (past.id, 999):
            with pytest.raises(Invalid, match=r"directory.unit.parent"):
                directory.open_unit(
                    work, UnitFacts("X", UnitKind.DIVISION, parent_id=parent_id), BEFORE
                )


@pytest.mark.parametrize("later_first", [True, False])
def test_no_unit_comes_under_itself_by_changes_of_two_days(
    storage: Storage, cast: Cast, later_first: bool
) -> None:
    soon, later = date(2026, 12, 1), date(2027, 1, 1)
    moves = [(cast.construction, cast.transport, later), (cast.transport, cast.construction, soon)]
    with storage.work(SYSTEM) as work:
        facts = {one: directory.last_known(work.connection, one).facts for one, _, _ in moves}
        first, second = moves if later_first else reversed(moves)
        unit_id, parent_id, on = first
        directory.change_unit(work, unit_id, replace(facts[unit_id], parent_id=parent_id), on)
        unit_id, parent_id, on = second
        with pytest.raises(Invalid, match=r"directory.unit.parent"):
            directory.change_unit(work, unit_id, replace(facts[unit_id], parent_id=parent_id), on)
        assert len(directory.tree(work.connection, later)) == 5


def test_a_period_has_at_least_a_day(storage: Storage) -> None:
    with storage.work(SYSTEM) as work, pytest.raises(Invalid, match=r"directory.period"):
        directory.open_unit(work, UnitFacts("X", UnitKind.OFFICE), REFORM, until=REFORM)


def test_a_merger_takes_children_and_staff_along(storage: Storage, cast: Cast) -> None:
    commune = UnitFacts("Xã Long Hồ", UnitKind.COMMUNE, "H61.31", parent_id=cast.province)
    with storage.work(SYSTEM) as work:
        head = appointed(work, "Lê An", cast.district, "Chủ tịch", is_head=True)
        directory.assign_responsibility(
            work, head, cast.district, ResponsibilityKind.CONTACT, BEFORE
        )
        both = appointed(work, "Lê Bình", cast.district, "Chuyên viên")
        place = directory.define_position(work, "Chuyên viên")
        directory.appoint(work, both, cast.transport, place.id, BEFORE)
        new = directory.merge_units(
            work, [cast.district, cast.transport], commune, REFORM, note="NQ 202/2025/QH15"
        )
    with storage.reading() as connection:
        assert directory.last_known(connection, cast.office).parent_id == new.id
        assert directory.unit(connection, cast.office, EVE).parent_id == cast.district
        old = directory.staff_on(connection, cast.district, EVE)
        assert [(one.person.full_name, one.is_head) for one in old] == [
            ("Lê An", True),
            ("Lê Bình", False),
        ]
        assert directory.staff_on(connection, cast.district, REFORM) == []
        assert directory.responsibilities_on(connection, cast.district, REFORM) == []
        moved = directory.staff_on(connection, new.id, REFORM)
        assert [(one.person.full_name, one.is_head) for one in moved] == [
            ("Lê An", False),
            ("Lê Bình", False),  # once, though he came from both
        ]
        links = directory.successions_to(connection, {new.id})
        assert {(one.predecessor_id, one.on, one.note) for one in links} == {
            (cast.district, REFORM, "NQ 202/2025/QH15"),
            (cast.transport, REFORM, "NQ 202/2025/QH15"),
        }
        assert directory.last_known(connection, cast.district).valid_to == REFORM
        told = audit.history(connection, "unit", cast.district)[-1]
        assert told.deed == "directory.unit.closed"
        assert told.detail["successors"] == [new.id]


def test_a_unit_with_children_is_not_abolished(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        with pytest.raises(Conflict, match="Phòng Công thương"):
            directory.abolish_unit(work, cast.district, REFORM, note="")
        directory.abolish_unit(work, cast.office, REFORM, note="Quyết định 5/QĐ-UBND")
        directory.abolish_unit(
            work, cast.district, REFORM, note="", successor_ids=[cast.province, cast.construction]
        )
        links = directory.successions_from(work.connection, [cast.district])
        assert {link.successor_id for link in links} == {cast.province, cast.construction}


def test_a_merger_is_written_down_when_everything_is_done(storage: Storage, cast: Cast) -> None:
    commune = UnitFacts("Xã Long Hồ", UnitKind.COMMUNE, parent_id=cast.province)
    with storage.work(SYSTEM) as work:
        appointed(work, "Lê An", cast.district, "Chủ tịch", is_head=True)
    with storage.work(SYSTEM) as work:
        directory.merge_units(work, [cast.district], commune, REFORM, note="NQ 202")
    with storage.reading() as connection:
        told = [entry.deed for entry in reversed(audit.latest(connection, None, 3))]
    assert told == ["directory.unit.opened", "directory.unit.changed", "directory.unit.closed"]


def test_what_is_closed_stays_closed(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        directory.abolish_unit(work, cast.transport, REFORM, note="")
        for again in (REFORM, date(2026, 1, 1)):
            with pytest.raises(Conflict, match=r"directory.unit.closed"):
                directory.abolish_unit(work, cast.transport, again, note="")
        with pytest.raises(Conflict, match=r"directory.unit.closed"):
            rename(work, cast.transport, "Tên mới", REFORM)
        with pytest.raises(Conflict, match=r"directory.unit.closed"):
            directory.merge_units(work, [cast.district], cast.transport, REFORM, note="")


def test_no_unit_succeeds_itself_or_ends_on_its_first_day(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        with pytest.raises(Invalid, match="own_successor"):
            directory.merge_units(
                work, [cast.transport, cast.construction], cast.construction, REFORM, note=""
            )
        with pytest.raises(Conflict, match="changed_since"):
            directory.abolish_unit(work, cast.transport, BEFORE, note="")


def test_appointments_to_come_hold_a_closing_up(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        person = directory.add_person(work, "Lê An", work_number="1")
        place = directory.define_position(work, "Chuyên viên")
        directory.appoint(work, person.id, cast.transport, place.id, date(2025, 8, 1))
        with pytest.raises(Conflict, match="staff_to_come"):
            directory.abolish_unit(work, cast.transport, REFORM, note="")
    with storage.reading() as connection:
        assert directory.last_known(connection, cast.transport).valid_to is None


def test_a_refused_merger_leaves_nothing_behind(storage: Storage, cast: Cast) -> None:
    taken = UnitFacts("Xã Long Hồ", UnitKind.COMMUNE, "H61.17", parent_id=cast.province)
    with pytest.raises(Conflict, match="code_taken"), storage.work(SYSTEM) as work:
        directory.merge_units(work, [cast.district], taken, REFORM, note="")
    with storage.reading() as connection:
        assert directory.last_known(connection, cast.district).valid_to is None
        assert directory.last_known(connection, cast.office).parent_id == cast.district


def test_of_two_who_open_a_code_at_once_one_is_told_who_was_first(
    storage: Storage, cast: Cast
) -> None:
    def open_it(name: str) -> str:
        try:
            with storage.work(SYSTEM) as work:
                return directory.open_unit(
                    work, UnitFacts(name, UnitKind.DEPARTMENT, "H61.77"), REFORM
                ).name
        except Conflict as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(open_it, ["Sở một", "Sở hai", "Sở ba", "Sở bốn"]))
    assert told.count("directory.unit.code_taken") == 3
    with storage.reading() as connection:
        bearer = directory.unit_by_code(connection, "H61.77", REFORM)
        assert bearer is not None
        assert bearer.name in told


def test_of_two_who_appoint_a_head_at_once_one_is_refused(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        place = directory.define_position(work, "Giám đốc").id
        people = [directory.add_person(work, f"Lê {name}").id for name in ("An", "Bình", "Chi")]

    def appoint(person_id: int) -> str:
        try:
            with storage.work(SYSTEM) as work:
                directory.appoint(work, person_id, cast.construction, place, REFORM, is_head=True)
                return "appointed"
        except Conflict as refused:
            return refused.code

    with ThreadPoolExecutor(3) as pool:
        told = sorted(pool.map(appoint, people))
    assert told == ["appointed"] + ["directory.appointment.other_head"] * 2
