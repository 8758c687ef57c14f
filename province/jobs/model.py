"""What a job is, and how long it waits before it is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

RETRY_SECONDS = (5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600)  # wait after the nth failure


@dataclass(frozen=True, slots=True)
class Job:
    """An effect that a deed asked for."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    key: str | None
    state: str  # ready | leased | done | shelved
    attempts: int
    attempts_most: int
    asked_at: datetime
    not_before: datetime
    leased_until: datetime | None
    leased_by: str | None
    ended_at: datetime | None
    last_error: str | None


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after the given number of failures (≥ 1)."""
    return timedelta(seconds=RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1])
