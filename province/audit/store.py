"""The audit's statements."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update

from province.audit.model import GENESIS, AuditFilter, Entry
from province.audit.tables import audit_entries, audit_head, audit_seals
from province.storage import Work, insert_or_leave


def take_head(work: Work) -> tuple[int, str]:
    """Return number and digest of the last entry, holding the head until the work ends.

    Entries are numbered in the order of commits because the head is locked from here on; that is
    also why an audit entry is written late in a deed.
    """
    held = select(audit_head.c.number, audit_head.c.digest).with_for_update()
    head = work.execute(held).one_or_none()
    if head is None:
        insert_or_leave(work, audit_head, {"id": 1, "number": 0, "digest": GENESIS})
        head = work.execute(held).one()
    return head.number, head.digest


def move_head(work: Work, number: int, digest: str) -> None:
    """Make an entry the last one."""
    work.execute(update(audit_head).values(number=number, digest=digest))


def add(work: Work, values: dict[str, Any]) -> None:
    """Append one entry."""
    work.execute(insert(audit_entries).values(values))


def head(connection: Connection) -> tuple[int, str]:
    """Return number and digest of the last entry; (0, GENESIS) for an empty chain."""
    found = connection.execute(select(audit_head.c.number, audit_head.c.digest)).one_or_none()
    return (found.number, found.digest) if found else (0, GENESIS)


def in_order(connection: Connection, batch: int = 2000) -> Iterator[Entry | int]:
    """Yield all entries by number, reading them in batches.

    Of an entry so garbled that it cannot be read only the number is yielded.
    """
    number = audit_entries.c.number
    last: int | None = None
    while True:
        after = () if last is None else (number > last,)
        statement = select(number).where(*after).order_by(number).limit(batch)
        numbers = connection.execute(statement).scalars().all()
        if not numbers:
            return
        yield from _readable(connection, numbers)
        last = numbers[-1]


def _readable(connection: Connection, numbers: Sequence[int]) -> Iterator[Entry | int]:
    """Read neighbouring entries at once, or, when one of them is garbled, half and half."""
    within = audit_entries.c.number.between(numbers[0], numbers[-1])
    statement = select(audit_entries).where(within).order_by(audit_entries.c.number)
    try:
        found = [entry_of(row) for row in connection.execute(statement)]
    except (ValueError, TypeError, AttributeError):
        if len(numbers) == 1:
            yield numbers[0]
            return
        middle = len(numbers) // 2
        yield from _readable(connection, numbers[:middle])
        yield from _readable(connection, numbers[middle:])
    else:
        yield from found


def newest_about(connection: Connection, kind: str, subject_id: str, most: int) -> list[Entry]:
    """Return the last things that happened to one subject, newest first."""
    statement = (
        select(audit_entries)
        .where(audit_entries.c.subject_kind == kind, audit_entries.c.subject_id == subject_id)
        .order_by(audit_entries.c.number.desc())
        .limit(most)
    )
    return [entry_of(row) for row in connection.execute(statement)]


def done_since(
    connection: Connection, deed: str, kind: str, subject_id: str, actor_id: str, since: datetime
) -> bool:
    """Tell whether an actor did a deed to one subject since an instant."""
    entry = audit_entries.c
    subject = (entry.subject_kind == kind) & (entry.subject_id == subject_id)
    done = (entry.deed == deed) & (entry.actor_id == actor_id) & (entry.at >= since)
    found = select(entry.number).where(subject, done).limit(1)
    return connection.execute(found).first() is not None


def latest(connection: Connection, before: int | None, most: int) -> list[Entry]:
    """Return the newest entries, newest first, from below a number."""
    statement = select(audit_entries).order_by(audit_entries.c.number.desc()).limit(most)
    if before is not None:
        statement = statement.where(audit_entries.c.number < before)
    return [entry_of(row) for row in connection.execute(statement)]


def find(
    connection: Connection,
    wanted: AuditFilter,
    *,
    unit_ids: Collection[int] | None = None,
    before: int | None = None,
    most: int = 50,
) -> list[Entry]:
    """Return the newest entries that are wanted, newest first, from below a number.

    `unit_ids` None: of every unit and of none.
    """
    entry = audit_entries.c
    where: list[ColumnElement[bool]] = []
    if wanted.deed:
        where.append(entry.deed.startswith(wanted.deed, autoescape=True))
    if wanted.subject_kind:
        where.append(entry.subject_kind == wanted.subject_kind)
    if wanted.subject_id:
        where.append(entry.subject_id == wanted.subject_id)
    if wanted.actor:
        named = entry.actor_name.icontains(wanted.actor, autoescape=True)
        where.append(or_(entry.actor_id == wanted.actor, named))
    if wanted.since:
        where.append(entry.at >= wanted.since)
    if wanted.until:
        where.append(entry.at < wanted.until)
    if unit_ids is not None:
        where.append(entry.unit_id.in_(unit_ids))
    if before is not None:
        where.append(entry.number < before)
    statement = select(audit_entries).where(*where).order_by(entry.number.desc()).limit(most)
    return [entry_of(row) for row in connection.execute(statement)]


def entry(connection: Connection, number: int) -> Entry | None:
    """Return one entry."""
    statement = select(audit_entries).where(audit_entries.c.number == number)
    row = connection.execute(statement).one_or_none()
    return entry_of(row) if row else None


def last_record_digests(connection: Connection, kind: str) -> dict[str, str]:
    """Return, for each subject of a kind, the digest its record had after its last deed."""
    entry = audit_entries
    newest = (
        select(func.max(entry.c.number))
        .where(entry.c.subject_kind == kind, entry.c.record_digest.is_not(None))
        .group_by(entry.c.subject_id)
    )
    statement = select(entry.c.subject_id, entry.c.record_digest).where(entry.c.number.in_(newest))
    return {row.subject_id: row.record_digest for row in connection.execute(statement)}


def digest_of(connection: Connection, number: int) -> str | None:
    """Return the digest of one entry."""
    statement = select(audit_entries.c.digest).where(audit_entries.c.number == number)
    return connection.execute(statement).scalar_one_or_none()


def at_of(connection: Connection, number: int) -> datetime | None:
    """Return when one entry was written; None when there is no such entry."""
    statement = select(audit_entries.c.at).where(audit_entries.c.number == number)
    return connection.execute(statement).scalar_one_or_none()


def add_seal(work: Work, values: dict[str, Any]) -> None:
    """Keep one day's seal."""
    work.execute(insert(audit_seals).values(values))


def seals(connection: Connection) -> list[Row[Any]]:
    """Return all seals by day."""
    return list(connection.execute(select(audit_seals).order_by(audit_seals.c.day)))


def sealed(connection: Connection, day: date) -> bool:
    """Tell whether a day has its seal."""
    statement = select(func.count()).select_from(audit_seals).where(audit_seals.c.day == day)
    return bool(connection.execute(statement).scalar_one())


def entry_of(row: Row[Any]) -> Entry:
    """Make an entry of a row."""
    return Entry(**{name: getattr(row, name) for name in Entry.__slots__})
