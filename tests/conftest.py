"""Fixtures all tests share: a clock that stands still, and storage on both engines."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from province.basics.clock import FrozenClock
from province.house.tables import metadata
from province.storage import Storage
from tests import postgresql
from tests.browser import chromium

if TYPE_CHECKING:
    from province.house import House


@pytest.fixture
def clock() -> FrozenClock:
    """Monday, 23 November 2026, 09:00 in Viet Nam."""
    return FrozenClock()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row; tests work on copies."""
    path = tmp_path_factory.mktemp("schema") / "empty.sqlite"
    storage = Storage(f"sqlite:///{path}", FrozenClock())
    with storage.engine.connect().execution_options(writes=True) as connection, connection.begin():
        metadata.create_all(connection)
    storage.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server whose database `empty` has every table and no row."""
    with postgresql.cluster() as address:
        _statement(address, "CREATE DATABASE empty")
        engine = create_engine(address.replace("/postgres?", "/empty?"))
        metadata.create_all(engine)
        engine.dispose()
        yield address


def _statement(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with all tables."""
    path = tmp_path / "province.sqlite"
    shutil.copy(empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database with all tables, once on each engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    address = request.getfixturevalue("postgresql_server")
    name = f"test_{uuid.uuid4().hex}"
    _statement(address, f"CREATE DATABASE {name} TEMPLATE empty")
    yield address.replace("/postgres?", f"/{name}?")
    _statement(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def storage(database_url: str, clock: FrozenClock) -> Iterator[Storage]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    storage = Storage(database_url, clock)
    yield storage
    storage.close()


@pytest.fixture
def sqlite_storage(sqlite_url: str, clock: FrozenClock) -> Iterator[Storage]:
    """An empty SQLite database with all tables, for tests in which the engine does not matter."""
    storage = Storage(sqlite_url, clock)
    yield storage
    storage.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for a module's tests; closed after them, for it holds the thread's event loop."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def demo_var(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var folder with the demonstration province in it; tests work on copies."""
    import demo
    from province.basics import SystemClock, load_settings
    from province.house import content, open_house

    var = tmp_path_factory.mktemp("demo") / "var"
    var.mkdir()
    shutil.copy(empty_sqlite, var / "province.sqlite")
    house = open_house(load_settings(var=var), SystemClock())
    content.lay_roles(house, print)
    content.load_procedures(house, print)
    assert demo.load(house, print)
    house.storage.close()
    return var


@pytest.fixture
def house(demo_var: Path, tmp_path: Path) -> "Iterator[House]":
    """A house of its own with the demonstration province, on SQLite and the system's clock."""
    from province.basics import SystemClock, load_settings
    from province.house import open_house

    var = tmp_path / "var"
    shutil.copytree(demo_var, var)
    house = open_house(load_settings(var=var), SystemClock())
    yield house
    house.storage.close()


@pytest.fixture
def client(house: "House") -> Iterator[TestClient]:
    """A browser before the house's web application; it follows no redirects by itself."""
    from api.app import create_app

    with TestClient(create_app(house), follow_redirects=False) as client:
        yield client
