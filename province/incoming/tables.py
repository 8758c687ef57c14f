"""The arrival desk's tables: what came to each unit, and what was said about it."""

from sqlalchemy import (
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

from province.storage import Instant, metadata

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
