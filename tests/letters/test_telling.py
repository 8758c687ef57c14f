"""Forms are printed once, kept, sent, and printed again identically; letters say what to do."""

import hashlib
from typing import Any

from province import blobs, jobs, letters, sealing, services
from province.basics import SYSTEM
from province.services import DocumentKind, Item, store
from tests.printing.test_typesetting import text_of
from tests.services.cast import BOTH_ENGINES, House
from tests.services.test_intake import everything_stored

HANDLERS = {
    "services.issue": letters.issue,
    "services.tell": letters.tell,
    "services.tell_officers": letters.tell_officers,
}


def run_jobs(house: House) -> list[dict[str, Any]]:
    """Do this room's jobs as the worker does; return the letters they asked to send."""
    sent = []
    while True:
        with house.storage.work(SYSTEM) as work:
            job = jobs.lease(work, "test", 60)
        if job is None:
            return sent
        finish = HANDLERS[job.kind](house, job.payload) if job.kind in HANDLERS else None
        with house.storage.work(SYSTEM) as work:
            if finish:
                finish(work)
            jobs.done(work, job)
        if job.kind == "notifications.send":
            sent.append(dict(job.payload))


def document(house: House, code: str, kind: DocumentKind) -> tuple[services.Document, bytes]:
    with house.storage.reading() as connection:
        dossier = store.by_code(connection, code)
        assert dossier is not None
        found = services.file_of(connection, dossier).document(kind)
        assert found is not None
        return found, letters.printed(connection, house, dossier, found)


@BOTH_ENGINES
def test_a_receipt_is_the_same_before_and_after_it_is_kept(house: House) -> None:
    filed = house.file()
    made_out, early = document(house, filed.dossier.code, DocumentKind.RECEIPT)
    assert made_out.sha256 is None
    run_jobs(house)
    kept, late = document(house, filed.dossier.code, DocumentKind.RECEIPT)
    assert early == late
    assert kept.sha256 == hashlib.sha256(early).hexdigest()
    with house.storage.reading() as connection:
        assert blobs.find(connection, kept.sha256).state == "clean"  # type: ignore[union-attr]


def test_a_receipt_says_what_the_law_asks(house: House) -> None:
    filed = house.file()
    _, pdf = document(house, filed.dossier.code, DocumentKind.RECEIPT)
    said = "".join(text_of(pdf).split())  # kerning reads as a space inside some codes
    for words in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Số: 0001/TNHS",
        filed.dossier.code,
        sealing.spaced_secret(filed.secret),
        "Nguyễn Thị Hoa",
        "0912345678",
        "7 ngày làm việc",
        "09 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 03 tháng 12 năm 2026",
        "quyển số 2026, số thứ tự 1",
    ):
        assert "".join(words.split()) in said


def test_the_applicant_gets_each_form_once_from_the_deciding_unit(house: House) -> None:
    code = house.file().dossier.code
    with house.storage.work(house["desk"]) as work:
        services.accept(work, code)
        services.ask_supplement(work, code, [Item("", "Ảnh hiện trạng")], "Điều 54")
    sent = [one for one in run_jobs(house) if one["to"] == "hoa@thu.example"]
    assert {one["subject"].rpartition(":")[0] for one in sent} == {
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Hồ sơ đã được tiếp nhận",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    }
    assert len(sent) == 3
    assert {one["from_unit_id"] for one in sent} == {house.ward}
    [asked] = [one for one in sent if "bổ sung, hoàn thiện" in one["subject"]]
    assert "1. Ảnh hiện trạng" in asked["text"]
    assert f"/ho-so/{code}/bo-sung" in asked["text"]
    assert [part["name"] for part in asked["attachments"]] == [f"phieu-bo-sung-{code}.pdf"]


def test_a_result_and_a_refusal_say_who_why_and_how_to_verify(house: House) -> None:
    codes = [house.file().dossier.code for _ in range(2)]
    with house.storage.work(house["desk"]) as work:
        services.accept(work, codes[0])
    with house.storage.work(house["chairman"]) as work:
        services.approve(work, codes[0])
        services.refuse(work, codes[1], "Thửa đất nằm trong hành lang kênh.")
    result = " ".join(text_of(document(house, codes[0], DocumentKind.RESULT)[1]).split())
    for words in (
        "GIẤY PHÉP XÂY DỰNG",
        "Sử dụng cho nhà ở riêng lẻ",
        "Số: 01/GPXD",
        "Phường Long Châu",
        "160,25 m²",
        "TM. ỦY BAN NHÂN DÂN",
        "Trần Văn Bình",
    ):
        assert words in result
    assert f"/xac-minh/{codes[0]}".replace("-", "") in result.replace("-", "").replace(" ", "")
    for hidden in ("086185001234", "0912345678", "hoa@thu.example"):
        assert hidden not in result
    refusal = " ".join(text_of(document(house, codes[1], DocumentKind.REFUSAL)[1]).split())
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ" in refusal
    assert "Thửa đất nằm trong hành lang kênh." in refusal


def test_officers_hear_of_new_dossiers_and_then_only_the_one_in_charge(house: House) -> None:
    filed = house.file()
    told = {one["to"] for one in run_jobs(house)} - {"hoa@thu.example"}
    assert told == {"andt@vinhlong.example"}
    with house.storage.work(house["officer"]) as work:
        services.assign(work, filed.dossier.code, house["officer"].account_id or 0)
        services.ask_supplement(work, filed.dossier.code, [Item("", "Ảnh")], "Thiếu ảnh")
    with house.storage.work(house["citizen"]) as work:
        services.answer_supplement(work, house, filed.dossier.code, filed.secret, "Đây", [])
    told = {one["to"] for one in run_jobs(house)} - {"hoa@thu.example"}
    assert told == {"chiendv@vinhlong.example"}


def test_an_applicant_without_an_address_is_written_to_nowhere(house: House) -> None:
    house.file(applicant_email="")
    assert {one["to"] for one in run_jobs(house)} == {"andt@vinhlong.example"}


def test_no_letter_or_job_carries_secret_or_identity_number(house: House) -> None:
    filed = house.file()
    run_jobs(house)
    stored = everything_stored(house)
    assert filed.secret not in stored
    assert sealing.spaced_secret(filed.secret) not in stored
    assert "086185001234" not in stored


def test_a_job_done_twice_keeps_one_print_and_sends_one_letter(house: House) -> None:
    code = house.file().dossier.code
    made_out, _ = document(house, code, DocumentKind.RECEIPT)
    for _ in range(2):
        finish = letters.issue(house, {"document": made_out.id})
        with house.storage.work(SYSTEM) as work:
            finish(work)
    with house.storage.reading() as connection:
        sent = [job for job in jobs.waiting(connection) if job.kind == "notifications.send"]
    assert len(sent) == 1
