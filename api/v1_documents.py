"""Official documents for other programs: what a unit may read, and word that it was received."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Row
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.documents_desk import soon_of
from api.forms import house_of, today_of
from api.openapi import Operation, answer, checked_query
from province import documents, incoming, registers, symbols
from province.basics import Actor, Conflict, NotFound, NotSignedIn
from province.documents import OUT, Outgoing, Status
from province.incoming import Incoming
from province.symbols import Urgency

PAGE_SIZE = 50


class DocumentFile(BaseModel):
    """A file of a document."""

    name: str
    media_type: str
    bytes: int
    sha256: str = Field(description="Digest of the content, hex.")
    role: Literal["main", "attachment"]


class IncomingDocument(BaseModel):
    """A document as it stands on one unit's desk."""

    id: str
    unit_id: int = Field(description="The receiving unit.")
    state: Incoming
    state_name: str = Field(description="The state in Vietnamese.")
    arrival_number: int | None = Field(description="Số đến; null until it is registered.")
    arrived_on: date | None
    came_at: datetime
    author: str
    number: str = Field(description="Số, ký hiệu as written; empty when it bears none.")
    document_date: date | None
    type: str = Field(description="Tên loại.")
    abstract: str
    signer: str
    urgency: int = Field(description="0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hẹn giờ.")
    due_on: date | None
    lead: str
    exchange_id: str | None = Field(description="Document id as edXML has it.")
    files: list[DocumentFile]


class IncomingPage(BaseModel):
    """One page of a desk."""

    documents: list[IncomingDocument]
    next: int | None = Field(description="The next page's number; null on the last.")


class Listing(BaseModel):
    """What to list."""

    unit_id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    view: Literal["waiting", "open", "direct", "soon", "late", "recall", "done", "all"] = "all"
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    model_config = ConfigDict(extra="forbid")


class Addressee(BaseModel):
    """How a document stands with one addressee."""

    name: str
    unit_id: int | None = Field(description="Null for a body outside the system.")
    direct: bool = Field(description="True: Kính gửi; false: to know only.")
    status: str = Field(description="Status code as edXML has it, or `outside`.")
    status_name: str
    at: datetime | None
    reason: str | None = Field(description="Of a return, or of a refused recall.")


class IssuedDocument(BaseModel):
    """A document a unit issued."""

    id: str
    unit_id: int
    state: Outgoing
    state_name: str
    number: str = Field(description="Số, ký hiệu.")
    issued_on: date | None
    type: str
    abstract: str
    issuer: str
    urgency: int
    exchange_id: str | None
    addressees: list[Addressee]
    files: list[DocumentFile]


class IssuedPage(BaseModel):
    """One page of what units issued."""

    documents: list[IssuedDocument]
    next: int | None


class IssuedListing(BaseModel):
    """What to list."""

    unit_id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    model_config = ConfigDict(extra="forbid")


class Acknowledged(BaseModel):
    """What the sender now knows."""

    id: str
    status: Status
    status_name: str
    already: bool = Field(description="True: the sender had been told before.")


def _reader(request: Request) -> Actor:
    actor: Actor = request.state.actor
    if not actor.signed_in:
        raise NotSignedIn("http.not_signed_in", "Cần mã truy cập (Bearer) để dùng phần này.")
    return actor


def list_incoming_documents(request: Request) -> Response:
    """List documents that came to units the token may read for, newest first."""
    actor, asked = _reader(request), checked_query(Listing, request)
    today, soon = today_of(request), soon_of(request, registers.SOON_WORKING_DAYS)
    with house_of(request).storage.reading() as connection:
        rows = incoming.inbox(
            connection,
            actor,
            asked.view,
            today,
            soon,
            unit_id=asked.unit_id,
            skip=(asked.page - 1) * PAGE_SIZE,
            most=PAGE_SIZE + 1,
        )
        shown = [_shown(connection, row) for row in rows[:PAGE_SIZE]]
    following = asked.page + 1 if len(rows) > PAGE_SIZE else None
    return answer(IncomingPage(documents=shown, next=following))


def get_incoming_document(request: Request) -> Response:
    """Return one document that came."""
    actor = _reader(request)
    with house_of(request).storage.reading() as connection:
        row = incoming.see_incoming(connection, actor, request.path_params["id"], today_of(request))
        return answer(_shown(connection, row))


def _shown(connection: Connection, row: Row[Any]) -> IncomingDocument:
    sent = incoming.sent_as(connection, row)
    return IncomingDocument(
        id=row.id,
        unit_id=row.unit_id,
        state=Incoming(row.state),
        state_name=Incoming(row.state).label,
        arrival_number=row.arrival_number,
        arrived_on=row.arrived_on,
        came_at=row.came_at,
        author=row.author,
        number=row.number_text,
        document_date=row.document_date,
        type=row.type_name,
        abstract=row.abstract,
        signer=row.signer,
        urgency=Urgency(row.urgency),
        due_on=row.due_on,
        lead=row.lead,
        exchange_id=sent.exchange_id if sent else None,
        files=_files(incoming.files_of(connection, row)),
    )


def _files(rows: Iterable[Row[Any]]) -> list[DocumentFile]:
    return [
        DocumentFile(
            name=file.name,
            media_type=file.media_type,
            bytes=file.size,
            sha256=file.sha256,
            role=file.role,
        )
        for file in rows
    ]


def list_issued_documents(request: Request) -> Response:
    """List what units issued that the token may read for, changed last first."""
    actor, asked = _reader(request), checked_query(IssuedListing, request)
    with house_of(request).storage.reading() as connection:
        rows = documents.listed(
            connection,
            actor,
            today_of(request),
            OUT,
            unit_id=asked.unit_id,
            skip=(asked.page - 1) * PAGE_SIZE,
            most=PAGE_SIZE + 1,
        )
        shown = [_issued(connection, row) for row in rows[:PAGE_SIZE]]
    following = asked.page + 1 if len(rows) > PAGE_SIZE else None
    return answer(IssuedPage(documents=shown, next=following))


def get_issued_document(request: Request) -> Response:
    """Return one document a unit issued, and how it stands with each addressee."""
    actor = _reader(request)
    with house_of(request).storage.reading() as connection:
        row = documents.see_document(
            connection, actor, request.path_params["id"], today_of(request)
        )
        if row.state not in OUT:
            raise NotFound("documents.unknown", "Văn bản này chưa được phát hành.")
        return answer(_issued(connection, row))


def _issued(connection: Connection, row: Row[Any]) -> IssuedDocument:
    return IssuedDocument(
        id=row.id,
        unit_id=row.unit_id,
        state=Outgoing(row.state),
        state_name=Outgoing(row.state).label,
        number=row.number_text,
        issued_on=row.issued_on,
        type=symbols.TYPES[row.type].name,
        abstract=row.abstract,
        issuer=row.issuer,
        urgency=Urgency(row.urgency),
        exchange_id=row.exchange_id,
        addressees=[
            Addressee(
                name=one.name,
                unit_id=one.unit_id,
                direct=one.direct,
                status=one.status,
                status_name=Status(one.status).label,
                at=one.status_at,
                reason=one.reason,
            )
            for one in documents.recipients(connection, row.id)
        ],
        files=_files(documents.files(connection, documents=[row.id])),
    )


async def acknowledge_incoming_document(request: Request) -> Response:
    """Tell the sender that a document was received; asking twice does no harm."""
    return await run_in_threadpool(_acknowledge, request)


def _acknowledge(request: Request) -> Response:
    actor, incoming_id = _reader(request), request.path_params["id"]
    with house_of(request).storage.work(actor) as work:
        incoming.see_incoming(work.connection, actor, incoming_id, work.today)
        told = incoming.accept(work, incoming_id)
    return answer(
        Acknowledged(
            id=incoming_id,
            status=Status.ACCEPTED,
            status_name=Status.ACCEPTED.label,
            already=not told,
        )
    )


operations = [
    Operation(
        "GET",
        "/api/v1/documents",
        list_issued_documents,
        "List documents issued by units the token may read for.",
        IssuedPage,
        query=IssuedListing,
        tag="Documents",
    ),
    Operation(
        "GET",
        "/api/v1/documents/{id}",
        get_issued_document,
        "Return one issued document, and how it stands with each addressee.",
        IssuedDocument,
        refusals=(NotFound,),
        tag="Documents",
    ),
    Operation(
        "GET",
        "/api/v1/incoming-documents",
        list_incoming_documents,
        "List documents that came to units the token may read for.",
        IncomingPage,
        query=Listing,
        tag="Documents",
    ),
    Operation(
        "GET",
        "/api/v1/incoming-documents/{id}",
        get_incoming_document,
        "Return one document that came.",
        IncomingDocument,
        refusals=(NotFound,),
        tag="Documents",
    ),
    Operation(
        "POST",
        "/api/v1/incoming-documents/{id}/acknowledgement",
        acknowledge_incoming_document,
        "Tell the sender that a document was received.",
        Acknowledged,
        refusals=(NotFound, Conflict),
        tag="Documents",
    ),
]
