"""The jobs table: effects asked for by deeds and not yet done."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from province.storage import Instant, Json, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("kind", String(60), nullable=False),  # room.thing, e.g. "mail.send"
    Column("payload", Json, nullable=False),
    Column("key", String(200), unique=True),  # asking twice under one key is asking once
    Column("state", String(8), nullable=False),  # ready | leased | done | shelved
    Column("attempts", Integer, nullable=False),  # times begun
    Column("attempts_most", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("leased_by", String(80)),
    Column("ended_at", Instant),
    Column("last_error", Text),  # shown to the administrator
    CheckConstraint("state IN ('ready', 'leased', 'done', 'shelved')", name="state_known"),
    Index("ix_jobs_state_not_before", "state", "not_before"),
)
