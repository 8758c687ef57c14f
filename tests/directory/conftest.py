"""The directory's cast, opened in an empty database."""

import pytest

from province import directory
from province.basics import SYSTEM
from province.directory import UnitFacts, UnitKind
from province.storage import Storage
from tests.directory.cast import BEFORE, Cast


@pytest.fixture
def cast(storage: Storage) -> Cast:
    with storage.work(SYSTEM) as work:
        province = directory.open_unit(
            work, UnitFacts("Ủy ban nhân dân tỉnh Vĩnh Long", UnitKind.PROVINCE, "H61"), BEFORE
        ).id
        under = {"parent_id": province}
        return Cast(
            province=province,
            construction=directory.open_unit(
                work,
                UnitFacts("Sở Xây dựng", UnitKind.DEPARTMENT, "H61.17", "Sở XD", "SXD", **under),
                BEFORE,
            ).id,
            transport=directory.open_unit(
                work,
                UnitFacts("Sở Giao thông vận tải", UnitKind.DEPARTMENT, "H61.18", **under),
                BEFORE,
            ).id,
            district=(
                district := directory.open_unit(
                    work,
                    UnitFacts("Huyện Long Hồ", UnitKind.DISTRICT_2003, "H61.31", **under),
                    BEFORE,
                ).id
            ),
            office=directory.open_unit(
                work, UnitFacts("Phòng Công thương", UnitKind.DIVISION, parent_id=district), BEFORE
            ).id,
        )
