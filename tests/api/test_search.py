"""The search door: a page that works without scripts, suggestions, the API's search."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api import app
from api import search as door
from province import index, registers
from province.house import House
from tests.index.entries import ENTRIES, HIDDEN


@pytest.fixture
def browser(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser before an application of this door alone, over an index of its own."""
    index.rebuild(house.settings.index, ENTRIES)
    monkeypatch.setattr(app, "DOORS", [door])
    monkeypatch.setattr(app, "OPERATIONS", door.operations)
    with TestClient(app.create_app(house), follow_redirects=False) as browser:
        yield browser


class Page(HTMLParser):
    """The links of a page, by their words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self._href = ""
        self._words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href, self._words = dict(attrs).get("href") or "", ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.links[" ".join(self._words.split())] = self._href


def test_the_page_shows_what_is_found_with_marks(browser: TestClient) -> None:
    answer = browser.get("/tim-kiem", params={"q": "hoa giai"})
    assert answer.status_code == 200
    assert "<mark>hòa giải</mark>" in answer.text
    assert Page(answer.text).links["Thông báo về hòa giải ở cơ sở"] == "/tin-tuc/hoa-giai/"
    assert "Có <b>1</b> kết quả" in answer.text
    assert 'value="hoa giai"' in answer.text


def test_a_question_without_accents_offers_the_accented_one(browser: TestClient) -> None:
    page = Page(browser.get("/tim-kiem", params={"q": "giay phep xay dung"}).text)
    again = browser.get(page.links["giấy phép xây dựng"])
    assert 'value="giấy phép xây dựng"' in again.text
    assert "Có phải" not in again.text


def test_filters_are_links_that_can_be_taken_off_again(browser: TestClient) -> None:
    everything = Page(browser.get("/tim-kiem", params={"q": "xây dựng"}).text)
    guides = browser.get(everything.links["Thủ tục hành chính 1 kết quả"])
    assert "Cấp giấy phép xây dựng mới" in guides.text
    assert "trường học mới" not in guides.text
    narrowed = Page(guides.text)
    off = narrowed.links["Thủ tục hành chính , bấm để bỏ chọn"]
    assert "trường học mới" in browser.get(off).text


def test_a_year_is_a_filter_too(browser: TestClient) -> None:
    page = Page(browser.get("/tim-kiem", params={"q": "tin học hóa"}).text)
    answer = browser.get(page.links["2003 1 kết quả"])
    assert "Chỉ thị về việc" in answer.text
    assert "Quyết định phê duyệt" not in answer.text
    assert "2003 , bấm để bỏ chọn" in Page(answer.text).links


def test_dates_may_be_typed_and_a_wrong_one_is_told_beside_its_field(browser: TestClient) -> None:
    found = browser.get("/tim-kiem", params={"q": "tin học hóa", "den": "31/12/2002"})
    assert "Có <b>1</b> kết quả" in found.text
    wrong = browser.get("/tim-kiem", params={"q": "tin học hóa", "den": "31/31/2002"})
    assert "Hãy ghi ngày như 05/01/2026." in wrong.text
    assert 'value="31/31/2002"' in wrong.text
    assert "Có <b>2</b> kết quả" in wrong.text


def test_pages_lead_on_and_keep_the_filters(browser: TestClient, house: House) -> None:
    entries = [
        index.Entry(f"n{n}", "notice", f"Tin tiêm chủng số {n}", "", f"/n/{n}") for n in range(23)
    ]
    index.rebuild(house.settings.index, entries)
    first = Page(browser.get("/tim-kiem", params={"q": "tiêm chủng", "loai": "notice"}).text)
    third = browser.get(first.links["Trang 3"])
    assert third.text.count("<li>\n    <h2>") == 3
    assert "loai=notice" in first.links["Trang 3"]


def test_without_a_question_there_is_only_the_box(browser: TestClient) -> None:
    answer = browser.get("/tim-kiem")
    assert answer.status_code == 200
    assert "item-list" not in answer.text
    assert "autofocus" in answer.text


def test_filters_alone_show_the_newest(browser: TestClient) -> None:
    answer = browser.get("/tim-kiem", params={"loai": "legal"})
    titles = re.findall(r"<h2><a [^>]*>([^<]*)", answer.text)
    assert [title.split()[0] for title in titles] == ["Chỉ", "Quyết"]


def test_nothing_found_says_so_and_helps_on(browser: TestClient) -> None:
    answer = browser.get("/tim-kiem", params={"q": "<script>bitcoin</script>"})
    assert answer.status_code == 200
    assert "Không có kết quả nào" in answer.text
    assert "<script>bitcoin" not in answer.text
    assert "/lien-he/" in answer.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "1e3", "٣"])
def test_a_page_that_is_none_is_refused(browser: TestClient, page: str) -> None:
    answer = browser.get("/tim-kiem", params={"q": "đất", "trang": page})
    assert answer.status_code == 422
    assert "search.question.page" in answer.text


@pytest.mark.parametrize(
    "q", ["ho\u0300a gia\u0309i", "đ" * 5000, "%00\x00", "\ud800".encode("utf-8", "replace"), '"']
)
def test_any_text_is_answered(browser: TestClient, q: str) -> None:
    assert browser.get("/tim-kiem", params={"q": q}).status_code == 200
    assert browser.get("/tim-kiem/goi-y", params={"q": q}).status_code == 200


def test_without_an_index_the_answer_is_a_sentence(browser: TestClient, house: House) -> None:
    (house.settings.index / "current").unlink()
    answer = browser.get("/tim-kiem", params={"q": "đất"})
    assert answer.status_code == 503
    assert "Chỉ mục tìm kiếm chưa được lập" in answer.text
    assert browser.get("/api/v1/search?q=x").json()["code"] == "search.index.missing"


def test_suggestions_come_as_json_that_nobody_keeps(browser: TestClient) -> None:
    answer = browser.get("/tim-kiem/goi-y", params={"q": "giay phep xay du"})
    assert answer.json()["suggestions"][:2] == [
        {"text": "giấy phép xây dựng", "url": "", "kind": ""},
        {
            "text": "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
            "url": "/thu-tuc/cap-giay-phep-xay-dung/",
            "kind": "Thủ tục hành chính",
        },
    ]
    assert answer.headers["cache-control"] == "private, no-store"


def test_the_api_answers_as_the_page_does(browser: TestClient) -> None:
    body = browser.get("/api/v1/search", params={"q": "112 2001 qd ttg", "page_size": 1}).json()
    assert set(body) == {"results", "total", "next", "suggestion"}
    assert body["results"][0] | {"snippet": ""} == {
        "title": "Quyết định phê duyệt Đề án tin học hóa quản lý hành chính nhà nước 2001-2005",
        "url": "/van-ban/112-2001-qd-ttg/",
        "kind": "legal",
        "snippet": "",
        "field": "",
        "unit": "Thủ tướng Chính phủ",
        "number": "112/2001/QĐ-TTg",
        "date": "2001-07-25",
    }
    second = browser.get(body["next"]).json()
    assert second["results"][0]["number"] == "08/2003/CT-UB"
    assert second["total"] == body["total"]


def test_the_api_filters(browser: TestClient) -> None:
    asked = {"kind": "legal", "from": "2002-01-01", "to": "2003-12-31", "sort": "newest"}
    body = browser.get("/api/v1/search", params=asked).json()
    assert [result["number"] for result in body["results"]] == ["08/2003/CT-UB"]
    assert (body["total"], body["next"]) == (1, None)


@pytest.mark.parametrize(
    "query",
    ["page=0", "page_size=101", "kind=secret", "from=yesterday", "q=" + "a" * 301, "q=a&q=b"],
)
def test_the_api_refuses_what_it_did_not_declare(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/api/v1/search?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_one_may_not_read_is_found_by_those_who_may(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ("/tim-kiem", "/api/v1/search", "/tim-kiem/goi-y")

    def shown() -> list[bool]:
        asked = {"q": "kế hoạch thanh tra đột xuất"}
        return ["/lam-viec/van-ban/77" in browser.get(path, params=asked).text for path in paths]

    assert shown() == [False, False, False]
    monkeypatch.setattr(door, "readers_of", lambda request: HIDDEN)
    assert shown() == [True, True, True]


def test_a_strangers_keys_are_none_and_ask_no_database(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> frozenset[str]:
        raise AssertionError("a stranger holds no keys")

    monkeypatch.setattr(registers, "reader_keys", never)
    assert browser.get("/tim-kiem", params={"q": "đất"}).status_code == 200
