"""A unit is named on paper as the law has it, by itself and under the body above it."""

from dataclasses import replace

import pytest

from province import directory, signing
from province.basics import SYSTEM
from province.directory import Unit, UnitFacts, UnitKind
from province.storage import Storage
from tests.signing.cast import SINCE, unit


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (UnitKind.COMMUNE, "Xã Cái Nhum", "Ủy ban nhân dân xã Cái Nhum"),
        (UnitKind.WARD, "Ủy ban nhân dân phường Long Châu", "Ủy ban nhân dân phường Long Châu"),
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
    with sqlite_storage.reading() as connection:
        above = [signing.governing_name(connection, one) for one in (province, department, ward)]
        assert above == [None, "Ủy ban nhân dân tỉnh Vĩnh Long", None]
        assert signing.governing_name(connection, division) == "Ủy ban nhân dân phường Long Châu"
        places = [signing.place_of(connection, one) for one in (department, division)]
        assert places == ["Vĩnh Long", "Long Châu"]
