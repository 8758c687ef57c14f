"""Every room's tables, imported in one place so that `metadata` is whole.

Alembic, the tests and `verify` import this module and nothing else to know the schema.
"""

import importlib.util
import pkgutil

import province
from province.storage import metadata

for _room in pkgutil.iter_modules(province.__path__):
    if _room.ispkg and importlib.util.find_spec(f"province.{_room.name}.tables"):
        importlib.import_module(f"province.{_room.name}.tables")

__all__ = ["metadata"]
