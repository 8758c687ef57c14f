"""The working calendar: which days are worked, and when a time limit ends.

Days come from the `holidays` library for Viet Nam with an override file on top, because swaps of
working days and the pattern of Tết are announced year by year. A limit starts at the first moment
of receiving hours at or after the receipt; the first day is not counted; a last day off moves to
the next working day; the limit ends when the desk closes that day.

Law: 91/2015/QH13 Đ147, Đ148 (Civil Code); 45/2019/QH14 Đ112 (Labour Code)
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from province.basics.clock import VIETNAM, legal_day

Pause = tuple[datetime, datetime | None]  # the clock stands from … until …; None: it still stands
Span = tuple[datetime, datetime]

_SHIPPED = Path(__file__).with_name("data") / "working-days.toml"
_FOREVER = datetime.max.replace(tzinfo=UTC)
_LOOK_AHEAD_DAYS_MOST = 20_000  # a limit that reaches further is a mistake in its definition


class LimitUnit(StrEnum):
    """What a time limit is counted in."""

    WORKING_DAYS = "working_days"  # ngày làm việc
    HALF_DAYS = "half_days"  # nửa ngày làm việc: half of a day's receiving hours
    HOURS = "hours"  # giờ làm việc
    DAYS = "days"  # ngày: calendar days
    MONTHS = "months"
    SAME_DAY = "same_day"  # trong ngày; received after 15:00: the next working day


@dataclass(frozen=True)
class WorkingCalendar:
    """Days worked and off, receiving hours, and the arithmetic of time limits on them."""

    off: frozenset[date]  # days off the library does not know
    worked: frozenset[date]  # days worked against library and weekend: make-up Saturdays
    sessions: tuple[tuple[time, time], ...]  # receiving hours of a working day
    same_day_until: time  # the last moment at which "same day" still means today

    @classmethod
    def load(cls, override_path: Path | None = None) -> "WorkingCalendar":
        """Read the shipped overrides and, on top of them, the operator's file of the same form."""
        told: dict[date, bool] = {}
        desk: dict[str, Any] = {}
        for path in filter(None, (_SHIPPED, override_path)):
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
            told |= _days_told(content, path)
            desk |= content.get("desk", {})
        return cls(
            off=frozenset(day for day, worked in told.items() if not worked),
            worked=frozenset(day for day, worked in told.items() if worked),
            sessions=tuple((begin, end) for begin, end in desk["sessions"]),
            same_day_until=desk["same_day_until"],
        )

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        if day in self.worked or day in self.off:
            return day in self.worked
        days_off, made_up = _library(day.year)
        return day in made_up or (day.weekday() < 5 and day not in days_off)

    def next_working(self, day: date) -> date:
        """Return the day itself when it is worked, else the first working day after it."""
        return next(later for later in _days_from(day) if self.is_working(later))

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day on which a number of days after `start` is full.

        The first day is not counted; 0 gives the next working day, `start` included.

        Law: 91/2015/QH13 Đ147 k2
        """
        if days < 0:
            raise ValueError("a limit runs forward")
        day = start if days else self.next_working(start)
        for _ in range(days):
            day = self.next_working(day + timedelta(days=1))
        return day

    def receiving(self, moment: datetime) -> datetime:
        """Return the moment a receipt counts from: itself, or the next opening of the desk."""
        for begin, end in self._sessions_from(legal_day(moment)):
            if moment < end:
                return max(begin, moment.astimezone(VIETNAM))
        raise AssertionError("sessions have no end")

    def closing(self, day: date) -> datetime:
        """Return when receiving hours end on a day."""
        return datetime.combine(day, self.sessions[-1][1], VIETNAM)

    def due(self, start: datetime, amount: int, unit: LimitUnit | str) -> datetime:
        """Return the instant, aware, at which a limit beginning with a receipt at `start` ends.

        Limits in days and months end when the desk closes on their last day (the law would give
        until 24:00, when nobody can hand a result over); limits in hours, within receiving hours.
        `same_day` needs no amount.

        Law: 91/2015/QH13 Đ147, Đ148
        """
        end = self.due_with_pauses(start, amount, unit, ())
        assert end is not None  # only a pause without end has none
        return end

    def due_with_pauses(
        self, start: datetime, amount: int, unit: LimitUnit | str, pauses: Sequence[Pause]
    ) -> datetime | None:
        """Return when a limit ends whose clock stood during `pauses`, in any order, overlapping.

        A day is not counted when the clock stands as the desk closes on it; so a limit grows by
        the working days a pause covers. Hours stop and go on to the minute.

        Returns: None while a pause that began before the end is still open.
        """
        unit = LimitUnit(unit)
        if amount < 1 and unit is not LimitUnit.SAME_DAY:
            raise ValueError(f"a limit of {amount} {unit} is none")
        stands = sorted((begin, end or _FOREVER) for begin, end in pauses)
        if any(end < begin for begin, end in stands):
            raise ValueError("a pause ends before it begins")
        start = self.receiving(start)
        if unit in (LimitUnit.HOURS, LimitUnit.HALF_DAYS):
            each = timedelta(hours=1) if unit is LimitUnit.HOURS else self._day_length() / 2
            return self._due_within_hours(start, amount * each, stands)
        days = self._days_of(start, amount, unit)
        working_only = unit in (LimitUnit.WORKING_DAYS, LimitUnit.SAME_DAY)
        return self._due_after_days(legal_day(start), days, working_only, stands)

    def _days_of(self, start: datetime, amount: int, unit: LimitUnit) -> int:
        if unit is LimitUnit.SAME_DAY:
            return 1 if start.time() > self.same_day_until else 0
        if unit is LimitUnit.MONTHS:
            return (_months_later(start.date(), amount) - start.date()).days
        return amount

    def _due_after_days(
        self, first: date, days: int, working_only: bool, stands: list[Span]
    ) -> datetime | None:
        for day in _days_from(first):
            close = self.closing(day)
            standing = [end for begin, end in stands if begin < close <= end]
            if _FOREVER in standing:
                return None
            if standing:
                continue
            working = self.is_working(day)
            if day != first and (working or not working_only):
                days -= 1
            if days <= 0 and working:
                return close
        raise AssertionError("days have no end")

    def _due_within_hours(
        self, start: datetime, left: timedelta, stands: list[Span]
    ) -> datetime | None:
        for session_begin, session_end in self._sessions_from(legal_day(start)):
            for begin, end in _running(max(session_begin, start), session_end, stands):
                if end - begin >= left:
                    return begin + left
                left -= end - begin
            if any(begin <= session_end and end == _FOREVER for begin, end in stands):
                return None
        raise AssertionError("sessions have no end")

    def _sessions_from(self, day: date) -> Iterator[Span]:
        for working_day in filter(self.is_working, _days_from(day)):
            for begin, end in self.sessions:
                yield (
                    datetime.combine(working_day, begin, VIETNAM),
                    datetime.combine(working_day, end, VIETNAM),
                )

    def _day_length(self) -> timedelta:
        midnight = date.min
        lengths = (
            datetime.combine(midnight, end) - datetime.combine(midnight, begin)
            for begin, end in self.sessions
        )
        return sum(lengths, timedelta())


def _running(begin: datetime, end: datetime, stands: list[Span]) -> Iterator[Span]:
    """Yield the pieces of a span in which the clock runs; `stands` is sorted."""
    for stand_begin, stand_end in stands:
        if begin < min(stand_begin, end):
            yield begin, min(stand_begin, end)
        begin = max(begin, stand_end)
    if begin < end:
        yield begin, end


def _days_from(day: date) -> Iterator[date]:
    for ahead in range(_LOOK_AHEAD_DAYS_MOST):
        yield day + timedelta(days=ahead)
    raise ValueError(f"no end within {_LOOK_AHEAD_DAYS_MOST} days after {day}")


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day (Law: 91/2015/QH13 Đ148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_told(content: dict[str, Any], path: Path) -> dict[date, bool]:
    told: dict[date, bool] = {}
    for kind in ("off", "work"):
        for entry in content.get(kind, ()):
            if entry["day"] in told:
                raise ValueError(f"{path.name}: {entry['day']} is named twice")
            told[entry["day"]] = kind == "work"
    return told


@cache
def _library(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return a year's days off and its make-up working days, as the library knows them."""
    known = holidays.country_holidays("VN", years=year)
    return frozenset(known), frozenset(known.weekend_workdays)
