"""An and Hạnh send the directive to the whole province; Ánh takes it in at her department."""

import re
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.clients import Clients
from tests.journeys.people import Person, letter, pdf_text, text_of
from tests.journeys.waiting import until
from tests.running import ROOT, Running

pytestmark = pytest.mark.browser

DESK = "/lam-viec/van-ban"
DIRECTIVE = ROOT / "content/van-ban/chi-thi-tin-hoc-hoa-2003/chi-thi-tin-hoc-hoa-2003.pdf"
COMMITTEE = "Ủy ban nhân dân tỉnh Vĩnh Long"
ABSTRACT = "V/v gửi Chỉ thị về tin học hóa quản lý hành chính nhà nước"
BODY = """Căn cứ chương trình công tác của Ủy ban nhân dân tỉnh;
Ủy ban nhân dân tỉnh gửi kèm Chỉ thị về việc đẩy mạnh tin học hóa quản lý hành chính nhà nước.
Đề nghị các cơ quan rà soát việc thực hiện và báo cáo trước ngày 15 tháng 12."""
CONSTRUCTION = "vanthu@sxd.vinhlong.example"


def test_the_directive_goes_to_everybody_and_is_acknowledged(
    province: Running, browser: Browser, pictures: Path
) -> None:
    with (
        Person(browser, province) as an,
        Person(browser, province) as hanh,
        Person(browser, province) as anh,
        Person(browser, province) as stranger,
    ):
        for somebody, kind in ((an, "clerk"), (hanh, "director"), (anh, "clerk_department")):
            somebody.sign_in(kind)
        page = write(an)
        an.press("Thể thức, kỹ thuật trình bày đúng")
        sign(hanh, pictures)
        number, inside = issue(an, page)
        assert arrived_at(province, number) == inside > 130
        assert number in text_of(letter(province, CONSTRUCTION, number))
        acknowledge(anh, number)
        an.open(page)
        an.sees(f"Đã tiếp nhận: 1/{inside}")
        arrival = register(anh, number, pictures)
        follow_each_addressee(an, page, inside, pictures)
        print_the_registers(an, anh, number, arrival)
        until(lambda: finds(anh, number), "the document in the search of who received it")
        assert not finds(stranger, number)


def write(an: Person) -> str:
    """Write the letter, hand it over to be checked; return its address."""
    an.open(f"{DESK}/di/moi")
    an.answer({"Cơ quan": COMMITTEE})
    an.press("Xem")
    an.answer(
        {
            "Chữ viết tắt": "VX",
            "Trích yếu": ABSTRACT,
            "Nội dung": BODY,
            "Kính gửi nơi khác": "Văn phòng Chính phủ",
        }
    )
    an.attach("Tệp kèm theo", DIRECTIVE)
    an.control("Các sở, ban, ngành tỉnh").check()
    an.control("Ủy ban nhân dân các xã, phường").check()
    an.press("Lưu và trình kiểm tra")
    an.sees("Đã trình kiểm tra.", "Chờ kiểm tra", "chi-thi-tin-hoc-hoa-2003.pdf")
    return an.page.url


def sign(hanh: Person, pictures: Path) -> None:
    """Come from the desk's counter to the draft, answer for its content, sign by order."""
    hanh.open("/lam-viec")
    hanh.follow("Dự thảo chờ kiểm tra – UBND tỉnh")
    hanh.follow(ABSTRACT)
    hanh.press("Nội dung đúng, tôi chịu trách nhiệm")
    assert hanh.control("Quyền hạn ký").input_value() == "TL."
    assert hanh.control("Chức vụ người đứng đầu").input_value() == "Chủ tịch"
    assert hanh.control("Chức vụ của tôi").input_value() == "Chánh Văn phòng"
    hanh.picture(pictures, "journey-sign-1280-light")
    hanh.press("Ký ban hành")
    hanh.sees("TL. Chủ tịch – Chánh Văn phòng – Phạm Thị Mỹ Hạnh")
    assert hanh.page.get_by_role("button", name="Cấp số").count() == 0


def issue(an: Person, page: str) -> tuple[str, int]:
    """Let the system number and date it; return the number and how many desks it went to."""

    def issued() -> str:
        an.open(page)
        an.press("Cấp số và phát hành")  # refused as long as the attachment is being looked at
        title = an.page.get_by_role("heading", level=1).inner_text()
        return title.removeprefix("Công văn ") if "UBND-VX" in title else ""

    an.open(page)
    said = an.page.get_by_text("Số tiếp theo:").inner_text()
    number = until(issued, "the document being issued")
    assert number in said
    an.sees(today(an))
    received = an.page.get_by_text("Đã tiếp nhận:").inner_text()
    return number, int(re.findall(r"0/(\d+)", received)[0])


def today(person: Person) -> str:
    """The legal day, as pages write it."""
    return str(
        person.page.evaluate(
            "new Date().toLocaleDateString('en-GB', {timeZone: 'Asia/Ho_Chi_Minh'})"
        )
    )


def arrived_at(province: Running, number: str) -> int:
    """How many desks have a document in their incoming mail, each once."""
    statement = "SELECT unit_id FROM incoming_documents WHERE number_text = ?"
    with closing(sqlite3.connect(province.var / "province.sqlite")) as database:
        units = [unit for (unit,) in database.execute(statement, [number])]
    assert len(units) == len(set(units))
    return len(units)


def acknowledge(anh: Person, number: str) -> None:
    """Say at once that it has come, before it is registered."""
    anh.open(f"{DESK}/den?xem=waiting")
    anh.page.get_by_role("row", name=number).get_by_role("link").click()
    anh.press("Báo đã nhận, đăng ký sau")
    anh.sees("Số đến tiếp theo")


def register(anh: Person, number: str, pictures: Path) -> int:
    """Register it with one key; return the arrival number."""
    anh.picture(pictures, "journey-register-1280-light")
    ahead = int(re.findall(r"\d+", anh.page.get_by_text("Số đến tiếp theo").inner_text())[0])
    anh.page.keyboard.press("d")
    anh.sees(f"Đã đăng ký số đến {ahead}")
    anh.open(f"{DESK}/den?xem=all")
    anh.page.get_by_role("row", name=number).get_by_role("link").click()
    assert anh.value("Số đến").startswith(f"{ahead}, ngày {today(anh)}")
    anh.page.keyboard.press("u")
    anh.sees_title("Văn bản đến")
    return ahead


def follow_each_addressee(an: Person, page: str, inside: int, pictures: Path) -> None:
    """See who has it and who took it in, the one outside apart."""
    an.open(page)
    an.sees(f"Đã đến: {inside - 1}", "Đã tiếp nhận: 1", "Gửi ngoài hệ thống: 1")
    an.page.locator("summary", has_text="Từng nơi nhận").press("Enter")
    table = an.page.get_by_role("table", name="Tình trạng ở từng nơi nhận")
    shown = Counter(map(str.strip, table.locator("td:nth-child(2)").all_inner_texts()))
    assert shown == {"Đã đến": inside - 1, "Đã tiếp nhận": 1, "Gửi ngoài hệ thống": 1}
    row = table.get_by_role("row", name="Sở Xây dựng")
    assert "Lê Ngọc Ánh" in row.inner_text()
    an.picture(pictures, "journey-status-1280-light")


def print_the_registers(an: Person, anh: Person, number: str, arrival: int) -> None:
    """Both registers of the day, as they are printed, say what was done."""
    for somebody, book in ((an, "di"), (anh, "den")):
        day = today(somebody)
        somebody.open(f"{DESK}/so/{book}?tu={day}&den={day}")
        if book == "di":
            somebody.answer({"Cơ quan": COMMITTEE})
            somebody.press("Xem")
        somebody.sees("Dãy số liên tục, không thiếu số.")
        link = somebody.page.get_by_role("link", name="In (PDF)").get_attribute("href")
        printed = pdf_text(somebody.context.request.get(f"{somebody.province.http}{link}").body())
        assert number in printed
        assert ABSTRACT in printed
        assert day in printed
        if book == "di":
            assert "Phạm Thị Mỹ Hạnh" in printed
        else:
            assert re.search(rf"\b{arrival}\b.*{re.escape(number)}", printed)


def finds(person: Person, number: str) -> bool:
    """Search for a number and see whether the document is there."""
    person.open(f"/tim-kiem?q={number}")
    return person.page.get_by_role("main").get_by_role("link", name=ABSTRACT).count() > 0


def test_two_browsers_number_at_once_without_gap(province: Running) -> None:
    clients = Clients(province)
    an, other = clients.sign_in("clerk"), clients.sign_in("clerk")
    hanh = clients.sign_in("director")
    compose = clients.ask("GET", f"{DESK}/di/moi", headers={"Cookie": an}).body.decode()
    unit = re.findall(rf'<option value="(\d+)"[^>]*>{COMMITTEE}', compose)[0]
    pages = []
    for turn in range(6):
        made = clients.press(
            f"{DESK}/di/moi", an, don_vi=unit, loai="thong-bao", trich_yeu=f"Về việc thử {turn}",
            noi_dung="Thông báo để biết.", kinh_gui="Sở Xây dựng", lam="trinh",
        )  # fmt: skip
        page = str(made.headers["Location"])
        clients.press(f"{page}/kiem-tra-the-thuc", an)
        clients.press(f"{page}/kiem-tra-noi-dung", hanh)
        signature = {"quyen_han": "TL.", "chuc_vu": "Chánh Văn phòng", "cap_truong": "Chủ tịch"}
        assert clients.press(f"{page}/ky", hanh, **signature).status == 303
        pages.append(page)
    with ThreadPoolExecutor(len(pages) * 2) as threads:
        answers = [
            threads.submit(clients.press, f"{page}/phat-hanh", cookie)
            for page in pages
            for cookie in (an, other)
        ]
    # One clerk at two browsers: the second click finds its deed done, and takes no number.
    assert Counter(answer.result().status for answer in answers) == {303: 12}
    shown = [clients.ask("GET", page, headers={"Cookie": an}).body.decode() for page in pages]
    numbers = sorted(int(re.findall(r"(\d+)/TB-UBND", page)[0]) for page in shown)
    assert numbers == list(range(numbers[0], numbers[0] + 6))
