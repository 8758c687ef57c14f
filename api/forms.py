"""Forms as they are sent, and what every page that takes one needs."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from province.basics import Invalid, Refusal, legal_day, text
from province.house import House

FILES_MOST = 5
FIELDS_MOST = 2000
DAYS_AHEAD_MOST = 183  # a short day that lies further ahead was meant of last year
DAY_WHOLE = "Ngày chưa đúng. Hãy ghi như 20/11/2026."
DAY_OR_SHORT_DAY = "Ngày chưa đúng. Hãy ghi như 20/11/2026 hoặc 20/11."
FIELD_BYTES_MOST = 16 * 2**20  # a sheet travels in a hidden field between preview and writing

Handler = Callable[[Request, FormData], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def house_of(request: Request) -> House:
    """Return the house the request came to."""
    house: House = request.state.house
    return house


def today_of(request: Request) -> date:
    """Return the legal day it is."""
    return legal_day(house_of(request).clock.now())


def posted(
    handle: Handler,
    *,
    files_most: int = FILES_MOST,
    fields_most: int = FIELDS_MOST,
    field_bytes_most: int = FIELD_BYTES_MOST,
) -> Endpoint:
    """Make an endpoint of a function that takes the form as it was sent, in a thread."""

    async def endpoint(request: Request) -> Response:
        async with request.form(
            max_files=files_most, max_fields=fields_most, max_part_size=field_bytes_most
        ) as form:
            return await run_in_threadpool(handle, request, form)

    endpoint.__name__ = handle.__name__
    return endpoint


def words(form: FormData, name: str) -> str:
    """Return a text field; "" when it was not sent."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def every(form: FormData, name: str) -> list[str]:
    """Return every value of a field that may be sent several times."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def number_in(typed: str) -> int | None:
    """Return the number a link or a choice of ours carries; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def number(form: FormData, name: str) -> int | None:
    """Return the number a choice of ours carries; None when none was made."""
    return number_in(words(form, name))


def day(form: FormData, name: str, today: date | None = None) -> date | None:
    """Return a day as typed, `20/11/2026`; None when nothing was typed.

    Where `today` is given a short day will do, `20/11`: the nearest one, of this year, or of the
    last when it would lie months ahead.

    Refuses: http.form.day.
    """
    typed = words(form, name)
    found = text.parse_date(typed) or (_short_day(typed, today) if today else None)
    if typed and found is None:
        sentence = DAY_OR_SHORT_DAY if today else DAY_WHOLE
        raise Invalid("http.form.day", sentence, fields={name: sentence})
    return found


def _short_day(typed: str, today: date) -> date | None:
    found = text.parse_date(f"{typed}/{today.year}")
    if found is not None and (found - today).days > DAYS_AHEAD_MOST:
        return text.parse_date(f"{typed}/{today.year - 1}")
    return found


def required_day(form: FormData, name: str) -> date:
    """Return a day that must be typed.

    Refuses: http.form.day.
    """
    found = day(form, name)
    if found is None:
        sentence = "Vui lòng ghi ngày, ví dụ 20/11/2026."
        raise Invalid("http.form.day", sentence, fields={name: sentence})
    return found


def chosen(form: FormData) -> Iterator[tuple[str, UploadFile]]:
    """Yield each file of a form with its field's name; a field left empty sends none."""
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            value.file.seek(0)
            yield name, value


def uploads(form: FormData, name: str) -> list[tuple[str, bytes]]:
    """Return the files sent in a field, by name."""
    return [(one.filename or "", one.file.read()) for field, one in chosen(form) if field == name]


def upload(form: FormData, name: str) -> bytes:
    """Return the file sent in a field; empty when none was chosen."""
    return next((content for _, content in uploads(form, name)), b"")


def errors_of(refusal: Refusal | None) -> dict[str, str]:
    """Return what to say beside the fields; what belongs to none leads to the page's top."""
    if refusal is None:
        return {}
    return dict(refusal.fields) or {"noi-dung": refusal.sentence}


def page_number(request: Request) -> int:
    """Return which page of a list is asked for, from 1."""
    return max(1, number_in(request.query_params.get("trang", "")) or 1)
