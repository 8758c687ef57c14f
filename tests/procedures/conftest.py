"""The shipped procedure files, and one citizen's filled form."""

import re
from pathlib import Path
from typing import Any

import pytest

from province import procedures
from province.procedures import Definition

PROJECT = Path(__file__).parents[2]
SHIPPED = PROJECT / "content" / "thu-tuc"
DOCUMENT = PROJECT / "docs" / "procedures.md"


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of procedure files the project ships."""
    return SHIPPED


@pytest.fixture(scope="session")
def example() -> tuple[str, str]:
    """The documentation's example: where it says it stands, and what it says."""
    written = DOCUMENT.read_text(encoding="utf-8").split("\n## Example\n")[1]
    place = re.search(r"`content/thu-tuc/([a-z-]+/[a-z-]+\.md)`", written)
    block = re.search(r"^```markdown\n(.*?)^```$", written, re.MULTILINE | re.DOTALL)
    assert place
    assert block
    return place[1], block[1]


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
