"""Which routes a request is compared with: only those whose address begins as its own does.

Starlette asks one route after another, and we have hundreds; the website, which is asked last, is
what most people read.
"""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Router
from starlette.types import Receive, Scope, Send


class Drawers(Router):
    """A router that keeps its routes in drawers by the first step of their addresses.

    Inside a drawer routes are asked in their order; routes that fit any first step lie in each.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        super().__init__(routes)
        steps = [_first_step(route) for route in routes]
        anywhere = [route for route, step in zip(routes, steps, strict=True) if step is None]
        self.rest = Router(anywhere)
        self.drawers = {
            step: Router([route for route in routes if _first_step(route) in (step, None)])
            for step in steps
            if step is not None
        }

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the application's life."""
        if scope["type"] == "lifespan":
            await super().app(scope, receive, send)
            return
        step = scope["path"][1:].partition("/")[0]
        await self.drawers.get(step, self.rest).app(scope, receive, send)


def _first_step(route: BaseRoute) -> str | None:
    """Return the first step of a route's address; None when it fits any."""
    step = str(getattr(route, "path", ""))[1:].partition("/")[0]
    return None if not step or "{" in step else step
