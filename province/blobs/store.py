"""The blobs' statements."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, or_, select, update

from province.blobs.tables import blobs
from province.storage import Work, insert_or_leave


def find(connection: Connection, sha256: str) -> Row[Any] | None:
    """Return what is known of a file."""
    return connection.execute(select(blobs).where(blobs.c.sha256 == sha256)).one_or_none()


def hold(work: Work, sha256: str) -> Row[Any] | None:
    """Return what is known of a file, which nobody forgets until the work ends."""
    statement = select(blobs).where(blobs.c.sha256 == sha256)
    held = statement.with_for_update(read=True, key_share=True)
    return work.execute(held).one_or_none()


def add(work: Work, values: dict[str, Any]) -> bool:
    """Note a file as kept; False when another work noted the same content at this moment."""
    return insert_or_leave(work, blobs, values) is not None


def remove(work: Work, sha256: str) -> None:
    """Forget what is known of a file."""
    work.execute(delete(blobs).where(blobs.c.sha256 == sha256))


def clean_before(
    connection: Connection, instant: datetime, *, after: str, most: int
) -> Sequence[str]:
    """Return digests of clean files kept before an instant, in order, from above one of them."""
    old = (blobs.c.state == "clean") & (blobs.c.kept_at < instant) & (blobs.c.sha256 > after)
    statement = select(blobs.c.sha256).where(old).order_by(blobs.c.sha256).limit(most)
    return connection.execute(statement).scalars().all()


def kept_otherwise(connection: Connection, rows: Table) -> list[Any]:
    """Return ids of rows that say another size or type of their file than was kept."""
    other = or_(blobs.c.size != rows.c.size, blobs.c.media_type != rows.c.media_type)
    found = select(rows.c.id).where(blobs.c.sha256 == rows.c.sha256, other).order_by(rows.c.id)
    return list(connection.execute(found).scalars())


def of_type(connection: Connection, digests: Collection[str], media_type: str) -> set[str]:
    """Return which of some files are of a type."""
    these = blobs.c.sha256.in_(digests) & (blobs.c.media_type == media_type)
    return set(connection.execute(select(blobs.c.sha256).where(these)).scalars())


def hold_free(work: Work, digests: Collection[str]) -> Sequence[str]:
    """Return those files that no other work notes at this moment, held until this one ends."""
    statement = select(blobs.c.sha256).where(blobs.c.sha256.in_(digests)).order_by(blobs.c.sha256)
    return work.execute(statement.with_for_update(skip_locked=True)).scalars().all()


def settle(work: Work, sha256: str, values: dict[str, Any]) -> bool:
    """Take a file out of quarantine, one way or the other; False when it was settled before."""
    waiting = (blobs.c.sha256 == sha256) & (blobs.c.state == "quarantined")
    return bool(work.execute(update(blobs).where(waiting).values(values)).rowcount)


def in_state(connection: Connection, state: str) -> list[Row[Any]]:
    """Return what is known of every file in a state."""
    statement = select(blobs).where(blobs.c.state == state).order_by(blobs.c.sha256)
    return list(connection.execute(statement))


def all_known(connection: Connection) -> list[Row[Any]]:
    """Return digest and size of every file we must have."""
    return list(connection.execute(select(blobs.c.sha256, blobs.c.size).order_by(blobs.c.sha256)))
