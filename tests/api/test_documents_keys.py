"""A clerk's day in a real browser, keys counted: registering takes five beyond what is typed."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from province import incoming, registers
from province.storage import Storage
from tests.api.office import Office, open_office

pytestmark = pytest.mark.browser

DESK = "/lam-viec/van-ban"


@pytest.fixture
def office(sqlite_storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The documents' cast before the web application."""
    return open_office(sqlite_storage, tmp_path, monkeypatch)


@pytest.fixture
def page(office: Office, browser: Browser) -> Iterator[Page]:
    """Em's browser, on a server of the test's own."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(office.app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    office.people["em"] = office.cast.em
    context = browser.new_context(base_url=address)
    context.add_cookies([{"name": "vl_session", "value": "em", "url": address}])
    yield context.new_page()
    context.close()
    server.should_exit = True
    thread.join()


class Hands:
    """Press keys and count them; typing text is not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.pressed += 1


def test_a_paper_takes_five_keys(office: Office, page: Page) -> None:
    page.goto(f"{DESK}/den")
    hands = Hands(page)
    hands.press("d")
    page.wait_for_url(f"**{DESK}/den/moi*")
    page.wait_for_selector("input:focus")  # who types looks for the cursor first
    for typed, key in (
        ("15/QĐ-BXD", "Tab"),
        ("Bộ Xây dựng", "Tab"),
        ("20/11", "Tab"),
        ("Về quản lý nhà ở", "Enter"),
    ):
        page.keyboard.type(typed)
        hands.press(key)
    page.wait_for_selector("text=Đã đăng ký số đến 1")
    assert hands.pressed == 5
    with office.cast.storage.reading() as connection:
        (row,) = incoming.inbox(
            connection, office.cast.em, "open", office.cast.today, office.cast.today
        )
    assert (row.number_text, row.author, row.type_name) == (
        "15/QĐ-BXD",
        "Bộ Xây dựng",
        "Quyết định",
    )


def test_what_arrived_takes_one_key_each(office: Office, page: Page) -> None:
    for _ in range(3):
        office.cast.issued()
    page.goto(f"{DESK}/den")
    hands = Hands(page)
    hands.press("Enter")
    for number in (1, 2, 3):
        page.wait_for_selector(f"text=Số đến tiếp theo: {number}")
        hands.press("d")
        page.wait_for_selector(f"text=Đã đăng ký số đến {number}")
    assert hands.pressed == 4
    with office.cast.storage.reading() as connection:
        assert registers.number_gaps(connection, office.cast.construction, 2026) == {}


def test_the_document_is_seen_beside_the_form(office: Office, page: Page) -> None:
    office.cast.issued()
    page.goto(f"{DESK}/den/{office.cast.arrived()}")
    frame = page.wait_for_selector("iframe")
    assert frame is not None
    shown = page.request.get(str(frame.get_attribute("src")).partition("#")[0])
    assert shown.headers["content-type"] == "application/pdf"
    form = page.locator("#khung-ben form").first.bounding_box()
    sheet = frame.bounding_box()
    assert form is not None
    assert sheet is not None
    assert sheet["x"] + sheet["width"] <= form["x"]
    assert form["y"] < 900
