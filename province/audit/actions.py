"""Writing the audit, sealing it, and proving it whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, Row

from province.audit import store
from province.audit.model import GENESIS, Entry, Fault, chain_digest, record_digest, seal_text
from province.basics import Actor, legal_day
from province.storage import Work, canonical

HISTORY_ENTRIES_MOST = 1000
SEAL_KIND = "audit_seals"  # subject kind of the entry that follows a seal
UNSEALED_MOST = timedelta(days=7)  # every day is sealed while the worker runs
_LOOKED_BACK = 50  # entries about a subject among which the last form sent about it is looked for


def write(
    work: Work,
    deed: str,
    *,
    subject: tuple[str, str | int],
    unit_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
    record: Mapping[str, Any] | None = None,
) -> None:
    """Write a deed down in its own transaction: when all else is done, in the order of asking.

    The chain's head is a lock everybody needs until the work that holds it ends.

    `subject` is (kind, id) of what it was done to. `record` is the register row's content after
    the deed: its digest is kept, so that `verify` can name a row altered behind our back.
    """
    fields: dict[str, Any] = {
        "at": work.now,
        "deed": deed,
        "subject_kind": subject[0],
        "subject_id": str(subject[1]),
        "actor_kind": work.actor.kind,
        "actor_id": work.actor.id,
        "actor_name": work.actor.name,
        "actor_address": work.actor.address,
        "unit_id": unit_id,
        "detail": {**(detail or {}), **({"sent": work.sent} if work.sent else {})},
        "record_digest": None if record is None else record_digest(record),
    }
    canonical(fields)  # a detail that JSON lacks must fail here, not in the driver
    work.at_end(_chain, fields)


def _chain(work: Work, written: Sequence[Mapping[str, Any]]) -> None:
    """Append entries to the chain, each to the one before."""
    number, previous = store.take_head(work)
    for fields in written:
        number += 1
        linked = {**fields, "number": number, "previous": previous}
        previous = chain_digest(linked)
        store.add(work, {**linked, "digest": previous})
    store.move_head(work, number, previous)


def history(connection: Connection, kind: str, subject_id: str | int) -> list[Entry]:
    """Return what happened to a subject, oldest first. Limit: the newest 1,000 entries."""
    newest = store.newest_about(connection, kind, str(subject_id), HISTORY_ENTRIES_MOST)
    return newest[::-1]


def done_since(
    connection: Connection, deed: str, subject: tuple[str, str | int], actor: Actor, since: datetime
) -> bool:
    """Tell whether an actor did a deed to a subject since an instant."""
    kind, subject_id = subject[0], str(subject[1])
    return store.done_since(connection, deed, kind, subject_id, actor.id, since)


def sent_before(connection: Connection, subject: tuple[str, str | int], sent: str) -> bool:
    """Tell whether the last form that did something to a subject is this one, by its fingerprint.

    What is written down without a form, such as that somebody read it, comes between unheeded.
    """
    newest = store.newest_about(connection, subject[0], str(subject[1]), _LOOKED_BACK)
    last = next((entry.detail["sent"] for entry in newest if "sent" in entry.detail), "")
    return bool(sent) and last == sent


def last_change(connection: Connection, kind: str, subject_id: str | int) -> Entry | None:
    """Return the last entry about a subject that left a register row behind."""
    newest = store.newest_about(connection, kind, str(subject_id), _LOOKED_BACK)
    return next((entry for entry in newest if entry.record_digest), None)


def seal(work: Work, day: date, key: Ed25519PrivateKey) -> bool:
    """Sign the chain's head as it stands, once for each day; False when the day has its seal.

    That it was sealed is the next entry, so that a seal that goes missing is missed.
    """
    if store.sealed(work.connection, day):
        return False
    number, digest = store.take_head(work)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    values = {
        "day": day,
        "number": number,
        "digest": digest,
        "at": work.now,
        "public_key": public,
        "signature": key.sign(seal_text(day, number, digest)),
    }
    store.add_seal(work, values)
    subject, detail = (SEAL_KIND, day.isoformat()), {"number": number, "digest": digest}
    write(work, "audit.day.sealed", subject=subject, detail=detail, record=_seal_record(values))
    return True


def _seal_record(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "signature": values["signature"].hex()}


def verify_chain(
    connection: Connection, progress: Callable[[int], None] | None = None
) -> list[Fault]:
    """Walk the whole chain and name every entry that does not hold, and every gap."""
    faults: list[Fault] = []
    expected, previous = 1, GENESIS
    for entry in store.in_order(connection):
        number = entry if isinstance(entry, int) else entry.number
        if number != expected:
            gap = f"entries {expected} to {number - 1} are missing"
            faults.append(Fault(f"audit_entries {number}", gap))
            previous = ""
        faults.extend(_entry_faults(entry, previous))
        expected, previous = number + 1, "" if isinstance(entry, int) else entry.digest
        if progress and number % 5000 == 0:
            progress(number)
    if not _points_at(store.head(connection), expected - 1, previous):
        faults.append(Fault("audit_head", "does not point at the last entry: entries are missing"))
    return faults


def _entry_faults(entry: Entry | int, previous: str) -> Iterator[Fault]:
    """Name what is wrong with one entry; `previous` is "" where the one before is unknown."""
    if isinstance(entry, int):
        yield Fault(f"audit_entries {entry}", "was altered: it cannot be read any more")
        return
    place = f"audit_entries {entry.number}"
    if previous and entry.previous != previous:
        yield Fault(place, "does not continue the entry before it")
    if entry.computed_digest() != entry.digest:
        yield Fault(place, "was altered: its content does not match its digest")


def _points_at(head: tuple[int, str], number: int, digest: str) -> bool:
    return head[0] == number and digest in ("", head[1])


def verify_seals(
    connection: Connection, *, sealed_by: Ed25519PublicKey | None = None
) -> Iterator[Fault]:
    """Name every seal that does not hold or is gone, and what should have one and has none.

    A seal carries its own public key, so that other units can check the copy they were mailed;
    whoever rewrites the chain could seal it anew with a key of theirs. `sealed_by` is our key.
    """
    seals = store.seals(connection)
    for row in seals:
        yield from _seal_faults(connection, row, sealed_by)
    records = ((row.day.isoformat(), _seal_record(row._asdict())) for row in seals)
    yield from verify_records(connection, SEAL_KIND, records)
    yield from _unsealed_faults(connection, max((row.number for row in seals), default=0))


def _seal_faults(
    connection: Connection, row: Row[Any], sealed_by: Ed25519PublicKey | None
) -> Iterator[Fault]:
    place = f"{SEAL_KIND} {row.day.isoformat()}"
    ours = None if sealed_by is None else sealed_by.public_bytes(Encoding.Raw, PublicFormat.Raw)
    if ours is not None and row.public_key != ours.hex():
        yield Fault(place, "was not signed with this instance's key")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key)).verify(
            row.signature, seal_text(row.day, row.number, row.digest)
        )
    except (InvalidSignature, ValueError):
        yield Fault(place, "its signature does not hold")
    if row.number and store.digest_of(connection, row.number) != row.digest:
        yield Fault(place, f"entry {row.number} is not the one that was sealed")


def _unsealed_faults(connection: Connection, sealed: int) -> Iterator[Fault]:
    """Name entries so much older than the last one that a seal must have covered them.

    Whoever rewrites the chain cannot seal it anew, and takes the old seals away instead.
    """
    last = store.head(connection)[0]
    begun, ended = store.at_of(connection, sealed + 1), store.at_of(connection, last)
    if begun and ended and legal_day(ended) - legal_day(begun) > UNSEALED_MOST:
        reason = f"entries {sealed + 1} to {last} have no seal: some were taken away or never made"
        yield Fault(SEAL_KIND, reason)


def verify_records(
    connection: Connection,
    kind: str,
    records: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    parts: str = "",
) -> list[Fault]:
    """Compare a register's rows with the digests the audit keeps of them.

    `records` yields (subject id, content) of every row of the register as it stands. `parts` says
    in words what belongs to a row and is digested with it.
    """
    altered = "was altered outside the system"
    if parts:
        altered += f": its row in the register, {parts}"
    digests = store.last_record_digests(connection, kind)
    faults = []
    for subject_id, record in records:
        known = digests.pop(subject_id, None)
        if known is None:
            faults.append(Fault(f"{kind} {subject_id}", "is in the register but not in the audit"))
        elif known != record_digest(record):
            faults.append(Fault(f"{kind} {subject_id}", altered))
    gone = (Fault(f"{kind} {subject_id}", "is missing from the register") for subject_id in digests)
    return [*faults, *gone]
