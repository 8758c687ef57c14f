"""The citizen's pages: step by step or at once, nothing typed is lost, one dossier, one receipt."""

import html
import re
import unicodedata
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from province import sealing, services
from province.services import Item, store
from tests.api.dossiers.conftest import Enter
from tests.services.cast import ANSWERS, PDF, House

FORM = "/thu-tuc/cap-giay-phep-xay-dung/nop"


def begin(browser: TestClient) -> str:
    """Open the form and return the draft's token."""
    answer = browser.get(FORM)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["buoc"] == ["1"]
    [token] = query["nhap"]
    return token


def shown(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return html.unescape(answer.text)


def fields_of(page: str) -> set[str]:
    return set(re.findall(r'name="([a-z_]+)"', page)) & set(ANSWERS)


def groups_of(page: str) -> list[str]:
    return re.findall(r'name="nhom" value="([a-z_]+)"', page)


def press(browser: TestClient, token: str, page: str, step: int, **changed: str) -> str:
    """Answer what a page asks, press its button and return where that leads."""
    names = fields_of(page)
    data = {name: {**ANSWERS, **changed}[name] for name in names}
    papers = re.findall(r'name="(papers\.[a-z_]+)"', page)
    files = [(name, ("giấy.pdf", PDF + name.encode(), "application/pdf")) for name in papers]
    answer = browser.post(
        FORM,
        data={
            **data,
            "nhap": token,
            "buoc": str(step or "ca-mau"),
            "viec": "tiep",
            "nhom": groups_of(page),
        },
        files=files or None,
    )
    assert answer.status_code == 303, html.unescape(answer.text)
    return answer.headers["location"]


def fill_in(browser: TestClient) -> str:
    """Walk the form page by page to the review; return the token."""
    token, step = begin(browser), 1
    while "Xem lại trước khi nộp" not in (
        page := shown(browser, f"{FORM}?nhap={token}&buoc={step}")
    ):
        press(browser, token, page, step)
        step += 1
    return token


def file_one(browser: TestClient) -> str:
    """File Hoa's house by the pages and return its code."""
    answer = browser.post(f"{FORM}/gui", data={"nhap": fill_in(browser)})
    assert answer.status_code == 303
    return answer.headers["location"].split("/")[2]


def test_page_by_page_to_a_receipt_with_code_secret_and_due_day(enter: Enter) -> None:
    browser = enter()
    code = file_one(browser)
    receipt = shown(browser, f"/ho-so/{code}/bien-nhan")
    assert code == "H61.B2-261123-0001"
    assert re.search(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", receipt)
    assert "17 giờ 00 phút 03/12/2026" in receipt
    assert "<svg" in receipt
    href = re.search(rf"/ho-so/{re.escape(code)}/van-ban/\d+\.pdf", receipt)
    assert href
    pdf = browser.get(href[0])
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_only_pages_that_apply_are_shown(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    page = shown(browser, f"{FORM}?nhap={token}&buoc=1")
    assert "Bước 1 trên 8" in page
    location = press(browser, token, page, 1)
    titles = shown(browser, location) + shown(browser, f"{FORM}?nhap={token}&buoc=ca-mau")
    assert "Ngôi nhà sẽ xây" in titles
    assert "Công trình sẽ xây" not in titles


def test_the_whole_form_stands_on_one_page_too(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    page = shown(browser, f"{FORM}?nhap={token}&buoc=ca-mau")
    assert {"case", "applicant_name", "site_parcel", "house_height", "declaration"} <= fields_of(
        page
    )
    location = press(browser, token, page, 0)
    review = shown(browser, location)
    assert "Xem lại trước khi nộp" in review
    assert "papers.house_drawings" in review  # still to be attached, with a link to the place


def test_a_bare_link_goes_on_where_something_is_left(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    location = press(browser, token, shown(browser, f"{FORM}?nhap={token}&buoc=1"), 1)
    left = enter().get(f"{FORM}?nhap={token}").headers["location"]
    assert left == location == f"{FORM}?nhap={token}&buoc=2"
    done = fill_in(browser)
    assert enter().get(f"{FORM}?nhap={done}").headers["location"].endswith("buoc=8")


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    press(browser, token, shown(browser, f"{FORM}?nhap={token}&buoc=1"), 1)
    page = shown(browser, f"{FORM}?nhap={token}&buoc=2")
    data = {**{name: ANSWERS[name] for name in fields_of(page)}, "applicant_phone": "12"}
    answer = browser.post(
        FORM, data={**data, "nhap": token, "buoc": "2", "viec": "tiep", "nhom": groups_of(page)}
    )
    said = html.unescape(answer.text)
    assert answer.status_code == 422
    assert 'id="applicant_phone-error"' in said
    assert 'value="12"' in said
    assert 'value="Nguyễn Thị Hoa"' in said
    again = shown(browser, f"{FORM}?nhap={token}&buoc=2")
    assert 'value="Nguyễn Thị Hoa"' in again


def test_a_script_saves_quietly_and_the_link_opens_it_elsewhere(enter: Enter) -> None:
    browser, token = enter(), begin(enter())
    name = unicodedata.normalize("NFD", "Nguyễn Thị Hoa")
    data = {"nhap": token, "nhom": ["applicant"], "applicant_name": name}
    assert browser.post(f"{FORM}/luu", data=data).status_code == 204
    page = shown(enter(), f"{FORM}?nhap={token}&buoc=2")
    assert "Nguyễn Thị Hoa" in unicodedata.normalize("NFC", page)


def test_a_bad_file_is_named_and_the_good_one_stays(enter: Enter) -> None:
    browser = enter()
    token = fill_in(browser)
    files = [
        ("papers.house_drawings", ("ảnh nhà.pdf", PDF + b"x", "application/pdf")),
        ("papers.house_drawings", ("phần mềm.pdf", b"MZ" + PDF, "application/pdf")),
    ]
    answer = browser.post(FORM, data={"nhap": token, "buoc": "7", "viec": "tiep"}, files=files)
    said = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "“phần mềm.pdf” là chương trình máy tính" in said
    assert "Gỡ ảnh nhà.pdf" in said


def test_an_attached_file_can_be_taken_off(enter: Enter) -> None:
    browser = enter()
    token = fill_in(browser)
    page = shown(browser, f"{FORM}?nhap={token}&buoc=7")
    button = re.search(r'value="(go:\d+)"', page)
    assert button
    data = {"nhap": token, "buoc": "7", "viec": button[1]}
    assert browser.post(FORM, data=data).status_code == 303
    assert button[1] not in shown(browser, f"{FORM}?nhap={token}&buoc=7")


def test_a_second_click_and_the_back_button_lead_to_the_same_receipt(enter: Enter) -> None:
    browser = enter()
    token = fill_in(browser)
    sent = [browser.post(f"{FORM}/gui", data={"nhap": token}) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    back = browser.get(f"{FORM}?nhap={token}")
    assert back.headers["location"] == sent[0].headers["location"]


def test_an_unfinished_form_is_not_filed_and_says_what_is_missing(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    press(browser, token, shown(browser, f"{FORM}?nhap={token}&buoc=1"), 1)
    answer = browser.post(f"{FORM}/gui", data={"nhap": token})
    assert answer.status_code == 422
    assert "Vui lòng nhập “Họ và tên, hoặc tên tổ chức”." in html.unescape(answer.text)


@pytest.mark.parametrize("slug", ["khong-co", "a%00b", "..%2f", "x" * 300])
def test_no_form_where_there_is_no_procedure(enter: Enter, slug: str) -> None:
    assert enter().get(f"/thu-tuc/{slug}/nop").status_code == 404


def test_a_secrecy_mark_is_refused_and_nothing_of_it_kept(enter: Enter, office: House) -> None:
    browser = enter()
    token = begin(browser)
    data = {"nhap": token, "nhom": ["site"], "site_address": "TỐI MẬT", "viec": "luu"}
    assert browser.post(FORM, data=data).status_code == 422
    assert "TỐI MẬT" not in shown(browser, f"{FORM}?nhap={token}&buoc=3")


def test_script_in_an_answer_is_shown_as_text(enter: Enter) -> None:
    browser, token = enter(), begin(enter())
    evil = "<script>alert(1)</script>"
    data = {"nhap": token, "nhom": ["applicant"], "applicant_name": evil, "viec": "luu"}
    browser.post(FORM, data=data)
    page = browser.get(f"{FORM}?nhap={token}&buoc=2").text
    assert evil not in page
    assert html.escape(evil) in page


def test_a_stranger_needs_both_codes(enter: Enter, office: House) -> None:
    filed = office.file()
    code, stranger = filed.dossier.code, enter()
    led = stranger.get(f"/ho-so/{code}")
    assert led.headers["location"] == f"/tra-cuu?ma={code}"
    wrong = stranger.post("/tra-cuu", data={"ma": code, "ma_tra_cuu": "AAAA-AAAA"})
    assert wrong.status_code == 404
    assert code in wrong.text  # what was typed is still there
    typed = unicodedata.normalize("NFD", f" {code.lower()} ")
    right = stranger.post(
        "/tra-cuu", data={"ma": typed, "ma_tra_cuu": sealing.spaced_secret(filed.secret).lower()}
    )
    assert right.headers["location"] == f"/ho-so/{code}"
    assert "Chờ tiếp nhận" in shown(stranger, f"/ho-so/{code}")


def test_the_secret_of_one_dossier_opens_no_other(enter: Enter, office: House) -> None:
    mine, other = office.file(), office.file()
    stranger = enter()
    stranger.post("/tra-cuu", data={"ma": mine.dossier.code, "ma_tra_cuu": mine.secret})
    assert stranger.get(f"/ho-so/{other.dossier.code}").status_code == 303
    assert stranger.get(f"/ho-so/{other.dossier.code}?secret={mine.secret}").status_code == 404


def test_a_supplement_is_asked_read_and_answered(enter: Enter, office: House) -> None:
    filed = office.file()
    code = filed.dossier.code
    with office.storage.work(office["desk"]) as work:
        services.ask_supplement(work, code, [Item("", "Ảnh hiện trạng")], "Điều 54")
    citizen = enter()
    citizen.post("/tra-cuu", data={"ma": code, "ma_tra_cuu": filed.secret})
    assert f"/ho-so/{code}/bo-sung" in shown(citizen, f"/ho-so/{code}")
    assert "Ảnh hiện trạng" in shown(citizen, f"/ho-so/{code}/bo-sung")
    empty = citizen.post(f"/ho-so/{code}/bo-sung", data={"message": " "})
    assert empty.status_code == 422
    files = [("papers.", ("ảnh.pdf", PDF, "application/pdf"))]
    sent = citizen.post(f"/ho-so/{code}/bo-sung", data={"message": "Đây"}, files=files)
    assert sent.headers["location"] == f"/ho-so/{code}"
    page = shown(citizen, f"/ho-so/{code}")
    assert "Đã nộp bổ sung lần 1" in page
    assert "Đã gửi phần bổ sung" in page


def test_a_result_is_fetched_and_verified_by_anybody(enter: Enter, office: House) -> None:
    filed = office.file()
    code = filed.dossier.code
    assert enter().get(f"/xac-minh/{code}").status_code == 404
    with office.storage.work(office["desk"]) as work:
        services.accept(work, code)
    with office.storage.work(office["chairman"]) as work:
        services.approve(work, code)
    verified = shown(enter(), f"/xac-minh/{code.lower()}")
    assert "01/GPXD" in verified
    assert "Nguyễn Thị Hoa" not in verified
    citizen = enter()
    page = shown(citizen, f"/ho-so/{code}?secret={filed.secret}")
    assert "Kết quả giải quyết số 01/GPXD" in page


def test_who_files_withdraws(enter: Enter, office: House) -> None:
    filed = office.file()
    code, citizen = filed.dossier.code, enter()
    citizen.post("/tra-cuu", data={"ma": code, "ma_tra_cuu": filed.secret})
    assert citizen.post(f"/ho-so/{code}/rut", data={"reason": ""}).status_code == 303
    with office.storage.reading() as connection:
        dossier = store.by_code(connection, code)
    assert dossier is not None
    assert dossier.state.value == "stopped"


def test_an_account_needs_no_secret_for_its_own(enter: Enter, office: House) -> None:
    code = office.file(actor=office["hoa"]).dossier.code
    assert code in shown(enter("hoa"), f"/ho-so/{code}")
    assert enter("desk").get(f"/ho-so/{code}").status_code == 404
