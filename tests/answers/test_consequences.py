"""What follows from the answers: what is asked, attached and paid, and how long it takes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from province import answers
from province.basics.calendar import LimitUnit
from province.procedures import Condition, Definition, Fee, TimeLimit
from province.procedures.model import Exemption

TODAY = date(2026, 11, 23)


def test_papers_follow_the_answers(house_permit: Definition, house_answers: dict[str, Any]) -> None:
    def needed(**changed: str) -> set[str]:
        checked = answers.check(house_permit, {**house_answers, **changed}, today=TODAY)
        return {paper.id for paper in answers.papers_needed(house_permit, checked.values)}

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
    house = answers.asked(house_permit, {"case": "private_house"})
    works = answers.asked(house_permit, {"case": "linear"})
    assert [group.id for group in house] == ["applicant", "site", "house", "safety", "filing"]
    assert [group.id for group in works] == ["applicant", "site", "works", "safety", "filing"]
    asked = {field.id for group in works for field in group.fields}
    assert "works_length" in asked
    assert "works_floors" not in asked


@pytest.mark.parametrize(
    ("case", "days"), [("private_house", 7), ("single_site", 10), ("linear", 10)]
)
def test_time_limit_follows_the_case(house_permit: Definition, case: str, days: int) -> None:
    limit = answers.time_limit(house_permit, {"case": case})
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
    assert answers.time_limit(by_case, {}) is None


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
    assert answers.fee_due(priced, filed).amount == 7000 + 24000 + 2000
    assert answers.fee_due(priced, {**filed, "channel": "post"}).amount == 15000 + 24000 + 2000
    free = answers.fee_due(priced, {**filed, "poor": True})
    assert free.amount == 24000 + 2000
    assert free.lines[0].note == "Được miễn: hộ nghèo"


@pytest.mark.parametrize(
    ("area", "amount"), [(2.5, 17_500), (0.1, 700), (120.55, 843_850), (0.0001, 1), (3, 21_000)]
)
def test_a_fee_by_measure_counts_every_part_to_the_nearest_dong(
    house_permit: Definition, area: float, amount: int
) -> None:
    priced = replace(house_permit, fees=(Fee(name="Mỗi m²", amount=7000, per="area"),))
    assert answers.fee_due(priced, {"area": area}).amount == amount


def test_a_fee_set_elsewhere_leaves_the_sum_open(house_permit: Definition) -> None:
    due = answers.fee_due(house_permit, {"case": "private_house", "channel": "online"})
    assert due.amount is None
    assert "Hội đồng nhân dân" in due.lines[0].note


def test_no_fee_is_nothing_to_pay(house_permit: Definition) -> None:
    assert answers.fee_due(replace(house_permit, fees=()), {}).amount == 0
