"""The dossiers' tables: the register, and what belongs to each."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from province.storage import Instant, Json, metadata

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("code", String(60), nullable=False, unique=True),  # H61.12-261123-0001
    Column("procedure_code", String(12), nullable=False),
    Column("procedure_name", String(500), nullable=False),
    Column("revision_id", ForeignKey("procedure_revisions.id"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("channel", String(7), nullable=False),
    Column("helping_unit_id", ForeignKey("units.id")),
    Column("receiving_unit_id", ForeignKey("units.id"), nullable=False),
    Column("deciding_unit_id", ForeignKey("units.id"), nullable=False),
    Column("applicant", Json, nullable=False),  # name, address, email; phone masked
    Column("applicant_key", String(400), nullable=False),  # name without accents, to find it by
    Column("applicant_account_id", Integer),
    Column("answers", Json, nullable=False),  # clean; identifiers masked
    Column("sealed", LargeBinary, nullable=False),  # the identifiers, encrypted
    Column("fee", BigInteger),  # đồng
    Column("limit_amount", Integer, nullable=False),
    Column("limit_unit", String(12), nullable=False),
    Column("limit_from_payment", Boolean, nullable=False),
    Column("limit_verification_days", Integer, nullable=False),
    Column("clock_started_at", Instant),
    Column("filed_at", Instant, nullable=False),
    Column("promised_at", Instant),
    Column("due_at", Instant),
    Column("accepted_at", Instant),
    Column("closed_at", Instant),
    Column("officer_account_id", Integer),
    Column("officer_name", String(200), nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("secret_round", Integer, nullable=False),
    CheckConstraint(
        "state IN ('received', 'processing', 'supplement', 'approved', 'refused', 'stopped')",
        name="state_known",
    ),
    CheckConstraint("channel IN ('online', 'counter', 'post', 'api')", name="channel_known"),
    CheckConstraint(
        "(closed_at IS NULL) = (state IN ('received', 'processing', 'supplement'))",
        name="closed_when_over",
    ),
    CheckConstraint(
        "(decided_by <> '') = (state IN ('approved', 'refused'))", name="decided_by_somebody"
    ),
    Index("ix_dossiers_deciding_unit_id_state_due_at", "deciding_unit_id", "state", "due_at"),
    Index("ix_dossiers_receiving_unit_id_state_due_at", "receiving_unit_id", "state", "due_at"),
    Index("ix_dossiers_officer_account_id_state", "officer_account_id", "state"),
    Index("ix_dossiers_applicant_account_id", "applicant_account_id"),
)


def _of_dossier(**more: Any) -> Column[str]:
    return Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True, **more)


dossier_facts = Table(
    "dossier_facts",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_dossier(),
    Column("kind", String(12), nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("by_name", String(200), nullable=False),
    Column("by_account_id", Integer),
    Column("body", Json, nullable=False),
    CheckConstraint("ended_at IS NULL OR ended_at >= at", name="in_order"),
)

dossier_papers = Table(
    "dossier_papers",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_dossier(),
    Column("paper_id", String(80), nullable=False),
    Column("round", Integer, nullable=False),  # 0: with the filing; n: with the nth supplement
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
)

dossier_documents = Table(
    "dossier_documents",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_dossier(),
    Column("kind", String(12), nullable=False),
    Column("template", String(80), nullable=False),
    Column("number", String(80), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("said", Json, nullable=False),
    Column("sha256", ForeignKey("blobs.sha256")),  # the kept PDF
)

dossier_messages = Table(
    "dossier_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_dossier(),
    Column("at", Instant, nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("body", Text, nullable=False),
)

dossier_identifiers = Table(
    "dossier_identifiers",
    metadata,
    Column("dossier_id", ForeignKey("dossiers.id"), primary_key=True),
    Column("hash", String(64), primary_key=True, index=True),  # keyed; the value is in `sealed`
)
