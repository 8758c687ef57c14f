"""The blobs' statements."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from province.blobs.tables import blobs
from province.storage import Work


def find(connection: Connection, sha256: str) -> Row[Any] | None:
    """Return what is known of a file."""
    return connection.execute(select(blobs).where(blobs.c.sha256 == sha256)).one_or_none()


def add(work: Work, values: dict[str, Any]) -> None:
    """Note a file as kept; content another work notes at this moment is noted once."""
    if work.connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        work.execute(postgresql_insert(blobs).values(values).on_conflict_do_nothing())
    else:
        work.execute(insert(blobs).values(values))


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
