"""The checkup names what is wrong by a stable number, and keeps silent about what is well."""

import shutil
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from province import index, jobs
from province.basics import SYSTEM, FrozenClock, Settings, load_settings
from province.house import checkup
from province.storage import Storage, schema


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance in order: room on the disk, a schema up to date, a search that works."""
    free = SimpleNamespace(free=2**39)
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _: free)
    monkeypatch.setattr(schema, "is_current", lambda _: True)
    monkeypatch.setattr(index, "trouble", lambda _: None)


@pytest.fixture
def var(tmp_path: Path, empty_sqlite: Path) -> Path:
    shutil.copy(empty_sqlite, tmp_path / "province.sqlite")
    return tmp_path


def settings(var: Path, **changed: Any) -> Settings:
    ports = dict.fromkeys(checkup.PORTS, 0)
    return load_settings(**{"var": var, "demo": True, **ports, **changed})


def numbers(var: Path, **changed: Any) -> list[int]:
    return [finding.number for finding in checkup.examine(settings(var, **changed))]


def test_an_instance_in_order_has_no_finding(var: Path) -> None:
    assert numbers(var) == []


def test_a_var_folder_that_is_a_file_is_named(var: Path, tmp_path: Path) -> None:
    (var / "file").touch()
    url = f"sqlite:///{var / 'province.sqlite'}"
    assert numbers(var / "file" / "var", database_url=url) == [1]


def test_a_full_disk_is_said(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(free=2**20)
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _: full)
    assert numbers(var) == [2]


def test_secrets_that_others_can_read_are_named(var: Path) -> None:
    (var / "secrets").mkdir()
    for name, mode in (("open", 0o644), ("kept", 0o600)):
        (var / "secrets" / name).touch()
        (var / "secrets" / name).chmod(mode)
    [finding] = checkup.examine(settings(var))
    assert finding.number == 3
    assert finding.hint == f"chmod 600 {var / 'secrets' / 'open'}"


def test_a_missing_database_is_named_and_not_made(var: Path) -> None:
    (var / "province.sqlite").unlink()
    assert numbers(var) == [4]
    assert not (var / "province.sqlite").exists()


def test_an_older_schema_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "is_current", lambda _: False)
    assert numbers(var) == [5]


def test_shelved_jobs_are_counted(var: Path, clock: FrozenClock) -> None:
    storage = Storage(settings(var).database, clock)
    with storage.work(SYSTEM) as work:
        jobs.ask(work, "test.do", {})
        job = jobs.lease(work, "w", 60)
        assert job
        jobs.failed(work, job, "x", for_good=True)
    storage.close()
    [finding] = checkup.examine(settings(var))
    assert finding.number == 6
    assert finding.what.startswith("1 job")


def test_a_database_from_the_future_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    storage = Storage(settings(var).database, FrozenClock())
    with storage.work(SYSTEM) as work:
        work.connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        work.connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
    storage.close()
    assert 7 in numbers(var)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nobody@/nothing?host=/nonexistent",
        "sqlite:///{var}/no-database.sqlite",
    ],
)
def test_a_database_that_does_not_answer_is_named(
    var: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.undo()
    (var / "no-database.sqlite").write_bytes(b"this is no database " * 100)
    assert 8 in numbers(var, database_url=url.format(var=var))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"public_url": "http://tinh.example"}, [9]),
        ({"demo": False, "domain": "vinhlong.example"}, [10, 14]),
        ({"public_url": "https://tinh.example"}, [11]),
        ({"tls_certificate": Path("/nonexistent"), "tls_key": Path("/nonexistent")}, [12, 12]),
        ({"tls_key": Path("/dev/null")}, [12, 13]),
        ({"demo": False, "domain": "vinhlong.gov.vn"}, [14]),
    ],
)
def test_settings_that_do_not_fit_are_named(
    var: Path, changed: dict[str, Any], expected: list[int]
) -> None:
    assert numbers(var, **changed) == expected


def test_ports_that_clash_are_named(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert numbers(var, http_port=port, smtp_port=port) == [15, 16]


def test_a_search_that_does_not_work_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "trouble", lambda _: "there is no index")
    assert numbers(var) == [17]
