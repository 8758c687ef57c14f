"""Column types that mean the same on SQLite and PostgreSQL, and sortable ids."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

_STAMP = "%Y-%m-%dT%H:%M:%S.%f+00:00"
ID_CHARACTERS = 26
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC; on SQLite fixed-width text, so that it sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store text where the engine has no instants of its own."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: a time without a zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: take the time from the work")
        value = value.astimezone(UTC)
        return value.strftime(_STAMP) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware instant in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]


class Json(TypeDecorator[Any]):
    """A JSON value; text in canonical form on SQLite, JSONB on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the engine's own JSON where it has one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write canonical text; what reaches PostgreSQL is the same value in plain JSON types."""
        if value is None:
            return None
        return canonical(value) if dialect.name == "sqlite" else json.loads(canonical(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return what was stored."""
        return json.loads(value) if isinstance(value, str) and dialect.name == "sqlite" else value


def canonical(value: Any) -> str:
    """Return one fixed JSON text for a value, the same before it is stored and after.

    Instants and dates become ISO text, keys become text before they are sorted, and numbers are
    written as JSONB gives them back. Anything else that JSON lacks is a bug.
    """
    plain = json.loads(json.dumps(value, default=_plain, allow_nan=False), parse_float=_number)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _number(written: str) -> int | float:
    """JSONB keeps 1e+20 as the integer it is, and knows no negative nought."""
    return int(float(written)) if "e+" in written else float(written) + 0.0


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(_STAMP)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} is not JSON")


def is_id(typed: str) -> bool:
    """Tell whether something can be an id that `new_id` made."""
    return len(typed) == ID_CHARACTERS and set(typed) <= set(_CROCKFORD)


def new_id(now: datetime) -> str:
    """Return a 26-character id that sorts by time of making; 80 of its bits are random."""
    number = int(now.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(ID_CHARACTERS)))
