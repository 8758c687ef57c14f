"""Every shipped procedure can be read."""

import re
from pathlib import Path

import pytest

from province import procedures
from province.basics.calendar import LimitUnit
from province.procedures import FIELDS, Definition
from province.procedures.load import content_of, digest_of

SHIPPED = Path(__file__).parents[2] / "content" / "thu-tuc"
SHIPPED_DEFINITIONS = procedures.load_folder(SHIPPED)
BY_CODE = pytest.mark.parametrize("definition", SHIPPED_DEFINITIONS, ids=lambda d: d.code)


def test_the_six_fields_have_their_procedures() -> None:
    listed = [name for d in SHIPPED_DEFINITIONS for name in (d.field, *d.also_in)]
    assert {name: listed.count(name) for name in FIELDS} == {
        "dat-dai": 5,
        "nha-o": 3,
        "xay-dung": 5,
        "kinh-doanh": 9,
        "phuong-tien": 6,
        "dan-cu": 10,
    }


@BY_CODE
def test_links_between_guides_lead_somewhere(definition: Definition) -> None:
    urls = {known.url for known in SHIPPED_DEFINITIONS}
    linked = re.findall(r"\]\((/thu-tuc/[^)]*)\)", definition.body)
    assert [url for url in linked if url not in urls] == []


def test_the_hashes_are_stable() -> None:
    digests = [digest_of(content_of(found)) for found in SHIPPED_DEFINITIONS]
    again = [digest_of(content_of(found)) for found in procedures.load_folder(SHIPPED)]
    assert again == digests
    assert len(set(digests)) == len(SHIPPED_DEFINITIONS)


def test_the_odd_rows_of_the_source_are_right() -> None:
    by_code = {definition.code: definition for definition in SHIPPED_DEFINITIONS}
    announcement = by_code["2.001610"].fees[0]
    assert announcement.amount == 100_000  # the source says "100 VNĐ" once
    birth = by_code["1.001193"].time_limits[0]
    assert birth.unit is LimitUnit.SAME_DAY
    old_law = {basis.number: basis.note for basis in by_code["2.000986"].legal_basis}
    assert "thay bằng Luật Cư trú 68/2020/QH14" in old_law["81/2006/QH11"]
