"""What the administration's pages share: who may see them, units to choose, asking once more."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Endpoint, Handler, house_of, posted, today_of, words
from api.pages import page
from api.workspace import require_staff
from province import access, directory
from province.basics import Actor, NotFound
from province.directory import Unit

HERE = "/lam-viec/quan-tri"
ROWS_A_PAGE = 50
SURE = "chac_chan"  # sent by the page that asks once more


def require_one(request: Request, deeds: tuple[str, ...]) -> Actor:
    """Return the account at work if it may do one of some deeds anywhere.

    Refuses: http.not_signed_in, and as access.require.
    """
    actor, today = require_staff(request), today_of(request)
    with house_of(request).storage.reading() as connection:
        if not access.deeds_of(connection, actor, today) & set(deeds):
            access.require_of(connection, actor, deeds[0], None, today)
    return actor


def shown(show: Callable[[Request], Response], *deeds: str) -> Callable[[Request], Response]:
    """Open a page to whoever may do one of some deeds."""

    def endpoint(request: Request) -> Response:
        require_one(request, deeds)
        return show(request)

    endpoint.__name__ = show.__name__
    return endpoint


def done(do: Handler, *deeds: str) -> Endpoint:
    """Open a form's address to whoever may do one of some deeds; the action asks where."""

    def handle(request: Request, form: FormData) -> Response:
        require_one(request, deeds)
        return do(request, form)

    handle.__name__ = do.__name__
    return posted(handle)


def units_within(connection: Connection, actor: Actor, deed: str, today: date) -> list[Unit]:
    """Return the living units at which an actor may do a deed, in the order of the tree."""
    ids = access.units_where(connection, actor, deed, today)
    return [unit for _, unit in directory.tree(connection, today) if unit.id in ids]


def choices(connection: Connection, actor: Actor, deed: str, today: date) -> list[tuple[str, str]]:
    """Return the same units as a select takes them, indented as they stand in the tree."""
    ids = access.units_where(connection, actor, deed, today)
    return [
        (str(unit.id), "\u2003" * depth + unit.name)
        for depth, unit in directory.tree(connection, today)
        if unit.id in ids
    ]


def known_unit(connection: Connection, request: Request) -> Unit:
    """Return the unit the address names, as it is today, or was last.

    Refuses: directory.unit.unknown.
    """
    return directory.unit_as_of(connection, request.path_params["id"], today_of(request))


def ask_once_more(
    request: Request, form: FormData, *, title: str, told: list[str], button: str, back: str
) -> Response:
    """Show what a dangerous act will do, with a button that sends the same form again."""
    sent = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return page(
        request,
        "admin/confirm.html",
        title=title,
        told=told,
        button=button,
        back=back,
        sent=sent,
        sure=SURE,
    )


def sure(form: FormData) -> bool:
    """Tell whether somebody was asked and said yes."""
    return bool(words(form, SURE))


def unit_names(connection: Connection, ids: set[int], day: date) -> dict[int, str]:
    """Return what units are called on a day; those of the past as they were called last."""
    found = {}
    for unit_id in ids:
        try:
            found[unit_id] = directory.unit_as_of(connection, unit_id, day).name
        except NotFound:
            continue
    return found
