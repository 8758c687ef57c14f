"""A filled form: what is complete, what is missing, what it costs and how long it takes."""

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from province import procedures
from province.basics.calendar import LimitUnit
from province.procedures import (
    Channel,
    Condition,
    Definition,
    Fee,
    Field,
    FieldGroup,
    FieldKind,
    TimeLimit,
)
from province.procedures.model import Exemption

TODAY = date(2026, 11, 23)
HOUSE_PAPERS = {"land_paper": 1, "house_drawings": 2, "adjoining_commitment": 1}
OWNERS = FieldGroup(
    id="owners",
    title="Đồng sở hữu",
    rows_most=3,
    fields=(
        Field(id="name", kind=FieldKind.TEXT, label="Họ và tên"),
        Field(id="minor", kind=FieldKind.YES_NO, label="Dưới 18 tuổi"),
        Field(
            id="guardian",
            kind=FieldKind.TEXT,
            label="Người giám hộ",
            when=Condition(field="minor", values=(True,)),
        ),
    ),
)


def test_a_complete_form_is_sound(house_permit: Definition, house_answers: dict[str, Any]) -> None:
    checked = procedures.check(house_permit, house_answers, HOUSE_PAPERS, today=TODAY)
    assert checked.errors == {}
    assert checked.sound
    assert checked.values["applicant_identity"] == "086185001234"
    assert checked.values["applicant_email"] == "Hoa.Nguyen@thu.example"
    assert checked.values["site_parcel"] == "tờ bản đồ số 12, thửa đất số 345"
    assert checked.values["house_floor_area"] == 1160.25
    assert checked.values["adjoining"] is True
    assert checked.values["case"] == "private_house"
    assert checked.values["channel"] == "online"


def test_clean_values_are_read_again_as_they_are(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    once = procedures.check(house_permit, house_answers, HOUSE_PAPERS, today=TODAY)
    twice = procedures.check(house_permit, once.values, HOUSE_PAPERS, today=TODAY)
    assert twice == once


def test_decomposed_answers_are_composed(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    decomposed = {
        name: unicodedata.normalize("NFD", typed) for name, typed in house_answers.items()
    }
    assert (
        procedures.check(house_permit, decomposed, HOUSE_PAPERS, today=TODAY).values
        == procedures.check(house_permit, house_answers, HOUSE_PAPERS, today=TODAY).values
    )


def test_everything_missing_is_told_at_once(house_permit: Definition) -> None:
    checked = procedures.check(house_permit, {"case": "private_house"}, {}, today=TODAY)
    assert checked.errors["applicant_name"] == "Vui lòng nhập “Họ và tên, hoặc tên tổ chức”."
    assert checked.errors["applicant_kind"] == "Vui lòng chọn “Ông/bà đề nghị với tư cách”."
    assert checked.errors["adjoining"].startswith("Vui lòng chọn")
    assert checked.errors["papers.house_drawings"].startswith("Vui lòng đính kèm")
    assert "applicant_email" not in checked.errors  # not required
    assert "applicant_identity" not in checked.errors  # asked of persons only
    assert "works_name" not in checked.errors  # another case's question


def test_without_a_case_one_is_asked_to_choose(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    for wrong in (None, "villa", ["private_house"]):
        checked = procedures.check(house_permit, {**house_answers, "case": wrong}, today=TODAY)
        assert "Vui lòng chọn trường hợp" in checked.errors["case"]


def test_wrong_answers_are_named_beside_their_question(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    wrong = {
        **house_answers,
        "applicant_identity": "086 185",
        "house_floors": "hai",
        "applicant_name": "Hoa" * 100,
        "site_parcel": "sau chợ",
        "applicant_email": "hoa",
    }
    checked = procedures.check(house_permit, wrong, HOUSE_PAPERS, today=TODAY)
    assert set(checked.errors) == {
        "applicant_identity",
        "house_floors",
        "applicant_name",
        "site_parcel",
        "applicant_email",
    }


def test_markup_is_kept_as_the_text_it_is(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    script = "<img src=x onerror=alert(1)>"
    checked = procedures.check(
        house_permit, {**house_answers, "designer_name": script}, HOUSE_PAPERS, today=TODAY
    )
    assert checked.values["designer_name"] == script


def test_answers_to_questions_that_do_not_apply_are_dropped(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    stray = {**house_answers, "works_name": "Nhà kho", "filer_name": "Lê Văn Tám"}
    checked = procedures.check(house_permit, stray, HOUSE_PAPERS, today=TODAY)
    assert checked.sound
    assert not {"works_name", "filer_name"} & set(checked.values)


def test_names_of_no_question_are_refused(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    stray = {**house_answers, "discount": "100%"}
    checked = procedures.check(house_permit, stray, {**HOUSE_PAPERS, "bribe": 1}, today=TODAY)
    assert set(checked.errors) == {"discount", "papers.bribe"}


def test_units_are_compared_with_the_ones_given(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    def errors(units: set[str]) -> dict[str, str]:
        return procedures.check(
            house_permit, house_answers, HOUSE_PAPERS, today=TODAY, units=units
        ).errors

    assert errors({"H61.29551"}) == {}
    assert set(errors({"H61.29602"})) == {"site_commune"}


def test_a_draft_keeps_everything_typed(house_permit: Definition) -> None:
    typed = {"applicant_identity": "086 18", "house_floors": "hai", "works_name": "Nhà kho"}
    checked = procedures.check(house_permit, typed, {}, today=TODAY, draft=True)
    assert set(checked.errors) == {"applicant_identity", "house_floors"}
    assert {name: checked.values[name] for name in typed} == typed


def test_papers_follow_the_answers(house_permit: Definition, house_answers: dict[str, Any]) -> None:
    def needed(**changed: str) -> set[str]:
        checked = procedures.check(house_permit, {**house_answers, **changed}, today=TODAY)
        return {paper.id for paper in procedures.papers_needed(house_permit, checked.values)}

    assert needed() == {"land_paper", "house_drawings", "adjoining_commitment"}
    assert needed(land_paper="in_database") == {"house_drawings", "adjoining_commitment"}
    assert needed(adjoining="no") == {"land_paper", "house_drawings"}
    assert "authorisation" in needed(
        filed_by_other="yes",
        filer_name="B",
        filer_identity="086185001234",
        filer_phone="0912345678",
    )
    assert "treaty_terms" in needed(case="diplomatic")


def test_asked_shows_the_questions_of_the_case(house_permit: Definition) -> None:
    house = procedures.asked(house_permit, {"case": "private_house"})
    works = procedures.asked(house_permit, {"case": "linear"})
    assert [group.id for group in house] == ["applicant", "site", "house", "safety", "filing"]
    assert [group.id for group in works] == ["applicant", "site", "works", "safety", "filing"]
    asked = {field.id for group in works for field in group.fields}
    assert "works_length" in asked
    assert "works_floors" not in asked


@pytest.mark.parametrize(
    ("case", "days"), [("private_house", 7), ("single_site", 10), ("linear", 10)]
)
def test_time_limit_follows_the_case(house_permit: Definition, case: str, days: int) -> None:
    limit = procedures.time_limit(house_permit, {"case": case})
    assert limit is not None
    assert (limit.amount, limit.unit) == (days, LimitUnit.WORKING_DAYS)


def test_no_time_limit_while_the_case_is_open(house_permit: Definition) -> None:
    by_case = replace(
        house_permit,
        time_limits=tuple(
            TimeLimit(
                amount=5,
                unit=LimitUnit.WORKING_DAYS,
                when=Condition(field="case", values=(case.id,)),
            )
            for case in house_permit.cases
        ),
    )
    assert procedures.time_limit(by_case, {}) is None


def test_fees_add_up_by_channel_number_and_exemption(house_permit: Definition) -> None:
    online = Condition(field="channel", values=("online",))
    poor = Exemption(text="hộ nghèo", when=Condition(field="poor", values=(True,)))
    priced = replace(
        house_permit,
        fees=(
            Fee(name="Trực tuyến", amount=7000, when=online, exemptions=(poor,)),
            Fee(name="Tại quầy", amount=15000, when=Condition(none_of=(online,))),
            Fee(name="Bản sao", amount=8000, per="copies"),
            Fee(name="Mỗi người", amount=1000, per="owners"),
        ),
    )
    filed = {"channel": "online", "copies": 3, "owners": [{}, {}]}
    assert procedures.fee_due(priced, filed).amount == 7000 + 24000 + 2000
    assert procedures.fee_due(priced, {**filed, "channel": "post"}).amount == 15000 + 24000 + 2000
    free = procedures.fee_due(priced, {**filed, "poor": True})
    assert free.amount == 24000 + 2000
    assert free.lines[0].note == "Được miễn: hộ nghèo"


def test_a_fee_set_elsewhere_leaves_the_sum_open(house_permit: Definition) -> None:
    due = procedures.fee_due(house_permit, {"case": "private_house", "channel": "online"})
    assert due.amount is None
    assert "Hội đồng nhân dân" in due.lines[0].note


def test_no_fee_is_nothing_to_pay(house_permit: Definition) -> None:
    assert procedures.fee_due(replace(house_permit, fees=()), {}).amount == 0


def test_rows_are_checked_one_by_one(house_permit: Definition) -> None:
    shared = replace(house_permit, cases=(), form=(OWNERS,))
    rows = [
        {"name": "Nguyễn Thị Hoa", "minor": "no", "guardian": "dropped"},
        {"name": "", "minor": ""},
        {"name": "Nguyễn Văn Bé", "minor": "yes"},
    ]
    checked = procedures.check(shared, {"owners": rows}, today=TODAY)
    assert checked.values["owners"] == [
        {"name": "Nguyễn Thị Hoa", "minor": False},
        {"name": "Nguyễn Văn Bé", "minor": True},
    ]
    assert checked.errors == {"owners.1.guardian": "Vui lòng nhập “Người giám hộ”."}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (None, "ít nhất một dòng"),
        ([{"name": "", "minor": None}], "ít nhất một dòng"),
        ([{"name": "A", "minor": "no"}] * 4, "nhiều nhất 3 dòng"),
        ("A", "thành danh sách"),
        (["A"], "thành danh sách"),
    ],
)
def test_rows_missing_too_many_or_no_rows_at_all(
    house_permit: Definition, rows: Any, says: str
) -> None:
    shared = replace(house_permit, cases=(), form=(OWNERS,))
    assert says in procedures.check(shared, {"owners": rows}, today=TODAY).errors["owners"]


def test_gather_puts_posted_pairs_together(house_permit: Definition) -> None:
    rights = Field(id="rights", kind=FieldKind.CHOICES, label="Quyền")
    shared = replace(
        house_permit, form=(OWNERS, FieldGroup(id="more", title="Thêm", fields=(rights,)))
    )
    pairs = [
        ("case", "linear"),
        ("rights", "land"),
        ("rights", "house"),
        ("owners.1.name", "B"),
        ("owners.0.name", "A"),
        ("owners.0.minor", "no"),
        ("owners.9999.name", "far away"),
    ]
    assert procedures.gather(shared, pairs) == {
        "case": "linear",
        "rights": ["land", "house"],
        "owners": [{"name": "A", "minor": "no"}, {"name": "B"}],
        "owners.9999.name": "far away",
    }


def test_an_unknown_channel_is_a_bug_of_the_door(house_permit: Definition) -> None:
    with pytest.raises(ValueError, match="carrier pigeon"):
        procedures.check(house_permit, {}, today=TODAY, channel="carrier pigeon")
    counter = procedures.check(house_permit, {}, today=TODAY, channel=Channel.COUNTER)
    assert counter.values["channel"] == "counter"
