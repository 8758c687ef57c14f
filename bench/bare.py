"""The peer: a bare Starlette application that does the same disk work and nothing else.

Pages come from memory; the look-up is one read by key from SQLite; a submission is one durable
transaction (WAL, synchronous=FULL) of as many rows and bytes as ours writes.
"""

import gzip
import itertools
import json
import os
import sqlite3
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ROWS_EACH = 12  # rows one submission of ours writes: dossier, facts, audit, jobs, counter, keys
PAGES = {name: Path(os.environ[f"BARE_{name.upper()}"]).read_bytes() for name in ("home", "guide")}
SQUEEZED = {name: gzip.compress(content) for name, content in PAGES.items()}
_local = threading.local()
_numbers = itertools.count(1)


def database() -> sqlite3.Connection:
    """Return this thread's connection."""
    if not hasattr(_local, "connection"):
        connection = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=20)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS filed (id INTEGER PRIMARY KEY, body TEXT)")
        _local.connection = connection
    return _local.connection


def page(name: str) -> Route:
    """Return the route of a page kept in memory."""

    async def serve(_: Request) -> Response:
        return Response(
            SQUEEZED[name], media_type="text/html", headers={"Content-Encoding": "gzip"}
        )

    return Route(f"/{name}", serve)


def look_up(_: Request) -> Response:
    """Read one row by key."""
    row = database().execute("SELECT body FROM filed WHERE id = 1").fetchone()
    return JSONResponse({"status": row[0] if row else None})


async def submit(request: Request) -> Response:
    """Check that the body is JSON and keep it durably."""
    body = await request.body()
    json.loads(body)
    return JSONResponse({"id": await run_in_threadpool(_keep, body)}, status_code=201)


def _keep(body: bytes) -> int:
    connection = database()
    connection.execute("BEGIN IMMEDIATE")
    for _ in range(ROWS_EACH):
        connection.execute("INSERT INTO filed (body) VALUES (?)", (body.decode(),))
    connection.execute("COMMIT")
    return next(_numbers)


app = Starlette(
    routes=[
        page("home"),
        page("guide"),
        Route("/look-up", look_up),
        Route("/submit", submit, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["BARE_PORT"]), log_level="warning")
