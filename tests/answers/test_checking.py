"""A filled form: what is complete, what is missing, what is wrong."""

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from province import answers
from province.procedures import (
    Channel,
    Condition,
    Definition,
    Field,
    FieldGroup,
    FieldKind,
)

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
    checked = answers.check(house_permit, house_answers, HOUSE_PAPERS, today=TODAY)
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
    once = answers.check(house_permit, house_answers, HOUSE_PAPERS, today=TODAY)
    twice = answers.check(house_permit, once.values, HOUSE_PAPERS, today=TODAY)
    assert twice == once


def test_decomposed_answers_are_composed(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    decomposed = {
        name: unicodedata.normalize("NFD", typed) for name, typed in house_answers.items()
    }
    assert (
        answers.check(house_permit, decomposed, HOUSE_PAPERS, today=TODAY).values
        == answers.check(house_permit, house_answers, HOUSE_PAPERS, today=TODAY).values
    )


def test_everything_missing_is_told_at_once(house_permit: Definition) -> None:
    checked = answers.check(house_permit, {"case": "private_house"}, {}, today=TODAY)
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
        checked = answers.check(house_permit, {**house_answers, "case": wrong}, today=TODAY)
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
    checked = answers.check(house_permit, wrong, HOUSE_PAPERS, today=TODAY)
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
    checked = answers.check(
        house_permit, {**house_answers, "designer_name": script}, HOUSE_PAPERS, today=TODAY
    )
    assert checked.values["designer_name"] == script


def test_answers_to_questions_that_do_not_apply_are_dropped(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    stray = {**house_answers, "works_name": "Nhà kho", "filer_name": "Lê Văn Tám"}
    checked = answers.check(house_permit, stray, HOUSE_PAPERS, today=TODAY)
    assert checked.sound
    assert not {"works_name", "filer_name"} & set(checked.values)


def test_names_of_no_question_are_refused(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    stray = {**house_answers, "discount": "100%"}
    checked = answers.check(house_permit, stray, {**HOUSE_PAPERS, "bribe": 1}, today=TODAY)
    assert set(checked.errors) == {"discount", "papers.bribe"}


def test_units_are_compared_with_the_ones_given(
    house_permit: Definition, house_answers: dict[str, Any]
) -> None:
    def errors(units: set[str]) -> dict[str, str]:
        return answers.check(
            house_permit, house_answers, HOUSE_PAPERS, today=TODAY, units=units
        ).errors

    assert errors({"H61.29551"}) == {}
    assert set(errors({"H61.29602"})) == {"site_commune"}


def test_a_draft_keeps_everything_typed(house_permit: Definition) -> None:
    typed = {"applicant_identity": "086 18", "house_floors": "hai", "works_name": "Nhà kho"}
    checked = answers.check(house_permit, typed, {}, today=TODAY, draft=True)
    assert set(checked.errors) == {"applicant_identity", "house_floors"}
    assert {name: checked.values[name] for name in typed} == typed


def test_rows_are_checked_one_by_one(house_permit: Definition) -> None:
    shared = replace(house_permit, cases=(), form=(OWNERS,))
    rows = [
        {"name": "Nguyễn Thị Hoa", "minor": "no", "guardian": "dropped"},
        {"name": "", "minor": ""},
        {"name": "Nguyễn Văn Bé", "minor": "yes"},
    ]
    checked = answers.check(shared, {"owners": rows}, today=TODAY)
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
    assert says in answers.check(shared, {"owners": rows}, today=TODAY).errors["owners"]


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
    assert answers.gather(shared, pairs) == {
        "case": "linear",
        "rights": ["land", "house"],
        "owners": [{"name": "A", "minor": "no"}, {"name": "B"}],
        "owners.9999.name": "far away",
    }


def test_an_unknown_channel_is_a_bug_of_the_door(house_permit: Definition) -> None:
    with pytest.raises(ValueError, match="carrier pigeon"):
        answers.check(house_permit, {}, today=TODAY, channel="carrier pigeon")
    counter = answers.check(house_permit, {}, today=TODAY, channel=Channel.COUNTER)
    assert counter.values["channel"] == "counter"
