"""The API keeps its contract, whatever it is sent.

Schemathesis makes requests the document allows and requests it forbids, and compares every answer:
no bug, no status, header, media type or body that is not declared, nothing taken that is forbidden.
The same seed makes the same requests. Then each operation is asked for something real.
"""

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.openapi import from_asgi
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.app import OPERATIONS, create_app
from province import access, index
from province.basics import SYSTEM, FrozenClock, SystemClock, load_settings
from province.house import open_house
from tests.house.scene import Scene, open_scene
from tests.index.entries import ENTRIES

EXAMPLES_EACH = 25
DEEDS = ("documents.document.read", "documents.incoming.read", "documents.incoming.registered")


@pytest.fixture(scope="module")
def scene(demo_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One of everything, something to search for, and no limit on filings."""
    var = tmp_path_factory.mktemp("contract") / "var"
    shutil.copytree(demo_var, var)
    settings = load_settings(var=var, submissions_per_minute=10**6)
    house = open_house(settings, FrozenClock(SystemClock().now()))
    index.rebuild(house.settings.index, ENTRIES)
    yield open_scene(house)
    house.storage.close()


@pytest.fixture(scope="module")
def app(scene: Scene) -> Starlette:
    return create_app(scene.house)


@pytest.fixture(scope="module")
def official(scene: Scene) -> str:
    """The token of an office's program, which reads and acknowledges what comes."""
    with scene.house.storage.work(SYSTEM) as work:
        _, secret = access.issue_token(work, scene.almighty.id, "Máy của văn thư", DEEDS)
    return secret


@dataclass
class Fuzzed:
    """What came of a run: how many requests each operation had, and everything that was wrong."""

    requests: dict[str, int] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)


def fuzz(app: Starlette, bearer: str) -> Fuzzed:
    config = {
        "seed": 1,
        "generation": {
            "max-examples": EXAMPLES_EACH,
            "deterministic": True,
            "database": "none",
        },
        "phases": {"stateful": {"enabled": False}},
        # What the document allows may still not be a dossier, nor be there, nor come so often.
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 409, 422, 429]}
        },
    }
    if bearer:
        config["headers"] = {"Authorization": f"Bearer {bearer}"}
    contract = from_asgi("/openapi.json", app, config=SchemathesisConfig.from_dict(config))
    found = Fuzzed()
    for event in from_schema(contract).execute():
        if isinstance(event, events.ScenarioFinished):
            label = event.recorder.label
            found.requests[label] = found.requests.get(label, 0) + len(event.recorder.cases)
            found.faults |= set(_faults(event))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.faults.add(str(event))
    return found


def _faults(event: events.ScenarioFinished) -> Iterator[str]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if (info := check.failure_info) is not None:
                yield f"{check.name}: {info.failure.message}\n{info.code_sample}"


@pytest.mark.parametrize("who", ["nobody", "company", "official"])
def test_whatever_is_sent_the_answer_is_as_declared(
    app: Starlette, scene: Scene, official: str, who: str
) -> None:
    bearer = {"nobody": "", "company": scene.bearer, "official": official}[who]
    found = fuzz(app, bearer)
    assert not found.faults, "\n\n".join(sorted(found.faults))
    assert found.requests.keys() == {f"{one.method} {one.address}" for one in OPERATIONS}
    assert all(found.requests.values())


Real = Callable[[Scene], dict[str, Any]]
REAL: dict[str, Real] = {  # how each operation is asked for something that is there
    "GET /api/v1/search": lambda it: {"params": {"q": "giấy phép", "from": "2003-01-01"}},
    "GET /api/v1/procedures": lambda it: {},
    "GET /api/v1/procedures/{code}": lambda it: {"path": {"code": "1.013225"}},
    "POST /api/v1/dossiers": lambda it: {
        "json": {"procedure": "1.013225", "answers": it.answers, "papers": papers(it)}
    },
    "GET /api/v1/dossiers/{code}": lambda it: {
        "path": {"code": it.supplement},
        "params": {"secret": it.secrets[it.supplement]},
    },
    "GET /api/v1/units": lambda it: {},
    "GET /api/v1/documents": lambda it: {},
    "GET /api/v1/documents/{id}": lambda it: {"path": {"id": it.issued}},
    "GET /api/v1/incoming-documents": lambda it: {"params": {"unit_id": it.ward.id}},
    "GET /api/v1/incoming-documents/{id}": lambda it: {"path": {"id": it.registered}},
    "POST /api/v1/incoming-documents/{id}/acknowledgement": lambda it: {"path": {"id": it.arrived}},
}


def papers(it: Scene) -> list[dict[str, str]]:
    return [
        {
            "paper": one.paper_id,
            "name": one.name,
            "content_base64": base64.b64encode(one.data).decode(),
        }
        for one in it.papers
    ]


def test_each_operation_answers_something_real_as_declared(
    app: Starlette, scene: Scene, official: str
) -> None:
    contract = from_asgi("/openapi.json", app)
    with TestClient(app, client=("198.51.100.77", 50000)) as client:  # has guessed no secret yet
        for one in OPERATIONS:
            asked = REAL[f"{one.method} {one.address}"](scene)
            path = one.address.format(**asked.pop("path", {}))
            client.headers["Authorization"] = f"Bearer {official}"
            if one.method == "POST" and one.public:
                client.headers["Authorization"] = f"Bearer {scene.bearer}"
            answer = client.request(one.method, path, **asked)
            assert answer.status_code == one.status, (path, answer.text)
            contract[one.address][one.method].validate_response(answer)
