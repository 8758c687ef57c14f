"""A unit is named on paper as the law has it, by itself and under the body above it."""

from dataclasses import replace
from datetime import date

import pytest

from province import directory, signing
from province.basics import SYSTEM
from province.directory import Unit, UnitFacts, UnitKind
from province.storage import Storage
from tests.directory.cast import rename
from tests.signing.cast import SINCE, unit

TODAY, NEXT_YEAR = date(2026, 11, 23), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (UnitKind.COMMUNE, "Xã Cái Nhum", "Ủy ban nhân dân xã Cái Nhum"),
        (UnitKind.WARD, "Ủy ban nhân dân phường Long Châu", "Ủy ban nhân dân phường Long Châu"),
        (UnitKind.COMMUNE, "Uỷ ban nhân dân xã An Bình", "Uỷ ban nhân dân xã An Bình"),
        (UnitKind.COMMUNE, "UBND xã An Bình", "UBND xã An Bình"),
        (UnitKind.DEPARTMENT, "Sở Xây dựng", "Sở Xây dựng"),
    ],
)
def test_a_commune_is_named_as_its_committee(kind: UnitKind, name: str, said: str) -> None:
    assert signing.official_name(replace(unit(kind), name=name)) == said


def opened(storage: Storage, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    with storage.work(SYSTEM) as work:
        facts = UnitFacts(name, kind, parent_id=parent.id if parent else None)
        return directory.open_unit(work, facts, SINCE)


def test_a_department_stands_under_its_committee_and_a_committee_under_nobody(
    sqlite_storage: Storage,
) -> None:
    province = opened(sqlite_storage, "Ủy ban nhân dân tỉnh Vĩnh Long", UnitKind.PROVINCE)
    department = opened(sqlite_storage, "Sở Xây dựng", UnitKind.DEPARTMENT, province)
    ward = opened(sqlite_storage, "Phường Long Châu", UnitKind.WARD, province)
    division = opened(sqlite_storage, "Phòng Kinh tế", UnitKind.DIVISION, ward)
    below = opened(sqlite_storage, "Tổ Văn thư", UnitKind.DIVISION, department)
    assembly = opened(
        sqlite_storage, "Hội đồng nhân dân tỉnh Vĩnh Long", UnitKind.ASSEMBLY, province
    )
    with sqlite_storage.reading() as connection:
        above = {
            one.name: signing.governing_name(connection, one, TODAY)
            for one in (province, department, ward, division, below, assembly)
        }
        places = [
            signing.place_of(connection, one, TODAY)
            for one in (department, division, below, assembly)
        ]
    assert above == {
        "Ủy ban nhân dân tỉnh Vĩnh Long": None,
        "Sở Xây dựng": "UBND tỉnh Vĩnh Long",
        "Phường Long Châu": None,
        "Phòng Kinh tế": "UBND phường Long Châu",
        "Tổ Văn thư": "Sở Xây dựng",
        "Hội đồng nhân dân tỉnh Vĩnh Long": None,
    }
    assert places == ["Vĩnh Long", "Long Châu", "Vĩnh Long", "Vĩnh Long"]


@pytest.mark.parametrize(
    ("name", "place"),
    [("Uỷ ban nhân dân xã Cái Nhum", "Cái Nhum"), ("UBND phường Hoà Thuận", "Hoà Thuận")],
)
def test_a_place_is_named_however_the_committee_is_written(
    sqlite_storage: Storage, name: str, place: str
) -> None:
    ward = opened(sqlite_storage, name, UnitKind.WARD)
    with sqlite_storage.reading() as connection:
        assert signing.place_of(connection, ward, TODAY) == place


def test_the_day_of_the_paper_tells_who_stands_above(sqlite_storage: Storage) -> None:
    ward = opened(sqlite_storage, "Phường Long Châu", UnitKind.WARD)
    division = opened(sqlite_storage, "Phòng Kinh tế", UnitKind.DIVISION, ward)
    with sqlite_storage.work(SYSTEM) as work:
        rename(work, ward.id, "Phường Long Hồ", NEXT_YEAR)
    with sqlite_storage.reading() as connection:
        said = {
            day: (
                signing.governing_name(connection, division, day),
                signing.place_of(connection, division, day),
            )
            for day in (TODAY, NEXT_YEAR)
        }
    assert said == {
        TODAY: ("UBND phường Long Châu", "Long Châu"),
        NEXT_YEAR: ("UBND phường Long Hồ", "Long Hồ"),
    }
