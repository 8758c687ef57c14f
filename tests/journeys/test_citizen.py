"""Chi, on an old phone: finds a guide, files her house, follows the dossier, with one receipt."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import (
    CHI,
    PHONE,
    Person,
    enclosed,
    letter,
    paper,
    pdf_text,
    text_of,
)
from tests.running import Running

pytestmark = pytest.mark.browser

STEPS: Mapping[str, Mapping[str, str]] = {  # what Chi answers, page by page
    "Trường hợp": {"Hồ sơ này thuộc trường hợp nào?": "Nhà ở riêng lẻ"},
    "Chủ đầu tư": {
        "Ông/bà đề nghị với tư cách": "Cá nhân hoặc hộ gia đình",
        "Họ và tên": "Phan Kim Chi",
        "Số căn cước": "086 185 001 234",
        "Địa chỉ liên hệ": "Số 12, đường Phạm Hùng, phường Long Châu",
        "Số điện thoại": "0912 345 678",
        "Thư điện tử": CHI,
    },
    "Nơi xây dựng": {
        "Xã, phường nơi xây dựng": "Phường Long Châu",
        "Địa chỉ xây dựng": "Số 25, đường Nguyễn Huệ, khóm 3",
        "Số tờ bản đồ và số thửa": "tờ 12, thửa 345",
        "Diện tích lô đất": "120,5",
        "Giấy tờ về đất của ông/bà": "Giấy chứng nhận (sổ đỏ, sổ hồng)",
        "Số phát hành": "AB 123456",
        "Tôi thuê đất": "Không",
        "Giấy tờ về đất không ghi rõ": "Không",
    },
    "Ngôi nhà sẽ xây": {
        "Nhà của": "Hộ gia đình hoặc cá nhân",
        "Diện tích xây dựng tầng 1": "80",
        "Tổng diện tích sàn": "160,25",
        "Chiều cao công trình": "7,8",
        "Số tầng nổi": "2",
        "Số tầng hầm": "0",
        "Số tầng lửng": "0",
    },
    "An toàn và thiết kế": {
        "Có nhà hoặc công trình liền kề": "Không",
        "Công trình thuộc diện phải làm thủ tục": "Không",
        "Thiết kế thuộc diện phải thẩm tra": "Không",
        "Tổ chức, cá nhân lập thiết kế": "Phan Kim Chi",
        "Dự kiến thời gian hoàn thành": "8",
    },
    "Người nộp thay và cách nhận kết quả": {
        "Ông/bà nộp thay người khác": "Không",
        "Nhận kết quả": "Bản điện tử",
        "Cam đoan": "Tôi cam đoan",
    },
}


def find_the_guide(chi: Person) -> None:
    """From the home page to the guide, typing without accents."""
    chi.open("/")
    chi.page.get_by_placeholder("Ví dụ: khai sinh").fill("giay phep xay dung nha o")
    chi.press("Tìm")
    chi.sees("kết quả cho “giay phep xay dung nha o”")
    chi.follow("Xin giấy phép xây dựng nhà ở riêng lẻ")
    chi.sees("Nhà ở riêng lẻ: 7 ngày làm việc", "Giấy tờ cần có")


def fill_in(chi: Person, *titles: str) -> None:
    """Answer pages of the form, one after the other."""
    for title in titles or STEPS:
        chi.sees_title(title)
        chi.answer(STEPS[title])
        chi.press("Tiếp tục")


def attach_papers(chi: Person, browser: Browser, folder: Path) -> None:
    """Attach a photograph and a drawing, and see both named."""
    chi.sees_title("Giấy tờ kèm theo")
    photo = paper(folder, browser, "sổ đỏ.jpg", "Giấy chứng nhận AB 123456")
    drawing = paper(folder, browser, "bản vẽ nhà.pdf", "Bản vẽ thiết kế")
    chi.attach("Một trong các giấy tờ hợp pháp về đất", photo)
    chi.attach("02 bộ bản vẽ thiết kế xây dựng nhà", drawing)
    chi.press("Lưu lại")
    chi.sees("sổ đỏ.jpg", "bản vẽ nhà.pdf")
    chi.press("Tiếp tục")


def read_receipt(chi: Person) -> tuple[str, str]:
    """Read code and secret off the receipt page, and check what else stands there."""
    chi.page.wait_for_url("**/bien-nhan")
    chi.sees_title("Đã nhận hồ sơ")
    code, secret = chi.value("Mã hồ sơ"), chi.value("Mã tra cứu")
    assert re.fullmatch(r"[\w.]+-\d{6}-\d{4}", code)
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", secret)
    assert re.search(r"17:00 \d\d/\d\d/\d{4}", chi.value("Hẹn trả kết quả"))
    expect(chi.page.get_by_role("img", name=f"Tra cứu hồ sơ {code}")).to_be_visible()
    return code, secret


def test_chi_files_her_house_on_an_old_phone(
    province: Running, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    with Person(browser, province, PHONE) as chi:
        find_the_guide(chi)
        chi.follow("Nộp hồ sơ")
        chi.sees("Bước 1 trên 8")
        fill_in(chi, "Trường hợp")
        make_a_mistake(chi, pictures)
        link = leave_half_way(chi)
    with Person(browser, province, PHONE) as chi:
        come_back(chi, link)
        fill_in(chi, *list(STEPS)[2:])
        attach_papers(chi, browser, tmp_path)
        review(chi, pictures)
        chi.press("Nộp hồ sơ")
        code, secret = read_receipt(chi)
        chi.picture(pictures, "journey-receipt-360-light")
        check_receipt_pdf(chi, code, secret)
        check_letter(province, code, secret)
        chi.page.go_back()
        assert read_receipt(chi) == (code, secret)
    with Person(browser, province, PHONE) as chi:
        look_up(chi, code, secret)


def make_a_mistake(chi: Person, pictures: Path) -> None:
    """A telephone number too short: what is wrong is said, what was typed is kept."""
    chi.sees_title("Chủ đầu tư")
    chi.answer({**STEPS["Chủ đầu tư"], "Số điện thoại": "0912"})
    chi.press("Tiếp tục")
    summary = chi.page.get_by_role("alert")
    expect(summary).to_contain_text("Số điện thoại")
    expect(summary).to_be_focused()
    expect(chi.control("Họ và tên")).to_have_value("Phan Kim Chi")
    expect(chi.control("Số điện thoại")).to_have_value("0912")
    chi.picture(pictures, "journey-mistake-360-light")
    summary.get_by_role("link").click()
    expect(chi.control("Số điện thoại")).to_be_focused()
    chi.answer({"Số điện thoại": "0912 345 678"})
    chi.press("Tiếp tục")
    chi.sees_title("Nơi xây dựng")


def leave_half_way(chi: Person) -> str:
    """Type a little, see it saved, take the link along."""
    chi.answer({"Địa chỉ xây dựng": "Số 25, đường Nguyễn Huệ"})
    expect(chi.page.locator("[data-saved]")).to_have_text(re.compile(r"Đã lưu \d+:\d\d"))
    chi.unfold("Dừng giữa chừng")
    return chi.page.get_by_role("link", name=chi.province.http).inner_text()


def come_back(chi: Person, link: str) -> None:
    """Open the link on another machine: the page where one stopped, as one left it."""
    chi.open(link)
    chi.sees_title("Nơi xây dựng")
    chi.sees("Bước 3 trên 8")
    expect(chi.control("Địa chỉ xây dựng")).to_have_value("Số 25, đường Nguyễn Huệ")


def review(chi: Person, pictures: Path) -> None:
    """Read everything once more before it is sent."""
    chi.sees_title("Xem lại trước khi nộp")
    chi.sees("Phan Kim Chi", "Phường Long Châu", "160,25 m²", "sổ đỏ.jpg", "7 ngày làm việc")
    chi.sees_not("mục phải làm trước khi nộp")
    chi.picture(pictures, "journey-review-360-light")


def check_receipt_pdf(chi: Person, code: str, secret: str) -> None:
    """Keep the receipt: it says on paper what the page says."""
    due = re.search(r"(\d\d)/(\d\d)/(\d{4})", chi.value("Hẹn trả kết quả"))
    assert due
    day = "ngày {} tháng {} năm {}".format(*due.groups())
    words = pdf_text(chi.download("Tải giấy tiếp nhận (PDF)"))
    for said in (code, secret, day, "Phan Kim Chi", "ỦY BAN NHÂN DÂN PHƯỜNG LONG CHÂU"):
        assert unspaced(said) in unspaced(words), words


def check_letter(province: Running, code: str, secret: str) -> None:
    """The receipt came by e-mail as well, once."""
    came = letter(province, CHI, f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả: {code}")
    assert "Kính gửi ông/bà Phan Kim Chi" in text_of(came)
    assert secret not in text_of(came)
    assert unspaced(secret) in unspaced(pdf_text(enclosed(came)))


def unspaced(words: str) -> str:
    """Return words without spaces: where letters are kerned apart, the PDF's text has one."""
    return "".join(words.split())


def look_up(chi: Person, code: str, secret: str) -> None:
    """Follow the dossier: refused with a wrong secret, opened however one types the right one."""
    chi.open("/")
    chi.answer({"Mã hồ sơ": code})
    chi.press("Tra cứu")
    chi.sees_title("Tra cứu hồ sơ")
    expect(chi.control("Mã hồ sơ")).to_have_value(code)
    chi.answer({"Mã tra cứu": "2222-2222"})
    chi.press("Xem hồ sơ")
    chi.sees("Không tìm thấy hồ sơ với mã hồ sơ và mã tra cứu này.")
    expect(chi.control("Mã hồ sơ")).to_have_value(code)
    written = unicodedata.normalize("NFD", f"  {code.lower().replace('-', ' - ')} ")
    chi.answer({"Mã hồ sơ": written, "Mã tra cứu": f" {secret.lower().replace('-', ' ')}"})
    chi.press("Xem hồ sơ")
    chi.sees_title(f"Hồ sơ {code}")
    chi.sees("Chờ tiếp nhận", "Ông/bà chưa phải làm gì.", "Đã nộp hồ sơ")


def test_chi_files_without_scripts_and_presses_twice(
    province: Running, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    before = waiting_at_the_desk(province, browser)
    with Person(browser, province, PHONE, scripts=False) as chi:
        find_the_guide(chi)
        chi.follow("Nộp hồ sơ")
        fill_in(chi, "Trường hợp")
        chi.answer({**STEPS["Chủ đầu tư"], "Số căn cước": "123"})
        chi.press("Tiếp tục")
        chi.sees("Những mục khác đã được lưu.")
        fill_in(chi, *list(STEPS)[1:])
        attach_papers(chi, browser, tmp_path)
        chi.sees_title("Xem lại trước khi nộp")
        chi.page.get_by_role("button", name="Nộp hồ sơ").dblclick()
        code, secret = read_receipt(chi)
        chi.picture(pictures, "journey-receipt-no-scripts-360-light")
        check_receipt_pdf(chi, code, secret)
        chi.follow("Xem tình trạng hồ sơ")
        chi.sees("Chờ tiếp nhận")
    check_letter(province, code, secret)
    assert waiting_at_the_desk(province, browser) == before + 1


def waiting_at_the_desk(province: Running, browser: Browser) -> int:
    """Ask Bình how many dossiers wait to be taken in."""
    with Person(browser, province) as binh:
        binh.sign_in("case_officer")
        link = binh.page.get_by_role("link", name="Hồ sơ chờ tiếp nhận")
        return int(re.findall(r"\d+", link.inner_text())[0])
