"""Signs of life are true: a dead database is said, and a bug is counted."""

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from api import app, health
from province import jobs
from province.house import House


def bugs() -> float:
    return health.registry.get_sample_value("vl_http_answers_total", {"status": "500"}) or 0


def test_ready_when_the_database_answers_and_a_site_stands(
    client: TestClient, house: House
) -> None:
    (house.settings.site / "current").mkdir(parents=True)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_not_ready_and_no_bug_when_the_database_does_not_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(jobs, "any_due", silent)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": False, "site": False}
    assert client.get("/healthz").status_code == 200


def test_a_bug_is_counted_as_what_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "counts", broken)
    before = bugs()
    with TestClient(app.create_app(house), raise_server_exceptions=False) as client:
        answer = client.get("/metrics")
    assert answer.status_code == 500
    assert bugs() == before + 1
