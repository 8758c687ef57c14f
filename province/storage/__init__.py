"""Storage: the engine, the unit of work, number books, and the schema's upgrades.

SQLAlchemy Core over SQLite or PostgreSQL (docs/decisions/0003). A `Work` is the only way to write;
its time and actor are fixed when it opens, and all of it happens or none of it does.
"""

from province.storage.inserting import insert_or_leave
from province.storage.metadata import metadata
from province.storage.numbers import last_number, last_numbers, next_number
from province.storage.types import Instant, Json, canonical, is_id, new_id
from province.storage.work import Part, Storage, Work

__all__ = [
    "Instant",
    "Json",
    "Part",
    "Storage",
    "Work",
    "canonical",
    "insert_or_leave",
    "is_id",
    "last_number",
    "last_numbers",
    "metadata",
    "new_id",
    "next_number",
]
