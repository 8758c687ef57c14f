"""The tables of sent messages. The messages themselves are in Maildirs."""

from sqlalchemy import Column, ForeignKey, String, Table

from province.storage import Instant, metadata

sent_messages = Table(
    "sent_messages",
    metadata,
    Column("id", String(26), primary_key=True),  # also the ENVID of its hand-over
    Column("key", String(80), unique=True),  # of the form it was written in: sent once
    Column("sender", String(254), nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("subject", String(250), nullable=False),
    Column("sent_at", Instant, nullable=False),
)

sent_recipients = Table(
    "sent_recipients",
    metadata,
    Column("sent_id", ForeignKey("sent_messages.id"), primary_key=True),
    Column("address", String(254), primary_key=True),  # as the relay is told it
    Column("state", String(10), nullable=False),
    Column("status", String(12), nullable=False),  # RFC 3463
    Column("detail", String(500), nullable=False),
    Column("at", Instant, nullable=False),
)
