"""Dates and times as Vietnamese documents write them, and dates as people type them."""

import re
from datetime import date, datetime

from province.basics.clock import VIETNAM

_TYPED = (
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]00:00(?::00)?)?"),
)


def date_vi(day: date) -> str:
    """Write a day in figures: `05/01/2026`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def date_long_vi(day: date) -> str:
    """Write a day as the head of a document does: `ngày 05 tháng 01 năm 2026`.

    A zero goes before days under 10 and before months 1 and 2 only: `ngày 29 tháng 6`.

    Law: 30/2020/NĐ-CP PL I
    """
    month = f"{day.month:02d}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def time_vi(instant: datetime) -> str:
    """Write the Vietnamese wall time of an instant: `14 giờ 05 phút`."""
    local = instant.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút"


def instant_vi(instant: datetime) -> str:
    """Write an instant for a list or a log: `14:05 05/01/2026`, Vietnamese wall time."""
    local = instant.astimezone(VIETNAM)
    return f"{local.hour:02d}:{local.minute:02d} {date_vi(local)}"


def wait_vi(seconds: int) -> str:
    """Say how long to wait: `45 giây`, `3 phút`."""
    return f"{seconds} giây" if seconds < 120 else f"{seconds // 60 + 1} phút"


def parse_date(typed: str) -> date | None:
    """Read a day as typed or as a spreadsheet gives it: `5/1/2026`, `05-01-2026`, `2026-01-05`.

    Returns: None if it is no day of the calendar; the caller says what was expected.
    """
    for form in _TYPED:
        if match := form.fullmatch(typed.strip()):
            parts = {name: int(figure) for name, figure in match.groupdict().items()}
            try:
                return date(**parts)
            except ValueError:
                return None
    return None
