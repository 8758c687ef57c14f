"""The officer's inbox: the dossiers of one's units, by what has to be done next."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from province import access, dossiers, sealing
from province.basics import Actor, legal_day, text
from province.dossiers import OPEN_STATES, Dossier, Filter, Means, State
from province.services.model import DUE_SOON_WORKING_DAYS

PAGE_SIZE = 30
PAGES_MOST = 300
_CLOSED = frozenset(State) - OPEN_STATES


class View(StrEnum):
    """A list of the inbox; its value is what the address says."""

    MINE = "cua-toi"
    UNIT = "don-vi"
    NEW = "moi"
    DECIDE = "cho-quyet-dinh"  # for who signs: what is being worked on and theirs to decide
    SOON = "sap-den-han"
    OVERDUE = "qua-han"
    WAITING = "cho-bo-sung"
    CLOSED = "da-xong"


VIEWS_VI = {
    View.MINE: "Của tôi",
    View.UNIT: "Của đơn vị",
    View.NEW: "Chờ tiếp nhận",
    View.DECIDE: "Chờ quyết định",
    View.SOON: "Sắp đến hạn",
    View.OVERDUE: "Quá hạn",
    View.WAITING: "Chờ bổ sung",
    View.CLOSED: "Đã xong",
}


_DEEDS = {View.NEW: "services.dossier.accepted", View.DECIDE: "services.dossier.approved"}


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of one list."""

    view: View
    dossiers: tuple[Dossier, ...]
    total: int  # dossiers on all pages
    page: int  # 1, 2, 3, …
    pages: int


def inbox(
    connection: Connection,
    house: Means,
    actor: Actor,
    view: View,
    *,
    words: str = "",
    procedure_code: str = "",
    page: int = 1,
) -> Inbox:
    """Return a page of an officer's list; of no unit of theirs, nothing.

    Words are looked for in all that the officer may read, whatever the list: they are of the
    applicant's name, any accents, or of a code; an identity or phone number in full finds its
    dossiers too.
    """
    now = house.storage.clock.now()
    words = text.clean_line(words[:500])
    wanted = (
        _found(connection, house, actor, now, words)
        if words
        else _listed(connection, house, actor, view, now)
    )
    wanted = replace(wanted, procedure_code=text.clean_line(procedure_code[:20]))
    total = dossiers.count(connection, wanted)
    pages = min(max(1, -(-total // PAGE_SIZE)), PAGES_MOST)
    page = min(max(1, page), pages)
    found = dossiers.listed(connection, wanted, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    return Inbox(view, tuple(found), total, page, pages)


def views_of(connection: Connection, actor: Actor, day: date) -> list[View]:
    """Return the lists an officer has, in order: of work they may do, and of what is to be read."""
    deeds = access.deeds_of(connection, actor, day)
    return [view for view in View if _DEEDS.get(view, "services.dossier.read") in deeds]


def inbox_counts(connection: Connection, house: Means, actor: Actor) -> dict[View, int]:
    """Count each of an officer's lists of work still to do."""
    now = house.storage.clock.now()
    return {
        view: dossiers.count(connection, _listed(connection, house, actor, view, now))
        for view in views_of(connection, actor, legal_day(now))
        if view is not View.CLOSED
    }


def list_of(dossier: Dossier, actor: Actor, views: Collection[View]) -> View:
    """Return which of an officer's lists a dossier stands in."""
    if not dossier.open:
        return View.CLOSED
    if dossier.officer_account_id == actor.account_id:
        return View.MINE
    waits = {State.RECEIVED: View.NEW, State.SUPPLEMENT: View.WAITING}
    view = waits.get(dossier.state, View.UNIT)
    return view if view in views else View.UNIT


def _found(connection: Connection, house: Means, actor: Actor, now: datetime, words: str) -> Filter:
    """Return what is looked for by words: in all that an officer may read."""
    units = access.units_where(connection, actor, "services.dossier.read", legal_day(now))
    hashed = _identifier_hash(house, words)
    return Filter(
        unit_ids=frozenset(units),
        states=frozenset(State),
        words="" if hashed else words,
        identifier_hash=hashed,
    )


def _listed(
    connection: Connection, house: Means, actor: Actor, view: View, now: datetime
) -> Filter:
    """Return what stands in a list."""
    deed = _DEEDS[View.DECIDE] if view is View.DECIDE else "services.dossier.read"
    units = access.units_where(connection, actor, deed, legal_day(now))
    states = {
        View.NEW: frozenset({State.RECEIVED}),
        View.DECIDE: frozenset({State.PROCESSING}),
        View.WAITING: frozenset({State.SUPPLEMENT}),
        View.CLOSED: _CLOSED,
    }.get(view, OPEN_STATES)
    return Filter(
        unit_ids=frozenset(units),
        deciding_only=view is View.DECIDE,
        states=states,
        officer_account_id=actor.account_id if view is View.MINE else None,
        due_after=now if view is View.SOON else None,
        due_before=now if view is View.OVERDUE else _soon(house, legal_day(now), view),
    )


def _soon(house: Means, today: date, view: View) -> datetime | None:
    if view is not View.SOON:
        return None
    last = house.calendar.add_working_days(today, DUE_SOON_WORKING_DAYS)
    return house.calendar.closing(last)


def _identifier_hash(house: Means, words: str) -> str:
    """Return the keyed hash when what is looked for is an identity or phone number."""
    bare = words.replace(" ", "").replace(".", "")
    if not (bare.isascii() and bare.isdigit() and 9 <= len(bare) <= 12):
        return ""
    return sealing.look_up_hash(house.settings.secret_key, bare)
