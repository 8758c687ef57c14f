"""A small province over time: districts until 1 July 2025, departments and communes since."""

from dataclasses import dataclass
from datetime import date

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
