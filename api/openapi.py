"""The API's contract: each JSON route declares itself, and the document is made from that.

OpenAPI 3.1, from the pydantic models that also check requests. A test compares every route, every
declared answer and every real one.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.pages import page
from api.refused import PROBLEM
from province.basics import Invalid, Refusal

REF = "#/components/schemas/{model}"
VERSION = "1.0.0"
M = TypeVar("M", bound=BaseModel)


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable English code; programs may decide on it.")
    detail: str = Field(description="Vietnamese sentence; people may be shown it.")
    errors: dict[str, str] = Field({}, description="A sentence for each field that is not right.")
    extra: dict[str, Any] = Field({}, description="Further facts, e.g. who was first.")

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
    def route(self) -> Route:
        """Return the route that serves the operation."""
        return Route(self.path, self.endpoint, methods=[self.method])


def checked(model: type[M], data: Any) -> M:
    """Return the data as the model says, or refuse it field by field.

    Refuses: http.not_as_declared.
    """
    try:
        return model.model_validate(data)
    except ValidationError as problems:
        raise Invalid(
            "http.not_as_declared",
            "Dữ liệu gửi lên chưa đúng mẫu. Hãy xem lỗi ở từng trường rồi gửi lại.",
            fields={
                ".".join(map(str, problem["loc"])) or "body": problem["msg"]
                for problem in problems.errors()
            },
        ) from None


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
        return json.loads(await request.body())
    except UnicodeDecodeError:
        raise Invalid("http.not_utf8", "Nội dung phải là văn bản mã UTF-8.") from None
    except (ValueError, RecursionError):
        raise Invalid("http.not_json", "Nội dung gửi lên không phải JSON hợp lệ.") from None


def answer(model: BaseModel, status: int = 200) -> Response:
    """Answer with a model."""
    return Response(model.model_dump_json(by_alias=True), status, media_type="application/json")


def document(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """Return the whole OpenAPI document."""
    models = _models(operations)
    _, definitions = models_json_schema(
        [(model, mode) for model in models for mode in ("validation",)], ref_template=REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
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


def _models(operations: Sequence[Operation]) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [Problem]
    for operation in operations:
        for model in (operation.answer, operation.body, operation.form):
            if model is not None and model not in models:
                models.append(model)
    return models


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": operation.endpoint.__name__,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
        "security": [{}] if operation.public else [{"token": []}],
    }
    if operation.tag:
        described["tags"] = [operation.tag]
    bodies = {"application/json": operation.body, "multipart/form-data": operation.form}
    content = {kind: _schema(model) for kind, model in bodies.items() if model}
    if content:
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)", operation.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if operation.query:
        schema = operation.query.model_json_schema(ref_template=REF)
        for name, value in schema["properties"].items():
            required = name in schema.get("required", [])
            yield {"name": name, "in": "query", "required": required, "schema": value}
    for name, what_for in operation.headers.items():
        schema = {"type": "string", "maxLength": 200}
        yield {"name": name, "in": "header", "description": what_for, "schema": schema}


def _responses(operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(operation.status): {
            "description": HTTPStatus(operation.status).phrase,
            "content": {"application/json": _schema(operation.answer)},
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
            "content": {PROBLEM: _schema(Problem)},
        }
    return responses


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": REF.format(model=model.__name__)}}


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
