"""The audit's chain: unbroken, unalterable, and able to name what was altered behind its back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
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


def test_of_a_long_history_the_newest_is_told_oldest_first(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.audit.actions.HISTORY_ENTRIES_MOST", 2)
    for step in ("a", "b", "c"):
        with storage.work(SYSTEM) as work:
            audit.write(work, "things.thing.done", subject=("thing", 9), detail={"step": step})
    with storage.reading() as connection:
        told = audit.history(connection, "thing", 9)
    assert [entry.detail["step"] for entry in told] == ["b", "c"]


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


def seal(storage: Storage, day: date, key: Ed25519PrivateKey | None = None) -> bool:
    with storage.work(SYSTEM) as work:
        return audit.seal(work, day, key or Ed25519PrivateKey.generate())


def seal_faults(storage: Storage, ours: Ed25519PrivateKey | None = None) -> list[str]:
    with storage.reading() as connection:
        sealed_by = ours.public_key() if ours else None
        return [str(fault) for fault in audit.verify_seals(connection, sealed_by=sealed_by)]


DAY = date(2026, 11, 23)


def test_a_day_is_sealed_once_and_the_seal_is_the_next_entry(storage: Storage) -> None:
    write_three(storage)
    assert seal(storage, DAY)
    assert not seal(storage, DAY)
    assert faults(storage) + seal_faults(storage) == []
    with storage.reading() as connection:
        [told] = audit.history(connection, "audit_seals", "2026-11-23")
    assert (told.deed, told.number, told.detail["number"]) == ("audit.day.sealed", 4, 3)


def test_a_chain_rewritten_whole_breaks_the_seal(storage: Storage) -> None:
    write_three(storage)
    seal(storage, DAY)
    force(storage, *unfreeze(storage), "DELETE FROM audit_entries", "DELETE FROM audit_head")
    write_three(storage)  # a forger writes another history
    force(storage, "UPDATE audit_seals SET number = 2")
    assert "audit_seals 2026-11-23: its signature does not hold" in seal_faults(storage)


def test_a_chain_sealed_anew_by_a_forger_is_not_ours(storage: Storage) -> None:
    ours = Ed25519PrivateKey.generate()
    write_three(storage)
    seal(storage, DAY, ours)
    seal(storage, date(2026, 11, 22))
    assert seal_faults(storage) == []  # each seal holds under the key it carries
    assert seal_faults(storage, ours) == [
        "audit_seals 2026-11-22: was not signed with this instance's key"
    ]


def test_a_chain_emptied_together_with_its_head_breaks_the_seal(storage: Storage) -> None:
    write_three(storage)
    seal(storage, DAY)
    force(storage, *unfreeze(storage), "DELETE FROM audit_entries", "DELETE FROM audit_head")
    assert seal_faults(storage) == [
        "audit_seals 2026-11-23: entry 3 is not the one that was sealed",
        "audit_seals 2026-11-23: is in the register but not in the audit",
    ]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM audit_seals", "is missing from the register"),
        ("UPDATE audit_seals SET at = '2026-11-22 00:00:00.000000'", "was altered outside"),
    ],
)
def test_a_seal_that_is_gone_or_changed_is_named(
    storage: Storage, statement: str, reason: str
) -> None:
    write_three(storage)
    seal(storage, DAY)
    force(storage, statement)
    [fault] = seal_faults(storage)
    assert fault.startswith(f"audit_seals 2026-11-23: {reason}")


@pytest.mark.parametrize(("days", "named"), [(7, False), (8, True)])
def test_a_chain_rewritten_whole_without_its_seals_lacks_them(
    storage: Storage, days: int, named: bool
) -> None:
    with storage.work(SYSTEM) as work:
        before = replace(work, now=work.now - timedelta(days=days))
        audit.write(before, "test.thing.done", subject=("thing", 0))
    write_three(storage)
    reason = "audit_seals: entries 1 to 4 have no seal: some were taken away or never made"
    assert seal_faults(storage) == ([reason] if named else [])
    seal(storage, DAY)
    assert seal_faults(storage) == []


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
