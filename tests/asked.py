"""How many questions a work or a page puts to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from province.storage import Storage


@contextmanager
def statements(storage: Storage) -> Iterator[list[str]]:
    """Collect each statement, in order."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(storage.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(storage.engine, "before_cursor_execute", note)


def about(statements: list[str], *tables: str) -> int:
    """Count the questions that read one of some tables."""
    reads = [one for one in statements if one.lstrip().startswith(("SELECT", "WITH"))]
    return sum(any(f" {table}" in one for table in tables) for one in reads)
