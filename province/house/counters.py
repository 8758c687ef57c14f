"""What waits for a person at work, counted room by room, each count a link to the list."""

from dataclasses import dataclass

from sqlalchemy import Connection

from province.basics import Actor
from province.house.house import House


@dataclass(frozen=True, slots=True)
class Counter:
    """One number on somebody's desk."""

    label: str  # "Hồ sơ quá hạn"
    count: int
    href: str  # the list it counts
    urgent: bool = False  # shown in red when not nought
    waits: bool = True  # False: told for information, not summed in the menu


def counters(connection: Connection, house: House, actor: Actor) -> list[Counter]:
    """Return the counters of an actor, in the order a day's work goes through them."""
    return []
