"""Signs of life: for the supervisor, for load balancers, for Prometheus (this machine only)."""

import ipaddress

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    generate_latest,
)
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.guards import client_address
from province import jobs
from province.basics import NotFound
from province.house import House

log = structlog.get_logger("api")
registry = CollectorRegistry()
answers = Counter("vl_http_answers", "HTTP answers by status.", ["status"], registry=registry)
jobs_by_state = Gauge("vl_jobs", "Jobs by state.", ["state"], registry=registry)
oldest_job = Gauge("vl_oldest_due_job_seconds", "Age of the oldest due job.", registry=registry)


class CountAnswers:
    """Count answers by status."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answers.labels(str(message["status"])).inc()
            await send(message)

        try:
            await self.app(scope, receive, send_counting if scope["type"] == "http" else send)
        except Exception:  # a bug is answered further out, with 500
            answers.labels("500").inc()
            raise


def healthz(_: Request) -> Response:
    """The process is alive."""
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> Response:
    """The process can do its work: the database answers and a website stands."""
    house: House = request.state.house
    parts = {"database": True, "site": (house.settings.site / "current").exists()}
    try:
        with house.storage.reading() as connection:
            jobs.any_due(connection, house.clock.now())
    except SQLAlchemyError:
        log.warning("database does not answer", exc_info=True)
        parts["database"] = False
    ready = all(parts.values())
    return JSONResponse({"ready": ready, **parts}, status_code=200 if ready else 503)


def metrics(request: Request) -> Response:
    """Prometheus' text, for this machine only."""
    if not ipaddress.ip_address(client_address(request)).is_loopback:
        raise NotFound("http.no_page", "Không có trang này. Hãy tìm từ trang chủ.")
    house: House = request.state.house
    with house.storage.reading() as connection:
        counts = jobs.counts(connection)
        since = jobs.oldest_due(connection, house.clock.now())
    for state in ("ready", "leased", "done", "shelved"):
        jobs_by_state.labels(state).set(counts.get(state, 0))
    oldest_job.set((house.clock.now() - since).total_seconds() if since else 0)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


routes = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
]
