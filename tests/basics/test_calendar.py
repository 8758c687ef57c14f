import itertools
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from province.basics import VIETNAM
from province.basics.calendar import LimitUnit, Pause, WorkingCalendar

CALENDAR = WorkingCalendar.load()


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-11-23", True),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam, since 2026
        ("2025-11-24", True),
        ("2026-11-28", False),  # Saturday
        ("2026-02-16", False),  # eve of Tết
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),  # in lieu of Giỗ Tổ on Sunday
        ("2026-08-31", False),  # swapped …
        ("2026-08-22", True),  # … with this Saturday
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2025-05-02", False),
        ("2025-04-26", True),
        ("2027-02-10", False),
        ("2003-04-30", False),
    ],
)
def test_days_are_worked_or_off(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


def test_next_working_day_is_the_day_itself_when_worked() -> None:
    assert CALENDAR.next_working(date(2026, 11, 23)) == date(2026, 11, 23)
    assert CALENDAR.next_working(date(2026, 2, 14)) == date(2026, 2, 23)


def test_first_day_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert CALENDAR.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)  # over the 24th
    assert CALENDAR.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 11, 20), -1)


@pytest.mark.parametrize(
    ("received", "counts_from"),
    [
        (at("2026-11-23", "06:10"), at("2026-11-23", "07:00")),
        (at("2026-11-23", "10:59"), at("2026-11-23", "10:59")),
        (at("2026-11-23", "11:00"), at("2026-11-23", "13:00")),
        (at("2026-11-23", "17:00"), at("2026-11-25", "07:00")),
        (at("2026-11-28", "09:00"), at("2026-11-30", "07:00")),
    ],
)
def test_receipt_outside_hours_counts_from_the_next_opening(
    received: datetime, counts_from: datetime
) -> None:
    assert CALENDAR.receiving(received) == counts_from


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        (at("2026-02-13"), 5, "working_days", at("2026-02-27", "17:00")),  # over Tết
        (at("2026-08-21"), 1, "working_days", at("2026-08-22", "17:00")),  # make-up Saturday
        (at("2026-08-28"), 1, "working_days", at("2026-09-03", "17:00")),  # swap and Quốc khánh
        (at("2025-12-31"), 1, "working_days", at("2026-01-05", "17:00")),  # year end
        (at("2026-11-20", "18:30"), 1, "working_days", at("2026-11-25", "17:00")),  # after hours
        (at("2026-11-16"), 12, "days", at("2026-11-30", "17:00")),  # ends on a Saturday
        (at("2026-11-16"), 7, "days", at("2026-11-23", "17:00")),
        (at("2028-01-31"), 1, "months", at("2028-02-29", "17:00")),  # leap day
        (at("2026-12-31"), 2, "months", at("2027-03-01", "17:00")),  # 28 Feb is a Sunday
        (at("2026-11-23", "15:00"), 0, "same_day", at("2026-11-23", "17:00")),
        (at("2026-11-23", "15:01"), 0, "same_day", at("2026-11-25", "17:00")),
        (
            at("2026-11-22", "16:00"),
            0,
            "same_day",
            at("2026-11-23", "17:00"),
        ),  # Sunday: Monday 7:00
        (at("2026-11-23", "10:00"), 8, "hours", at("2026-11-25", "10:00")),
        (at("2026-11-23", "09:00"), 2, "hours", at("2026-11-23", "11:00")),
        (at("2026-11-23", "09:00"), 1, "half_days", at("2026-11-23", "15:00")),
        (at("2026-11-23", "13:00"), 3, "half_days", at("2026-11-25", "17:00")),
    ],
)
def test_limits_end(start: datetime, amount: int, unit: str, end: datetime) -> None:
    assert CALENDAR.due(start, amount, unit) == end


def test_the_end_is_aware_and_an_unknown_unit_or_no_limit_is_a_bug() -> None:
    assert CALENDAR.due(at("2026-11-23"), 1, "days").utcoffset() == timedelta(hours=7)
    with pytest.raises(ValueError, match="fortnights"):
        CALENDAR.due(at("2026-11-23"), 1, "fortnights")
    with pytest.raises(ValueError, match="none"):
        CALENDAR.due(at("2026-11-23"), 0, "days")


def test_a_pause_adds_the_working_days_it_covers() -> None:
    start, limit = at("2026-11-02"), 3  # due Thursday 5 November
    pause = (at("2026-11-04", "10:00"), at("2026-11-09", "14:00"))  # Wed, Thu, Fri; not Monday
    assert CALENDAR.due(start, limit, "working_days") == at("2026-11-05", "17:00")
    assert CALENDAR.due_with_pauses(start, limit, "working_days", [pause]) == at(
        "2026-11-10", "17:00"
    )


def test_a_pause_within_one_day_moves_no_day_but_moves_hours() -> None:
    start = at("2026-11-02")
    pause = [(at("2026-11-02", "10:00"), at("2026-11-02", "14:30"))]
    assert CALENDAR.due_with_pauses(start, 1, "working_days", pause) == at("2026-11-03", "17:00")
    assert CALENDAR.due_with_pauses(start, 3, "hours", pause) == at("2026-11-02", "16:30")


def test_a_pause_asked_for_on_the_last_day_leaves_that_day() -> None:
    pause = (at("2026-11-03", "16:00"), at("2026-11-12", "08:00"))
    assert CALENDAR.due_with_pauses(at("2026-11-02"), 1, "working_days", [pause]) == at(
        "2026-11-12", "17:00"
    )


@pytest.mark.parametrize("unit", list(LimitUnit))
def test_an_open_pause_has_no_end_unless_the_limit_ended_before(unit: LimitUnit) -> None:
    start = at("2026-11-02")
    assert CALENDAR.due_with_pauses(start, 1, unit, [(start, None)]) is None
    after = CALENDAR.due(start, 1, unit)
    assert CALENDAR.due_with_pauses(start, 1, unit, [(after, None)]) == after


def test_a_pause_that_ends_before_it_begins_is_a_bug() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        CALENDAR.due_with_pauses(
            at("2026-11-02"), 1, "days", [(at("2026-11-04"), at("2026-11-03"))]
        )


moments = st.integers(0, 16 * 30 * 24 * 60).map(
    lambda minutes: at("2025-12-01", "00:00") + timedelta(minutes=minutes)
)
lengths = st.timedeltas(timedelta(), timedelta(days=40))
closed_pauses = st.lists(st.tuples(moments, lengths).map(lambda p: (p[0], p[0] + p[1])), max_size=4)
units = st.sampled_from(LimitUnit)
amounts = st.integers(1, 30)


@given(moments, amounts, units)
def test_every_limit_ends_in_receiving_hours_of_a_working_day(
    start: datetime, amount: int, unit: LimitUnit
) -> None:
    end = CALENDAR.due(start, amount, unit)
    assert CALENDAR.is_working(end.date())
    assert any(opens < end.time() <= closes for opens, closes in CALENDAR.sessions)
    assert end > start


@given(moments, moments, amounts, units)
def test_who_comes_later_is_never_due_earlier(
    one: datetime, other: datetime, amount: int, unit: LimitUnit
) -> None:
    early, late = sorted([one, other])
    assert CALENDAR.due(early, amount, unit) <= CALENDAR.due(late, amount, unit)


@given(moments, amounts, units, closed_pauses, st.integers(0, 3), lengths, lengths)
def test_a_longer_pause_never_ends_a_limit_earlier(
    start: datetime,
    amount: int,
    unit: LimitUnit,
    pauses: list[Pause],
    which: int,
    sooner: timedelta,
    longer: timedelta,
) -> None:
    assume(which < len(pauses))
    begin, end = pauses[which]
    assert end is not None
    grown = [*pauses[:which], (begin - sooner, end + longer), *pauses[which + 1 :]]
    before = CALENDAR.due_with_pauses(start, amount, unit, pauses)
    after = CALENDAR.due_with_pauses(start, amount, unit, grown)
    assert before is not None
    assert after is not None
    assert CALENDAR.due(start, amount, unit) <= before <= after


@given(moments, amounts, units, st.lists(st.tuples(moments, lengths), max_size=3))
def test_the_order_of_pauses_does_not_matter(
    start: datetime, amount: int, unit: LimitUnit, spans: list[tuple[datetime, timedelta]]
) -> None:
    pauses = [(begin, begin + length) for begin, length in spans]
    ends = {
        CALENDAR.due_with_pauses(start, amount, unit, order)
        for order in itertools.permutations(pauses)
    }
    assert len(ends) == 1


@given(moments, amounts, units, moments, lengths)
def test_a_pause_in_two_pieces_is_one_pause(
    start: datetime, amount: int, unit: LimitUnit, begin: datetime, length: timedelta
) -> None:
    middle, end = begin + length / 3, begin + length
    whole = CALENDAR.due_with_pauses(start, amount, unit, [(begin, end)])
    pieces = CALENDAR.due_with_pauses(start, amount, unit, [(begin, middle), (middle, end)])
    assert whole == pieces


def test_an_operator_may_override_days_and_hours(tmp_path: Path) -> None:
    own = tmp_path / "working-days.toml"
    own.write_text(
        "\ufeff[desk]\nsame_day_until = 14:00:00\n"
        "[[work]]\nday = 2026-11-24\n[[off]]\nday = 2026-11-25\n",
        encoding="utf-8",
    )
    calendar = WorkingCalendar.load(own)
    assert calendar.is_working(date(2026, 11, 24))
    assert not calendar.is_working(date(2026, 11, 25))
    assert calendar.same_day_until == time(14)
    assert calendar.sessions == CALENDAR.sessions
    assert not calendar.is_working(date(2026, 8, 31))


def test_a_day_named_twice_stops_the_loading(tmp_path: Path) -> None:
    own = tmp_path / "days.toml"
    own.write_text("[[work]]\nday = 2026-11-24\n[[off]]\nday = 2026-11-24\n")
    with pytest.raises(ValueError, match="2026-11-24 is named twice"):
        WorkingCalendar.load(own)


def test_every_shipped_override_names_source_and_confidence() -> None:
    import tomllib

    from province.basics import calendar

    path = Path(calendar.__file__).with_name("data") / "working-days.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = [*content["off"], *content["work"]]
    assert entries
    assert all(e["why"] and e["source"] for e in entries)
    assert {e["confidence"] for e in entries} <= {"sure", "likely", "estimate"}
