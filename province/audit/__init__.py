"""Audit: everything that happens, written down in a way that cannot be altered unseen.

Entries are append-only, numbered without a gap and hash-chained; each day's head is sealed with a
signature. An entry may keep the digest of the register row it left behind, so that `verify` also
names a register row somebody changed in the database.

Law: 30/2020/NĐ-CP PL VI (access history, fixed link of a record and its metadata)
"""

from province.audit.actions import (
    done_since,
    history,
    last_change,
    seal,
    sent_before,
    verify_chain,
    verify_records,
    verify_seals,
    write,
)
from province.audit.model import AuditFilter, Entry, Fault, record_digest
from province.audit.store import entry, find, latest

__all__ = [
    "AuditFilter",
    "Entry",
    "Fault",
    "done_since",
    "entry",
    "find",
    "history",
    "last_change",
    "latest",
    "record_digest",
    "seal",
    "sent_before",
    "verify_chain",
    "verify_records",
    "verify_seals",
    "write",
]
