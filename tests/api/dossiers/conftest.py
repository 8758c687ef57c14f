"""The services' ward behind the web application; who asks is named by the session cookie."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.guards import SESSION_COOKIE
from province import identity
from province.basics import Actor, FrozenClock, Settings
from province.house import House as WholeHouse
from province.house import open_house
from tests.services.cast import House, make_house, ship_permit

Enter = Callable[..., TestClient]


@pytest.fixture(scope="session")
def permit_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped folder with the building permit alone."""
    return ship_permit(tmp_path_factory.mktemp("procedures"))


@pytest.fixture
def limits() -> dict[str, int]:
    """The limits of the house; a test may parametrize its own."""
    return {"submissions_per_minute": 1000}


@pytest.fixture
def whole_house(
    empty_sqlite: Path, tmp_path: Path, clock: FrozenClock, limits: dict[str, int]
) -> Iterator[WholeHouse]:
    """An empty house on a clock that stands still."""
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(empty_sqlite, var / "province.sqlite")
    settings = Settings(var=var, public_url="http://testserver", **limits)
    house = open_house(settings, clock)
    yield house
    house.storage.close()


@pytest.fixture
def office(whole_house: WholeHouse, permit_folder: Path) -> House:
    """The ward, its people and the building permit."""
    made = make_house(whole_house.storage, whole_house.settings.var, permit_folder)
    return replace(made, settings=whole_house.settings)


@pytest.fixture
def enter(
    whole_house: WholeHouse, office: House, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Enter]:
    """A browser for somebody of the ward, or for a stranger without a name."""

    def known(storage: object, token: str, address: str) -> Actor | None:
        return office.people.get(token)

    monkeypatch.setattr(identity, "actor_of_session", known)
    web, opened = create_app(whole_house), []

    def browser(who: str = "") -> TestClient:
        cookies = {SESSION_COOKIE: who} if who else {}
        client = TestClient(web, follow_redirects=False, cookies=cookies)
        client.headers["Accept"] = "text/html"
        opened.append(client)
        return client

    yield browser
    for client in opened:
        client.close()
