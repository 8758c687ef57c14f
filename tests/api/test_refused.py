"""Refusals lead nowhere but home, and say themselves to programs whatever they carry."""

from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from api import refused
from province.basics import Conflict


def came_from(referer: str, host: str = "tinh.example") -> str | None:
    headers = [(b"host", host.encode()), (b"referer", referer.encode())]
    scope = {"type": "http", "scheme": "https", "path": "/", "headers": headers}
    return refused.own_referer(Request(scope))


def test_the_way_back_is_a_page_of_ours() -> None:
    assert came_from("https://tinh.example/lam-viec?a=1") == "/lam-viec?a=1"
    assert came_from("https://tinh.example/") == "/"


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://ke-gian.example/",
        "http://tinh.example/a",
        "https://tinh.example.ke-gian.example/",
        "https://tinh.example//ke-gian.example/",
        "https://tinh.example/\\ke-gian.example/",
    ],
)
def test_there_is_no_way_back_to_anybody_else(referer: str) -> None:
    assert came_from(referer) is None


def test_a_problem_carries_dates_within_lists() -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    refusal = Conflict("a.b", "Đã đổi.", detail={"first": [{"at": moment}], "names": (1, 2)})
    assert refused.problem(refusal)["extra"] == {"first": [{"at": str(moment)}], "names": [1, 2]}
