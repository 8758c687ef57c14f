"""The clock: the only source of time. Doors look at it once and hand the instant down."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass
class FrozenClock:
    """A clock that stands still until it is told to move: for tests and demonstration data."""

    instant: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self.instant

    def advance(self, by: timedelta) -> None:
        """Move forward by a duration."""
        self.instant += by

    def set_local(self, *parts: int) -> None:
        """Stand at a Vietnamese wall time, given as year, month, day, hour, …"""
        self.instant = datetime(*parts, tzinfo=VIETNAM).astimezone(UTC)  # type: ignore[misc,arg-type]


def legal_day(instant: datetime) -> date:
    """Return the day an instant falls on in Viet Nam, the day that law counts."""
    return instant.astimezone(VIETNAM).date()
