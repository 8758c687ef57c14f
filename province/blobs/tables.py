"""The blobs' table: what we know of every kept file."""

from sqlalchemy import BigInteger, CheckConstraint, Column, String, Table

from province.storage import Instant, metadata

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("media_type", String(100), nullable=False),  # told from the content
    Column("state", String(12), nullable=False),  # quarantined | clean | refused
    Column("kept_at", Instant, nullable=False),
    Column("checked_at", Instant),
    Column("finding", String(200)),  # what the scanner named it, when refused
    CheckConstraint("state IN ('quarantined', 'clean', 'refused')", name="state_known"),
    CheckConstraint("size >= 0", name="size_not_negative"),
)
