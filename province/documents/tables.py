"""The documents' tables: what a unit writes, in which versions, to whom, and with which files."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from province.storage import Instant, Json, metadata

documents = Table(
    "documents",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),  # the issuing unit
    Column("state", String(10), nullable=False),  # model.Outgoing
    Column("version", Integer, nullable=False),  # of the draft: 1, 2, …
    Column("type", String(40), nullable=False),  # symbols.TYPES
    Column("abstract", String(500), nullable=False),
    Column("body", Text, nullable=False),  # plain paragraphs; "" when a file is the document
    Column("drafted_by", String(20), nullable=False),  # abbreviation of the drafting unit, "VX"
    Column("urgency", SmallInteger, nullable=False),  # symbols.Urgency
    Column("circulation", String(10), nullable=False),  # symbols.Circulation
    Column("reply_by", Date),
    Column("copies", Integer, nullable=False),
    Column("kept_by", String(100), nullable=False),  # holder of the file copy, "VT, TH"
    Column("note", String(500), nullable=False),
    Column("answers", String(26)),  # the incoming document this one answers
    Column("drafter_id", Integer),  # account; a plain value
    Column("drafter", String(200), nullable=False),
    Column("content_checked_by", String(200)),
    Column("form_checked_by", String(200)),
    Column("signature", Json),  # signing.Signature, as it stood when signed
    Column("signed_at", Instant),
    Column("issuer", String(200), nullable=False),  # name at the time
    Column("series", String(40)),
    Column("number", Integer),
    Column("year", Integer),
    Column("number_text", String(60)),  # "15/QĐ-UBND"
    Column("issued_on", Date),  # the date the document bears
    Column("issued_at", Instant),
    Column("issued_by", String(200)),
    Column("exchange_id", String(140), unique=True),  # edXML DocumentId: "H61,2026/11/23,15/QĐ-…"
    Column("recalled_at", Instant),
    Column("recall_reason", String(1000)),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(200), nullable=False),
    CheckConstraint("copies > 0", name="copies_positive"),
    CheckConstraint("number IS NULL OR (number > 0 AND issued_on IS NOT NULL)", name="numbered"),
    UniqueConstraint("unit_id", "year", "number_text"),  # Law: 30/2020/NĐ-CP Đ15 k1
    UniqueConstraint("unit_id", "series", "year", "number"),
    Index("ix_documents_unit_id_state", "unit_id", "state"),
    Index("ix_documents_unit_id_issued_on", "unit_id", "issued_on"),
)

document_drafts = Table(
    "document_drafts",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", Json, nullable=False),  # forms.Draft and the digests of its files
    Column("at", Instant, nullable=False),
    Column("by", String(200), nullable=False),
)

document_recipients = Table(
    "document_recipients",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("place", Integer, nullable=False),  # order under Nơi nhận
    Column("unit_id", ForeignKey("units.id")),  # NULL: a body outside the system
    Column("name", String(300), nullable=False),  # as it stands on the document
    Column("direct", Boolean, nullable=False),  # Kính gửi
    Column("status", String(8), nullable=False),  # model.Status
    Column("status_at", Instant),
    Column("status_by", String(200)),
    Column("reason", String(1000)),  # of a return or a refused recall
    UniqueConstraint("document_id", "unit_id"),
    UniqueConstraint("document_id", "place"),
)

document_statuses = Table(
    "document_statuses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recipient_id", ForeignKey("document_recipients.id"), nullable=False, index=True),
    Column("status", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(200), nullable=False),
    Column("description", String(1000), nullable=False),
)

document_files = Table(
    "document_files",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), index=True),
    # of a paper, its scan; called by name, for the room of what comes in stands above this one
    Column("incoming_id", ForeignKey("incoming_documents.id"), index=True),
    Column("role", String(10), nullable=False),  # main | attachment
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("media_type", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("text", Text, nullable=False),  # what it says, for the search; "" where unreadable
    Column("added_at", Instant, nullable=False),
    Column("added_by", String(200), nullable=False),
    Column("removed_at", Instant),  # out of the draft; kept with the earlier versions
    CheckConstraint("(document_id IS NULL) <> (incoming_id IS NULL)", name="one_owner"),
)
