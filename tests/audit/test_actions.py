"""The audit's chain: unbroken, unalterable, and able to name what was altered behind its back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

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


def test_a_chain_sealed_anew_by_a_forger_is_not_ours(storage: Storage) -> None:
    day, ours, forged = date(2026, 11, 23), Ed25519PrivateKey.generate(), date(2026, 11, 22)
    write_three(storage)
    with storage.work(SYSTEM) as work:
        audit.seal(work, day, ours)
        audit.seal(work, forged, Ed25519PrivateKey.generate())
    assert faults(storage) == []  # each seal holds under the key it carries
    with storage.reading() as connection:
        found = audit.verify_chain(connection, sealed_by=ours.public_key())
    assert [str(fault) for fault in found] == [
        "audit_seals 2026-11-22: was not signed with this instance's key"
    ]


def test_a_chain_emptied_together_with_its_head_breaks_the_seal(storage: Storage) -> None:
    write_three(storage)
    with storage.work(SYSTEM) as work:
        audit.seal(work, date(2026, 11, 23), Ed25519PrivateKey.generate())
    force(storage, *unfreeze(storage), "DELETE FROM audit_entries", "DELETE FROM audit_head")
    assert faults(storage) == ["audit_seals 2026-11-23: entry 3 is not the one that was sealed"]


@pytest.mark.parametrize(
    ("database_url", "column"),
    [("sqlite", "detail"), ("sqlite", "at")],  # PostgreSQL's own types take no garbage
    indirect=["database_url"],
)
def test_garbled_entries_are_named_and_the_rest_is_still_proved(
    storage: Storage, column: str
) -> None:
    for _ in range(3):
        write_three(storage)
    force(
        storage,
        *unfreeze(storage),
        f"UPDATE audit_entries SET {column} = '{{' WHERE number IN (3, 9)",
        "UPDATE audit_entries SET deed = 'x' WHERE number = 5",
    )
    assert faults(storage) == [
        "audit_entries 3: was altered: it cannot be read any more",
        "audit_entries 5: was altered: its content does not match its digest",
        "audit_entries 9: was altered: it cannot be read any more",
    ]


@pytest.mark.parametrize(
    "detail", [{"v": 1e20}, {"v": -0.0}, {10: 1, 9: 2}, {"tên": [0.1, None, 10**30]}]
)
def test_an_untouched_entry_is_never_called_altered(
    storage: Storage, detail: dict[Any, Any]
) -> None:
    with storage.work(SYSTEM) as work:
        audit.write(work, "test.thing.done", subject=("thing", 1), detail=detail, record=detail)
    assert faults(storage) == []


def test_eight_first_entries_at_once_are_one_chain(storage: Storage) -> None:
    together = threading.Barrier(8, timeout=10)

    def write(number: int) -> None:
        together.wait()
        with storage.work(SYSTEM) as work:
            audit.write(work, "test.thing.done", subject=("thing", number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert faults(storage) == []


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
