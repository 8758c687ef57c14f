"""What the documents' doors share: the unit worked for, days as typed, forms as they are sent."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request

from api import forms
from api.forms import Endpoint, Handler, errors_of, house_of, today_of, uploads, words
from province import access, directory, documents, incoming, outgoing
from province.basics import Actor, Forbidden, Invalid, Refusal
from province.directory import Unit

DESK = "/lam-viec/van-ban"
# What the history of a document, or of its entry at a desk, says of each deed.
SAID = documents.HISTORY | outgoing.DEEDS | incoming.HISTORY
FILES_MOST = 20
FIELD_BYTES_MOST = 2**20

Choice = TypeVar("Choice", bound=Enum)


def soon_of(request: Request, days: int) -> date:
    """Return the last day that counts as near."""
    return house_of(request).calendar.add_working_days(today_of(request), days)


def posted(handle: Handler) -> Endpoint:
    """Make an endpoint of a function that takes a form with a document's files."""
    return forms.posted(handle, files_most=FILES_MOST, field_bytes_most=FIELD_BYTES_MOST)


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


def whole(form: FormData, name: str, label: str) -> int | None:
    """Return a whole number; None when nothing was typed.

    Refuses: documents.form.number.
    """
    typed = words(form, name)
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


def chosen_files(form: FormData, *names: str) -> list[tuple[str, bytes]]:
    """Return the files of some fields of a form that sends nothing else.

    Refuses: documents.files.none.
    """
    found = [file for name in names for file in uploads(form, name)]
    if not found:
        sentence = "Chưa chọn tệp nào. Hãy chọn tệp rồi gửi lại."
        raise Invalid("documents.files.none", sentence, fields={names[0]: sentence})
    return found


def asked(request: Request, form: FormData | None) -> dict[str, str]:
    """Return which deed was just refused and the reason typed for it; empty when none was."""
    if form is None:
        return {"deed": "", "reason": ""}
    return {"deed": _deed_asked(request), "reason": words(form, "reason")}


def errors_under(
    names: Mapping[str, str], request: Request, refusal: Refusal | None
) -> dict[str, str]:
    """Return what to say beside the fields, under the names the page gives them.

    A page has a form with a reason for each of several deeds: the one refused is meant.
    """
    named = {"reason": f"reason-{_deed_asked(request)}", **names}
    return {named.get(name, name): said for name, said in errors_of(refusal).items()}


def _deed_asked(request: Request) -> str:
    return str(request.url.path).rpartition("/")[2]


def options(kind: Iterable[Any]) -> list[tuple[str, str]]:
    """Return the choices of a list as a select takes them: value and words."""
    return [(str(one.value), one.label) for one in kind]


def address(path: str, **query: object) -> str:
    """Return an address of the desk with a query; empty values are left out."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{DESK}/{path}" + (f"?{urlencode(kept)}" if kept else "")
