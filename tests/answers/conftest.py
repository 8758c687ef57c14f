"""The shipped procedures, and one citizen's filled form."""

from pathlib import Path
from typing import Any

import pytest

from province import procedures
from province.procedures import Definition

SHIPPED = Path(__file__).parents[2] / "content" / "thu-tuc"


@pytest.fixture(scope="session")
def definitions() -> dict[str, Definition]:
    """Every shipped procedure by its code."""
    return {found.code: found for found in procedures.load_folder(SHIPPED)}


@pytest.fixture
def house_permit(definitions: dict[str, Definition]) -> Definition:
    """The construction permit for a private house."""
    return definitions["1.013225"]


@pytest.fixture
def house_answers() -> dict[str, Any]:
    """What Nguyễn Thị Hoa answers for her house, as a browser posts it."""
    return {
        "case": "private_house",
        "applicant_kind": "person",
        "applicant_name": "Nguyễn Thị Hoa",
        "applicant_identity": "086 185 001 234",
        "applicant_address": "Số 12, đường Phạm Hùng, phường Long Châu",
        "applicant_phone": "0912 345 678",
        "applicant_email": "Hoa.Nguyen@Thu.Example",
        "site_commune": "H61.29551",
        "site_address": "Số 25, đường Nguyễn Huệ, khóm 3",
        "site_parcel": "tờ 12, thửa 345",
        "site_area": "120,5 m²",
        "land_paper": "certificate",
        "land_certificate_number": "AB 123456",
        "land_rented": "no",
        "land_kinds_unclear": "no",
        "house_owner_kind": "household",
        "house_footprint": "80",
        "house_floor_area": "1.160,25",
        "house_height": "7,8",
        "house_floors": "2",
        "house_basements": "0",
        "house_mezzanines": "0",
        "adjoining": "yes",
        "fire_safety_result": "no",
        "design_reviewed": "no",
        "designer_name": "Công ty Thiết kế Cổ Chiên",
        "building_months": "8",
        "filed_by_other": "no",
        "result_by": "counter",
        "declaration": "agree",
    }
