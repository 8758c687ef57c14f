"""The directory's cast, opened in an empty database."""

import pytest

from province import directory
from province.basics import SYSTEM
from province.directory import UnitFacts, UnitKind
from province.storage import Storage
from tests.directory.cast import BEFORE, Cast


@pytest.fixture
def cast(storage: Storage) -> Cast:
    """Open the units everybody knows, all on 1 January 2003."""
    with storage.work(SYSTEM) as work:

        def opened(facts: UnitFacts) -> int:
            return directory.open_unit(work, facts, BEFORE).id

        province = opened(
            UnitFacts("Ủy ban nhân dân tỉnh Vĩnh Long", UnitKind.PROVINCE, code="H61")
        )
        construction = UnitFacts(
            "Sở Xây dựng",
            UnitKind.DEPARTMENT,
            code="H61.17",
            short_name="Sở XD",
            abbreviation="SXD",
            parent_id=province,
        )
        transport = UnitFacts(
            "Sở Giao thông vận tải", UnitKind.DEPARTMENT, code="H61.18", parent_id=province
        )
        district = opened(
            UnitFacts("Huyện Long Hồ", UnitKind.DISTRICT_2003, code="H61.31", parent_id=province)
        )
        return Cast(
            province=province,
            construction=opened(construction),
            transport=opened(transport),
            district=district,
            office=opened(UnitFacts("Phòng Công thương", UnitKind.DIVISION, parent_id=district)),
        )
