"""docs/procedures.md says what the format is: every name, every word, and an example that works."""

import dataclasses
import re
import shutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from province import answers, procedures
from province.basics import SYSTEM
from province.basics.calendar import LimitUnit
from province.pages import guide_pages
from province.procedures import model
from province.storage import Storage

DOCUMENT = Path(__file__).parents[2] / "docs" / "procedures.md"
TOLD_BY_THE_PLACE = {"field", "slug", "body"}  # needed by the class, never written in a file
_ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<needed>yes|no) \| (?P<text>.+) \|$", re.MULTILINE)


def _sections() -> dict[str, str]:
    reference = DOCUMENT.read_text(encoding="utf-8").split("\n## Reference\n")[1]
    parts = re.split(r"^### (\w+)$", reference, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _format_classes() -> Iterator[type[Any]]:
    """Every class a file can be written with: those load.py is strict about."""
    for found in vars(model).values():
        if isinstance(found, type) and hasattr(found, "__pydantic_config__"):
            yield found


def test_every_class_of_the_format_has_its_section() -> None:
    assert set(_sections()) == {found.__name__ for found in _format_classes()}


@pytest.mark.parametrize("documented", list(_format_classes()), ids=lambda found: found.__name__)
def test_every_name_stands_in_the_reference(documented: type[Any]) -> None:
    rows = {m["name"]: m["needed"] for m in _ROW.finditer(_sections()[documented.__name__])}
    told = TOLD_BY_THE_PLACE if documented is model.Definition else set()
    assert rows == {
        field.name: "yes"
        if field.default is dataclasses.MISSING and field.name not in told
        else "no"
        for field in dataclasses.fields(documented)
    }


@pytest.mark.parametrize(
    "words",
    [
        model.Channel,
        model.Level,
        model.Filed,
        model.ApplicantKind,
        model.FieldKind,
        model.Dates,
        model.Starts,
        model.StepRole,
        model.Register,
        model.ResultKind,
        LimitUnit,
    ],
)
def test_every_word_stands_in_the_reference(words: type[StrEnum]) -> None:
    reference = "".join(_sections().values())
    assert [word for word in words if f"`{word}`" not in reference] == []


def test_a_39th_procedure_is_one_more_file(
    shipped: Path, example: tuple[str, str], tmp_path: Path, sqlite_storage: Storage
) -> None:
    """Follow the document: copy the example beside the shipped files and use the procedure."""
    folder = shutil.copytree(shipped, tmp_path / "thu-tuc")
    place, written = example
    before = len(procedures.load_folder(folder))
    (folder / place).write_text(written, encoding="utf-8")
    with sqlite_storage.work(SYSTEM) as work:
        loaded = procedures.load_revisions(work, folder)
        found = procedures.current_by_slug(work.connection, Path(place).stem, work.today)
    assert len(loaded.added) == before + 1
    given = {
        "case": "land",
        "applicant_kind": "person",
        "applicant_name": "Nguyễn Thị Hoa",
        "applicant_identity": "086185001234",
        "applicant_address": "Ấp Phước Hòa, xã Long Hồ",
        "applicant_phone": "0912345678",
        "road_commune": "H61.A0",
        "road_name": "Đường liên ấp Phước Hòa",
        "junction_width": "4,5",
        "land_rented": "yes",
        "filed_by_other": "no",
        "result_by": "electronic",
        "declaration": "agree",
    }
    checked = answers.check(
        found.definition, given, {"land_rent": 1}, today=work.today, units={"H61.A0"}
    )
    assert checked.errors == {}
    assert answers.fee_due(found.definition, checked.values).amount == 2000
    guide = guide_pages([found.definition])[0]
    assert guide.meta["action"]["href"] == "/thu-tuc/chap-thuan-nut-giao-dau-noi/nop"
    assert "Hợp đồng cho thuê đất" in guide.body
    assert "Hiệu lực: 24 tháng" in guide.body
