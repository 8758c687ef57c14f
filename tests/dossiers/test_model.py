"""Six states and their moves, the clock with its pauses, codes as people type them."""

import itertools
import unicodedata
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from province.basics import VIETNAM, Conflict
from province.basics.calendar import LimitUnit, WorkingCalendar
from province.dossiers import Dossier, State
from province.dossiers.model import (
    MOVES,
    OPEN_STATES,
    Limit,
    code_of,
    due_at,
    normal_code,
)
from province.dossiers.model import refuse_unless_movable as move
from tests.services.cast import House

CALENDAR = WorkingCalendar.load()
WEEK = Limit(7, LimitUnit.WORKING_DAYS, from_payment=False, verification_days=0)
START = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)


def test_there_are_six_states_and_what_is_over_stays_over() -> None:
    assert len(State) == 6
    assert set(MOVES) == set(State)
    assert all((MOVES[state] == frozenset()) == (state not in OPEN_STATES) for state in State)


def test_every_open_state_can_reach_every_end() -> None:
    for start, end in itertools.product(OPEN_STATES, set(State) - OPEN_STATES):
        reached, edge = {start}, {start}
        while edge:
            edge = {to for one in edge for to in MOVES[one]} - reached
            reached |= edge
        assert end in reached


def test_a_decided_dossier_says_who_decided_and_when(house: House) -> None:
    dossier = house.file().dossier
    values = {name: getattr(dossier, name) for name in Dossier.__slots__}
    decided = Dossier(
        **{
            **values,
            "state": State.REFUSED,
            "decided_by": "Trần Văn Bình",
            "closed_at": START,
        }
    )
    with pytest.raises(Conflict, match=r"already_decided.*Trần Văn Bình.*09:00 23/11/2026") as said:
        move(decided, State.APPROVED)
    assert said.value.detail["decided_by"] == "Trần Văn Bình"


def test_a_new_dossier_is_not_overdue_whenever_it_comes_in() -> None:
    for hours in range(0, 24 * 14, 3):
        at = START + timedelta(hours=hours)
        due = due_at(CALENDAR, WEEK, at, [])
        assert due is not None
        assert due > at + timedelta(days=6)


def test_a_clock_that_waits_for_a_fee_has_no_due_day() -> None:
    assert due_at(CALENDAR, WEEK, None, []) is None


def test_a_clock_that_stands_has_no_due_day() -> None:
    assert due_at(CALENDAR, WEEK, START, [(START + timedelta(days=1), None)]) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30 * 24), st.integers(0, 20 * 24)), max_size=5),
    st.integers(0, 10 * 24),
    st.randoms(use_true_random=False),
)
def test_longer_pauses_never_give_an_earlier_day_and_order_is_nothing(
    spans: list[tuple[int, int]], longer: int, random: object
) -> None:
    def pauses(more: int) -> list[tuple[datetime, datetime | None]]:
        begin = [START + timedelta(hours=hours) for hours, _ in spans]
        return [
            (at, at + timedelta(hours=span + more))
            for at, (_, span) in zip(begin, spans, strict=True)
        ]

    short = due_at(CALENDAR, WEEK, START, pauses(0))
    long = due_at(CALENDAR, WEEK, START, pauses(longer))
    assert short is not None
    assert long is not None
    assert due_at(CALENDAR, WEEK, START, []) <= short <= long  # type: ignore[operator]
    mixed = pauses(0)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert due_at(CALENDAR, WEEK, START, mixed) == short


def test_the_third_supplement_is_not_wrongly_late() -> None:
    days = [START + timedelta(days=n) for n in (1, 3, 8, 10, 15, 17)]
    rounds = [(days[0], days[1]), (days[2], days[3]), (days[4], days[5])]
    due = due_at(CALENDAR, WEEK, START, rounds)
    plain = due_at(CALENDAR, WEEK, START, [])
    assert due is not None
    assert plain is not None
    stood = sum(
        CALENDAR.is_working((begin + timedelta(days=n)).date())
        for begin, end in rounds
        if begin < due
        for n in range((end - begin).days)
    )
    assert CALENDAR.add_working_days(plain.date(), stood) == due.date()


@pytest.mark.parametrize(
    "typed",
    [
        "H61.B2-261123-0001",
        " h61.b2-261123-0001 ",
        "H61.B2–261123—0001",
        "H61.B2 - 261123 - 0001",
        unicodedata.normalize("NFD", "h61.b2-261123-0001"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == code_of("H61.B2", date(2026, 11, 23), 1)
