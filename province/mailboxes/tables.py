"""The tables of the address book."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from province.storage import metadata

addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(254), nullable=False),  # NFC, lower case
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),  # as shown to people
    Column("account_id", ForeignKey("accounts.id"), index=True),  # of a personal one
    Column("unit_id", ForeignKey("units.id"), index=True),  # of a unit's and a role's
    Column("target", String(254)),  # of an alias
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # the first day no more; NULL while it lasts
    CheckConstraint("kind IN ('personal', 'unit', 'role', 'alias')", name="kind_known"),
    CheckConstraint("(kind = 'personal') = (account_id IS NOT NULL)", name="personal_has_account"),
    CheckConstraint("(kind IN ('unit', 'role')) = (unit_id IS NOT NULL)", name="shared_has_unit"),
    CheckConstraint("(kind = 'alias') = (target IS NOT NULL)", name="alias_has_target"),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
)
Index(
    "uq_addresses_open",
    addresses.c.address,
    unique=True,
    sqlite_where=text("valid_to IS NULL"),
    postgresql_where=text("valid_to IS NULL"),
)

mailbox_holders = Table(
    "mailbox_holders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address_id", ForeignKey("addresses.id"), nullable=False, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("by_directory", Boolean, nullable=False),  # named because of an appointment there
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
)
Index(
    "uq_mailbox_holders_open",
    mailbox_holders.c.address_id,
    mailbox_holders.c.account_id,
    unique=True,
    sqlite_where=text("valid_to IS NULL"),
    postgresql_where=text("valid_to IS NULL"),
)
