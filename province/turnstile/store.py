"""The turnstile's statements."""

from datetime import datetime

from sqlalchemy import delete, select, update

from province.storage import Work, insert_or_leave
from province.turnstile.tables import turnstile_counts

_count = turnstile_counts.c


def add_unless_counted(work: Work, gate: str, network: str) -> None:
    """Begin to count a network at a gate unless it is counted already."""
    values = {"gate": gate, "network": network, "since": work.now, "passed": 0}
    insert_or_leave(work, turnstile_counts, values)


def hold(work: Work, gate: str, network: str) -> tuple[datetime, int]:
    """Return since when how much passed, and let others wait until the work ends."""
    here = (_count.gate == gate) & (_count.network == network)
    row = work.execute(select(_count.since, _count.passed).where(here).with_for_update()).one()
    return row.since, row.passed


def change(work: Work, gate: str, network: str, since: datetime, passed: int) -> None:
    """Write down since when how much passed."""
    here = (_count.gate == gate) & (_count.network == network)
    work.execute(update(turnstile_counts).where(here).values(since=since, passed=passed))


def forget(work: Work, before: datetime) -> int:
    """Delete what was begun before an instant; return how many there were."""
    return int(work.execute(delete(turnstile_counts).where(_count.since < before)).rowcount)
