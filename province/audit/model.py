"""What an audit entry is, and how the chain is computed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from province.storage import canonical

GENESIS = "0" * 64  # what the first entry points back to


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed, as it was written down."""

    number: int
    at: datetime
    deed: str
    subject_kind: str
    subject_id: str
    actor_kind: str
    actor_id: str
    actor_name: str
    actor_address: str
    unit_id: int | None
    detail: Mapping[str, Any]
    record_digest: str | None
    previous: str
    digest: str

    def computed_digest(self) -> str:
        """Return the digest this entry must have: SHA-256 over all else it says."""
        return chain_digest(
            {name: getattr(self, name) for name in self.__slots__ if name != "digest"}
        )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; what is left empty lets everything through."""

    deed: str = ""  # a deed, or the beginning of some: "services."
    subject_kind: str = ""
    subject_id: str = ""
    actor: str = ""  # the actor's id (an account's e-mail), or part of the name
    since: datetime | None = None
    until: datetime | None = None  # exclusive

    def spoken(self) -> dict[str, Any]:
        """Return what is asked for, as an entry about the reading keeps it."""
        asked = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written: where, and what is wrong with it."""

    place: str  # e.g. "audit_entries 17", "blob 3fa8…", "dossier H61.12-261123-0001"
    reason: str  # one English sentence for the operator

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


def chain_digest(fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry's canonical text, in hex."""
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


def record_digest(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a register row's canonical content, in hex."""
    return hashlib.sha256(canonical(record).encode()).hexdigest()


def seal_text(day: date, number: int, digest: str) -> bytes:
    """Return what a daily seal signs."""
    return f"{day.isoformat()} {number} {digest}".encode()
