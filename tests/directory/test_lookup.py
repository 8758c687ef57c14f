from dataclasses import replace
from datetime import date

import pytest

from province import directory
from province.basics import SYSTEM, Invalid, NotFound
from province.directory import UnitFacts, UnitKind
from province.storage import Storage
from tests.directory.cast import BEFORE, REFORM, Cast, rename

TODAY = date(2026, 11, 23)


def merged(storage: Storage, cast: Cast) -> int:
    """Merge transport into construction and the district into a commune; return the commune."""
    with storage.work(SYSTEM) as work:
        directory.merge_units(
            work, [cast.transport], cast.construction, REFORM, note="Nghị quyết 202/2025/QH15"
        )
        commune = UnitFacts("Xã Long Hồ", UnitKind.COMMUNE, "H61.101", parent_id=cast.province)
        return directory.merge_units(work, [cast.district], commune, REFORM, note="NQ 202").id


@pytest.mark.parametrize("code", ["H61.17", "000.00.17.H61", " h61.17 "])
def test_both_spellings_of_a_code_find_the_unit(storage: Storage, cast: Cast, code: str) -> None:
    with storage.reading() as connection:
        found = directory.unit_by_code(connection, code, TODAY)
        assert found is not None
        assert found.id == cast.construction
        assert directory.unit_by_code(connection, "H61.99", TODAY) is None
        with pytest.raises(Invalid):
            directory.unit_by_code(connection, "Sở Xây dựng", TODAY)


def test_a_unit_is_as_it_was_on_the_day(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        rename(work, cast.construction, "Sở Xây dựng và Đô thị", REFORM)
    with storage.reading() as connection:
        assert directory.last_known(connection, cast.construction).name == "Sở Xây dựng và Đô thị"
        eve, day = date(2025, 6, 30), REFORM
        assert directory.unit(connection, cast.construction, eve).name == "Sở Xây dựng"
        assert directory.unit(connection, cast.construction, day).name == "Sở Xây dựng và Đô thị"
        with pytest.raises(NotFound):
            directory.unit(connection, cast.construction, date(2002, 12, 31))
        with pytest.raises(NotFound):
            directory.unit(connection, 999, TODAY)
        with pytest.raises(NotFound):
            directory.last_known(connection, 999)


def test_what_is_decided_last_may_begin_in_a_day_to_come(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        rename(work, cast.construction, "Sở Đô thị", date(2027, 1, 1))
    with storage.reading() as connection:
        assert directory.unit(connection, cast.construction, TODAY).name == "Sở Xây dựng"
        assert directory.last_known(connection, cast.construction).name == "Sở Đô thị"


def test_heirs_follow_link_by_link_and_each_comes_once(storage: Storage, cast: Cast) -> None:
    merged(storage, cast)
    later = date(2026, 3, 1)
    with storage.work(SYSTEM) as work:
        halves = directory.split_unit(
            work,
            cast.construction,
            [
                UnitFacts("Sở Nhà ở", UnitKind.DEPARTMENT, "H61.40"),
                UnitFacts("Sở Hạ tầng", UnitKind.DEPARTMENT, "H61.41"),
            ],
            later,
            note="",
        )
        directory.merge_units(
            work,
            [half.id for half in halves],
            UnitFacts("Sở Xây dựng mới", UnitKind.DEPARTMENT, "H61.17"),
            date(2026, 9, 1),
            note="",
        )
    with storage.reading() as connection:

        def heirs(day: date) -> list[str]:
            return [unit.name for unit in directory.heirs(connection, cast.transport, day)]

        assert heirs(BEFORE) == ["Sở Giao thông vận tải"]
        assert heirs(date(2025, 12, 1)) == ["Sở Xây dựng"]
        assert heirs(later) == ["Sở Nhà ở", "Sở Hạ tầng"]
        assert heirs(TODAY) == ["Sở Xây dựng mới"]
        new = directory.unit_by_code(connection, "H61.17", TODAY)
        assert new is not None
        assert new.name == "Sở Xây dựng mới"
        old = directory.unit_by_code(connection, "H61.17", date(2020, 1, 1))
        assert old is not None
        assert old.id == cast.construction


def test_a_code_is_borne_by_who_bears_it_that_day(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        facts = directory.last_known(work.connection, cast.construction).facts
        directory.change_unit(work, cast.construction, replace(facts, code="H61.50"), REFORM)
    with storage.reading() as connection:

        def bearer(code: str, day: date) -> int | None:
            found = directory.unit_by_code(connection, code, day)
            return found.id if found else None

        assert bearer("H61.17", BEFORE) == bearer("H61.50", TODAY) == cast.construction
        assert bearer("H61.17", TODAY) is bearer("H61.50", BEFORE) is None


def test_the_tree_stands_parents_first_in_official_order(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        office = UnitFacts("Văn phòng UBND tỉnh", UnitKind.OFFICE, parent_id=cast.province)
        directory.open_unit(work, replace(office, order=-1), REFORM)
    with storage.reading() as connection:

        def names(day: date) -> list[tuple[int, str]]:
            return [(depth, unit.name) for depth, unit in directory.tree(connection, day)]

        province = (0, "Ủy ban nhân dân tỉnh Vĩnh Long")
        rest = [
            (1, "Huyện Long Hồ"),
            (2, "Phòng Công thương"),
            (1, "Sở Giao thông vận tải"),
            (1, "Sở Xây dựng"),
        ]
        assert names(TODAY) == [province, (1, "Văn phòng UBND tỉnh"), *rest]
        assert names(date(2010, 1, 1)) == [province, *rest]
        assert names(date(1990, 1, 1)) == []


def test_a_unit_is_told_of_as_of_a_day_it_did_not_live(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        rename(work, cast.transport, "Sở Giao thông", date(2024, 1, 1))
    merged(storage, cast)
    with storage.work(SYSTEM) as work:
        rename(work, cast.construction, "Sở Đô thị", date(2027, 1, 1))
    with storage.reading() as connection:
        named = [
            directory.unit_as_of(connection, unit_id, day).name
            for unit_id, day in (
                (cast.transport, TODAY),  # ended with the reform
                (cast.construction, TODAY),  # renamed only next year
                (cast.construction, date(2027, 1, 1)),
                (cast.construction, date(1900, 1, 1)),
            )
        ]
        assert named == ["Sở Giao thông", "Sở Xây dựng", "Sở Đô thị", "Sở Xây dựng"]
        with pytest.raises(NotFound):
            directory.unit_as_of(connection, 10**6, TODAY)
