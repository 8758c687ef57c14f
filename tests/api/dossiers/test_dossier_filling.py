"""Filling in as citizens do: page by page or whole, nothing lost, filed once."""

import html
import re
import unicodedata

import pytest

from tests.api.dossiers.browsing import (
    FORM,
    begin,
    fields_of,
    file_one,
    fill_in,
    groups_of,
    press,
    shown,
)
from tests.api.dossiers.conftest import Enter
from tests.services.cast import ANSWERS, PDF, House


def test_page_by_page_to_a_receipt_with_code_secret_and_due_day(enter: Enter) -> None:
    browser = enter()
    code = file_one(browser)
    receipt = shown(browser, f"/ho-so/{code}/bien-nhan")
    assert code == "H61.B2-261123-0001"
    assert re.search(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", receipt)
    assert "17:00 03/12/2026" in receipt
    assert "<svg" in receipt
    href = re.search(rf"/ho-so/{re.escape(code)}/van-ban/\d+\.pdf", receipt)
    assert href
    pdf = browser.get(href[0])
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize("limits", [{"draft_saves_per_minute": 2}])
def test_one_save_too_many_loses_nothing_that_was_typed(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    page = shown(browser, f"{FORM}?nhap={token}&buoc=2")
    for name in ("Một", "Hai"):
        press(browser, token, page, 2, applicant_name=name)
    said = {"nhap": token, "buoc": "2", "viec": "tiep", "nhom": groups_of(page)}
    answer = browser.post(FORM, data={**said, "applicant_name": "Ba"})
    text = html.unescape(answer.text)
    assert answer.status_code == 429
    assert 'value="Ba"' in text
    assert "chờ 60 giây rồi bấm lưu lại" in text
    assert browser.post(f"{FORM}/luu", data=said).status_code == 429
    kept = shown(browser, f"{FORM}?nhap={token}&buoc=2")
    assert 'value="Hai"' in kept


@pytest.mark.parametrize("limits", [{"uploads_per_hour_bytes_most": 5000}])
def test_files_over_the_bound_of_a_network_are_said_at_their_paper(
    enter: Enter, office: House
) -> None:
    browser = enter()
    token = fill_in(browser)
    said = {"nhap": token, "buoc": "7", "viec": "luu"}
    large = PDF + bytes(5000)
    files = [
        ("papers.house_drawings", ("vừa.pdf", PDF, "application/pdf")),
        ("papers.house_drawings", ("to.pdf", large, "application/pdf")),
    ]
    answer = browser.post(FORM, data=said, files=files)
    text = html.unescape(answer.text)
    assert "quá nhiều tệp gửi lên nên các tệp vừa chọn chưa được nhận" in text
    assert "Gỡ vừa.pdf" in text
    assert "Gỡ to.pdf" not in text
    known = enter("hoa").post(FORM, data=said, files=files)
    assert known.status_code == 303


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


@pytest.mark.parametrize("step", ["2", "ca-mau"])
def test_one_marked_answer_loses_no_other(enter: Enter, step: str) -> None:
    browser = enter()
    token = begin(browser)
    press(browser, token, shown(browser, f"{FORM}?nhap={token}&buoc=1"), 1)
    page = shown(browser, f"{FORM}?nhap={token}&buoc={step}")
    data = {name: ANSWERS[name] for name in fields_of(page)} | {"applicant_address": "TỐI MẬT"}
    sent = {**data, "nhap": token, "buoc": step, "nhom": groups_of(page)}
    answer = browser.post(FORM, data={**sent, "viec": "tiep"})
    said = html.unescape(answer.text)
    assert answer.status_code == 422
    assert 'id="applicant_address-error"' in said
    assert "TỐI MẬT" in said
    assert 'value="Nguyễn Thị Hoa"' in said
    again = shown(browser, f"{FORM}?nhap={token}&buoc=2")
    assert 'value="Nguyễn Thị Hoa"' in again
    assert "TỐI MẬT" not in again
    quiet = {**sent, "applicant_name": "Nguyễn Thị Hòa"}
    assert browser.post(f"{FORM}/luu", data=quiet).status_code == 422
    assert 'value="Nguyễn Thị Hòa"' in shown(browser, f"{FORM}?nhap={token}&buoc=2")


def test_too_long_an_answer_is_shown_with_the_others(enter: Enter) -> None:
    browser = enter()
    token = begin(browser)
    data = {"applicant_name": "Nguyễn Thị Hoa", "applicant_address": "d" * 500_000}
    sent = {**data, "nhap": token, "buoc": "2", "nhom": ["applicant"], "viec": "tiep"}
    answer = browser.post(FORM, data=sent)
    said = html.unescape(answer.text)
    assert answer.status_code == 413
    assert "quá dài để lưu" in said
    assert "Những mục khác đã được lưu" not in said
    assert 'value="Nguyễn Thị Hoa"' in said
