"""The schema a database is upgraded to is the one the rooms' tables describe, on both engines."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from province.basics import SYSTEM, FrozenClock, Unavailable
from province.house.tables import metadata
from province.storage import Storage, schema

ROOT = Path(__file__).resolve().parents[2]
UPGRADE = """
import sys
from province.basics import SystemClock
from province.storage import Storage, schema
storage = Storage(sys.argv[1], SystemClock())
import alembic.command
print("ready", flush=True)
sys.stdin.readline()
schema.upgrade(storage)
print(schema.is_current(storage), flush=True)
storage.close()
"""
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) "
    "FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of a database without any table and of one with all, once on each engine."""
    if request.param == "sqlite":
        whole = request.getfixturevalue("empty_sqlite")
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}", f"sqlite:///{whole}"
        return
    address = request.getfixturevalue("postgresql_server")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"bare_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield address.replace("/postgres?", f"/{name}?"), address.replace("/postgres?", "/empty?")
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def bare(urls: tuple[str, str]) -> Iterator[Storage]:
    """A database without any table."""
    storage = Storage(urls[0], FrozenClock())
    yield storage
    storage.close()


@pytest.fixture
def whole(urls: tuple[str, str]) -> Iterator[Storage]:
    """A database made of the rooms' tables as they are now; only to be looked at."""
    storage = Storage(urls[1], FrozenClock())
    yield storage
    storage.close()


def described(connection: Connection) -> dict[str, Any]:
    """Return everything a schema promises, table by table, in one fixed order."""
    reader = inspect(connection)
    found: dict[str, Any] = {
        name: {
            "columns": {one["name"]: _column(one) for one in reader.get_columns(name)},
            "key": reader.get_pk_constraint(name),
            "unique": _sorted(reader.get_unique_constraints(name)),
            "foreign keys": _sorted(reader.get_foreign_keys(name)),
            "checks": _sorted(reader.get_check_constraints(name)),
            "indexes": _sorted(reader.get_indexes(name)),
        }
        for name in reader.get_table_names()
        if name != "alembic_version"
    }
    triggers = connection.exec_driver_sql(TRIGGERS[connection.dialect.name])
    found["triggers"] = sorted((name, " ".join(said.split())) for name, said in triggers)
    return found


def _column(column: Any) -> dict[str, Any]:
    return {**column, "type": repr(column["type"])}


def _sorted(constraints: Any) -> list[Any]:
    return sorted(map(_plain, constraints), key=lambda one: str(one["name"]))


def _plain(value: Any) -> Any:
    """Return a constraint in values that compare by what they say: SQL is told by its text."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return str(value)


def test_the_migrations_give_exactly_the_tables_of_the_rooms(bare: Storage, whole: Storage) -> None:
    assert schema.upgrade(bare)
    with bare.reading() as migrated, whole.reading() as created:
        found, wanted = described(migrated), described(created)
    assert wanted.keys() == {*metadata.tables, "triggers"}
    assert found.keys() == wanted.keys()
    for table, promises in wanted.items():
        assert found[table] == promises, table


def test_a_second_upgrade_does_nothing(bare: Storage) -> None:
    assert schema.upgrade(bare)
    assert not schema.upgrade(bare)
    assert schema.is_current(bare)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(bare: Storage) -> None:
    schema.upgrade(bare)
    with bare.work(SYSTEM) as work:
        work.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable) as refused:
        schema.upgrade(bare)
    assert refused.value.code == "storage.newer_schema"
    with bare.reading() as connection:
        assert schema.revision(connection) == "9999"


def test_two_processes_that_upgrade_at_once_are_fine(urls: tuple[str, str]) -> None:
    command = [sys.executable, "-c", UPGRADE, urls[0]]
    both = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in both]
    assert said == ["True\n", "True\n"]
    assert [process.returncode for process in both] == [0, 0]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    bare: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no power")

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(RuntimeError, match="no power"):
        schema.upgrade(bare)
    with bare.reading() as connection:
        assert inspect(connection).get_table_names() == []
    monkeypatch.undo()
    assert schema.upgrade(bare)
