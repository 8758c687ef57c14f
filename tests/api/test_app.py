"""The application's frame: refusals answered in the asker's kind, safe headers, limits."""

import asyncio

import pytest
import structlog
from starlette.testclient import TestClient
from starlette.types import Message

from api import health
from api.app import create_app
from province.house import House


def test_an_unknown_page_is_a_vietnamese_page(client: TestClient) -> None:
    answer = client.get("/khong-co", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert 'lang="vi"' in answer.text


def test_an_unknown_api_path_is_a_problem_document(client: TestClient) -> None:
    answer = client.get("/api/v1/khong-co")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "http.no_page"


def test_every_answer_carries_the_protective_headers(client: TestClient) -> None:
    for path in ("/healthz", "/khong-co", "/lam-viec"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_workspace_leads_a_stranger_to_the_sign_in_page(client: TestClient) -> None:
    answer = client.get("/lam-viec?xem=1", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/dang-nhap?tiep=/lam-viec%3Fxem%3D1"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://ke-gian.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_request_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/dang-xuat", headers=headers)
    assert answer.status_code == 403
    assert "trang web khác" in answer.text


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    length = str(10**12)
    answer = client.post("/api/v1/dossiers", headers={"Content-Length": length}, content=b"x")
    assert answer.status_code == 413
    assert answer.json()["code"] == "http.body_too_large"


def test_metrics_are_told_to_this_machine_only(client: TestClient) -> None:
    assert "vl_jobs" in client.get("/metrics").text


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../overrides/skeleton.html",
        "/assets/%2e%2e/mkdocs.yml",
        "/assets/..%5cmkdocs.yml",
        "/../../etc/passwd",
        "/%00",
        "/" + "a" * 5000,
    ],
)
def test_no_file_outside_the_site_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_addresses_of_ours_bear_a_slash_at_their_end(client: TestClient) -> None:
    for path in ("/tra-cuu", "/lam-viec", "/lam-viec/ho-so"):
        answer = client.get(f"{path}/", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (308, path)


def test_who_leaves_in_the_middle_of_sending_is_no_bug(house: House) -> None:
    """The counter of answers has them apart; nothing of it is a traceback."""
    web = create_app(house)
    sent: list[Message] = []

    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    address = {"path": "/tra-cuu", "raw_path": b"/tra-cuu", "query_string": b"", "scheme": "http"}
    scope = {"type": "http", "method": "POST", "headers": headers, **address}
    counted = health.answers.labels("499")._value.get()
    with structlog.testing.capture_logs() as logged:
        asyncio.run(web(scope, leave, send))
    assert sent[0]["status"] == 499
    assert health.answers.labels("499")._value.get() == counted + 1
    assert [(one["event"], one["log_level"]) for one in logged] == [("client gone", "info")]
