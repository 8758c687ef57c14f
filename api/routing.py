"""Which routes a request is compared with: only those whose address begins as its own does.

Starlette asks one route after another, and we have hundreds; the website, which is asked last, is
what most people read. An address that is known, but not for the method, says which it takes; one
of ours with a slash too many leads to the right one.
"""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send


class Number(IntegerConvertor):
    """What `{id:int}` takes: no more digits than a number the databases keep can have (64 bits)."""

    regex = "[0-9]{1,18}"


def bound_numbers() -> None:
    """Let every `{id:int}` in routes written from now on be a `Number`."""
    register_url_convertor("int", Number())


class Drawers(Router):
    """A router that keeps its routes in drawers by the first step of their addresses.

    Inside a drawer routes are asked in their order; routes that fit any first step lie in each.
    What fits no route at all is `otherwise`'s to answer. RFC 9110 §15.5.6
    """

    def __init__(self, routes: Sequence[BaseRoute], otherwise: ASGIApp) -> None:
        super().__init__(routes)
        self.otherwise = otherwise
        steps = [_first_step(route) for route in routes]
        self.rest = [route for route, step in zip(routes, steps, strict=True) if step is None]
        self.drawers = {
            step: [route for route in routes if _first_step(route) in (step, None)]
            for step in steps
            if step is not None
        }

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the application's life."""
        if scope["type"] == "lifespan":
            await super().app(scope, receive, send)
            return
        taken: set[str] = set()  # the methods an address takes, when it is known
        for route in self._drawer(scope):
            match, inner = route.matches(scope)
            if match is Match.FULL:
                scope.update(inner)
                await route.handle(scope, receive, send)
                return
            if match is Match.PARTIAL:
                taken |= getattr(route, "methods", set())
        if taken:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(taken))})
        if without := self._without_slash(scope):
            await RedirectResponse(without, status_code=308)(scope, receive, send)
            return
        await self.otherwise(scope, receive, send)

    def _drawer(self, scope: Scope) -> list[BaseRoute]:
        return self.drawers.get(scope["path"][1:].partition("/")[0], self.rest)

    def _without_slash(self, scope: Scope) -> str | None:
        """Return the address meant by one that ends in a slash, when it is known without."""
        path: str = scope["path"]
        bare = path.rstrip("/")
        if path == bare or not bare or bare.startswith("//"):
            return None
        meant = {**scope, "path": bare}
        if all(route.matches(meant)[0] is Match.NONE for route in self._drawer(meant)):
            return None
        query = scope["query_string"].decode("latin-1")
        return quote(bare) + (query and f"?{query}")


def _first_step(route: BaseRoute) -> str | None:
    """Return the first step of a route's address; None when it fits any."""
    step = str(getattr(route, "path", ""))[1:].partition("/")[0]
    return None if not step or "{" in step else step
