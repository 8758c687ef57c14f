"""The access room's tables: what each role may do, who holds which where, and programs' tokens."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
)

from province.storage import Instant, Json, metadata

roles = Table(
    "roles",
    metadata,
    Column("code", String(40), primary_key=True),  # "clerk"
    Column("name", String(80), nullable=False),  # "Văn thư"
    Column("purpose", String(300), nullable=False),  # one Vietnamese sentence
    Column("delegable", Boolean, nullable=False),  # a unit's administrator may give it
    Column("place", Integer, nullable=False),  # order of showing
)

role_deeds = Table(
    "role_deeds",
    metadata,
    Column("role_code", ForeignKey("roles.code"), primary_key=True),
    Column("deed", String(80), primary_key=True),  # room.thing.done
)

holdings = Table(
    "holdings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("role_code", ForeignKey("roles.code"), nullable=False),
    Column("unit_id", ForeignKey("units.id")),  # None: the whole province
    Column("subtree", Boolean, nullable=False),  # with all units below
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # exclusive; None: open
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("hint", String(12), nullable=False),  # its first letters, to recognise it by
    Column("name", String(120), nullable=False),
    Column("deeds", Json, nullable=False),  # list of deeds it may be used for
    Column("unit_id", ForeignKey("units.id")),  # None: wherever its owner may
    Column("networks", Json, nullable=False),  # list of CIDR; empty: from anywhere
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
    Column("last_address", String(64)),
)
