"""The built site in a real browser: axe finds nothing, nothing overflows, menus need no script."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from province.publishing import SiteBuilt

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/thu-tuc/",
    "/thu-tuc/xay-dung/",
    "/thu-tuc/xay-dung/cap-giay-phep-xay-dung/",
    "/van-ban/chi-thi-tin-hoc-hoa-2003/",
    "/thong-bao/lich-tiep-cong-dan-thang-12-2026/",
    "/so-do-trang/",
    "/en/offices/",
    "/404.html",
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(project_site: SiteBuilt) -> Iterator[str]:
    """Serve the project's own content."""
    serve = partial(Quiet, directory=str(project_site.path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_overflows(
    address: str, browser: Browser, width: int, theme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.on("request", lambda request: request.url.startswith(address) or said.append(request.url))
    for path in PAGES:
        page.goto(address + path)
        found = Axe().run(page).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
    assert said == []


def test_without_scripts_the_menu_opens_and_hides_nothing_from_tab(
    address: str, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/lien-he/")
    page.keyboard.press("Tab")
    assert page.locator(".skip-link").is_visible()
    for _ in range(3):  # wordmark, search, menu: the links inside the closed menu take no focus
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "Danh mục"
    documents = page.locator(".site-header .menu").get_by_text("Văn bản")
    assert not documents.is_visible()
    page.keyboard.press("Enter")
    documents.click()
    page.wait_for_url("**/van-ban/")
    assert page.locator("h1").inner_text() == "Văn bản"
    context.close()


def test_targets_on_a_phone_are_large_enough(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(address)
    small = page.evaluate(
        """[...document.querySelectorAll("header a, summary, button, input, .site-footer li a")]
        .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
        .filter(([, box]) => box.width && box.height < 43.5)
        .map(([html, box]) => `${html} ${box.height}`)"""
    )
    context.close()
    assert small == []
