"""Conditions are data, and an unanswered question meets none of them."""

import pytest

from province.procedures import Condition

HOUSE = Condition(field="case", values=("house",))
TALL = Condition(field="floors", at_least=7)
ADJOINING = Condition(field="adjoining", values=(True,))


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (HOUSE, {"case": "house"}, True),
        (HOUSE, {"case": "shop"}, False),
        (HOUSE, {}, False),
        (ADJOINING, {"adjoining": True}, True),
        (ADJOINING, {"adjoining": False}, False),
        (TALL, {"floors": 7}, True),
        (TALL, {"floors": 6}, False),
        (TALL, {}, False),
        (Condition(field="floors", at_most=2), {"floors": 2}, True),
        (Condition(field="floors", at_most=2), {"floors": 2.5}, False),
        (Condition(field="rights", values=("house",)), {"rights": ["land", "house"]}, True),
        (Condition(field="rights", values=("house",)), {"rights": ["land"]}, False),
        (Condition(field="email"), {"email": "a@b.example"}, True),
        (Condition(field="email"), {"email": ""}, False),
        (Condition(field="floors"), {"floors": 0}, True),
        (Condition(all_of=(HOUSE, TALL)), {"case": "house", "floors": 9}, True),
        (Condition(all_of=(HOUSE, TALL)), {"case": "house", "floors": 2}, False),
        (Condition(any_of=(HOUSE, TALL)), {"case": "shop", "floors": 9}, True),
        (Condition(any_of=(HOUSE, TALL)), {"case": "shop", "floors": 2}, False),
        (Condition(none_of=(HOUSE,)), {"case": "shop"}, True),
        (Condition(none_of=(HOUSE,)), {"case": "house"}, False),
    ],
)
def test_condition_holds(condition: Condition, answers: dict[str, object], expected: bool) -> None:
    assert condition.holds(answers) is expected


def test_tests_finds_every_question_inside() -> None:
    nested = Condition(any_of=(HOUSE, Condition(none_of=(Condition(all_of=(TALL, ADJOINING)),))))
    assert [test.field for test in nested.tests()] == ["case", "floors", "adjoining"]
