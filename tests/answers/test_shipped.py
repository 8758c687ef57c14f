"""Every shipped procedure can be filled in each of its cases, timed and priced."""

import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from province import answers, procedures
from province.procedures import CASE, Channel, Definition, Field, FieldKind, Starts, holds

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
    given: dict[str, Any] = {CASE: case} if case else {}
    for group in definition.form:
        row = {field.id: answer_to(field, turn) for field in group.fields}
        given |= {group.id: [row, row]} if group.rows_most else row
    return given


def cases(definition: Definition) -> list[str | None]:
    return [case.id for case in definition.cases] or [None]


@BY_CODE
def test_the_form_can_be_filled_in_every_case(definition: Definition) -> None:
    for case in cases(definition):
        for turn in range(3):
            given = filled(definition, case, turn)
            first = answers.check(definition, given, today=TODAY)
            papers = {p.id: 1 for p in answers.papers_needed(definition, first.values)}
            whole = answers.check(definition, given, papers, today=TODAY)
            assert whole.errors == {}, (case, turn)
            assert answers.time_limit(definition, whole.values) is not None
            assert all(line.name for line in answers.fee_due(definition, whole.values).lines)


@BY_CODE
def test_every_question_and_paper_comes_up_for_somebody(definition: Definition) -> None:
    """A condition that can never hold is a mistake in the file."""
    seen: set[str] = set()
    for case in cases(definition):
        for turn in range(ROUNDS):
            values = answers.check(definition, filled(definition, case, turn), today=TODAY).values
            for group in answers.asked(definition, values):
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
        given = {**dict.fromkeys(names, typed), CASE: typed}
        for draft in (False, True):
            checked = answers.check(definition, given, {}, today=TODAY, draft=draft)
            assert all(checked.errors.values())


def test_the_odd_time_limits_of_the_source_are_right() -> None:
    by_code = {definition.code: definition for definition in SHIPPED_DEFINITIONS}
    vehicle = answers.time_limit(by_code["1.013067"], {"case": "new_plate"})
    assert vehicle is not None
    assert vehicle.starts is Starts.FEE_PAYMENT
    certificate = by_code["1.012783"]
    hard = {"case": "remeasured", "plot_hard_area": True}
    limits = [
        answers.time_limit(certificate, values)
        for values in ({"case": "ordinary"}, {"case": "remeasured"}, hard)
    ]
    assert [limit.amount for limit in limits if limit] == [5, 10, 20]


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
    assert answers.fee_due(residence, values).amount == amount
    exempt = answers.fee_due(residence, {**values, "case": "household", "fee_exempt": True})
    assert exempt.amount == 0
