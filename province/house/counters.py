"""What waits for a person at work, counted room by room, each count a link to the list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from province import access, mailboxes, messages, registers, services
from province.basics import Actor, legal_day
from province.house.house import House
from province.services import View


@dataclass(frozen=True, slots=True)
class Counter:
    """One number on somebody's desk."""

    label: str  # "Hồ sơ quá hạn"
    count: int
    href: str  # the list it counts
    urgent: bool = False  # shown in red when not nought
    waits: bool = True  # False: part of another count, not added up in the menu


DOSSIERS = (
    (View.NEW, "Hồ sơ chờ tiếp nhận", False),
    (View.DECIDE, "Hồ sơ chờ quyết định", False),
    (View.MINE, "Hồ sơ của tôi", False),
    (View.SOON, "Hồ sơ sắp đến hạn", False),
    (View.OVERDUE, "Hồ sơ quá hạn", True),
)


def counters(connection: Connection, house: House, actor: Actor) -> list[Counter]:
    """Return the counters of an actor, in the order a day's work goes through them."""
    today = legal_day(house.clock.now())
    deeds = access.deeds_of(connection, actor, today)
    found: list[Counter] = []
    if any(deed.startswith("services.") for deed in deeds):
        found += _dossiers(connection, house, actor)
    if any(deed.startswith("documents.") for deed in deeds):
        found += _documents(connection, house, actor, today)
    return [*found, *_mail(connection, house, actor, today)]


def _dossiers(connection: Connection, house: House, actor: Actor) -> Iterator[Counter]:
    counts = services.inbox_counts(connection, house, actor)
    for view, label, urgent in DOSSIERS:
        if view in counts:
            href = f"/lam-viec/ho-so?muc={view.value}"
            waits = view in (View.NEW, View.DECIDE)
            yield Counter(label, counts[view], href, urgent, waits=waits)


def _documents(
    connection: Connection, house: House, actor: Actor, today: date
) -> Iterator[Counter]:
    soon = house.calendar.add_working_days(today, registers.SOON_WORKING_DAYS)
    for one in registers.waiting_for(connection, actor, today, soon):
        yield Counter(one.label, one.count, one.href, one.urgent, waits=not one.urgent)


def _mail(connection: Connection, house: House, actor: Actor, today: date) -> Iterator[Counter]:
    for box in mailboxes.mailboxes_of(connection, actor, today):
        unread = messages.unread(house.settings.maildirs, box)
        yield Counter(f"Thư chưa đọc: {box.address}", unread, f"/lam-viec/thu?hop={box.address}")
