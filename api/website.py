"""The built website, served from the folder the last good build was put in.

Files are read once and kept in memory with their compressed form and ETag; a new build is a new
folder, and the first request after the switch starts afresh.
"""

import gzip
import hashlib
import mimetypes
import threading
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from api.pages import SITE
from province.basics import NotFound

KEPT_BYTES_MOST = 64 * 2**20  # memory for files of one build
FILE_BYTES_MOST = 2 * 2**20  # larger files are read from the disk each time
COMPRESSED = ("text/", "application/json", "application/xml", "image/svg+xml", "application/rss")
ASSET_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class File:
    """One file as it goes out."""

    content: bytes
    squeezed: bytes | None  # gzip; None where it would not help
    media_type: str
    etag: str


class Website:
    """Serve files below a root; `root` is asked for again at each request, so builds may switch."""

    def __init__(self, current: Path) -> None:
        self.current = current  # a symbolic link to the folder of the newest good build
        self._root: Path | None = None
        self._kept: dict[str, File] = {}
        self._kept_bytes = 0
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self.respond(Request(scope))(scope, receive, send)

    def respond(self, request: Request) -> Response:
        """Answer with a file, a redirect to the folder's own address, or the not-found page."""
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405, headers={"Allow": "GET, HEAD"})
        path = request.url.path
        file = self.file(path)
        if file is not None:
            return _answer(request, file)
        if not path.endswith("/") and self.file(path + "/") is not None:
            return RedirectResponse(path + "/", status_code=308)
        missing = self.file("/404.html")
        if missing is None:
            raise NotFound("http.no_page", "Không có trang này. Hãy tìm từ trang chủ.")
        return HTMLResponse(missing.content, status_code=404)

    def file(self, path: str) -> File | None:
        """Return the file for an address path, None when there is none."""
        root = self.current.resolve()
        if root != self._root:
            with self._lock:
                self._root, self._kept, self._kept_bytes = root, {}, 0
        if (kept := self._kept.get(path)) is not None:
            return kept
        place = _below(root, path)
        if place is None:
            return None
        file = _read(place)
        if len(file.content) <= FILE_BYTES_MOST and self._kept_bytes < KEPT_BYTES_MOST:
            with self._lock:
                self._kept[path] = file
                self._kept_bytes += len(file.content)
        return file


def _below(root: Path, path: str) -> Path | None:
    """Return the file an address means, when there is one and it is not outside the root."""
    if "\x00" in path or "\\" in path:
        return None
    wanted = PurePosixPath(path + "index.html" if path.endswith("/") else path)
    if ".." in wanted.parts:
        return None
    place = root.joinpath(*wanted.parts[1:])
    try:
        return place if place.is_file() and place.resolve().is_relative_to(root) else None
    except OSError:  # a name too long for the disk
        return None


def _read(place: Path) -> File:
    content = place.read_bytes()
    media_type = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    squeezed = None
    if media_type.startswith(COMPRESSED) or place.suffix in (".js", ".xml"):
        squeezed = gzip.compress(content, 6, mtime=0)
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return File(content, squeezed, media_type, etag)


def _answer(request: Request, file: File) -> Response:
    headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    content = file.content
    if file.squeezed is not None and _takes_gzip(request.headers):
        content, headers["Content-Encoding"] = file.squeezed, "gzip"
    if request.url.query.startswith("v="):
        headers["Cache-Control"] = f"public, max-age={ASSET_SECONDS}, immutable"
    return Response(content, media_type=file.media_type, headers=headers)


def _takes_gzip(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "")


assets = Website(SITE)  # serves /assets/… from the same folder the site build copies
