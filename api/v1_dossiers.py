"""The API of procedures, dossiers and units: what the pages do, for programs.

A dossier is filed by a program with a token (`services.dossier.filed`) or by anybody within the
limit for unknown addresses; the same `Idempotency-Key` with the same content files it once.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.dossier_form import uploads_of
from api.dossier_pages import FIELD_BYTES_MOST, FIELDS_MOST, FILES_MOST
from api.forms import house_of, today_of
from api.openapi import Operation, answer, checked, checked_query, json_body, parsed_json
from province import directory, dossiers, letters, procedures, services
from province.basics import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unsupported,
    legal_day,
)
from province.dossiers import Channel, FormKind, State, Upload
from province.procedures import Definition, Revision
from province.services import Filed, Filing

Plain = str | bool | int | float | None
Answer = Plain | list[str] | list[dict[str, Plain | list[str]]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProcedureSummary(_Strict):
    """One procedure in the list."""

    code: str = Field(description="National code, e.g. 1.013225.")
    title: str
    name: str = Field(description="Official name.")
    field: str = Field(description="One of the six fields, e.g. xay-dung.")
    summary: str
    revision: int
    filed_here: bool = Field(description="Whether dossiers are taken in here.")
    url: str = Field(description="Address of the guide.")


class ProcedureList(_Strict):
    """The procedures in force, by code."""

    procedures: list[ProcedureSummary]


class ProcedureDetail(_Strict):
    """One procedure in force: its form, papers, fees, time limits, route and result."""

    code: str
    revision: int
    sha256: str = Field(description="Of the definition's canonical text.")
    effective_from: date
    url: str
    definition: Definition


class PaperSent(_Strict):
    """A file of a dossier, in a JSON request."""

    paper: str = Field(max_length=80, description="Id in the procedure's list of papers.")
    name: str = Field(min_length=1, max_length=500, description="File name with its extension.")
    content_base64: str


class DossierRequest(_Strict):
    """A dossier to be filed."""

    procedure: str = Field(pattern=r"^\d\.\d{6}$", examples=["1.013225"])
    case: str | None = Field(None, max_length=80, description="Id of the applicant's case.")
    answers: dict[str, Answer] = Field(max_length=1000, description="By the fields' ids.")
    papers: list[PaperSent] = Field([], max_length=dossiers.PAPERS_MOST)


class DossierForm(BaseModel):
    """A dossier to be filed, with its files as parts named `papers.<id>`."""

    model_config = ConfigDict(extra="allow")

    procedure: str = Field(pattern=r"^\d\.\d{6}$")
    case: str = Field("", max_length=80)
    answers: str = Field(description="A JSON object of answers by the fields' ids.")


class DossierFiled(_Strict):
    """A dossier that is in."""

    code: str = Field(description="e.g. H61.B2-261123-0001; never changes.")
    secret: str = Field(description="With the code it opens the dossier; keep it safe.")
    due_on: date | None = Field(description="None while the clock waits for a fee.")
    receipt_url: str


class SecretQuery(_Strict):
    """What opens a dossier besides its code; not needed by the account that filed it."""

    secret: str = Field("", max_length=64)


class Happening(_Strict):
    """Something that happened to a dossier."""

    title: str
    when: str = Field(description="Vietnamese wall time; empty for what is to come.")
    text: str


class SupplementAsked(_Strict):
    """What the applicant is asked for."""

    round: int
    reason: str
    items: list[dict[str, str]] = Field(description="paper_id, name, what")
    answer_url: str


class ResultIssued(_Strict):
    """What was issued."""

    number: str
    verify_url: str


class DossierStatus(_Strict):
    """Where a dossier stands."""

    code: str
    procedure: str
    state: State
    state_name: str
    sentence: str = Field(description="What the applicant may be shown.")
    filed_at: datetime
    due_at: datetime | None = Field(description="None while the clock stands, or when it is over.")
    due_on: date | None
    closed_at: datetime | None
    history: list[Happening]
    supplement: SupplementAsked | None
    result: ResultIssued | None


class UnitOut(_Strict):
    """A unit of the province today."""

    code: str | None
    name: str
    short_name: str
    kind: str
    parent_code: str | None
    address: str
    phone: str
    email: str


class UnitList(_Strict):
    """The units of the province today, in official order."""

    units: list[UnitOut]


def list_procedures(request: Request) -> Response:
    """Answer with the procedures in force."""
    with house_of(request).storage.reading() as connection:
        found = procedures.in_force(connection, today_of(request))
    return answer(ProcedureList(procedures=[_summary(request, one) for one in found]))


def _summary(request: Request, revision: Revision) -> ProcedureSummary:
    definition = revision.definition
    return ProcedureSummary(
        code=definition.code,
        title=definition.title,
        name=definition.name,
        field=definition.field,
        summary=definition.summary,
        revision=revision.number,
        filed_here=definition.filed is procedures.Filed.HERE,
        url=_site(request) + definition.url,
    )


def _site(request: Request) -> str:
    return house_of(request).settings.site_url


def one_procedure(request: Request) -> Response:
    """Answer with one procedure in force."""
    code = request.path_params["code"]
    with house_of(request).storage.reading() as connection:
        found = procedures.current(connection, _plain(code, 12), today_of(request))
    return answer(
        ProcedureDetail(
            code=found.code,
            revision=found.number,
            sha256=found.sha256,
            effective_from=found.effective_from,
            url=_site(request) + found.definition.url,
            definition=found.definition,
        )
    )


def _plain(typed: str, most: int) -> str:
    """Return what can be a code at all, so that nothing odd reaches the database."""
    return typed if typed.isascii() and typed.isprintable() and len(typed) <= most else ""


async def file_dossier(request: Request) -> Response:
    """File a dossier sent as JSON or as multipart/form-data."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(
            max_files=FILES_MOST, max_fields=FIELDS_MOST, max_part_size=FIELD_BYTES_MOST
        ) as form:
            return await run_in_threadpool(_file_form, request, form)
    if kind != "application/json":
        raise Unsupported(
            "http.media_type", "Hãy gửi hồ sơ dạng application/json hoặc multipart/form-data."
        )
    sent = checked(DossierRequest, await json_body(request))
    return await run_in_threadpool(_file_json, request, sent)


def _file_json(request: Request, sent: DossierRequest) -> Response:
    uploads = [Upload(one.paper, one.name, _decoded(one)) for one in sent.papers]
    return _file(request, sent, uploads)


def _decoded(paper: PaperSent) -> bytes:
    try:
        return base64.b64decode(paper.content_base64, validate=True)
    except (binascii.Error, ValueError):
        sentence = f"Nội dung tệp “{paper.name}” không phải Base64."
        fields = {f"papers.{paper.paper}": sentence}
        raise Invalid("services.paper.not_base64", sentence, fields=fields) from None


def _file_form(request: Request, form: FormData) -> Response:
    texts = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    sent = checked(DossierForm, texts)
    found = parsed_json(sent.answers)
    content = {"procedure": sent.procedure, "answers": found, "case": sent.case or None}
    uploads = list(uploads_of(form))
    checked(_Names, {"names": [text for one in uploads for text in (one.paper_id, one.name)]})
    return _file(request, checked(DossierRequest, content), uploads)


class _Names(_Strict):
    names: list[str]


def _channel(request: Request) -> Channel:
    return Channel.API if request.state.actor.kind == "token" else Channel.ONLINE


def _key(request: Request) -> str:
    return request.headers.get("idempotency-key", "")


def _file(request: Request, sent: DossierRequest, uploads: Sequence[Upload]) -> Response:
    house = house_of(request)
    answers: dict[str, Any] = dict(sent.answers)
    if sent.case is not None:
        answers[procedures.CASE] = sent.case
    clean = services.looked_through(answers)
    with house.storage.reading() as connection:
        services.refuse_too_often(connection, house, request.state.actor)
    papers = dossiers.lay_down(house, request.state.actor, uploads)
    filing = Filing(sent.procedure, clean, papers, _channel(request), _key(request))
    with house.storage.work(request.state.actor) as work:
        filed = services.file_dossier(work, house, filing)
    return answer(_filed(request, filed), 201)


def _filed(request: Request, filed: Filed) -> DossierFiled:
    dossier = filed.dossier
    receipt = f"{_site(request)}/ho-so/{dossier.code}/bien-nhan?secret={filed.secret}"
    promised = dossier.promised_at
    return DossierFiled(
        code=dossier.code,
        secret=filed.secret,
        due_on=legal_day(promised) if promised else None,
        receipt_url=receipt,
    )


def one_dossier(request: Request) -> Response:
    """Answer where a dossier stands."""
    house, query = house_of(request), checked_query(SecretQuery, request)
    code = request.path_params["code"]
    file = services.look_up(house, request.state.actor, code, query.secret)
    dossier = file.dossier
    asked = services.open_request(file.facts)
    result = file.form(FormKind.RESULT)
    due = dossier.due_at if dossier.open else None
    base = f"{_site(request)}/ho-so/{dossier.code}"
    return answer(
        DossierStatus(
            code=dossier.code,
            procedure=dossier.procedure_code,
            state=dossier.state,
            state_name=dossiers.STATES_VI[dossier.state],
            sentence=letters.status_sentence(dossier),
            filed_at=dossier.filed_at,
            due_at=due,
            due_on=legal_day(due) if due else None,
            closed_at=dossier.closed_at,
            history=[
                Happening(title=one.title, when=one.when, text=one.text)
                for one in letters.story(file, house.clock.now())
            ],
            supplement=_asked(asked.body, base) if asked else None,
            result=_issued(result.number, request, dossier.code) if result else None,
        )
    )


def _asked(body: Mapping[str, Any], base: str) -> SupplementAsked:
    return SupplementAsked(
        round=body["round"],
        reason=body["reason"],
        items=body["items"],
        answer_url=f"{base}/bo-sung",
    )


def _issued(number: str, request: Request, code: str) -> ResultIssued:
    return ResultIssued(number=number, verify_url=f"{_site(request)}/xac-minh/{code}")


def list_units(request: Request) -> Response:
    """Answer with the units of today."""
    with house_of(request).storage.reading() as connection:
        found = directory.units_on(connection, today_of(request))
    codes = {unit.id: unit.code for unit in found}
    return answer(
        UnitList(
            units=[
                UnitOut(
                    code=unit.code,
                    name=unit.name,
                    short_name=unit.short_name,
                    kind=unit.kind.value,
                    parent_code=codes.get(unit.parent_id) if unit.parent_id else None,
                    address=unit.address,
                    phone=unit.phone,
                    email=unit.email,
                )
                for unit in found
            ]
        )
    )


operations = [
    Operation(
        "GET",
        "/api/v1/procedures",
        list_procedures,
        "List the procedures in force.",
        ProcedureList,
        public=True,
        tag="Procedures",
    ),
    Operation(
        "GET",
        "/api/v1/procedures/{code}",
        one_procedure,
        "Tell one procedure: form, papers, fees, time limits, route and result.",
        ProcedureDetail,
        public=True,
        tag="Procedures",
    ),
    Operation(
        "POST",
        "/api/v1/dossiers",
        file_dossier,
        "File a dossier; with an Idempotency-Key, exactly once.",
        DossierFiled,
        status=201,
        body=DossierRequest,
        form=DossierForm,
        headers={"Idempotency-Key": "The same key with the same content files one dossier."},
        refusals=(Conflict, Forbidden, Gone, TooLarge, TooMany, Unsupported),
        public=True,
        tag="Dossiers",
    ),
    Operation(
        "GET",
        "/api/v1/dossiers/{code}",
        one_dossier,
        "Tell where a dossier stands, to whoever knows its secret or filed it.",
        DossierStatus,
        query=SecretQuery,
        refusals=(NotFound, TooMany),
        public=True,
        tag="Dossiers",
    ),
    Operation(
        "GET",
        "/api/v1/units",
        list_units,
        "List the units of the province as they are today.",
        UnitList,
        public=True,
        tag="Units",
    ),
]
