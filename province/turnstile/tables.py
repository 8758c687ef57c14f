"""The turnstile's table: one row for each network that passed a gate of late."""

from sqlalchemy import BigInteger, Column, String, Table

from province.storage import Instant, metadata

turnstile_counts = Table(
    "turnstile_counts",
    metadata,
    Column("gate", String(40), primary_key=True),  # e.g. "drafts.saved"
    Column("network", String(64), primary_key=True),  # IPv4 address or IPv6 /64
    Column("since", Instant, nullable=False, index=True),  # begin of the while that is counted
    Column("passed", BigInteger, nullable=False),  # turns, bytes: as the gate counts
)
