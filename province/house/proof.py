"""The proof (`build.py verify`): chain, files, registers and numbers, whole or named.

It writes nothing. What is so damaged that it cannot be read is a fault like any other, and what
can be read beside it is still proven.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from province import audit, blobs, documents, dossiers, incoming, procedures, registers
from province.audit import Fault
from province.basics import Settings
from province.house import traces
from province.house.handlers import sealing_key
from province.house.house import House, open_house
from province.storage import schema

Say = Callable[[str], None]
Check = Callable[[Connection], Iterable[Fault]]
Records = Callable[[Connection], Iterable[tuple[str, Mapping[str, Any]]]]


def verify_there(settings: Settings, say: Say) -> list[Fault]:
    """Prove the instance the settings name, or say why there is none to prove."""
    for place, reason in (
        (_database_file(settings), "there is no database there: see VL_VAR and VL_DATABASE_URL"),
        (
            settings.var / "secrets" / "instance-key",
            "is missing: restore it from the backup, seals cannot be proven without it",
        ),
    ):
        if place is not None and not place.is_file():
            return [Fault(str(place), reason)]
    house = open_house(settings)
    try:
        if not schema.is_current(house.storage):
            return [Fault("schema", "is missing or older: run python3 build.py migrate")]
        return verify(house, say)
    except SQLAlchemyError as problem:
        return [_unreadable("database", problem)]
    finally:
        house.storage.close()


def verify(house: House, say: Say) -> list[Fault]:
    """Return everything that is not as it was written; an empty list is the proof."""
    faults: list[Fault] = []
    for title, checks in _checks(house, say).items():
        say(f"{title} …")
        for place, check in checks.items():
            faults += _found(house, place, check)
    return faults


def _checks(house: House, say: Say) -> dict[str, dict[str, Check]]:
    """Return every check with the place to be named when it cannot be read."""
    return {
        "Audit chain": {
            "audit_entries": lambda connection: audit.verify_chain(
                connection, lambda number: say(f"  {number} entries")
            ),
            "audit_seals": lambda connection: audit.verify_seals(
                connection, sealed_by=sealing_key(house).public_key()
            ),
            "triggers": traces.trigger_faults,
        },
        "Files": {"blobs": lambda connection: blobs.verify(connection, house.settings.blobs)},
        "Registers": {
            dossiers.RECORD_KIND: _register(
                dossiers.RECORD_KIND,
                dossiers.records,
                "a fact, a paper, a form, a note or an identifier",
            ),
            dossiers.PRINT_KIND: _register(dossiers.PRINT_KIND, dossiers.printed_forms),
            procedures.RECORD_KIND: _register(procedures.RECORD_KIND, procedures.records),
            documents.RECORD_KIND: _register(
                documents.RECORD_KIND, documents.records, "an addressee, a file or a version"
            ),
            incoming.RECORD_KIND: _register(
                incoming.RECORD_KIND,
                incoming.records,
                "a file, a note or what the sender was told",
            ),
            blobs.RECORD_KIND: _register(blobs.RECORD_KIND, blobs.refused),
            "files": traces.file_faults,
            "desks": traces.desk_faults,
            "references": traces.reference_faults,
        },
        "Numbers": {
            "registers": lambda connection: _named(registers.number_faults(connection)),
            "dossiers": lambda connection: _named(dossiers.number_faults(connection)),
        },
    }


def _named(faults: Iterable[tuple[str, str]]) -> Iterable[Fault]:
    return (Fault(place, reason) for place, reason in faults)


def _register(kind: str, records: Records, parts: str = "") -> Check:
    """Compare every row of a register with the digest the audit keeps of it."""
    return lambda connection: audit.verify_records(
        connection, kind, records(connection), parts=parts
    )


def _found(house: House, place: str, check: Check) -> list[Fault]:
    """Run one check by itself; damaged bytes may end it in any error, which is a finding."""
    faults: list[Fault] = []
    try:
        with house.storage.reading() as connection:
            faults.extend(check(connection))
    except Exception as problem:
        faults.append(_unreadable(place, problem))
    return faults


def _unreadable(place: str, problem: Exception) -> Fault:
    cause = getattr(problem, "orig", None) or problem
    said = (str(cause).splitlines() or [""])[0]
    return Fault(place, f"cannot be read: {type(cause).__name__}: {said}")


def _database_file(settings: Settings) -> Path | None:
    url = make_url(settings.database)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None
