"""The small scripts, on a page of the workspace in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest
from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.browser

SITE = Path(__file__).parents[2] / "site"
PLACE = "http://province.example"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
DESK = """
{% extends "workspace.html" %}{% import "components.html" as ui %}{% set title = "Hồ sơ" %}
{% block content %}
{{ ui.search_form(action="/lam-viec/quan-tri/can-bo", id="tim-can-bo") }}
<form id="tu-choi" method="post" action="/tu-choi"><input name="reason" value="Thiếu giấy tờ">
{{ ui.button("Xem trước phiếu", attrs={"formaction": "/xem-truoc", "formtarget": "_blank"}) }}
{{ ui.button("Từ chối hồ sơ", name="viec", value="tu-choi") }}
</form>
{% endblock %}
"""
SUGGESTIONS = {"suggestions": [{"text": "giấy phép xây dựng", "url": "/thu-tuc/", "kind": ""}]}


class Desk:
    """A page of the workspace, and what the browser has asked for since."""

    def __init__(self, page: Page, flash: list[dict[str, str | None]]) -> None:
        self.page = page
        self.asked: list[str] = []
        loader = jinja2.ChoiceLoader(
            [jinja2.DictLoader({"it": DESK}), jinja2.FileSystemLoader(SITE / "overrides")]
        )
        environment = jinja2.Environment(loader=loader, autoescape=True)
        self.html = environment.get_template("it").render(
            flash=flash,
            province_name="Tỉnh Vĩnh Long",
            province_name_en="Vĩnh Long Province",
            mail_domain="vinhlong.example",
        )
        page.context.route("**/*", self.answer)
        page.clock.install()
        page.goto(PLACE)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(PLACE)
        asset = SITE / path.lstrip("/")
        if asset.is_file():
            kind = KINDS.get(asset.suffix, "font/woff2")
            route.fulfill(body=asset.read_bytes(), content_type=kind)
            return
        if path != "/":
            self.asked.append(f"{route.request.method} {path}")
        if path == "/tu-choi":
            route.fulfill(status=204)  # the page stays, as it does until an answer comes
        elif path.startswith("/tim-kiem/goi-y"):
            route.fulfill(json=SUGGESTIONS)
        else:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def press(self, name: str) -> None:
        """Press a button however it looks."""
        self.button(name).evaluate("button => button.click()")


Open = Callable[..., Desk]


@pytest.fixture
def desk(browser: Browser) -> Iterator[Open]:
    """Open the page, with what is said on top of it."""
    context = browser.new_context()
    yield lambda *flash: Desk(context.new_page(), list(flash))
    context.close()


def test_boxes_that_search_elsewhere_ask_for_no_suggestions(desk: Open) -> None:
    opened = desk()
    box = opened.page.locator("#tim-can-bo")
    box.press_sequentially("079123456789")
    assert box.get_attribute("role") is None
    of_the_site = opened.page.locator(".header-search input")
    of_the_site.press_sequentially("giấy phép")
    opened.page.get_by_role("option").wait_for()  # what the other box would have asked came before
    assert opened.asked
    assert not [one for one in opened.asked if "0791" in one]


def test_a_form_is_sent_once_and_its_buttons_say_so(desk: Open) -> None:
    opened = desk()
    refuse = opened.button("Từ chối hồ sơ")
    clear = refuse.evaluate("button => getComputedStyle(button).opacity")
    with opened.page.expect_response("**/tu-choi"):
        for _ in range(3):
            opened.press("Từ chối hồ sơ")
    assert refuse.get_attribute("aria-busy") == "true"
    assert refuse.is_disabled()  # as aria-disabled tells it
    assert refuse.evaluate("button => getComputedStyle(button).opacity") < clear
    opened.page.clock.fast_forward(90_000)  # stopped, or lost: no answer came
    assert refuse.is_enabled()
    with opened.page.expect_response("**/tu-choi"):
        opened.press("Từ chối hồ sơ")
    assert opened.asked == ["POST /tu-choi"] * 2


def test_a_page_brought_back_can_be_sent_again(desk: Open) -> None:
    opened = desk()
    opened.press("Từ chối hồ sơ")
    opened.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    refuse = opened.button("Từ chối hồ sơ")
    assert refuse.get_attribute("aria-busy") is None
    assert refuse.is_enabled()
    with opened.page.expect_response("**/tu-choi"):
        opened.press("Từ chối hồ sơ")


def test_a_look_in_another_window_leaves_the_form_free(desk: Open) -> None:
    opened = desk()
    for _ in range(2):
        with opened.page.expect_popup() as other:
            opened.button("Xem trước phiếu").click()
        other.value.close()
    with opened.page.expect_response("**/tu-choi"):
        opened.press("Từ chối hồ sơ")
    assert opened.asked == ["POST /xem-truoc"] * 2 + ["POST /tu-choi"]


@pytest.mark.parametrize("tone", ["info", "urgent", "note"])
def test_what_did_not_go_as_wished_stays_until_it_is_closed(desk: Open, tone: str) -> None:
    done = {"tone": "done", "text": "Đã đăng ký 2 văn bản.", "undo": None}
    opened = desk(done, {"tone": tone, "text": "Chưa đăng ký được số 3.", "undo": None})
    toasts = opened.page.locator(".toast")
    assert toasts.count() == 2
    opened.page.clock.fast_forward(60_000)
    toasts.nth(1).wait_for(state="detached")
    assert "Chưa đăng ký được số 3." in toasts.inner_text()
    opened.button("Đóng").click()
    assert toasts.count() == 0
