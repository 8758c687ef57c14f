"""The audit's tables: entries nobody may change, the chain's head, and the seals."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    event,
)

from province.storage import Instant, Json, metadata

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, … without a gap
    Column("at", Instant, nullable=False),
    Column("deed", String(80), nullable=False),  # room.thing.done
    Column("subject_kind", String(40), nullable=False),  # "dossier", "document", …
    Column("subject_id", String(120), nullable=False),
    Column("actor_kind", String(12), nullable=False),
    Column("actor_id", String(120), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("actor_address", String(64), nullable=False),
    Column("unit_id", Integer),  # the unit in whose name; a plain value, not a foreign key
    Column("detail", Json, nullable=False),
    Column("record_digest", String(64)),  # SHA-256 of the register row after the deed
    Column("previous", String(64), nullable=False),  # digest of entry number - 1
    Column("digest", String(64), nullable=False, unique=True),
    CheckConstraint("number > 0", name="number_positive"),
    Index("ix_audit_entries_subject", "subject_kind", "subject_id", "number"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),  # always 1: one chain
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("day", Date, primary_key=True),  # the legal day the seal closes
    Column("number", Integer, nullable=False),  # last entry under the seal
    Column("digest", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("public_key", Text, nullable=False),  # Ed25519, raw, hex
    Column("signature", LargeBinary, nullable=False),  # over b"day number digest"
)

# The engine itself refuses to alter an entry, so that no statement of ours can do it by mistake.
_FROZEN = {
    "sqlite": [
        f"CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$",
        "CREATE TRIGGER audit_entries_frozen BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
    ],
}


@event.listens_for(audit_entries, "after_create")
def freeze_entries(_table: Any, connection: Connection, **_: Any) -> None:
    """Put up the triggers that keep entries as they are; migrations call it too."""
    for statement in _FROZEN[connection.dialect.name]:
        connection.exec_driver_sql(statement)
