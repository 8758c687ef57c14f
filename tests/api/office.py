"""The documents' own small province before the web application, and who is at the browser."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.app import create_app
from province import access, identity, search
from province.basics import Actor, load_settings
from province.house import House
from province.storage import Storage
from tests.documents.cast import CALENDAR, Cast, open_cast

FORM = {"Accept": "text/html"}


class Office:
    """A browser that changes hands: `office.by(cast.an)` is An's."""

    def __init__(self, app: Starlette, cast: Cast, people: dict[str, Actor]) -> None:
        self.app, self.cast, self.people = app, cast, people
        self.client = TestClient(app, follow_redirects=False)

    def by(self, actor: Actor) -> TestClient:
        """Return the browser in somebody's hands."""
        self.people["now"] = actor
        self.client.cookies.set("vl_session", "now")
        self.client.headers.update(FORM)
        return self.client


def open_office(storage: Storage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Open the application over the documents' cast; a session's token is looked up in `people`."""
    settings = load_settings(var=folder / "var")
    cast = open_cast(storage, settings.blobs)
    house = House(
        settings=settings,
        clock=storage.clock,
        storage=storage,
        calendar=CALENDAR,
        searcher=search.Searcher(settings.index),
    )
    people: dict[str, Actor] = {}
    monkeypatch.setattr(identity, "actor_of_session", lambda _s, token, _a: people.get(token))
    monkeypatch.setattr(access, "actor_of_token", lambda _s, token, _a: people.get(token))
    return Office(create_app(house), cast, people)
