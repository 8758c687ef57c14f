"""The documents' desk of the workspace: what waits, files, registers, the unit's way of working."""

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import documents_incoming, documents_outgoing
from api.documents_desk import (
    DESK,
    address,
    posted,
    soon_of,
    unit_asked,
    units_for,
    whole,
)
from api.forms import day, house_of, today_of, words
from api.handing_out import hand_out
from api.pages import go, page
from api.workspace import require_staff
from province import blobs, outgoing, registers, symbols
from province.basics import text

ROWS_SHOWN_MOST = 500  # of a register on the page; print and spreadsheets hold all
BOOK_KINDS = {
    "pdf": (registers.as_pdf, "application/pdf"),
    "csv": (registers.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        registers.as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def overview(request: Request) -> Response:
    """Show what waits on the desk, and the ways into it."""
    actor = require_staff(request)
    today, soon = today_of(request), soon_of(request, registers.SOON_WORKING_DAYS)
    with house_of(request).storage.reading() as connection:
        waiting = registers.waiting_for(connection, actor, today, soon)
        may = {
            name: bool(units_for(connection, actor, deed, today))
            for name, deed in (
                ("write", "documents.draft.written"),
                ("register", "documents.incoming.registered"),
                ("read", "documents.incoming.read"),
                ("desk", "documents.desk.set"),
            )
        }
    return page(request, "documents/overview.html", waiting=waiting, may=may)


def file(request: Request) -> Response:
    """Hand out a file of a document, and have the reading written down."""
    actor = require_staff(request)
    house = house_of(request)
    with house.storage.work(actor) as work:
        found = registers.open_file(work, request.path_params["id"])
    path = blobs.path_of(house.settings.blobs, found.sha256)
    return hand_out(path, found.name, found.media_type, look=True)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days a register is shown for."""

    first: date
    last: date


def _period(request: Request) -> Period:
    """Return the days asked for; the present year as it stands when none were."""
    today = today_of(request)
    typed = FormData(list(request.query_params.multi_items()))
    first = day(typed, "tu", today) or today.replace(month=1, day=1)
    last = day(typed, "den", today) or today.replace(month=12, day=31)
    return Period(min(first, last), max(first, last))


def book(request: Request) -> Response:
    """Show a register for a period, or hand it out to be printed or opened in a spreadsheet."""
    actor = require_staff(request)
    code, today, period = request.path_params["code"], today_of(request), _period(request)
    deed = "documents.document.read" if code == "di" else "documents.incoming.read"
    with house_of(request).storage.reading() as connection:
        units = units_for(connection, actor, deed, today)
        unit = unit_asked(units, request.query_params.get("don_vi", ""))
        found = registers.register(
            connection, actor, today, unit.id, code, period.first, period.last
        )
    kind = request.query_params.get("dang", "")
    if kind in BOOK_KINDS:
        made, media_type = BOOK_KINDS[kind]
        days = f"{period.first:%Y%m%d}-{period.last:%Y%m%d}"
        name = f"{text.slug(found.book.name)}-{text.slug(found.unit)}-{days}.{kind}"
        return hand_out(made(found), name, media_type, look=True)
    return page(
        request,
        "documents/book.html",
        found=found,
        shown=found.rows[:ROWS_SHOWN_MOST],
        unit=unit,
        units=units,
        period=period,
        books=registers.BOOKS.values(),
    )


def desk(request: Request) -> Response:
    """Show how a unit numbers and receives."""
    actor = require_staff(request)
    with house_of(request).storage.reading() as connection:
        units = units_for(connection, actor, "documents.desk.set", today_of(request))
        unit = unit_asked(units, request.query_params.get("don_vi", ""))
        found = outgoing.desk(connection, unit.id)
    return page(
        request,
        "documents/desk.html",
        unit=unit,
        units=units,
        desk=found,
        types=[*symbols.ADMINISTRATIVE],
    )


def set_desk(request: Request, form: FormData) -> Response:
    """Say how a unit numbers and receives."""
    actor = require_staff(request)
    unit_id = whole(form, "don_vi", "Cơ quan") or 0
    own = None
    if words(form, "cach_danh_so") == "chung":
        own = [one for one in form.getlist("rieng") if isinstance(one, str)]
    with house_of(request).storage.work(actor) as work:
        outgoing.set_desk(
            work,
            unit_id,
            place=words(form, "dia_danh"),
            registers_itself=bool(words(form, "tu_dang_ky")),
            own_series=own,
        )
    return go(address("cach-lam", don_vi=unit_id), "Đã lưu cách làm việc của văn thư cơ quan.")


routes = [
    Route(DESK, overview),
    Route(f"{DESK}/tep/{{id}}", file),
    Route(f"{DESK}/so/{{code}}", book),
    Route(f"{DESK}/cach-lam", desk),
    Route(f"{DESK}/cach-lam", posted(set_desk), methods=["POST"]),
    *documents_incoming.routes,
    *documents_outgoing.routes,
]
