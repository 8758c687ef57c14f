"""The guards hold whatever the headers say."""

import asyncio
import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import app, guards
from province import identity
from province.basics import Refusal


@pytest.mark.parametrize("length", ["", "-1", "1e3", "²", "٣", "9" * 5000, "0x10"])
def test_a_length_that_is_no_number_is_over_the_limit(length: str) -> None:
    raw = [(b"content-length", length.encode())]
    assert guards._declared_length(Headers(raw=raw)) == float("inf")


def test_a_body_without_a_length_is_cut_at_the_limit() -> None:
    async def measure(request: Request) -> Response:
        return Response(str(len(await request.body())))

    handlers: Any = {Refusal: app.answer_refusal}
    application = Starlette(
        routes=[Route("/api/v1/measure", measure, methods=["POST"])],
        exception_handlers=handlers,
        middleware=[Middleware(guards.BodyLimit, bytes_most=10)],
    )
    with TestClient(application) as client:
        whole = client.post("/api/v1/measure", content=iter([b"12345", b"67890"]))
        assert "content-length" not in whole.request.headers
        assert whole.text == "10"
        over = client.post("/api/v1/measure", content=iter([b"12345", b"67890", b"1"]))
        assert over.status_code == 413
        assert over.json()["code"] == "http.body_too_large"


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "https://other.example"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": ""}, True),
        ({"sec-fetch-site": "SAME-ORIGIN"}, True),
        ({"origin": "https://tinh.example", "host": "tinh.example"}, False),
        ({"origin": "https://tinh.example:8443", "host": "tinh.example"}, True),
        ({"origin": "https://tinh.example.ke-gian.example", "host": "tinh.example"}, True),
        ({"origin": "http://[::1", "host": "tinh.example"}, True),
        ({"origin": "", "host": "tinh.example"}, True),
        ({"origin": "null", "host": ""}, True),
        ({"origin": "null", "host": "null"}, True),
        ({"host": "tinh.example"}, False),
    ],
)
def test_who_is_foreign(headers: dict[str, str], foreign: bool) -> None:
    assert guards._is_foreign(Headers(headers)) is foreign


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("testclient", "127.0.0.1"),
        (None, "127.0.0.1"),
    ],
)
def test_who_asks_has_one_address_however_it_comes(peer: str | None, address: str) -> None:
    scope = {"type": "http", "headers": [], "client": (peer, 1) if peer else None}
    assert guards.client_address(HTTPConnection(scope)) == address


@pytest.mark.parametrize(("https", "end"), [(True, "; Secure"), (False, "; SameSite=lax")])
def test_over_https_every_cookie_stays_there(https: bool, end: str) -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        response = Response()
        response.set_cookie("vl_flash", "x")
        response.set_cookie("vl_ma_tra_cuu", "y", httponly=True)
        await response(scope, receive, send)

    guarded = guards.SafeHeaders(page, https=https)
    said = TestClient(guarded).get("/").headers.get_list("set-cookie")
    assert [one.endswith(end) for one in said] == [True, True]


def test_what_is_the_same_for_everybody_never_asks_the_database(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(identity, "actor_of_session", fail)
    cookie = {"Cookie": f"{guards.SESSION_COOKIE}=x"}
    for path in ("/healthz", "/assets/province.css"):
        assert client.get(path, headers=cookie).status_code == 200
    with pytest.raises(AssertionError, match="asked"):
        client.get("/lam-viec", headers=cookie)


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "vl_session"},
        {"Cookie": "=;;=;vl_session=%00\xff; vl_session=b"},
        {"Cookie": "vl_session=" + "x" * 8000},
        {"Cookie": "vl_flash=%5B%5B"},
        {"Authorization": "Bearer \xff\xfe"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic eDp5"},
        {"Accept": "\xff"},
        {"Referer": "\xff"},
        {"Host": "a/b#c"},
        {"Host": ""},
    ],
)
def test_garbled_headers_are_no_bug(client: TestClient, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    for path in ("/lam-viec", "/khong-co"):
        assert client.get(path, headers=raw).status_code in (303, 401, 404)


def test_a_token_nobody_issued_is_told_so(client: TestClient) -> None:
    headers = {"Authorization": "Bearer vl_khong-co"}
    refused = client.get("/api/v1/procedures", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "http.token_unknown")
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_who_waits_when_the_process_must_stop_is_told_so(accept: str) -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    sent = stopped(slow, accept)
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"10") in sent[0]["headers"]
    said = sent[1]["body"].decode()
    assert "Hệ thống đang khởi động lại" in (
        said if "html" in accept else json.loads(said)["detail"]
    )


def test_an_answer_under_way_is_not_answered_again() -> None:
    async def half(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    assert [one["type"] for one in stopped(half, "text/html")] == ["http.response.start"]


def stopped(app: ASGIApp, accept: str) -> list[Message]:
    """Ask an application, cancel it as uvicorn does after the drain, and return what it sent."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        web = Starlette()
        web.state.menu = list
        headers = [(b"accept", accept.encode())]
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "scheme": "http",
        }
        served = guards.StoppedInTime(app)({**scope, "headers": headers, "app": web}, receive, send)
        task = asyncio.create_task(served)  # type: ignore[arg-type]
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def receive() -> Message:
        return {"type": "http.request"}

    asyncio.run(ask())
    return sent
