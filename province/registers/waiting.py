"""What waits on somebody's desk, counted; each count leads to the very list it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from province import access, directory, documents, incoming
from province.basics import Actor
from province.documents import Outgoing

DESK = "/lam-viec/van-ban"
SOON_WORKING_DAYS = 2  # due today, or within so many working days


@dataclass(frozen=True, slots=True)
class Waiting:
    """One count."""

    label: str
    count: int
    href: str
    urgent: bool = False  # shown in red when not nought


# deed that makes it somebody's business, view of the inbox, words, whether it presses
_INCOMING = (
    ("documents.incoming.registered", "waiting", "Văn bản đến chờ đăng ký", False),
    ("documents.incoming.registered", "recall", "Yêu cầu thu hồi chờ trả lời", True),
    ("documents.incoming.directed", "direct", "Văn bản đến chờ ý kiến chỉ đạo", False),
    ("documents.incoming.assigned", "soon", "Văn bản đến sắp hạn", False),
    ("documents.incoming.assigned", "late", "Văn bản đến quá hạn", True),
)
_OUTGOING = (
    ("documents.content.checked", Outgoing.SUBMITTED, "Dự thảo chờ kiểm tra"),
    ("documents.form.checked", Outgoing.SUBMITTED, "Dự thảo chờ kiểm tra"),
    ("documents.document.signed", Outgoing.CHECKED, "Văn bản chờ ký"),
    ("documents.document.issued", Outgoing.SIGNED, "Văn bản chờ phát hành"),
)


def waiting_for(connection: Connection, actor: Actor, today: date, soon: date) -> list[Waiting]:
    """Return what waits for an actor, in the order of a clerk's day; `soon` is the last near day.

    Counted on every desk the actor works at; a count of nought is told on their first desk only.
    """
    found = [*_incoming(connection, actor, today, soon), *_outgoing(connection, actor, today)]
    if actor.account_id is not None:
        mine = incoming.inbox_counts(connection, actor, today, soon, mine=True)
        if mine["all"]:
            own = f"{DESK}/den?cua=toi&xem="
            found.append(Waiting("Văn bản giao tôi xử lý", mine["open"], f"{own}open"))
            found.append(Waiting("Văn bản của tôi quá hạn", mine["late"], f"{own}late", True))
    return found


def _incoming(connection: Connection, actor: Actor, today: date, soon: date) -> Iterator[Waiting]:
    desks = _desks(connection, actor, "documents.incoming.read", today)
    for unit_id, where in desks.items():
        counts = incoming.inbox_counts(connection, actor, today, soon, unit_id=unit_id)
        for deed, view, label, urgent in _INCOMING:
            if _told(counts[view], where) and access.may(connection, actor, deed, unit_id, today):
                href = f"{DESK}/den?don_vi={unit_id}&xem={view}"
                yield Waiting(label + where, counts[view], href, urgent)


def _outgoing(connection: Connection, actor: Actor, today: date) -> Iterator[Waiting]:
    desks = _desks(connection, actor, "documents.document.read", today)
    for unit_id, where in desks.items():
        counts = documents.counts(connection, actor, today, unit_id)
        mine = {
            state: label
            for deed, state, label in _OUTGOING
            if _told(counts.get(state, 0), where)
            and access.may(connection, actor, deed, unit_id, today)
        }
        for state, label in mine.items():
            href = f"{DESK}/di?don_vi={unit_id}&xem={state}"
            yield Waiting(label + where, counts.get(state, 0), href)


def _told(count: int, where: str) -> bool:
    return bool(count) or not where


def _desks(connection: Connection, actor: Actor, deed: str, today: date) -> dict[int, str]:
    """Return the desks an actor works at, with what says which: nothing for the first."""
    desks = access.desks_of(connection, actor, deed, today)
    others = {one: directory.unit_as_of(connection, one, today).label for one in desks[1:]}
    return {**dict.fromkeys(desks[:1], ""), **{one: f" – {name}" for one, name in others.items()}}
