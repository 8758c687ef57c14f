"""Inserting a row that may be there: whoever was first counts, in this work or in another."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from province.storage.work import Work


def insert_or_leave(
    work: Work, table: Table, values: Mapping[str, Any], *, key: str | None = None
) -> Row[Any] | None:
    """Insert a row unless one with the same key is there; return its primary key, None if it was.

    If another work inserts the same key at this moment, this one waits for it to end. `key` names
    the one column that may meet; None: whatever must be alone of its kind.
    """
    dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
    inserted = dialect.insert(table).values(dict(values))
    left = inserted.on_conflict_do_nothing(index_elements=[key] if key else None)
    return work.execute(left.returning(*table.primary_key)).one_or_none()
