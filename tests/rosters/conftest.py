"""A directory of three units."""

import pytest

from province import access, directory
from province.basics import SYSTEM
from province.directory import UnitFacts, UnitKind
from province.storage import Storage
from tests.rosters.cast import BEFORE, Cast


@pytest.fixture
def cast(storage: Storage) -> Cast:
    """The province's committee, a department with a code, a division without one."""
    committee = UnitFacts("Ủy ban nhân dân tỉnh Vĩnh Long", UnitKind.PROVINCE, code="H61")
    with storage.work(SYSTEM) as work:
        access.ensure_roles(work)
        province = directory.open_unit(work, committee, BEFORE).id
        department = UnitFacts(
            "Sở Xây dựng",
            UnitKind.DEPARTMENT,
            code="H61.17",
            short_name="Sở XD",
            parent_id=province,
        )
        construction = directory.open_unit(work, department, BEFORE).id
        division = UnitFacts("Phòng Công thương", UnitKind.DIVISION, parent_id=construction)
        office = directory.open_unit(work, division, BEFORE).id
    return Cast(province, construction, office)
