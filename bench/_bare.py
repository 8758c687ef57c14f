"""The peer: a bare Starlette application that does the same disk work and nothing else.

Pages come from memory; the look-up is one read by key from SQLite; a submission keeps its papers
as files and then commits one durable transaction (WAL, synchronous=FULL) of as many rows as ours
writes.
"""

import base64
import gzip
import hashlib
import itertools
import json
import os
import secrets
import sqlite3
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SMALL_ROWS = 18  # beside the dossier: facts, files, identifiers, audit, jobs, counters, keys
SMALL_ROW = "x" * 200
FOLDER = Path(os.environ["BARE_FOLDER"])
PAGES = {name: gzip.compress((FOLDER / name).read_bytes()) for name in ("home", "guide")}
_local = threading.local()
_numbers = itertools.count(1)


def database() -> sqlite3.Connection:
    """Return this thread's connection."""
    if not hasattr(_local, "connection"):
        path = FOLDER / "bare.sqlite"
        connection = sqlite3.connect(path, isolation_level=None, timeout=20)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, body TEXT)")
        _local.connection = connection
    return _local.connection


def page(name: str) -> Route:
    """Return the route of a page kept in memory."""

    async def serve(_: Request) -> Response:
        return Response(PAGES[name], media_type="text/html", headers={"Content-Encoding": "gzip"})

    return Route(f"/{name}", serve)


def look_up(_: Request) -> Response:
    """Read one row by key."""
    row = database().execute("SELECT body FROM kept WHERE id = 1").fetchone()
    return JSONResponse({"status": row[0] if row else None})


async def submit(request: Request) -> Response:
    """Keep a dossier durably: its papers as files, the rest as rows."""
    sent = json.loads(await request.body())
    return JSONResponse({"id": await run_in_threadpool(_keep, sent)}, status_code=201)


def _keep(sent: dict) -> int:  # type: ignore[type-arg]
    for paper in sent["papers"]:
        _keep_file(base64.b64decode(paper["content_base64"]))
    connection = database()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO kept (body) VALUES (?)", (json.dumps(sent["answers"]),))
    for _ in range(SMALL_ROWS):
        connection.execute("INSERT INTO kept (body) VALUES (?)", (SMALL_ROW,))
    connection.execute("COMMIT")
    return next(_numbers)


def _keep_file(content: bytes) -> None:
    """Write, flush, rename, and flush the folder: as `province.blobs` does."""
    name = hashlib.sha256(content).hexdigest()
    place = FOLDER / "files" / name[:2] / name
    place.parent.mkdir(parents=True, exist_ok=True)
    passing = FOLDER / "files" / secrets.token_hex(8)
    with passing.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(place)
    descriptor = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)


app = Starlette(
    routes=[
        page("home"),
        page("guide"),
        Route("/look-up", look_up),
        Route("/submit", submit, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    port = int(os.environ["BARE_PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
