"""The drafts' tables; what is typed lies in them encrypted."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from province.storage import Instant, metadata

drafts = Table(
    "dossier_drafts",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),  # of the resume link
    Column("procedure_code", String(12), nullable=False),
    Column("revision_id", ForeignKey("procedure_revisions.id"), nullable=False),
    Column("account_id", Integer, index=True),
    Column("sealed", LargeBinary, nullable=False),  # everything typed so far, encrypted
    Column("saved_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("dossier_id", ForeignKey("dossiers.id")),  # what became of it
)

draft_papers = Table(
    "dossier_draft_papers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", ForeignKey("dossier_drafts.id"), nullable=False, index=True),
    Column("paper_id", String(80), nullable=False),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
)
