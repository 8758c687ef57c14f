"""The documents' tables: what we write, whom it goes to, what comes to each unit, and its desk."""

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
    Column("type", String(40), nullable=False),  # kinds.TYPES
    Column("abstract", String(500), nullable=False),
    Column("body", Text, nullable=False),  # plain paragraphs; "" when a file is the document
    Column("drafted_by", String(20), nullable=False),  # abbreviation of the drafting unit, "VX"
    Column("urgency", SmallInteger, nullable=False),  # model.Urgency
    Column("circulation", String(10), nullable=False),  # model.Circulation
    Column("reply_by", Date),
    Column("copies", Integer, nullable=False),
    Column("kept_by", String(100), nullable=False),  # holder of the file copy, "VT, TH"
    Column("note", String(500), nullable=False),
    Column("answers", String(26)),  # the incoming document this one answers
    Column("drafter_id", Integer),  # account; a plain value
    Column("drafter", String(200), nullable=False),
    Column("content_checked_by", String(200)),
    Column("form_checked_by", String(200)),
    Column("signature", Json),  # model.Signature, as it stood when signed
    Column("signed_at", Instant),
    Column("issuer", String(200), nullable=False),  # name at the time
    Column("series", String(40)),
    Column("number", Integer),
    Column("year", Integer),
    Column("number_text", String(60)),  # "15/QĐ-UBND"; a historical one as written, or NULL
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
    Column("content", Json, nullable=False),  # model.Draft and the digests of its files
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

incoming_documents = Table(
    "incoming_documents",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),  # the receiving unit
    Column("state", String(10), nullable=False),  # model.Incoming
    Column("channel", String(10), nullable=False),  # system | paper | email
    Column("document_id", ForeignKey("documents.id"), index=True),  # when sent inside the system
    Column("recipient_id", ForeignKey("document_recipients.id"), unique=True),
    Column("author", String(200), nullable=False),
    Column("author_key", String(200), nullable=False),
    Column("number_text", String(60), nullable=False),  # as written; "" when it bears none
    Column("number_key", String(60), nullable=False),
    Column("document_date", Date),
    Column("type_name", String(100), nullable=False),
    Column("abstract", String(500), nullable=False),
    Column("signer", String(200), nullable=False),
    Column("urgency", SmallInteger, nullable=False),
    Column("circulation", String(10), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("pages", Integer),
    Column("came_at", Instant, nullable=False),  # when it reached the desk
    Column("accepted_at", Instant),  # when the sender was told that it was received
    Column("arrival_year", Integer),
    Column("arrival_number", Integer),
    Column("arrived_on", Date),  # ngày đến
    Column("registered_by", String(200)),
    Column("due_on", Date),
    Column("direction", Text, nullable=False),  # bút phê
    Column("directed_by", String(200)),
    Column("lead_account_id", Integer),
    Column("lead", String(200), nullable=False),  # đơn vị hoặc người chủ trì
    Column("supports", String(500), nullable=False),  # đơn vị, người phối hợp
    Column("handed_on", Date),  # ngày chuyển
    Column("progress", String(1000), nullable=False),
    Column("answer_id", ForeignKey("documents.id")),
    Column("answer_number", String(60), nullable=False),
    Column("done_on", Date),
    Column("recall_asked_at", Instant),
    Column("recall_answer", String(8)),  # "15" agreed, "16" refused
    Column("note", String(1000), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(200), nullable=False),
    CheckConstraint("arrival_number IS NULL OR arrival_number > 0", name="number_positive"),
    CheckConstraint("(arrival_number IS NULL) = (arrived_on IS NULL)", name="registered_whole"),
    UniqueConstraint("unit_id", "arrival_year", "arrival_number"),  # 30/2020/NĐ-CP Đ22 k2
    Index("ix_incoming_documents_unit_id_state", "unit_id", "state"),
    Index("ix_incoming_documents_unit_id_arrived_on", "unit_id", "arrived_on"),
    Index("ix_incoming_documents_number_key", "number_key"),
    Index("ix_incoming_documents_lead_account_id_state", "lead_account_id", "state"),
)

incoming_notes = Table(
    "incoming_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("incoming_id", ForeignKey("incoming_documents.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),  # direction | assignment | progress | answer
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(200), nullable=False),
)

document_files = Table(
    "document_files",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), index=True),
    Column("incoming_id", ForeignKey("incoming_documents.id"), index=True),  # a scan
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

document_desks = Table(
    "document_desks",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Column("place", String(100), nullable=False),  # địa danh before the date; "" : as the parent
    Column("registers_itself", Boolean, nullable=False),  # arrivals get their number at once
    Column("own_series", Json),  # codes of types numbered apart; NULL: every type
)
