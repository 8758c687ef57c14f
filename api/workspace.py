"""The staff workspace's frame: its home, and the side menu every page of it shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages import page
from province import access, directory, identity
from province.basics import Actor, Forbidden, NotSignedIn, legal_day
from province.house import House
from province.house.counters import Counter, counters

Menu = list[dict[str, Any]]

# Address, label, icon, and the rooms any deed of which opens the item; none: it is everybody's.
ITEMS = (
    ("/lam-viec/ho-so", "Hồ sơ", "folder", ("services.",)),
    ("/lam-viec/van-ban", "Văn bản", "documents", ("documents.",)),
    ("/lam-viec/thu", "Thư công vụ", "mail", ()),
    ("/lam-viec/quan-tri", "Quản trị", "settings", ("access.", "directory.")),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody works: what they may do, what waits for them, and for whom they act."""

    deeds: frozenset[str]
    waiting: list[Counter]
    unit: str
    position: str


def require_account(request: Request) -> Actor:
    """Return the account that is signed in.

    Refuses: http.not_signed_in.
    """
    actor: Actor = request.state.actor
    if actor.kind != "account":
        raise NotSignedIn("http.not_signed_in", "Hãy đăng nhập để vào nơi làm việc.")
    return actor


def require_staff(request: Request) -> Actor:
    """Return the official at work.

    Refuses: http.not_signed_in, http.not_staff.
    """
    actor = require_account(request)
    house: House = request.state.house
    with house.storage.reading() as connection:
        account = identity.account(connection, actor.account_id or 0)
    if account is None or account.kind != "staff":
        raise Forbidden("http.not_staff", "Nơi làm việc chỉ dành cho cán bộ, công chức của tỉnh.")
    return actor


def menu(request: Request) -> Menu:
    """Return the side menu of the person at work: what they may do, with what waits for them."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None or not actor.signed_in:
        return []
    found = desk(request)
    here = request.url.path
    items: list[dict[str, Any]] = [
        {
            "href": "/lam-viec",
            "label": "Bàn làm việc",
            "icon": "home",
            "current": here == "/lam-viec",
        }
    ]
    for href, label, icon, rooms in ITEMS:
        if rooms and not any(deed.startswith(rooms) for deed in found.deeds):
            continue
        mine = [counter for counter in found.waiting if counter.href.startswith(href)]
        items.append(
            {
                "href": href,
                "label": label,
                "icon": icon,
                "count": sum(counter.count for counter in mine if counter.waits) or None,
                "urgent": any(counter.urgent and counter.count for counter in mine),
                "current": here.startswith(href),
            }
        )
    return [{"title": "", "items": items}]


def desk(request: Request) -> Desk:
    """Return the desk of the person at work, looked up once a request."""
    if not hasattr(request.state, "desk"):
        house: House = request.state.house
        actor: Actor = request.state.actor
        today = legal_day(house.clock.now())
        with house.storage.reading() as connection:
            request.state.desk = Desk(
                access.deeds_of(connection, actor, today),
                counters(connection, house, actor),
                *_seat(connection, actor, today),
            )
    found: Desk = request.state.desk
    return found


def _seat(connection: Connection, actor: Actor, today: date) -> tuple[str, str]:
    """Return the unit an actor speaks for and their position there; "" for what there is not."""
    if actor.unit_id is None:
        return "", ""
    unit = directory.unit_as_of(connection, actor.unit_id, today)
    account = identity.account(connection, actor.account_id or 0)
    if account is None or account.person_id is None:
        return unit.name, ""
    held = directory.appointments_of(connection, account.person_id, today)
    return unit.name, next((one.position.name for one in held if one.unit_id == unit.id), "")


def home(request: Request) -> Response:
    """Show what waits for the person at work."""
    require_staff(request)
    return page(request, "workspace/home.html", counters=desk(request).waiting)


routes = [Route("/lam-viec", home)]
