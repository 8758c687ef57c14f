"""The API's contract: each JSON route declares itself, and the document is made from that.

OpenAPI 3.1, from the pydantic models that also check requests. A test compares every route, every
declared answer and every real one.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from math import isfinite
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api import faults
from api.pages import page
from api.refused import PROBLEM
from province.basics import Invalid, Refusal

REF = "#/components/schemas/{model}"
VERSION = "1.0.0"
M = TypeVar("M", bound=BaseModel)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _written_as_day(value: Any) -> Any:
    """Let no number pass: pydantic would count it in seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("day", "write a day as 2026-11-23")
    return value


Day = Annotated[date, BeforeValidator(_written_as_day)]  # in a query; RFC 3339 full-date


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable English code; programs may decide on it.")
    detail: str = Field(description="Vietnamese sentence; people may be shown it.")
    errors: dict[str, str] = Field({}, description="A sentence for each field that is not right.")
    extra: dict[str, Any] = Field(
        {}, description="Further facts, e.g. who was first, or the type of each field's error."
    )

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Operation:
    """One JSON route, as it is served and as it is documented."""

    method: str  # "GET", "POST", …
    path: str  # "/api/v1/dossiers/{code}"
    endpoint: Callable[..., Any]
    summary: str  # one English sentence
    answer: type[BaseModel]
    status: int = 200
    body: type[BaseModel] | None = None  # JSON body
    form: type[BaseModel] | None = None  # the same as multipart/form-data, where files come along
    query: type[BaseModel] | None = None
    headers: dict[str, str] = field(default_factory=dict)  # request header → what it is for
    refusals: Sequence[type[Refusal]] = ()
    public: bool = False  # True: needs no token
    tag: str = ""  # "Dossiers"

    @property
    def address(self) -> str:
        """Return the path as it is documented: without Starlette's converters."""
        return re.sub(r":\w+}", "}", self.path)

    @property
    def route(self) -> Route:
        """Return the route that serves the operation."""
        return Route(self.path, self.endpoint, methods=[self.method])


Schemas = Mapping[tuple[Any, JsonSchemaMode], dict[str, Any]]  # of a model, by what it is for


def checked(model: type[M], data: Any) -> M:
    """Return the data as the model says, or refuse it field by field.

    Refuses: http.not_as_declared, http.not_text.
    """
    if not _storable(data):
        raise Invalid("http.not_text", "Nội dung có ký tự không phải là chữ. Hãy xóa rồi gửi lại.")
    try:
        return model.model_validate(data)
    except ValidationError as problems:
        raise Invalid(
            "http.not_as_declared",
            "Dữ liệu gửi lên chưa đúng mẫu. Hãy xem lỗi ở từng trường rồi gửi lại.",
            fields=faults.sentences(problems),
            detail={"types": faults.types(problems)},
        ) from None


def _storable(data: Any) -> bool:
    """Tell whether all text can be kept: no database takes NUL, no file half a surrogate pair."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple)):
            left += value
        elif isinstance(value, str) and _UNSTORABLE.search(value):
            return False
    return True


def checked_query(model: type[M], request: Request) -> M:
    """Return the query's values as the model says; a name sent twice is refused."""
    values = request.query_params.multi_items()
    if len({name for name, _ in values}) != len(values):
        raise Invalid(
            "http.query_repeated", "Một tham số bị gửi hai lần. Hãy gửi mỗi tham số một lần."
        )
    return checked(model, dict(values))


async def json_body(request: Request) -> Any:
    """Return the request's JSON.

    Refuses: http.not_json, http.not_utf8.
    """
    try:
        return parsed_json((await request.body()).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid("http.not_utf8", "Nội dung phải là văn bản mã UTF-8.") from None


def parsed_json(written: str) -> Any:
    """Return what a JSON text says; numbers no database keeps are none.

    Refuses: http.not_json.
    """
    try:
        return json.loads(written, parse_constant=_number, parse_float=_number)
    except (ValueError, RecursionError):
        raise Invalid("http.not_json", "Nội dung gửi lên không phải JSON hợp lệ.") from None


def _number(written: str) -> float:
    """Refuse NaN, the infinities, and 1e999, which is one of them by another name."""
    if not isfinite(number := float(written)):
        raise ValueError(f"{written} is no JSON")
    return number


def answer(model: BaseModel, status: int = 200) -> Response:
    """Answer with a model."""
    return Response(model.model_dump_json(by_alias=True), status, media_type="application/json")


def document(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """Return the whole OpenAPI document."""
    schemas, definitions = models_json_schema(_models(operations), ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = _described(operation, schemas)
        paths.setdefault(operation.address, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "API của tỉnh",
            "version": VERSION,
            "description": "Search, procedures, dossiers, units and documents of the province.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models(operations: Sequence[Operation]) -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    """Return every model once: what comes in as it is checked, what goes out as it is written."""
    models: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "validation"): None}
    for operation in operations:
        models[operation.answer, "serialization"] = None
        for model in (operation.body, operation.form, operation.query):
            if model is not None:
                models[model, "validation"] = None
    return list(models)


def _described(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": operation.endpoint.__name__,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation, schemas),
        "security": [{}] if operation.public else [{"token": []}],
    }
    if operation.tag:
        described["tags"] = [operation.tag]
    bodies = {"application/json": operation.body, "multipart/form-data": operation.form}
    content = {
        kind: {"schema": schemas[model, "validation"]} for kind, model in bodies.items() if model
    }
    if content:
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)", operation.address):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if operation.query:
        schema = operation.query.model_json_schema(ref_template=REF)
        for name, value in schema["properties"].items():
            required = name in schema.get("required", [])
            yield {"name": name, "in": "query", "required": required, "schema": value}
    for name, what_for in operation.headers.items():
        schema = {"type": "string", "maxLength": 200}
        yield {"name": name, "in": "header", "description": what_for, "schema": schema}


def _responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(operation.status): {
            "description": HTTPStatus(operation.status).phrase,
            "content": {"application/json": {"schema": schemas[operation.answer, "serialization"]}},
        }
    }
    implied = (
        {400, 401, 403, 404, 405, 413, 422}
        if operation.body or operation.form
        else {400, 401, 403, 404, 405, 422}
    )
    for status in sorted(implied | {refusal.http for refusal in operation.refusals}):
        responses[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM: {"schema": schemas[Problem, "validation"]}},
        }
    return responses


def routes(operations: Sequence[Operation]) -> list[Route]:
    """Return the routes of the document itself and of the page that explains it."""

    def openapi_json(request: Request) -> Response:
        return JSONResponse(document(operations, request.state.house.settings.site_url))

    def api_docs(request: Request) -> Response:
        described = document(operations, request.state.house.settings.site_url)
        return page(request, "api_docs.html", document=described)

    return [
        Route("/openapi.json", openapi_json),
        Route("/api/docs", api_docs),
    ]
