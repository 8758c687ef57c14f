"""Bình at the one-stop desk, Long and Hạnh who sign, Chi who waits: a dossier to its end."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import (
    CHI,
    PHONE,
    Person,
    enclosed,
    file_by_program,
    letter,
    paper,
    pdf_text,
    text_of,
)
from tests.running import Running

pytestmark = pytest.mark.browser

REASON = "Theo Điều 53 Nghị định 175/2024/NĐ-CP, bản vẽ phải có mặt bằng móng."
REFUSED = (
    "Thửa đất nằm trong quy hoạch lộ giới đường Nguyễn Huệ (Điều 50 Nghị định 175/2024/NĐ-CP)."
)


def open_from_inbox(officer: Person, code: str, counter: str) -> None:
    """From the counter on the desk to the list it counts, to the dossier."""
    officer.open("/lam-viec")
    officer.sees_title("Bàn làm việc")
    link = officer.page.get_by_role("main").get_by_role("link", name=counter)
    count = int(re.findall(r"\d+", link.inner_text())[0])
    link.click()
    officer.sees_title("Hồ sơ thủ tục")
    officer.sees(f": {count} hồ sơ")
    officer.follow(code)
    officer.sees_title(code)


def test_from_the_inbox_to_a_result_anybody_can_verify(
    province: Running, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    code, secret = file_by_program(province)
    with Person(browser, province) as binh, Person(browser, province, PHONE) as chi:
        binh.sign_in("case_officer")
        binh.sees("Chào Nguyễn Thanh Bình.")
        take_in(binh, code)
        ask_for_more(binh, code)
        binh.picture(pictures, "journey-desk-1280-light")
        drawing = paper(tmp_path, browser, "mặt bằng móng.pdf", "Mặt bằng móng")
        answer_by_the_page(chi, code, secret, drawing)
        see_the_answer(binh, code)
    with Person(browser, province) as long:
        long.sign_in("ward_leader")
        sign(long, code)
    with Person(browser, province, PHONE) as chi:
        fetch_and_verify(chi, code, secret)
        chi.picture(pictures, "journey-verify-360-light")


def take_in(binh: Person, code: str) -> None:
    """Read what was filed and take it in; Chi hears of it."""
    open_from_inbox(binh, code, "Hồ sơ chờ tiếp nhận")
    binh.sees("Chờ tiếp nhận", "Phan Kim Chi", "house_drawings.pdf", "086•••••••34")
    binh.press("Tiếp nhận")
    binh.sees("Đã tiếp nhận hồ sơ.", "Đang giải quyết")
    told = letter(binh.province, CHI, f"Hồ sơ đã được tiếp nhận: {code}")
    assert "đã được tiếp nhận" in text_of(told)


def ask_for_more(binh: Person, code: str) -> None:
    """Ask for what is missing; the clock stands."""
    binh.unfold("Yêu cầu bổ sung")
    item = binh.page.get_by_role("group", name="Mục 1")
    item.get_by_label("Thành phần hồ sơ").select_option(label="02 bộ bản vẽ thiết kế xây dựng nhà")
    item.get_by_label("Cần bổ sung, sửa gì").fill("Bổ sung mặt bằng móng")
    binh.page.get_by_label("Lý do, căn cứ").fill(REASON)
    binh.press("Gửi yêu cầu bổ sung")
    binh.sees("Đã gửi yêu cầu bổ sung.", "Chờ bổ sung", "Thời hạn đang tạm dừng")
    binh.open("/lam-viec/ho-so?muc=cho-bo-sung")
    binh.sees(code, "đang dừng")
    binh.follow(code)


def answer_by_the_page(chi: Person, code: str, secret: str, drawing: Path) -> None:
    """Read the letter, open its link, send what is asked for."""
    asked = letter(chi.province, CHI, f"Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: {code}")
    assert REASON in pdf_text(enclosed(asked))
    link = re.search(r"http\S+/bo-sung", text_of(asked))
    assert link
    chi.open(link[0])
    chi.sees_title("Tra cứu hồ sơ")
    chi.answer({"Mã tra cứu": secret})
    chi.press("Xem hồ sơ")
    chi.sees("Hồ sơ cần bổ sung.", REASON)
    chi.follow("Xem và nộp phần bổ sung")
    chi.sees("Nộp bổ sung, lần 1", "Bổ sung mặt bằng móng")
    chi.press("Gửi phần bổ sung")
    chi.sees("Hãy viết câu trả lời hoặc đính kèm tệp.")
    chi.attach("1. 02 bộ bản vẽ", drawing)
    chi.answer({"Lời giải thích": "Tôi gửi mặt bằng móng."})
    chi.press("Gửi phần bổ sung")
    chi.sees("Đã gửi phần bổ sung.", "Đang giải quyết", "Tôi gửi mặt bằng móng.")


def see_the_answer(binh: Person, code: str) -> None:
    """The answer came by e-mail; it lies with the dossier, which Bình may not sign."""
    told = letter(binh.province, "binh@vinhlong.example", f"Đã nộp bổ sung: {code}")
    link = re.search(r"http\S+/lam-viec/ho-so/\S+", text_of(told))
    assert link
    binh.open(link[0])
    binh.sees("mặt bằng móng.pdf", "(bổ sung lần 1)", "Đang giải quyết")
    binh.sees_not("Ký duyệt")
    sent = binh.send(f"/lam-viec/ho-so/{code}/duyet")
    assert sent.status == 403
    assert "Ông/bà chưa được giao quyền" in sent.text()


def sign(long: Person, code: str) -> None:
    """Read the result before it is signed, then sign it."""
    open_from_inbox(long, code, "Hồ sơ chờ quyết định")
    previewed = long.send(f"/lam-viec/ho-so/{code}/xem-truoc", loai="duyet")
    assert "GIẤY PHÉP XÂY DỰNG" in pdf_text(previewed.body())
    long.press("Ký duyệt, cấp kết quả")
    long.sees("Đã ký duyệt.", "Đã có kết quả", "do Đặng Công Long ký")


def fetch_and_verify(chi: Person, code: str, secret: str) -> None:
    """The result came by e-mail and lies on the page; whoever holds it can verify it."""
    told = letter(chi.province, CHI, f"Kết quả giải quyết: {code}")
    sent = enclosed(told)
    chi.open(f"/tra-cuu?ma={code}")
    chi.answer({"Mã tra cứu": secret})
    chi.press("Xem hồ sơ")
    chi.sees("Đã có kết quả.")
    result = chi.fetch("Kết quả giải quyết số")
    assert result == sent
    words = pdf_text(result)
    number = re.search(r"\d\d/GPXD\S*", words)
    assert number
    for said in ("GIẤY PHÉP XÂY DỰNG", "Phan Kim Chi", "Đặng Công Long", code):
        assert said in words, words
    chi.open(f"/xac-minh/{code}")
    chi.sees("Kết quả này do cơ quan cấp thật", number[0], "P. K. C.")
    chi.sees(hashlib.sha256(result).hexdigest())
    chi.sees_not("Phan Kim Chi")
    assert chi.open("/xac-minh/H61.I9-990101-0001").status == 404
    chi.sees("Không tìm thấy kết quả nào")


def test_a_refusal_says_why(province: Running, browser: Browser) -> None:
    code, secret = file_by_program(province)
    with Person(browser, province) as long:
        long.sign_in("ward_leader")
        long.open(f"/lam-viec/ho-so/{code}")
        long.unfold("Từ chối")
        long.page.get_by_label("Lý do và căn cứ pháp lý").fill(REFUSED)
        long.press("Từ chối hồ sơ")
        long.sees("Đã từ chối.", "Bị từ chối", REFUSED)
    told = letter(province, CHI, f"Phiếu từ chối tiếp nhận, giải quyết hồ sơ: {code}")
    assert REFUSED in text_of(told)
    assert REFUSED in pdf_text(enclosed(told))
    with Person(browser, province, PHONE) as chi:
        chi.open(f"/ho-so/{code}?secret={secret}")
        chi.sees("Hồ sơ không được giải quyết.", REFUSED)


def test_of_two_who_decide_at_once_the_second_hears_who_was_first(
    province: Running, browser: Browser, pictures: Path
) -> None:
    code, _ = file_by_program(province)
    with Person(browser, province) as binh:
        binh.sign_in("case_officer")
        binh.open(f"/lam-viec/ho-so/{code}")
        binh.press("Tiếp nhận")
        binh.sees("Đã tiếp nhận hồ sơ.")
    with Person(browser, province) as long, Person(browser, province) as hanh:
        for one, kind in ((long, "ward_leader"), (hanh, "director")):
            one.sign_in(kind)
            one.open(f"/lam-viec/ho-so/{code}")
            expect(one.page.get_by_role("button", name="Ký duyệt, cấp kết quả")).to_be_visible()
        long.press("Ký duyệt, cấp kết quả")
        long.sees("Đã ký duyệt.")
        hanh.unfold("Từ chối")
        hanh.page.get_by_label("Lý do và căn cứ pháp lý").fill(REFUSED)
        with hanh.page.expect_response(f"**/{code}/tu-choi") as answered:
            hanh.press("Từ chối hồ sơ")
        assert answered.value.status == 409
        hanh.sees("đã được Đặng Công Long giải quyết lúc", "không làm thay đổi gì")
        hanh.picture(pictures, "journey-decided-before-1280-light")
        hanh.open(f"/lam-viec/ho-so/{code}")
        hanh.sees("Đã có kết quả", "do Đặng Công Long ký")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("clerk", "Ông/bà chưa được giao quyền"),
        ("editor", "Ông/bà chưa được giao quyền"),
        ("citizen", "Nơi làm việc chỉ dành cho cán bộ"),
    ],
)
def test_who_is_not_granted_a_dossier_sees_nothing_of_it(
    province: Running, browser: Browser, who: str, said: str
) -> None:
    code, _ = file_by_program(province)
    with Person(browser, province) as stranger:
        stranger.open(f"/lam-viec/ho-so/{code}")
        stranger.sees_title("Đăng nhập")
        email, password = province.login(who)
        stranger.answer({"Địa chỉ thư điện tử": email, "Mật khẩu": password})
        stranger.press("Đăng nhập")
        stranger.sees_title("Không được phép")
        stranger.sees(said)
        stranger.sees_not("Số 25, đường Nguyễn Huệ")
        for deed in ("tiep-nhan", "duyet", "tu-choi", "dinh-danh", "y-kien"):
            sent = stranger.send(f"/lam-viec/ho-so/{code}/{deed}", reason="x", body="x")
            assert sent.status == 403, deed
