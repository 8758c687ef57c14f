"""A small province over time: districts until 1 July 2025, departments and communes since."""

from dataclasses import dataclass, replace
from datetime import date

from province import directory
from province.directory import Unit
from province.storage import Work

BEFORE = date(2003, 1, 1)
REFORM = date(2025, 7, 1)


@dataclass(frozen=True)
class Cast:
    """Ids of the units everybody in these tests knows."""

    province: int
    construction: int  # Sở Xây dựng, H61.17
    transport: int  # Sở Giao thông vận tải, H61.18, merged into construction on 1 July 2025
    district: int  # huyện Long Hồ, abolished on 1 July 2025
    office: int  # a division of the district, without a code


def rename(work: Work, unit_id: int, name: str, on: date) -> Unit:
    """Give a unit another name from a day on."""
    facts = directory.last_known(work.connection, unit_id).facts
    return directory.change_unit(work, unit_id, replace(facts, name=name), on)
