"""Take the pictures of the guides: `.venv/bin/python docs/pictures/take.py` (about a minute).

Starts a demonstration province of its own in a temporary folder, lets its people do a morning's
work in the browser, and takes every picture anew beside this file. A picture named on the command
line is the only one written. Needs the test tools and Debian's Chromium. Look at what came out:
a picture nobody has looked at proves nothing.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import httpx2
from playwright.sync_api import Browser

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.browser import chromium  # noqa: E402
from tests.journeys.people import Person, paper, permit_request  # noqa: E402
from tests.journeys.test_citizen import STEPS, fill_in, find_the_guide  # noqa: E402
from tests.journeys.waiting import until  # noqa: E402
from tests.running import ROOT, Running, running  # noqa: E402

DESK, TABLET, PHONE = (1280, 800), (1100, 720), (360, 760)
BYTES_MOST = 150_000  # of one picture: a guide is read on the networks of a commune
LOWEST = """Math.max(...[...document.querySelectorAll("main *, .side-nav *")]
    .map((one) => one.getBoundingClientRect().bottom))"""
BELOW_PIXELS = 24
PAPER_MILLISECONDS = 3000  # the browser draws a PDF beside the page, and tells nobody when it has
APPLICANTS = ("Phan Kim Chi", "Lê Văn Tám", "Nguyễn Thị Hoa", "Trần Quốc Bảo", "Huỳnh Ngọc Diệp")
DOCUMENTS = "/lam-viec/van-ban"
ADMINISTRATION = "/lam-viec/quan-tri"
COMMITTEE = "Ủy ban nhân dân tỉnh Vĩnh Long"
DIRECTIVE = ROOT / "content/van-ban/chi-thi-tin-hoc-hoa-2003/chi-thi-tin-hoc-hoa-2003.pdf"
ABSTRACT = "V/v gửi Chỉ thị về tin học hóa quản lý hành chính nhà nước"
BODY = """Căn cứ chương trình công tác của Ủy ban nhân dân tỉnh;
Ủy ban nhân dân tỉnh gửi kèm Chỉ thị về việc đẩy mạnh tin học hóa quản lý hành chính nhà nước.
Đề nghị các cơ quan rà soát việc thực hiện và báo cáo trước ngày 15 tháng 12."""
PEOPLE = """Số hiệu,Họ và tên,Tên hộp thư,Điện thoại
VL-9001,Lâm Thị Mới,moilt,02703 860 104
VL-9002,,khong.ten,
VL-9003,Đỗ Văn Hai,haidv,
VL-9004,Trần Thị An,an,
"""


def take(person: Person, name: str, *, at: str = "") -> None:
    """Keep what the person's screen shows, from an element down when one is named.

    What is empty below the last line is left out.
    """
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    page = person.page
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    if page.locator("iframe.paper-sheet").count():
        page.wait_for_timeout(PAPER_MILLISECONDS)
    page.locator(at or "body").first.evaluate("one => one.scrollIntoView()")
    assert page.viewport_size
    width, most = page.viewport_size["width"], page.viewport_size["height"]
    height = min(most, page.evaluate(LOWEST) + BELOW_PIXELS)
    path = HERE / f"{name}.png"
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": width, "height": height})
    if path.stat().st_size > BYTES_MOST:
        raise SystemExit(f"{path.name} weighs {path.stat().st_size} bytes; show less of the page.")
    print(path.name)  # noqa: T201


def the_website(browser: Browser, province: Running) -> None:
    """What anybody sees: the way in, the search, a guide, a form with a slip, a receipt."""
    with Person(browser, province, TABLET) as anybody:
        anybody.open("/")
        take(anybody, "home")
        anybody.open("/tim-kiem?q=giay+phep+xay+dung")
        take(anybody, "tim-kiem")
    with Person(browser, province, PHONE) as chi:
        find_the_guide(chi)
        chi.follow("Nộp hồ sơ")
        fill_in(chi, "Trường hợp")
        chi.answer({**STEPS["Chủ đầu tư"], "Số điện thoại": "0912"})
        chi.press("Tiếp tục")
        take(chi, "con-muc-chua-dung", at=".error-summary")


def file_dossiers(browser: Browser, province: Running) -> dict[str, dict[str, str]]:
    """File a dossier for each applicant; return what the system answered, by name."""
    headers = {"Authorization": f"Bearer {province.ready['api_tokens']['company']}"}
    with tempfile.TemporaryDirectory() as folder:
        land = paper(Path(folder), browser, "giay-chung-nhan.pdf", "Giấy chứng nhận").read_bytes()
        drawings = paper(Path(folder), browser, "ban-ve-nha.pdf", "Bản vẽ nhà").read_bytes()
    filed = {}
    for name in APPLICANTS:
        papers = {"land_paper": land, "house_drawings": drawings}
        request = permit_request(province, papers, applicant_name=name)
        for sent, called in zip(request["papers"], ("giay-chung-nhan", "ban-ve-nha"), strict=True):
            sent["name"] = f"{called}.pdf"
        answer = httpx2.post(
            f"{province.http}/api/v1/dossiers", json=request, headers=headers, timeout=60
        )
        filed[name] = answer.json()
    return filed


def dossiers(browser: Browser, province: Running) -> None:
    """A morning at the one-stop desk, and what an applicant sees of it."""
    filed = file_dossiers(browser, province)
    chi_code, chi_secret = (filed["Phan Kim Chi"][what] for what in ("code", "secret"))
    ready = filed["Lê Văn Tám"]["code"]
    with Person(browser, province, DESK) as binh, Person(browser, province, DESK) as long:
        binh.sign_in("case_officer")
        for code in (chi_code, ready):
            binh.open(f"/lam-viec/ho-so/{code}")
            binh.press("Tiếp nhận")
            binh.sees("Đang giải quyết")
        binh.open(f"/lam-viec/ho-so/{chi_code}")
        binh.unfold("Yêu cầu bổ sung")
        item = binh.page.get_by_role("group", name="Mục 1")
        item.get_by_label("Thành phần hồ sơ").select_option(index=6)
        item.get_by_label("Cần bổ sung, sửa gì").fill("Bổ sung mặt bằng móng, mặt cắt móng")
        take(binh, "yeu-cau-bo-sung")
        binh.page.get_by_label("Lý do, căn cứ").fill(
            "Theo Điều 53 Nghị định 175/2024/NĐ-CP, bản vẽ phải có mặt bằng móng."
        )
        binh.press("Gửi yêu cầu bổ sung")
        binh.open("/lam-viec/ho-so")
        take(binh, "ho-so")
        long.sign_in("ward_leader")
        long.open(f"/lam-viec/ho-so/{ready}")
        take(long, "ky-duyet")
    with Person(browser, province, PHONE) as chi:
        chi.open(f"/ho-so/{chi_code}?secret={chi_secret}")
        take(chi, "tra-cuu", at="h1")
        chi.open(f"/ho-so/{chi_code}/bien-nhan")
        take(chi, "giay-tiep-nhan", at="h1")


def documents(browser: Browser, province: Running) -> None:
    """A letter is written, checked, signed, issued, and comes to a department's desk."""
    with ExitStack() as at_work:
        an, hanh, anh = (at_work.enter_context(Person(browser, province, DESK)) for _ in range(3))
        for somebody, kind in ((an, "clerk"), (hanh, "director"), (anh, "clerk_department")):
            somebody.sign_in(kind)
        an.open(f"{DOCUMENTS}/den/moi")
        an.answer({
            "Số, ký hiệu": "15/QĐ-BNV", "Cơ quan ban hành": "Bộ Nội vụ", "Ngày văn bản": "20/11",
            "Trích yếu": "Về việc tập huấn văn thư, lưu trữ năm 2026",
        })  # fmt: skip
        an.press("Đăng ký")
        page = issue(an, hanh)
        anh.open("/lam-viec")
        take(anh, "ban-lam-viec")
        anh.open(f"{DOCUMENTS}/den?xem=waiting")
        anh.follow(ABSTRACT)
        take(anh, "dang-ky")
        anh.press("Đăng ký")
        an.open(page)
        an.page.locator("summary", has_text="Từng nơi nhận").press("Enter")
        take(an, "noi-nhan", at="#noi-nhan")
        an.open(f"{DOCUMENTS}/so/den")
        take(an, "so-dang-ky")


def issue(an: Person, hanh: Person) -> str:
    """Take a letter from the first word to its number; return its address."""
    an.open(f"{DOCUMENTS}/di/moi")
    an.answer({"Cơ quan": COMMITTEE})
    an.press("Xem")
    an.answer({"Chữ viết tắt": "VX", "Trích yếu": ABSTRACT, "Nội dung": BODY})
    take(an, "soan-van-ban")
    an.attach("Tệp kèm theo", DIRECTIVE)
    an.control("Các sở, ban, ngành tỉnh").check()
    an.press("Lưu và trình kiểm tra")
    an.press("Thể thức, kỹ thuật trình bày đúng")
    page = an.page.url
    hanh.open(page)
    hanh.press("Nội dung đúng, tôi chịu trách nhiệm")
    hanh.open(page)
    take(hanh, "ky-van-ban")
    hanh.press("Ký ban hành")
    hanh.sees("Đã ký.")

    def issued() -> bool:
        an.open(page)
        an.press("Cấp số và phát hành")  # refused as long as the attachment is being looked at
        return "UBND-VX" in an.page.get_by_role("heading", level=1).inner_text()

    until(issued, "the letter being issued")
    return page


def arrived(an: Person) -> bool:
    """Look again whether the letter An has sent is where it should be."""
    an.follow("Tải lại")
    return an.page.get_by_text("Đã vào hộp thư", exact=True).count() > 0


def letters(browser: Browser, province: Running) -> None:
    """Letters that came to Ánh: from the system, and from a colleague."""
    with Person(browser, province, DESK) as an, Person(browser, province, DESK) as anh:
        an.sign_in("clerk")
        for subject in ("Mời họp về số hóa hồ sơ, ngày 30/11", "Lịch trực tháng 12"):
            an.open("/lam-viec/thu/soan?toi=anh@vinhlong.example")
            an.answer({"Tiêu đề": subject, "Nội dung": "Kính gửi chị Ánh,"})
            an.press("Gửi thư")
            until(lambda: arrived(an), f"“{subject}” in the mailbox")
        anh.sign_in("clerk_department")
        anh.open("/lam-viec/thu")
        anh.follow("Lịch trực")
        anh.open("/lam-viec/thu")
        take(anh, "thu")


def administration(browser: Browser, province: Running) -> None:
    """Where Giang begins, a table with slips before it is written, and somebody's account."""
    with tempfile.TemporaryDirectory() as folder, Person(browser, province, DESK) as giang:
        giang.sign_in("administrator")
        giang.open(ADMINISTRATION)
        take(giang, "quan-tri")
        table = Path(folder) / "can-bo.csv"
        table.write_text(PEOPLE, encoding="utf-8-sig")  # as Excel saves it
        giang.open(f"{ADMINISTRATION}/nhap-xuat")
        giang.answer({"Danh mục": "Cán bộ"})
        giang.attach("Tệp CSV hoặc Excel", table)
        giang.press("Xem trước")
        take(giang, "nhap-danh-muc")
        giang.open(f"{ADMINISTRATION}/tai-khoan?q=binh@vinhlong.example")
        giang.follow("Nguyễn Thanh Bình")
        take(giang, "tai-khoan")


def main() -> None:
    """Take every picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "var") as province,
        chromium() as browser,
    ):
        for scene in (the_website, dossiers, documents, letters, administration):
            scene(browser, province)


if __name__ == "__main__":
    main()
