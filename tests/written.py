"""Which tables a work changes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from province.storage import Storage

_CHANGE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")


@contextmanager
def tables_written(storage: Storage) -> Iterator[list[str]]:
    """Collect the name of the table of each change, in order."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if change := _CHANGE.match(statement):
            found.append(change[1])

    event.listen(storage.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(storage.engine, "before_cursor_execute", note)
