"""Every shipped procedure can be read, filled in each of its cases, timed, priced and shown."""

import re
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from province import procedures
from province.basics import text
from province.basics.calendar import LimitUnit
from province.procedures import (
    CASE,
    FIELDS,
    Channel,
    Definition,
    Field,
    FieldKind,
    Filed,
    Starts,
)
from province.procedures.guide import front_matter, guide_markdown
from province.procedures.load import content_of, digest_of
from province.procedures.model import holds

TODAY = date(2026, 11, 23)
ROUNDS = 24  # different ways to fill each form
SHIPPED = Path(__file__).parents[2] / "content" / "thu-tuc"
SHIPPED_DEFINITIONS = procedures.load_folder(SHIPPED)
BY_CODE = pytest.mark.parametrize("definition", SHIPPED_DEFINITIONS, ids=lambda d: d.code)
PLAIN_ANSWERS: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: "Nội dung",
    FieldKind.LONG_TEXT: "Dòng thứ nhất\nDòng thứ hai",
    FieldKind.MONEY: "15.000.000",
    FieldKind.DATE: "23/11/2026",
    FieldKind.YES_NO: "yes",
    FieldKind.EMAIL: "hoa@thu.example",
    FieldKind.PHONE: "0912 345 678",
    FieldKind.IDENTITY_NUMBER: "086185001234",
    FieldKind.TAX_CODE: "1500202535",
    FieldKind.ADDRESS: "Ấp Phước Hòa, xã Long Hồ",
    FieldKind.UNIT: "H61.A0",
    FieldKind.PARCEL: "tờ 12, thửa 345",
}


def answer_to(field: Field, turn: int) -> Any:
    """A right answer to a question, another one each turn and unlike its neighbours'."""
    pick = zlib.crc32(f"{field.id} {turn}".encode())
    if field.choices:
        value = field.choices[pick % len(field.choices)].value
        return [value] if field.kind is FieldKind.CHOICES else value
    if field.kind is FieldKind.YES_NO:
        return ("yes", "no")[pick % 2]
    if field.kind is FieldKind.NUMBER:
        return str(max(field.at_least or 0, min(3, field.at_most or 3)))
    return field.example if field.pattern else PLAIN_ANSWERS[field.kind]


def filled(definition: Definition, case: str | None, turn: int) -> dict[str, Any]:
    """The whole form as somebody in a case answers it."""
    answers: dict[str, Any] = {CASE: case} if case else {}
    for group in definition.form:
        row = {field.id: answer_to(field, turn) for field in group.fields}
        answers |= {group.id: [row, row]} if group.rows_most else row
    return answers


def cases(definition: Definition) -> list[str | None]:
    return [case.id for case in definition.cases] or [None]


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
def test_the_form_can_be_filled_in_every_case(definition: Definition) -> None:
    for case in cases(definition):
        for turn in range(3):
            answers = filled(definition, case, turn)
            first = procedures.check(definition, answers, today=TODAY)
            papers = {p.id: 1 for p in procedures.papers_needed(definition, first.values)}
            whole = procedures.check(definition, answers, papers, today=TODAY)
            assert whole.errors == {}, (case, turn)
            assert procedures.time_limit(definition, whole.values) is not None
            assert all(line.name for line in procedures.fee_due(definition, whole.values).lines)


@BY_CODE
def test_every_question_and_paper_comes_up_for_somebody(definition: Definition) -> None:
    """A condition that can never hold is a mistake in the file."""
    seen: set[str] = set()
    for case in cases(definition):
        for turn in range(ROUNDS):
            values = procedures.check(
                definition, filled(definition, case, turn), today=TODAY
            ).values
            for group in procedures.asked(definition, values):
                seen |= {group.id, *(field.id for field in group.fields)}
            seen |= {paper.id for paper in definition.papers if holds(paper.when, values)}
    expected = {field.id for group in definition.form for field in group.fields}
    expected |= {paper.id for paper in definition.papers}
    assert sorted(expected - seen) == []


@BY_CODE
def test_no_answer_breaks_the_form(definition: Definition) -> None:
    hostile = ["", "x" * 100_000, "\u202e\x00", "<script>", {"a": 1}, ["a"], 7, None, True]
    names = [field.id for group in definition.form for field in group.fields]
    names += [group.id for group in definition.form]
    for typed in hostile:
        answers = {**dict.fromkeys(names, typed), CASE: typed}
        for draft in (False, True):
            checked = procedures.check(definition, answers, {}, today=TODAY, draft=draft)
            assert all(checked.errors.values())


@BY_CODE
def test_the_guide_says_everything(definition: Definition) -> None:
    guide = guide_markdown(definition)
    assert guide == text.nfc(guide)
    told = [
        definition.title,
        definition.code,
        definition.decision,
        definition.name,
        definition.summary,
        definition.authority.receive,
        definition.authority.decide,
        definition.result.name,
        text.date_vi(definition.checked_on),
        *definition.needs_checking,
        *definition.requirements,
        *(paper.name for paper in definition.papers),
        *(paper.only_if for paper in definition.papers),
        *(step.name for step in definition.route),
        *(fee.name for fee in definition.fees),
        *(procedures.wording.time_limit(limit) for limit in definition.time_limits),
        *(basis.number for basis in definition.legal_basis),
        *(basis.note for basis in definition.legal_basis),
    ]
    assert [one for one in told if one not in guide] == []
    body = guide.split("\n---\n", 1)[1]
    assert body.strip().startswith(definition.body[:40])
    for heading in ("Ai được làm thủ tục này", "Giấy tờ cần có", "Nơi nộp hồ sơ", "Các bước"):
        assert f"\n## {heading}\n" in body


@BY_CODE
def test_the_button_follows_where_it_is_filed(definition: Definition) -> None:
    action = front_matter(definition)["action"]
    filed_here = action["href"] == f"/thu-tuc/{definition.slug}/nop"
    assert filed_here == (definition.filed is Filed.HERE)
    assert action.get("external", False) == (definition.filed is Filed.NATIONAL_PORTAL)


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
    vehicle = procedures.time_limit(by_code["1.013067"], {"case": "new_plate"})
    assert vehicle is not None
    assert vehicle.starts is Starts.FEE_PAYMENT
    certificate = by_code["1.012783"]
    hard = {"case": "remeasured", "plot_hard_area": True}
    limits = [
        procedures.time_limit(certificate, values)
        for values in ({"case": "ordinary"}, {"case": "remeasured"}, hard)
    ]
    assert [limit.amount for limit in limits if limit] == [5, 10, 20]
    old_law = {basis.number: basis.note for basis in by_code["2.000986"].legal_basis}
    assert "thay bằng Luật Cư trú 68/2020/QH14" in old_law["81/2006/QH11"]


@pytest.mark.parametrize(
    ("channel", "case", "people", "amount"),
    [
        (Channel.ONLINE, "household", 0, 7000),
        (Channel.COUNTER, "household", 0, 15000),
        (Channel.ONLINE, "list", 3, 15000),
        (Channel.COUNTER, "list", 3, 30000),
    ],
)
def test_temporary_residence_costs_what_the_circular_says(
    channel: Channel, case: str, people: int, amount: int
) -> None:
    (residence,) = (found for found in SHIPPED_DEFINITIONS if found.code == "1.004194")
    values = {"channel": channel.value, "case": case, "people": [{}] * people}
    assert procedures.fee_due(residence, values).amount == amount
    exempt = procedures.fee_due(residence, {**values, "case": "household", "fee_exempt": True})
    assert exempt.amount == 0
