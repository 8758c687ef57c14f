"""Giang brings people in, gives them work and takes it back, mends what failed, reads the audit."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Person, letter, permit_request, text_of
from tests.journeys.waiting import until
from tests.running import Running, build

pytestmark = pytest.mark.browser

ADMINISTRATION = "/lam-viec/quan-tri"
COMMUNE, CODE = "Ủy ban nhân dân xã Giao Long", "H61.A4"
DESK = "vanthu@giaolong.vinhlong.example"
MOI, HAI = "Lâm Thị Mới", "Đỗ Văn Hai"
EMAIL = {MOI: "moilt@vinhlong.example", HAI: "haidv@vinhlong.example"}
PASSWORD = "Ghe xuồng chợ nổi 1975"
PEOPLE = """Số hiệu,Họ và tên,Tên hộp thư,Điện thoại
VL-9001,Lâm Thị Mới,moilt,02703 860 104
VL-9002,,khong.ten,
VL-9003,Đỗ Văn Hai,haidv,
VL-9004,Trần Thị An,an,
"""
APPOINTMENTS = f"""Số hiệu,Họ và tên,Mã đơn vị,Chức vụ,Từ ngày
VL-9001,Lâm Thị Mới,{CODE},Văn thư,01/11/2026
VL-9003,Đỗ Văn Hai,{CODE},Chuyên viên,01/11/2026
"""


def test_people_come_are_given_a_desk_and_hand_it_over(
    province: Running, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    with (
        Person(browser, province) as giang,
        Person(browser, province) as moi,
        Person(browser, province) as hai,
    ):
        giang.sign_in("administrator")
        shelved = what_the_relay_refuses(province, EMAIL[MOI])
        import_people(giang, tmp_path, pictures)
        import_appointments(giang, tmp_path)

        enter(moi, MOI, open_account(giang, MOI))
        assert moi.page.get_by_role("link", name="Văn bản").count() == 0
        give_role(giang)
        make_clerk(giang, MOI)
        works_at_the_desk(moi)
        send_to_the_desk(province)
        until(lambda: reads(moi, "Báo cáo tuần"), "the letter in the commune's mailbox")

        enter(hai, HAI, open_account(giang, HAI))
        assert not reads(hai, "Báo cáo tuần")
        release(giang, MOI)
        make_clerk(giang, HAI)
        assert reads(hai, "Báo cáo tuần")
        assert not reads(moi, "Báo cáo tuần")
        moi.sees_not(DESK)

        mend(giang, province, shelved, pictures)
        read_audit(giang, pictures)


def what_the_relay_refuses(province: Running, address: str) -> str:
    """File a dossier whose owner gave an address that is not there yet; return its code."""
    request = permit_request(province, applicant_email=address)
    answer = httpx2.post(f"{province.http}/api/v1/dossiers", json=request, timeout=30)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def take_in(giang: Person, what: str, file: Path, table: str) -> None:
    """Look at what a table would do."""
    file.write_text(table, encoding="utf-8-sig")  # as Excel saves it
    giang.open(f"{ADMINISTRATION}/nhap-xuat")
    giang.answer({"Danh mục": what})
    giang.attach("Tệp CSV hoặc Excel", file)
    giang.press("Xem trước")


def import_people(giang: Person, folder: Path, pictures: Path) -> None:
    """See which rows are wrong and why, take the good ones in."""
    take_in(giang, "Cán bộ", folder / "can-bo.csv", PEOPLE)
    giang.sees("thêm 2", "2 dòng có lỗi")
    rows = giang.page.get_by_role("table").get_by_role("row").all_inner_texts()[1:]
    assert [row.split("\t")[0].strip() for row in rows] == ["3", "5"]
    assert "Họ và tên" in rows[0]
    assert "Tên hộp thư" in rows[1]
    giang.picture(pictures, "journey-import-1280-light")
    giang.press("Chỉ ghi các dòng đúng")
    giang.sees("thêm 2, sửa 0, giữ nguyên 0, bỏ qua 2 dòng lỗi")


def import_appointments(giang: Person, folder: Path) -> None:
    """Appoint both at the commune."""
    take_in(giang, "Bổ nhiệm", folder / "bo-nhiem.csv", APPOINTMENTS)
    giang.press("Ghi vào danh mục")
    giang.sees("Đã nhập danh mục bổ nhiệm: thêm 2")


def open_account(giang: Person, name: str) -> str:
    """Open somebody's account from their page; return the temporary password."""
    giang.open(f"{ADMINISTRATION}/can-bo?q={name}")
    giang.follow(name)
    giang.follow("Mở tài khoản")
    assert giang.control("Địa chỉ thư").input_value() == EMAIL[name]
    giang.press("Mở tài khoản")
    giang.sees(f"Đã mở tài khoản {EMAIL[name]}")
    return giang.page.locator("#mat-khau-tam").inner_text()


def enter(person: Person, name: str, password: str) -> None:
    """Sign in for the first time and choose a password of one's own."""
    person.open("/dang-nhap")
    person.answer({"Địa chỉ thư điện tử": EMAIL[name], "Mật khẩu": password})
    person.press("Đăng nhập")
    person.sees_title("Đổi mật khẩu")
    person.answer({"Mật khẩu mới": PASSWORD, "Nhập lại mật khẩu mới": PASSWORD})
    person.press("Đổi mật khẩu")
    person.open("/lam-viec")
    person.sees(f"Chào {name}.")


def give_role(giang: Person) -> None:
    """Give Mới the role of a clerk at the commune."""
    giang.open(f"{ADMINISTRATION}/tai-khoan?q={EMAIL[MOI]}")
    giang.follow(MOI)
    giang.answer({"Vai trò": "Văn thư", "Tại": COMMUNE})
    giang.press("Giao vai trò")
    giang.sees("Đã giao vai trò.")


def unit_page(giang: Person) -> None:
    giang.open(f"{ADMINISTRATION}/don-vi?q=Giao Long")
    giang.follow(COMMUNE)


def make_clerk(giang: Person, name: str) -> None:
    """Make somebody the commune's records clerk: the mailbox comes with it."""
    unit_page(giang)
    giang.unfold("Giao nhiệm vụ")
    giang.page.get_by_role("combobox", name="Cán bộ").select_option(label=name)
    giang.page.get_by_role("combobox", name="Nhiệm vụ").select_option(label="Văn thư")
    giang.press("Giao nhiệm vụ")
    giang.sees("Đã giao nhiệm vụ: Văn thư.")


def release(giang: Person, name: str) -> None:
    """End somebody's duty."""
    unit_page(giang)
    duty = giang.page.get_by_role("listitem").filter(has_text=name).filter(has_text="Văn thư")
    duty.get_by_role("button", name="Thôi giao").click()
    giang.sees("Đã thôi giao nhiệm vụ.")


def works_at_the_desk(moi: Person) -> None:
    """See the commune's incoming desk and be offered to register."""
    moi.open("/lam-viec")
    moi.follow("Văn bản đến chờ đăng ký")
    moi.sees_title("Văn bản đến")
    assert moi.page.get_by_role("link", name="Đăng ký văn bản giấy").is_visible()


def send_to_the_desk(province: Running) -> None:
    """Somebody outside writes to the commune."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ap@giaolong.example", DESK, "Báo cáo tuần"
    message.set_content("Kính gửi Ủy ban nhân dân xã.\n")
    with smtplib.SMTP(*province.ready["smtp"]) as server:
        server.send_message(message)


def reads(person: Person, subject: str) -> bool:
    """Look into every mailbox one has for a letter."""
    person.open(f"/lam-viec/thu?hop={DESK}")
    return person.page.get_by_role("main").get_by_role("link", name=subject).count() > 0


def mend(giang: Person, province: Running, code: str, pictures: Path) -> None:
    """Find what failed before the address was there, and let it run again."""
    until(lambda: "W06" in build("doctor", province.var).stdout, "the warning of failed work")
    giang.open(f"{ADMINISTRATION}/viec-nen")
    giang.sees("Gửi tin báo", f"Máy chủ thư từ chối tin báo. {EMAIL[MOI]}")
    giang.picture(pictures, "journey-jobs-1280-light")
    failed = giang.page.get_by_role("listitem").filter(has_text=EMAIL[MOI])
    failed.get_by_role("button", name="Thử lại").click()
    giang.sees("Đã cho chạy lại")
    assert code in text_of(letter(province, EMAIL[MOI], code))
    giang.open(f"{ADMINISTRATION}/viec-nen")
    giang.sees_not(EMAIL[MOI])
    assert "W06" not in build("doctor", province.var).stdout
    proof = build("verify", province.var)
    assert proof.returncode == 0, proof.stdout
    assert "are whole" in proof.stdout


def read_audit(giang: Person, pictures: Path) -> None:
    """Read what was done to Mới's account, by whom; the reading is written down too."""
    giang.open(f"{ADMINISTRATION}/tai-khoan?q={EMAIL[MOI]}")
    giang.follow(MOI)
    giang.follow("Nhật ký của tài khoản")
    told = giang.page.get_by_role("table").inner_text()
    for deed in ("Mở tài khoản", "Giao và thu hồi vai trò", "Đăng nhập", "Huỳnh Hoàng Giang"):
        assert deed in told
    giang.picture(pictures, "journey-audit-1280-light")
    giang.open(f"{ADMINISTRATION}/nhat-ky")
    first = giang.page.get_by_role("table").get_by_role("row").nth(1)
    assert "Xem nhật ký" in first.inner_text()
