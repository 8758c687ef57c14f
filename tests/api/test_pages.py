"""What a cookie or an address says about where to go next is anybody's word."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from starlette.requests import Request

from api import pages
from province.basics import load_settings


def request(path: str = "/", *, query: bytes = b"", **headers: str) -> Request:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": raw}
    return Request(scope)


@pytest.mark.parametrize("in_a_house", [True, False])
def test_a_page_names_the_province_of_the_settings(
    in_a_house: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VL_PROVINCE", "Tỉnh Cần Đước")
    monkeypatch.setenv("VL_DOMAIN", "canduoc.example")
    asked = request()
    if in_a_house:
        asked.state.house = SimpleNamespace(settings=load_settings())
    shown = bytes(pages.page(asked, "skeleton.html", title="Xin chào").body).decode()
    assert "<b>Tỉnh Cần Đước</b>" in shown
    assert "Văn phòng Ủy ban nhân dân tỉnh Cần Đước" in shown
    assert '"mailto:vanthu@canduoc.example"' in shown


@pytest.mark.parametrize(
    "address", ["/", "/lam-viec?x=1#y", "/tin-tuc/%C4%91", "/tin-tức", "/a//b", "/a?to=//b"]
)
def test_our_own_addresses_are_believed(address: str) -> None:
    assert pages.own_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        7,
        "",
        "lam-viec",
        "//ke-gian.example",
        "/\\ke-gian.example",
        "/\t/ke-gian.example",
        "/a\\b",
        "/a\nb",
        " /a",
        "https://ke-gian.example",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_leads_away_is_not_followed(address: object) -> None:
    assert pages.own_address(address) is None


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "%",
        "null",
        "7",
        "{}",
        '{"a": 1}',
        "[1]",
        '[{"tone": "done"}]',
        quote("[" * 3000),
        "\xff\xfe",
        '[{"text": "a"}, null]',
        quote('[{"tone": "done", "text": "\\ud800", "undo": null}]'),
        quote('[{"tone": "done", "text": "a", "undo": "/\\udfff"}]'),
    ],
)
def test_a_garbled_flash_cookie_says_nothing(cookie: str) -> None:
    assert pages._flash(request(cookie=f"vl_flash={cookie}")) == []


def test_a_planted_flash_cookie_offers_no_way_out() -> None:
    said = [{"tone": "done", "text": {"a": "<b>"}, "undo": "https://ke-gian.example/"}]
    cookie = f"vl_flash={quote(json.dumps(said))}"
    [found] = pages._flash(request(cookie=cookie))
    assert found == {"tone": "done", "text": "{'a': '<b>'}", "undo": None}


def test_what_go_says_is_shown_once_as_it_was_said() -> None:
    answer = pages.go("/lam-viec", 'Đã ký “A; b=1”, <b>"c"</b>', undo="/lam-viec/1/go")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    [found] = pages._flash(request(cookie=cookie))
    assert found == {
        "tone": "done",
        "text": 'Đã ký “A; b=1”, <b>"c"</b>',
        "undo": "/lam-viec/1/go",
    }


def test_the_present_address_survives_odd_letters() -> None:
    odd = request("/tìm?#", query=b"q=a%26b&trang=2")
    assert pages.with_query(odd, trang=3) == "/t%C3%ACm%3F%23?q=a%26b&trang=3"
    assert pages.with_query(odd, q=None, trang=None) == "/t%C3%ACm%3F%23"


def test_a_moment_in_a_list_is_no_duration() -> None:
    late = datetime(2026, 1, 5, 20, 45, tzinfo=UTC)
    assert pages.environment().from_string("{{ at|moment }}").render(at=late) == "03:45 06/01/2026"
