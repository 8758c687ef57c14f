"""The proof (`build.py verify`): chain, files, registers and numbers, whole or named."""

from collections.abc import Callable

from sqlalchemy import Connection

from province import audit, blobs, documents, incoming, procedures, registers, services
from province.audit import Fault
from province.house.handlers import sealing_key
from province.house.house import House

Say = Callable[[str], None]


def verify(house: House, say: Say) -> list[Fault]:
    """Return everything that is not as it was written; an empty list is the proof."""
    with house.storage.reading() as connection:
        say("Audit chain …")
        faults = audit.verify_chain(
            connection,
            lambda number: say(f"  {number} entries"),
            sealed_by=sealing_key(house).public_key(),
        )
        say("Files …")
        faults += blobs.verify(connection, house.settings.blobs)
        say("Registers …")
        faults += _register_faults(connection)
        say("Numbers …")
        faults += _number_faults(connection)
    return faults


def _register_faults(connection: Connection) -> list[Fault]:
    """Compare every register row with the digest the audit keeps of it."""
    registers = {
        services.RECORD_KIND: services.records(connection),
        procedures.RECORD_KIND: procedures.records(connection),
        documents.RECORD_KIND: documents.records(connection),
        incoming.RECORD_KIND: incoming.records(connection),
    }
    return [
        fault
        for kind, rows in registers.items()
        for fault in audit.verify_records(connection, kind, rows)
    ]


def _number_faults(connection: Connection) -> list[Fault]:
    """Name numbers that were given and belong to nothing."""
    return [Fault(place, reason) for place, reason in registers.number_faults(connection)]
