"""A form that comes twice does its deed once: documents on their way from desk to desk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from province import audit, incoming
from province.storage import Storage
from tests.api.office import Office, open_office
from tests.documents.cast import TODAY, paper

DESK = "/lam-viec/van-ban"
SIGNATURE = {"quyen_han": "TM.", "tap_the": "Ủy ban nhân dân", "chuc_vu": "Chủ tịch"}


@pytest.fixture
def office(
    sqlite_storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The documents' cast before the web application."""
    office = open_office(sqlite_storage, tmp_path, monkeypatch)
    with office.client:
        yield office


def twice(office: Office, who: Any, address: str, **sent: Any) -> str:
    """Send a form two times; both lead to the same page, and that page is returned."""
    browser = office.by(who)
    answers = [browser.post(address, **sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303], answers[1].text[:2000]
    [led] = {one.headers["location"] for one in answers}
    return str(browser.get(led).text)


def deeds(office: Office, kind: str, subject_id: str) -> list[str]:
    with office.cast.storage.reading() as connection:
        return [one.deed.rpartition(".")[2] for one in audit.history(connection, kind, subject_id)]


def test_each_step_of_a_document_is_taken_once(office: Office) -> None:
    cast = office.cast
    document_id = cast.drafted()
    page = f"{DESK}/di/{document_id}"
    files = {"tep_kem": ("Bảng.pdf", paper("Bảng"), "application/pdf")}
    twice(office, cast.binh, f"{page}/tep", files=files)
    twice(office, cast.binh, f"{page}/trinh")
    twice(office, cast.an, f"{page}/chuyen-lai", data={"reason": "Sửa trích yếu"})
    form = {"loai": "cong-van", "trich_yeu": "V/v sửa", "noi_dung": "Sửa.", "soan_thao": "VX"}
    edited = {**form, "den": str(cast.construction), "lam": "trinh"}
    twice(office, cast.binh, f"{page}/sua", data=edited)
    twice(office, cast.binh, f"{page}/kiem-tra-noi-dung")
    twice(office, cast.an, f"{page}/kiem-tra-the-thuc")
    twice(office, cast.dung, f"{page}/ky", data=SIGNATURE)
    assert deeds(office, "document", document_id) == [
        "written",
        "added",
        "submitted",
        "sent_back",
        "written",
        "submitted",
        "checked",
        "checked",
        "signed",
    ]


def test_what_came_is_registered_directed_and_closed_once(office: Office) -> None:
    cast = office.cast
    document_id = cast.issued()
    with cast.storage.reading() as connection:
        entry = incoming.entry_of(connection, cast.em, document_id, TODAY)
    assert entry is not None
    there = f"{DESK}/den/{entry.id}"
    page = twice(office, cast.em, f"{there}/dang-ky", data={"ghi_chu": "Gấp"})
    assert page.count("Đã đăng ký số đến 1:") == 1
    form = {"chi_dao": "Tham mưu", "nguoi_chu_tri": str(cast.hoa.account_id)}
    twice(office, cast.giang, f"{there}/chi-dao", data=form)
    assert "đã được ghi nhận từ lần gửi trước" in twice(
        office, cast.hoa, f"{there}/tien-do", data={"tien_do": "Đang làm"}
    )
    twice(office, cast.hoa, f"{there}/ket-thuc", data={"tra_loi": "05/SXD-HT"})
    assert deeds(office, "incoming", entry.id) == ["registered", "directed", "worked", "completed"]
    other = office.by(cast.em).post(f"{there}/ket-thuc", data={"tra_loi": "06/SXD-HT"})
    assert other.status_code in (403, 409)


def test_several_registered_twice_keep_their_numbers(office: Office) -> None:
    cast = office.cast
    cast.issued()
    cast.issued()
    ids = re.findall(r'name="chon" value="([0-9a-z]+)"', office.by(cast.em).get(f"{DESK}/den").text)
    chosen = {"chon": ids, "don_vi": str(cast.construction)}
    page = twice(office, cast.em, f"{DESK}/den/dang-ky", data=chosen)
    assert "Đã đăng ký 2 văn bản, số đến 1 – 2." in page


def test_a_paper_registered_by_a_double_click_has_one_number(office: Office) -> None:
    typed = {"so_ky_hieu": "15/QĐ-BXD", "tac_gia": "Bộ Xây dựng", "trich_yeu": "Về nhà ở"}
    page = twice(office, office.cast.em, f"{DESK}/den/moi", data=typed)
    assert page.count("Đã đăng ký số đến 1:") == 1


def test_a_new_document_is_begun_once_and_what_is_typed_later_lands_on_it(office: Office) -> None:
    cast = office.cast
    browser = office.by(cast.binh)
    pages = [browser.get(f"{DESK}/di/moi").text for _ in range(2)]
    key, other = (re.search(r'name="khoa" value="([0-9a-z]{26})"', page) for page in pages)
    assert key
    assert other
    assert other[1] != key[1]
    form = {
        "don_vi": str(cast.committee),
        "khoa": key[1],
        "loai": "cong-van",
        "trich_yeu": "V/v gửi một lần",
        "noi_dung": "Một lần.",
        "soan_thao": "VX",
        "den": str(cast.construction),
    }
    twice(office, cast.binh, f"{DESK}/di/moi", data=form)
    assert deeds(office, "document", key[1]) == ["written"]
    changed = {**form, "trich_yeu": "V/v gửi hai lần", "lam": "trinh"}
    assert "V/v gửi hai lần" in twice(office, cast.binh, f"{DESK}/di/moi", data=changed)
    assert deeds(office, "document", key[1]) == ["written", "written", "submitted"]
    assert cast.rows()["documents"] == 1
    refused = office.by(cast.binh).post(f"{DESK}/di/moi", data={**form, "trich_yeu": "Khác"})
    assert refused.status_code == 409
    assert "Khác" in refused.text
    stranger = office.by(cast.em).post(
        f"{DESK}/di/moi", data={**form, "don_vi": str(cast.construction)}
    )
    assert stranger.status_code in (403, 404)


@pytest.mark.parametrize("typed", ["", "x", "../../etc", "I" * 26, "a" * 27])
def test_an_id_that_is_none_of_ours_is_not_taken(office: Office, typed: str) -> None:
    cast = office.cast
    form = {
        "don_vi": str(cast.committee),
        "khoa": typed,
        "loai": "cong-van",
        "trich_yeu": "V/v khóa lạ",
        "noi_dung": "Lạ.",
        "soan_thao": "VX",
        "den": str(cast.construction),
    }
    led = office.by(cast.binh).post(f"{DESK}/di/moi", data=form)
    assert led.status_code == 303
    assert re.fullmatch(rf"{DESK}/di/[0-9a-z]{{26}}", led.headers["location"])
