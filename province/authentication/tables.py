"""Authentication's tables: proofs half-way, and tries for as long as they tell of guessing.

Of a step's secret and of a code only the SHA-256 is kept.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from province.storage import Instant, metadata

steps = Table(
    "sign_in_steps",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(14), nullable=False),  # second_factor | mail_code | passkey
    Column("account_id", ForeignKey("accounts.id")),
    Column("email", String(254)),  # of a mail_code: who the code was sent to
    Column("code_hash", String(64)),
    Column("challenge", LargeBinary),  # of a passkey ceremony
    Column("tries_left", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("pair_key", String(64), nullable=False),  # digest of e-mail and device or network
    Column("network", String(64), nullable=False),  # IPv4 address or IPv6 /64
    Column("account_id", Integer),  # None: no such account
    Column("proof", String(14), nullable=False),  # password | second_factor | mail_code | mail
    Column("outcome", String(6), nullable=False),  # failed | half | done
    CheckConstraint("outcome IN ('failed', 'half', 'done')", name="outcome_known"),
    Index("ix_sign_in_attempts_pair_key_at", "pair_key", "at"),
    Index("ix_sign_in_attempts_network_at", "network", "at"),
)
