"""Bình adds a passkey, comes in with it, proves himself with it, and takes it off again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.journeys.people import Person
from tests.running import Running

pytestmark = pytest.mark.browser

WHO = "case_officer"
KEYS = "/tai-khoan/khoa-truy-cap"
CANCELLED = "Chưa xong: đã bị hủy hoặc hết giờ. Bấm lại để thử lần nữa."
IMPOSSIBLE = "Trình duyệt này chưa dùng được khóa truy cập, hoặc đang tắt JavaScript."
REFUSED = "Khóa truy cập chưa mở được tài khoản. Hãy thử lại hoặc đăng nhập bằng mật khẩu."


class Key:
    """A key in somebody's machine, as Chromium plays it: it has no finger to wait for."""

    def __init__(self, person: Person) -> None:
        self.session: CDPSession = person.context.new_cdp_session(person.page)
        self.session.send("WebAuthn.enable")
        answer = self.session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                }
            },
        )
        self.id = answer["authenticatorId"]

    def knows_its_owner(self, known: bool) -> None:
        """Let finger or PIN be right, or be what one gives up over."""
        answer = {"authenticatorId": self.id, "isUserVerified": known}
        self.session.send("WebAuthn.setUserVerified", answer)


@pytest.fixture
def here(province: Running) -> Running:
    """The instance by the name that browsers give this machine: keys know no address of numbers."""
    address = province.http.replace("127.0.0.1", "localhost")
    return replace(province, ready={**province.ready, "http": address})


@pytest.fixture
def binh(browser: Browser, here: Running) -> Iterator[Person]:
    """Bình, before he has signed in."""
    with Person(browser, here) as person:
        yield person


def leave(binh: Person) -> None:
    """Sign out, in the menu of one's name."""
    binh.page.locator("summary", has_text="Bình").click()
    binh.page.get_by_role("button", name="Đăng xuất").click()
    expect(binh.page.locator("summary", has_text="Bình")).to_have_count(0)


def test_a_passkey_is_added_opens_the_account_and_is_taken_off(binh: Person) -> None:
    key = Key(binh)
    binh.sign_in(WHO)
    binh.open(KEYS)
    binh.sees("Chưa có khóa truy cập nào.")
    expect(binh.page.get_by_text(IMPOSSIBLE)).to_be_hidden()

    key.knows_its_owner(False)
    binh.answer({"Đặt tên để nhận ra": "Máy ở cơ quan"})
    binh.press("Thêm khóa truy cập")
    binh.sees(CANCELLED)
    key.knows_its_owner(True)
    assert binh.control("Đặt tên để nhận ra").input_value() == "Máy ở cơ quan"
    binh.press("Thêm khóa truy cập")
    binh.sees("Đã thêm khóa truy cập", "Máy ở cơ quan", "chưa dùng")
    binh.press("Thêm khóa truy cập")
    binh.sees("Máy này đã có khóa truy cập của tài khoản.")
    leave(binh)

    binh.open(f"/dang-nhap?tiep={KEYS}")
    key.knows_its_owner(False)
    binh.press("Dùng khóa truy cập")
    binh.sees(CANCELLED)
    key.knows_its_owner(True)
    binh.press("Dùng khóa truy cập")
    binh.sees_title("Khóa truy cập")
    binh.sees("Máy ở cơ quan", "dùng lần cuối")

    binh.open(f"/tai-khoan/xac-nhan?tiep={KEYS}")
    binh.press("Xác nhận bằng khóa truy cập")
    binh.sees_title("Khóa truy cập")
    binh.press("Gỡ")
    binh.sees("Đã gỡ khóa truy cập.", "Chưa có khóa truy cập nào.")
    leave(binh)

    binh.open(f"/dang-nhap?tiep={KEYS}")
    binh.press("Dùng khóa truy cập")
    binh.sees(REFUSED)
    binh.sign_in(WHO)
    binh.sees("Chào")


def test_who_has_no_key_is_told_what_to_do(binh: Person) -> None:
    Key(binh)
    binh.open("/dang-nhap")
    binh.press("Dùng khóa truy cập")
    binh.sees(CANCELLED)
    expect(binh.page.get_by_label("Mật khẩu")).to_be_editable()


def test_a_lost_connection_is_no_riddle(binh: Person) -> None:
    Key(binh)
    binh.open("/dang-nhap")
    binh.context.set_offline(True)
    binh.press("Dùng khóa truy cập")
    binh.sees("Chưa nối được với máy chủ. Bấm lại để thử lần nữa.")


def test_an_address_of_numbers_leads_to_where_keys_work(
    browser: Browser, province: Running, here: Running
) -> None:
    with Person(browser, province) as binh:
        binh.open("/dang-nhap?tiep=/lam-viec")
        there = binh.page.get_by_role("main").get_by_role("link", name=here.http)
        assert there.get_attribute("href") == f"{here.http}/dang-nhap?tiep=%2Flam-viec"
        expect(binh.page.get_by_role("button", name="Dùng khóa truy cập")).to_be_hidden()
        binh.sign_in(WHO)
        binh.open(KEYS)
        said = f"Khóa truy cập chỉ dùng được khi mở trang bằng địa chỉ {here.http}."
        expect(binh.page.get_by_text(said)).to_be_visible()
        expect(binh.page.get_by_text(IMPOSSIBLE)).to_be_hidden()
        expect(binh.page.get_by_role("button", name="Thêm khóa truy cập")).to_be_hidden()


def test_without_scripts_the_page_says_so(browser: Browser, here: Running) -> None:
    with Person(browser, here, scripts=False) as binh:
        binh.sign_in(WHO)
        binh.open(KEYS)
        expect(binh.page.get_by_text(IMPOSSIBLE)).to_be_visible()
        expect(binh.page.get_by_role("button", name="Thêm khóa truy cập")).to_be_hidden()
