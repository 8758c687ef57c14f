"""The dispatch desk's table: how each unit numbers and receives."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from province.storage import Json, metadata

document_desks = Table(
    "document_desks",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Column("place", String(100), nullable=False),  # địa danh before the date; "" : as the parent
    Column("registers_itself", Boolean, nullable=False),  # arrivals get their number at once
    Column("own_series", Json),  # codes of types numbered apart; NULL: every type
)
