"""The turnstile's counts."""

import sqlalchemy as sa
from alembic import op

from province.storage.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "turnstile_counts",
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("passed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gate", "network", name=op.f("pk_turnstile_counts")),
    )
    op.create_index(op.f("ix_turnstile_counts_since"), "turnstile_counts", ["since"], unique=False)
