"""What every request passes before it meets a page: limits, same-origin, who asks, safe headers.

Plain ASGI classes, so that streaming bodies and background sockets are left alone.
"""

import asyncio
from math import inf

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refused import refusal_response
from province import access, identity
from province.basics import (
    NOBODY,
    Actor,
    Forbidden,
    NotSignedIn,
    Refusal,
    TooLarge,
    Unavailable,
)
from province.basics.networks import plain_address
from province.house import House

log = structlog.get_logger("api")

SESSION_COOKIE = "vl_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOR_ANYBODY = ("/assets/", "/favicon.ico", "/healthz", "/readyz", "/metrics")
NOT_OURS = "Yêu cầu này đến từ một trang web khác nên bị từ chối. Hãy mở trang của tỉnh và làm lại."
STOPPING = (
    "Hệ thống đang khởi động lại nên chưa trả lời được. Xin đợi ít giây rồi mở lại trang để xem "
    "việc vừa làm đã được ghi chưa; nếu chưa, hãy làm lại."
)
TOKEN_UNKNOWN = (
    "Mã truy cập này không đúng, đã hết hạn hoặc đã bị thu hồi; yêu cầu không được thực hiện. "
    "Hãy xin quản trị viên cấp mã mới."
)

# Scripts, styles and pictures come from us alone; nothing of ours runs inside another's frame.
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HEADER_LINES = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class SafeHeaders:
    """Put the protective headers on every answer that does not set its own.

    Where citizens come by https, no cookie of ours ever travels without it.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_already = {name for name, _ in message["headers"]}
                message["headers"] += [line for line in HEADER_LINES if line[0] not in set_already]
                if self.https:
                    message["headers"] = [_over_https(*line) for line in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def _over_https(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return (name, value + b"; Secure") if name == b"set-cookie" else (name, value)


class StoppedInTime:
    """Tell whoever waits for an answer that is not through when the web process must stop.

    What their request was doing may be done or not: the process cannot wait to know.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except asyncio.CancelledError:
            if scope["type"] != "http" or begun:
                raise
            log.warning("stopped before a request was through", path=scope["path"])
            refusal = Unavailable("http.stopping", STOPPING, detail={"retry_seconds": 10})
            await refusal_response(scope, refusal)(scope, receive, send)


class BodyLimit:
    """Refuse a body over the limit, said beforehand by its length or noticed on the way."""

    def __init__(self, app: ASGIApp, bytes_most: int) -> None:
        self.app = app
        self.bytes_most = bytes_most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _declared_length(Headers(scope=scope)) > self.bytes_most:
            await refusal_response(scope, self._refusal())(scope, receive, send)
            return
        taken = 0

        async def receive_counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.bytes_most:
                raise self._refusal()
            return message

        await self.app(scope, receive_counting, send)

    def _refusal(self) -> TooLarge:
        megabytes = self.bytes_most // 2**20
        return TooLarge(
            "http.body_too_large",
            f"Nội dung gửi lên vượt quá {megabytes} MB. Hãy giảm dung lượng tệp rồi gửi lại.",
            detail={"bytes_most": self.bytes_most},
        )


def _declared_length(headers: Headers) -> float:
    """Return the length a body is said to have; what is no number is longer than any limit."""
    declared = headers.get("content-length", "0")
    plain = declared.isascii() and declared.isdigit() and len(declared) < 20
    return int(declared) if plain else inf


class SameOrigin:
    """Refuse unsafe requests a browser makes on behalf of another site.

    Every current browser sends `Sec-Fetch-Site`; older ones send `Origin`. A program that sends
    neither carries no cookie of ours that another site could abuse. `none` is a person typing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and _is_foreign(Headers(scope=scope))
        ):
            refusal = Forbidden("http.cross_site", NOT_OURS)
            await refusal_response(scope, refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_foreign(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    place = origin.partition("://")[2]
    return not place or place != headers.get("host")


class KnowActor:
    """Tell who asks, from the session cookie or the bearer token, before any page runs.

    A program whose token is unknown, over or withdrawn is told so; a person whose session is over
    is nobody, and led to sign in where that matters.
    What is the same for everybody (styles, signs of life) never touches the database.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            try:
                actor = await self._actor(HTTPConnection(scope))
            except Refusal as refusal:
                await refusal_response(scope, refusal)(scope, receive, send)
                return
            scope.setdefault("state", {}).update(house=self.house, actor=actor)
        await self.app(scope, receive, send)

    async def _actor(self, request: HTTPConnection) -> Actor:
        address = client_address(request)
        nobody = Actor(NOBODY.kind, NOBODY.id, NOBODY.name, address=address)
        if request.scope["path"].startswith(FOR_ANYBODY):
            return nobody
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        storage = self.house.storage
        actor: Actor | None = None
        if kind.lower() == "bearer" and secret:
            actor = await run_in_threadpool(access.actor_of_token, storage, secret.strip(), address)
            if actor is None:  # RFC 6750 §3.1: never a stranger by mistake
                raise NotSignedIn("http.token_unknown", TOKEN_UNKNOWN)
        elif token := request.cookies.get(SESSION_COOKIE):
            actor = await run_in_threadpool(identity.actor_of_session, storage, token, address)
        return actor or nobody


def client_address(request: HTTPConnection) -> str:
    """Return the network address of who asks.

    uvicorn has already put a trusted proxy's word for it in place; anything that is not an
    address (a test's client, a Unix socket) counts as the machine itself.
    """
    found = plain_address(request.client.host if request.client else "")
    return str(found) if found else "127.0.0.1"
