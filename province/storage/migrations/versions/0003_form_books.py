"""Books of dossiers' forms by unit instead of by the unit's code; books of codes as codes begin.

A unit's new code began a new book, and units without a code shared one. Each book goes on after the
highest number that was used.
"""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

from province.basics.clock import legal_day
from province.storage.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BOOKS = sa.table(
    "number_books", sa.column("book"), sa.column("period"), sa.column("last", sa.Integer)
)
DOSSIERS = sa.table(
    "dossiers",
    *map(sa.column, ("id", "code", "receiving_unit_id", "deciding_unit_id")),
)
FORMS = sa.table(
    "dossier_documents",
    *map(sa.column, ("dossier_id", "kind", "number")),
    sa.column("made_at", Instant),
)
NAMES = {"TNHS": "services.receipt", "TC": "services.refusal"}  # others by their own symbol


def upgrade() -> None:
    """Write the books anew from the register."""
    connection = op.get_bind()
    used = _forms(connection) | _codes_without_a_unit_code(connection)
    book = BOOKS.c.book
    codes = book.like("services.dossier:%") & (book != "services.dossier:None")
    connection.execute(sa.delete(BOOKS).where(book.like("services.%"), ~codes))
    kept = set(map(tuple, connection.execute(sa.select(book, BOOKS.c.period))))
    rows = [
        {"book": name, "period": period, "last": last}
        for (name, period), last in used.items()
        if (name, period) not in kept
    ]
    if rows:
        connection.execute(sa.insert(BOOKS), rows)


def _forms(connection: sa.Connection) -> Counter[tuple[str, str]]:
    used: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(_statement()):
        number, _, ending = row.number.partition("/")
        unit_id = row.receiving_unit_id if row.kind == "receipt" else row.deciding_unit_id
        name = f"{NAMES.get(ending, f'services.{ending}')}:{unit_id}"
        place = name, str(legal_day(row.made_at).year)
        used[place] = max(used[place], int(number))
    return used


def _statement() -> sa.Select[Any]:
    units = (DOSSIERS.c.receiving_unit_id, DOSSIERS.c.deciding_unit_id)
    return (
        sa.select(FORMS.c.kind, FORMS.c.number, FORMS.c.made_at, *units)
        .select_from(FORMS.join(DOSSIERS, FORMS.c.dossier_id == DOSSIERS.c.id))
        .where(FORMS.c.kind != "supplement")
    )


def _codes_without_a_unit_code(connection: sa.Connection) -> Counter[tuple[str, str]]:
    used: Counter[tuple[str, str]] = Counter()
    these = sa.select(DOSSIERS.c.code).where(DOSSIERS.c.code.like("U%"))
    for code in connection.execute(these).scalars():
        beginning, day, number = code.rsplit("-", 2)
        if beginning[1:].isdigit():
            place = f"services.dossier:{beginning}", f"20{day[:2]}-{day[2:4]}-{day[4:]}"
            used[place] = max(used[place], int(number))
    return used
