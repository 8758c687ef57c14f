"""Forms say what the law asks, are printed once, kept, and printed again identically."""

import hashlib

from province import blobs, sealing, services
from province.dossiers import FormKind
from tests.letters.cast import document, run_jobs
from tests.printing.test_typesetting import text_of
from tests.services.cast import BOTH_ENGINES, House


@BOTH_ENGINES
def test_a_receipt_is_the_same_before_and_after_it_is_kept(house: House) -> None:
    filed = house.file()
    made_out, early = document(house, filed.dossier.code, FormKind.RECEIPT)
    assert made_out.sha256 is None
    run_jobs(house)
    kept, late = document(house, filed.dossier.code, FormKind.RECEIPT)
    assert early == late
    assert kept.sha256 == hashlib.sha256(early).hexdigest()
    with house.storage.reading() as connection:
        assert blobs.find(connection, kept.sha256).state == "clean"  # type: ignore[union-attr]


def test_a_receipt_says_what_the_law_asks(house: House) -> None:
    filed = house.file()
    _, pdf = document(house, filed.dossier.code, FormKind.RECEIPT)
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


def test_a_result_and_a_refusal_say_who_why_and_how_to_verify(house: House) -> None:
    codes = [house.file().dossier.code for _ in range(2)]
    with house.storage.work(house["desk"]) as work:
        services.accept(work, codes[0])
    with house.storage.work(house["chairman"]) as work:
        services.approve(work, codes[0])
        services.refuse(work, codes[1], "Thửa đất nằm trong hành lang kênh.")
    result = " ".join(text_of(document(house, codes[0], FormKind.RESULT)[1]).split())
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
    refusal = " ".join(text_of(document(house, codes[1], FormKind.REFUSAL)[1]).split())
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ" in refusal
    assert "Thửa đất nằm trong hành lang kênh." in refusal
