"""Following a dossier as citizens do: by code and secret, to its supplement and result."""

import unicodedata

from province import sealing, services
from province.dossiers import store
from province.services import Item
from tests.api.dossiers.browsing import shown
from tests.api.dossiers.conftest import Enter
from tests.services.cast import PDF, House


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


def test_a_secret_no_cookie_can_carry_hides_nothing_from_who_filed(
    enter: Enter, office: House
) -> None:
    code = office.file(actor=office["hoa"]).dossier.code
    assert "Chờ tiếp nhận" in shown(enter("hoa"), f"/ho-so/{code}?secret=đ\u200b")


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


def test_an_answer_sent_twice_is_one_answer(enter: Enter, office: House) -> None:
    filed = office.file()
    code, citizen = filed.dossier.code, enter()
    with office.storage.work(office["desk"]) as work:
        services.ask_supplement(work, code, [Item("", "Ảnh hiện trạng")], "Điều 54")
    citizen.post("/tra-cuu", data={"ma": code, "ma_tra_cuu": filed.secret})
    address = f"/ho-so/{code}/bo-sung"
    for _ in range(2):
        files = [("papers.", ("ảnh.pdf", PDF, "application/pdf"))]
        sent = citizen.post(address, data={"message": "Đây"}, files=files)
        assert sent.headers["location"] == f"/ho-so/{code}"
    assert shown(citizen, f"/ho-so/{code}").count("Đã gửi phần bổ sung") == 1
    with office.storage.reading() as connection:
        papers = store.papers_of(connection, filed.dossier.id)
    assert [paper.name for paper in papers if paper.round] == ["ảnh.pdf"]
    files = [("papers.", ("ảnh.pdf", PDF + b" ", "application/pdf"))]
    other = citizen.post(address, data={"message": "Đây"}, files=files)
    assert other.status_code == 409
    assert enter().post(address, data={"message": "Đây"}).status_code == 404
    for _ in range(2):
        assert citizen.post(f"/ho-so/{code}/rut", data={"reason": "Thôi"}).status_code == 303
