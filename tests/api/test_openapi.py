"""The contract is a valid OpenAPI 3.1 document, and what it does not declare is refused."""

import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

import jsonschema_rs
import pytest
from pydantic import BaseModel, computed_field
from schemathesis.specs.openapi.definitions import OPENAPI_31
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api import app, openapi
from api.app import OPERATIONS
from province.basics import Gone, Invalid, Refusal

T = TypeVar("T")


class Order(StrEnum):
    NEW = "new"
    OLD = "old"


class Asked(BaseModel):
    order: Order = Order.NEW
    text: str


class Said(BaseModel):
    words: list[dict[str, Any]]
    price: float = 0


class Told(BaseModel):
    said: Said

    @computed_field
    def length(self) -> int:
        return len(self.said.words)


class Dated(BaseModel):
    day: openapi.Day | None = None


class Listed(BaseModel, Generic[T]):
    items: list[T]


def answer_nothing(_: Request) -> Response:
    return Response()


SAMPLE = [
    openapi.Operation("GET", "/api/v1/t/{path:path}", answer_nothing, "Get.", Told, query=Asked),
    openapi.Operation("PUT", "/api/v1/s", answer_nothing, "Put.", Listed[Told], body=Said),
    openapi.Operation(
        "POST", "/api/v1/f", answer_nothing, "Post.", Told, 201, form=Said, refusals=(Gone,)
    ),
]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from references(one)


@pytest.mark.parametrize("operations", [SAMPLE, OPERATIONS], ids=["sample", "ours"])
def test_the_document_is_valid_openapi_3_1(operations: list[openapi.Operation]) -> None:
    document = json.loads(json.dumps(openapi.document(operations, "https://vinhlong.example")))
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(document)
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        jsonschema_rs.meta.validate(schema)
    missing = set(references(document)) - {f"#/components/schemas/{name}" for name in schemas}
    assert not missing


@pytest.mark.parametrize("operations", [SAMPLE, OPERATIONS], ids=["sample", "ours"])
def test_each_path_parameter_is_in_its_path(operations: list[openapi.Operation]) -> None:
    for path, methods in openapi.document(operations, "").get("paths", {}).items():
        for described in methods.values():
            names = {p["name"] for p in described["parameters"] if p["in"] == "path"}
            assert {f"{{{name}}}" for name in names} == {
                piece for piece in path.split("/") if piece.startswith("{")
            }


def test_operations_are_told_apart_by_their_ids() -> None:
    document = openapi.document(OPERATIONS, "")
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))


def test_what_goes_out_is_described_as_it_is_written() -> None:
    schemas = openapi.document(SAMPLE, "")["components"]["schemas"]
    assert schemas["Told"]["required"] == ["said", "length"]


@pytest.fixture
def echo() -> Iterator[TestClient]:
    async def say(request: Request) -> Response:
        said = openapi.checked(Said, await openapi.json_body(request))
        return openapi.answer(Told(said=said))

    routes = [Route("/api/v1/echo", say, methods=["POST"])]
    handlers: Any = {Refusal: app.answer_refusal}
    with TestClient(Starlette(routes=routes, exception_handlers=handlers)) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "http.not_json"),
        (b"{", "http.not_json"),
        (b"[" * 100_000, "http.not_json"),
        (b'{"words": [], "price": NaN}', "http.not_json"),
        (b'{"words": [], "price": -Infinity}', "http.not_json"),
        (b'{"words": [], "price": 1e999}', "http.not_json"),
        (b'{"words": [], "price": ' + b"1" * 5000 + b"}", "http.not_json"),
        (b'{"words": [{"a": "\xff"}]}', "http.not_utf8"),
        ('{"words": []}'.encode("utf-16"), "http.not_utf8"),
        (b'{"words": [{"a": ["b\\u0000"]}]}', "http.not_text"),
        (b'{"words": [{"\\ud800": 1}]}', "http.not_text"),
        (b"[" * 900 + b"]" * 900, "http.not_as_declared"),
        (b"null", "http.not_as_declared"),
        (b'{"words": [1]}', "http.not_as_declared"),
    ],
)
def test_bodies_nobody_can_keep_are_refused(echo: TestClient, body: bytes, code: str) -> None:
    answer = echo.post("/api/v1/echo", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    jsonschema_rs.validate(openapi.Problem.model_json_schema(), answer.json())
    assert answer.json()["code"] == code


def test_a_pair_of_surrogates_is_one_letter_and_a_bom_is_none(echo: TestClient) -> None:
    answer = echo.post("/api/v1/echo", content=b'\xef\xbb\xbf{"words": [{"a": "\\ud83d\\ude00"}]}')
    assert answer.json() == {"said": {"words": [{"a": "😀"}], "price": 0.0}, "length": 1}


@pytest.mark.parametrize(
    "typed", ["0", "1763856000", "20261123", "2026-11-23T00:00:00", "23/11/2026"]
)
def test_a_day_is_written_as_the_document_says(typed: str) -> None:
    assert openapi.checked(Dated, {"day": "2026-11-23"}).day == date(2026, 11, 23)
    with pytest.raises(Invalid) as refused:
        openapi.checked(Dated, {"day": typed})
    assert refused.value.fields.keys() == {"day"}
