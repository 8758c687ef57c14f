"""The audit's chain: unbroken, unalterable, and able to name what was altered behind its back."""

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from province import audit
from province.basics.actor import SYSTEM
from province.storage import Storage


def write_three(storage: Storage) -> None:
    for number in (1, 2, 3):
        with storage.work(SYSTEM) as work:
            audit.write(
                work,
                "test.thing.done",
                subject=("thing", number),
                detail={"on": work.today, "at": work.now, "sum": 1.5},
                record={"n": number},
            )


def force(storage: Storage, *statements: str) -> None:
    """Change the database as somebody with its password could."""
    with storage.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def unfreeze(storage: Storage) -> list[str]:
    if storage.engine.dialect.name == "sqlite":
        return ["DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete"]
    return ["DROP TRIGGER audit_entries_frozen ON audit_entries"]


def faults(storage: Storage) -> list[str]:
    with storage.reading() as connection:
        return [str(fault) for fault in audit.verify_chain(connection)]


def test_a_whole_chain_has_no_fault(storage: Storage) -> None:
    write_three(storage)
    assert faults(storage) == []
    with storage.reading() as connection:
        assert [entry.subject_id for entry in audit.latest(connection, None, 10)] == ["3", "2", "1"]
        assert audit.history(connection, "thing", 2)[0].detail["sum"] == 1.5


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET deed = 'x'", "DELETE FROM audit_entries"]
)
def test_the_engine_refuses_to_change_an_entry(storage: Storage, statement: str) -> None:
    write_three(storage)
    with pytest.raises(DBAPIError, match="never changed"):
        force(storage, statement)


def test_an_altered_entry_is_named(storage: Storage) -> None:
    write_three(storage)
    force(storage, *unfreeze(storage), "UPDATE audit_entries SET actor_name = 'x' WHERE number = 2")
    assert faults(storage) == [
        "audit_entries 2: was altered: its content does not match its digest"
    ]


def test_a_missing_entry_is_named(storage: Storage) -> None:
    write_three(storage)
    force(storage, *unfreeze(storage), "DELETE FROM audit_entries WHERE number = 2")
    assert faults(storage) == ["audit_entries 3: entries 2 to 2 are missing"]


def test_a_cut_off_tail_is_noticed(storage: Storage) -> None:
    write_three(storage)
    force(storage, *unfreeze(storage), "DELETE FROM audit_entries WHERE number = 3")
    assert faults(storage) == ["audit_head: does not point at the last entry: entries are missing"]


def test_a_chain_rewritten_whole_breaks_the_seal(storage: Storage) -> None:
    write_three(storage)
    day = date(2026, 11, 23)
    with storage.work(SYSTEM) as work:
        assert audit.seal(work, day, Ed25519PrivateKey.generate())
        assert not audit.seal(work, day, Ed25519PrivateKey.generate())
    assert faults(storage) == []
    force(storage, *unfreeze(storage), "DELETE FROM audit_entries", "DELETE FROM audit_head")
    write_three(storage)  # a forger writes another history
    force(storage, "UPDATE audit_seals SET number = 2")
    assert "audit_seals 2026-11-23: its signature does not hold" in faults(storage)


def test_an_altered_register_row_is_named(storage: Storage) -> None:
    write_three(storage)
    rows = [("1", {"n": 1}), ("2", {"n": 99}), ("4", {"n": 4})]
    with storage.reading() as connection:
        found = [str(fault) for fault in audit.verify_records(connection, "thing", rows)]
    assert found == [
        "thing 2: was altered outside the system",
        "thing 4: is in the register but not in the audit",
        "thing 3: is missing from the register",
    ]
