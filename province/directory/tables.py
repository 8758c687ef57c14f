"""The directory's tables. A period is closed, never overwritten; open ones are unique."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from province.storage import metadata


def _period() -> list[Any]:
    """The columns and the check of a half-open period."""
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),  # the first day no more; NULL while it lasts
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="period"),
    ]


def _one_open(name: str, table: Table, *columns: str, where: str = "valid_to IS NULL") -> None:
    """At most one open row for the same columns: the engine's own guard against doubles."""
    condition = text(where)
    Index(
        name,
        *(table.c[column] for column in columns),
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    *_period(),
)

unit_versions = Table(
    "unit_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("code", String(35), index=True),  # spelling in force, "H61.17"
    Column("name", String(200), nullable=False),
    Column("short_name", String(200), nullable=False),
    Column("abbreviation", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent_id", ForeignKey("units.id"), index=True),
    Column("address", String(300), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("email", String(320), nullable=False),
    Column("email_domain", String(253), nullable=False),
    Column("order", Integer, nullable=False),
    Column("confidence", String(10), nullable=False),
    Column("fold_key", Text, nullable=False),  # names, abbreviation and code without accents
    *_period(),
    CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="own_parent"),
)
_one_open("uq_unit_versions_open", unit_versions, "unit_id")
_one_open("uq_unit_versions_open_code", unit_versions, "code")

unit_successions = Table(
    "unit_successions",
    metadata,
    Column("predecessor_id", ForeignKey("units.id"), primary_key=True),
    Column("successor_id", ForeignKey("units.id"), primary_key=True, index=True),
    Column("on", Date, nullable=False),
    Column("note", String(300), nullable=False),
    CheckConstraint("predecessor_id <> successor_id", name="not_itself"),
)

positions = Table(
    "positions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("order", Integer, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("full_name", String(200), nullable=False),
    Column("sort_key", Text, nullable=False),  # given name, family name, middle names
    Column("fold_key", Text, nullable=False),  # name, mailbox and number without accents
    Column("email_local", String(64), unique=True),
    Column("phone", String(20), nullable=False),
    Column("work_number", String(40), unique=True),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("position_id", ForeignKey("positions.id"), nullable=False),
    Column("is_head", Boolean, nullable=False),
    Column("order", Integer, nullable=False),
    *_period(),
)
_one_open("uq_appointments_open", appointments, "person_id", "unit_id", "position_id")
_one_open(
    "uq_appointments_open_head", appointments, "unit_id", where="is_head AND valid_to IS NULL"
)

responsibilities = Table(
    "responsibilities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    *_period(),
)
_one_open("uq_responsibilities_open", responsibilities, "unit_id", "person_id", "kind")
