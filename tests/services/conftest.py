"""The house of the services' tests, on SQLite or on both engines."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from province.basics import FrozenClock
from province.storage import Storage
from tests.services.cast import House, make_house, ship_permit


@pytest.fixture(scope="session")
def permit_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped folder with the building permit alone."""
    return ship_permit(tmp_path_factory.mktemp("procedures"))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine a test's house stands on: SQLite, unless the test is marked BOTH_ENGINES."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with all tables."""
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    name = f"services_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE empty"))
        yield postgresql_server.replace("/postgres?", f"/{name}?")
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def house(
    request: pytest.FixtureRequest,
    engine: str,
    clock: FrozenClock,
    tmp_path: Path,
    permit_folder: Path,
) -> Iterator[House]:
    """The house, its people and one procedure."""
    url = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgresql_url")
    storage = Storage(url, clock)
    yield make_house(storage, tmp_path / "var", permit_folder)
    storage.close()


@pytest.fixture
def frozen(clock: FrozenClock) -> FrozenClock:
    """The clock the house runs on."""
    return clock
