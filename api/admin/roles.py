"""Roles: what each may do, in words of the office, and how many hold it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, shown
from api.forms import house_of, today_of
from api.pages import page
from province import access
from province.house.deeds import by_room

ROLES = f"{HERE}/vai-tro"


def listing(request: Request) -> Response:
    """Show every role with its deeds."""
    with house_of(request).storage.reading() as connection:
        roles = access.all_roles(connection)
        deeds = access.deeds_by_role(connection)
        held = access.holder_counts(connection, today_of(request))
    spoken = {one.code: by_room(deeds.get(one.code, ())) for one in roles}
    return page(request, "admin/roles.html", roles=roles, spoken=spoken, held=held)


routes = [Route(ROLES, shown(listing, "access.role.given", "access.account.seen"))]
