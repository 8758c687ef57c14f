"""What the documents' doors share: the unit worked for, days as typed, forms as they are sent."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from province import access, directory, documents, incoming, outgoing
from province.basics import Actor, Forbidden, Invalid, legal_day, text
from province.directory import Unit
from province.house import House

DESK = "/lam-viec/van-ban"
# The browser's own PDF reader is an embedded object of the very answer that holds the PDF.
READER_POLICY = "default-src 'self'; object-src 'self'; frame-ancestors 'self'"
# What the history of a document, or of its entry at a desk, says of each deed.
SAID = documents.HISTORY | outgoing.DEEDS | incoming.HISTORY
FILES_MOST = 20
FIELDS_MOST = 2000

Choice = TypeVar("Choice", bound=Enum)
Handler = Callable[[Request, FormData], Response]


def house_of(request: Request) -> House:
    """Return the house the request came to."""
    house: House = request.state.house
    return house


def today_of(request: Request) -> date:
    """Return the legal day it is."""
    return legal_day(house_of(request).clock.now())


def soon_of(request: Request, days: int) -> date:
    """Return the last day that counts as near."""
    return house_of(request).calendar.add_working_days(today_of(request), days)


def posted(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a function that takes the form as it was sent, in a thread."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=FILES_MOST, max_fields=FIELDS_MOST) as form:
            return await run_in_threadpool(handle, request, form)

    endpoint.__name__ = handle.__name__
    return endpoint


def units_for(connection: Connection, actor: Actor, deed: str, today: date) -> list[Unit]:
    """Return the units at which an actor may do a deed, their own first."""
    ids = access.units_where(connection, actor, deed, today)
    units = [unit for unit in directory.units_on(connection, today) if unit.id in ids]
    return sorted(units, key=lambda unit: unit.id != actor.unit_id)


def unit_asked(units: list[Unit], typed: str) -> Unit:
    """Return the unit asked for, the actor's own when none was.

    Refuses: documents.unit.not_yours.
    """
    found = next((unit for unit in units if not typed or str(unit.id) == typed), None)
    if found is None:
        raise Forbidden(
            "documents.unit.not_yours", "Ông/bà chưa được giao việc này ở cơ quan đã chọn."
        )
    return found


def words(form: FormData, name: str) -> str:
    """Return a text field; "" when it was not sent."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def whole(form: FormData, name: str, label: str) -> int | None:
    """Return a whole number; None when nothing was typed.

    Refuses: documents.form.number.
    """
    typed = words(form, name).strip()
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        sentence = f"{label} phải là một số."
        raise Invalid("documents.form.number", sentence, fields={name: sentence})
    return int(typed)


def choice(form: FormData, name: str, kind: type[Choice]) -> Choice:
    """Return one of the choices of a list; the first, when none was sent.

    Refuses: documents.form.choice.
    """
    typed = words(form, name)
    found = next((one for one in kind if typed in ("", str(one.value))), None)
    if found is None:
        sentence = "Hãy chọn lại trong danh sách."
        raise Invalid("documents.form.choice", sentence, fields={name: sentence})
    return found


def page_number(request: Request) -> int:
    """Return the page asked for, the first when none was."""
    typed = request.query_params.get("trang", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return max(wanted, 1)


def day(form: FormData, name: str, today: date) -> date | None:
    """Return a day as typed, `20/11/2026` or short `20/11`; None when nothing was typed.

    A short day is the nearest one: of this year, or of the last when it would lie months ahead.

    Refuses: documents.form.day.
    """
    typed = words(form, name).strip()
    if not typed:
        return None
    found = text.parse_date(typed)
    if found is None:
        found = text.parse_date(f"{typed}/{today.year}")
        if found is not None and (found - today).days > 183:
            found = text.parse_date(f"{typed}/{today.year - 1}")
    if found is None:
        sentence = "Ngày chưa đúng. Hãy ghi như 20/11/2026 hoặc 20/11."
        raise Invalid("documents.form.day", sentence, fields={name: sentence})
    return found


def uploads(form: FormData, name: str) -> list[tuple[str, bytes]]:
    """Return the files sent in a field, by name; a field left empty sends none."""
    found = [one for one in form.getlist(name) if isinstance(one, UploadFile) and one.filename]
    for one in found:
        one.file.seek(0)
    return [(one.filename or "", one.file.read()) for one in found]


def chosen_files(form: FormData, *names: str) -> list[tuple[str, bytes]]:
    """Return the files of some fields of a form that sends nothing else.

    Refuses: documents.files.none.
    """
    found = [file for name in names for file in uploads(form, name)]
    if not found:
        sentence = "Chưa chọn tệp nào. Hãy chọn tệp rồi gửi lại."
        raise Invalid("documents.files.none", sentence, fields={names[0]: sentence})
    return found


def options(kind: Iterable[Any]) -> list[tuple[str, str]]:
    """Return the choices of a list as a select takes them: value and words."""
    return [(str(one.value), one.label) for one in kind]


def address(path: str, **query: object) -> str:
    """Return an address of the desk with a query; empty values are left out."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{DESK}/{path}" + (f"?{urlencode(kept)}" if kept else "")
