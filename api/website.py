"""The built website, served from the folder the last good build was put in.

A build's files are read once and kept in memory with their compressed form and ETag. Whatever was
kept belongs to its build, so the first request after a switch starts afresh, and one that is still
under way spoils nothing.
"""

import gzip
import hashlib
import mimetypes
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.pages import SITE
from api.refused import wants_json
from province.basics import NotFound

KEPT_BYTES_MOST = 64 * 2**20  # memory for files of one build
FILE_BYTES_MOST = 2 * 2**20  # larger files are streamed from the disk each time
COMPRESSED = ("text/", "application/json", "application/xml", "image/svg+xml", "application/rss")
ASSET_SECONDS = 365 * 24 * 3600
MISSING = "/404.html"  # the page that says so; it is no page of its own
_TAKES_GZIP = re.compile(r"(?:^|,)\s*(?:gzip\b|\*)(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_TYPES = mimetypes.MimeTypes()  # the standard library's table, whatever this machine knows beside
for _extension, _type in {
    ".avif": "image/avif",
    ".ics": "text/calendar",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _extension)


@dataclass(frozen=True, slots=True)
class File:
    """One file as it goes out."""

    content: bytes
    squeezed: bytes | None  # gzip; None where it would not help
    media_type: str
    etag: str  # weak: it stands for the plain and the compressed form (RFC 9110 §8.8.3.3)

    @property
    def weight(self) -> int:
        """Return the bytes of memory it takes."""
        return len(self.content) + len(self.squeezed or b"")


@dataclass(slots=True)
class Build:
    """One build, and what is kept of it in memory."""

    root: Path
    kept: dict[str, File] = field(default_factory=dict)
    kept_bytes: int = 0

    def file(self, path: str) -> File | Path | None:
        """Return the file for an address path, kept when there is room; where it is when large."""
        try:
            place = _below(self.root, path)
            if place is None or place.stat().st_size > FILE_BYTES_MOST:
                return place
            file = _read(place)
        except OSError:  # a name too long for the disk; a build that was just removed
            return None
        if self.kept_bytes + file.weight <= KEPT_BYTES_MOST:
            self.kept[path] = file
            self.kept_bytes += file.weight
        return file


class Website:
    """Serve the files below a link; where it points is asked at each request: builds switch."""

    def __init__(self, current: Path) -> None:
        self.current = current  # a symbolic link to the folder of the newest good build
        self.goal = _goal(current)  # where it pointed when last asked
        self.build = Build(current.resolve())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer = await self.respond(Request(scope))
        await answer(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Answer with a file, a redirect to the folder's own address, or the not-found page."""
        path: str = request.scope["path"]
        reads = request.method in ("GET", "HEAD")
        file = None if path == MISSING else await self.file(path)
        if file is not None and reads:
            return _answer(request, file)
        if not path.endswith("/") and await self.file(path + "/") is not None and reads:
            query = request.scope["query_string"].decode("latin-1")
            return RedirectResponse(quote(path) + "/" + (query and f"?{query}"), status_code=308)
        if file is not None:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        missing = None if wants_json(request.scope) else await self.file(MISSING)
        if not isinstance(missing, File):
            raise NotFound("http.no_page", "Không có trang này. Hãy tìm từ trang chủ.")
        return HTMLResponse(missing.content, status_code=404)

    async def file(self, path: str) -> File | Path | None:
        """Return the file for an address path, None when there is none."""
        goal = _goal(self.current)
        if goal != self.goal:
            self.goal, self.build = goal, Build(self.current.resolve())
        return self.build.kept.get(path) or await run_in_threadpool(self.build.file, path)


def _goal(link: Path) -> str:
    """Return where a link points: one question to the system, where resolving asks a dozen."""
    try:
        return os.readlink(link)
    except OSError:  # a folder by itself, or nothing yet
        return ""


def _below(root: Path, path: str) -> Path | None:
    """Return the file an address means, when there is one and it is not outside the root.

    Each file has one address: "//" and "/./" name nothing, so nobody fills the memory with them.
    """
    steps = path.removeprefix("/").split("/")
    last = steps.pop() or "index.html"
    if "\x00" in path or any(step in ("", ".", "..") for step in (*steps, last)):
        return None
    place = root.joinpath(PurePosixPath(*steps, last))
    return place if place.is_file() and place.resolve().is_relative_to(root) else None


def _read(place: Path) -> File:
    content = place.read_bytes()
    media_type = _media_type(place)
    squeezed = None
    if media_type.startswith(COMPRESSED) or place.suffix in (".js", ".webmanifest"):
        squeezed = gzip.compress(content, 6, mtime=0)
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'
    return File(content, squeezed, media_type, etag)


def _media_type(place: Path) -> str:
    return _TYPES.guess_type(place.name)[0] or "application/octet-stream"


def _answer(request: Request, file: File | Path) -> Response:
    if isinstance(file, Path):
        headers = {"Cache-Control": "no-cache"}
        return FileResponse(file, media_type=_media_type(file), headers=headers)
    headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    path: str = request.scope["path"]
    if path.startswith("/assets/") and request.scope["query_string"].startswith(b"v="):
        headers["Cache-Control"] = f"public, max-age={ASSET_SECONDS}, immutable"
    if _knows(request.headers.get("if-none-match", ""), file.etag):
        return Response(status_code=304, headers=headers)
    content = file.content
    if file.squeezed is not None and _TAKES_GZIP.search(request.headers.get("accept-encoding", "")):
        content, headers["Content-Encoding"] = file.squeezed, "gzip"
    return Response(content, media_type=file.media_type, headers=headers)


def _knows(known: str, etag: str) -> bool:
    """Compare weakly (RFC 9110 §13.1.2): a proxy that compresses puts W/ before a tag."""
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return etag.removeprefix("W/") in tags or "*" in tags


assets = Website(SITE)  # serves /assets/… from the same folder the site build copies


async def icon(request: Request) -> Response:
    """Answer who asks for the icon where browsers look before they have read a page."""
    file = await assets.file("/assets/favicon.svg")
    assert file is not None, "the icon is part of the program"
    return _answer(request, file)


routes = [Route("/favicon.ico", icon)]
