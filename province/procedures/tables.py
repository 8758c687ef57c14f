"""The table of procedure revisions: rows nobody may change."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    event,
)

from province.storage import Instant, Json, metadata

procedure_revisions = Table(
    "procedure_revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False),  # national code, "1.013225"
    Column("number", Integer, nullable=False),  # 1, 2, 3, … for each code
    Column("slug", String(120), nullable=False),
    Column("sha256", String(64), nullable=False),  # of the definition's canonical text
    Column("definition", Json, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("effective_to", Date),  # first day it no longer applies; NULL: open
    Column("loaded_at", Instant, nullable=False),
    UniqueConstraint("code", "number"),
    CheckConstraint("number > 0", name="number_positive"),
    Index("ix_procedure_revisions_slug", "slug"),
)

# The engine itself refuses to alter a revision: dossiers were promised what it says.
_FROZEN = {
    "sqlite": [
        f"CREATE TRIGGER procedure_revisions_no_{verb.lower()} BEFORE {verb} "
        "ON procedure_revisions "
        "BEGIN SELECT RAISE(ABORT, 'procedure revisions are never changed'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION procedure_revisions_refuse() RETURNS trigger "
        "LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'procedure revisions are never changed'; END $$",
        "CREATE TRIGGER procedure_revisions_frozen BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON procedure_revisions FOR EACH STATEMENT EXECUTE FUNCTION procedure_revisions_refuse()",
    ],
}


@event.listens_for(procedure_revisions, "after_create")
def freeze_revisions(_table: Any, connection: Connection, **_: Any) -> None:
    """Put up the triggers that keep revisions as they are; migrations call it too."""
    for statement in _FROZEN[connection.dialect.name]:
        connection.exec_driver_sql(statement)
