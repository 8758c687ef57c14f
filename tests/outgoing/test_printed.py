"""What is printed follows Mẫu 1.4 and 1.5."""

from datetime import date

import pytest

from province import documents, outgoing
from province.basics import SYSTEM
from province.documents import Recipient
from province.outgoing.printed import split_body
from province.symbols import Circulation, Urgency
from tests.directory.cast import rename
from tests.documents.cast import Cast, words


def printed(cast: Cast, document_id: str) -> str:
    with cast.storage.reading() as connection:
        row = documents.see_document(connection, cast.an, document_id, cast.today)
        return words(outgoing.document_pdf(connection, row))


def test_a_letter_is_printed_by_mau_1_5(cast: Cast) -> None:
    document_id = cast.issued(
        cast.letter(
            Recipient("", cast.construction),
            Recipient("", cast.interior),
            Recipient("Văn phòng Chính phủ", direct=False),
            urgency=Urgency.VERY_URGENT,
            circulation=Circulation.INTERNAL,
        )
    )
    said = printed(cast, document_id)
    for piece in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH VĨNH LONG",
        "Số: 01/UBND-VX",
        "V/v đẩy mạnh tin học hóa",
        "Vĩnh Long, ngày 23 tháng 11 năm 2026",
        "THƯỢNG KHẨN",
        "LƯU HÀNH NỘI BỘ",
        "- Sở Xây dựng;",
        "- Sở Nội vụ.",
        "Căn cứ Nghị định số 30/2020/NĐ-CP.",
        "Đề nghị thực hiện./.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Nguyễn Dũng",
        "- Như trên;",
        "- Văn phòng Chính phủ;",
        "- Lưu: VT, VX.",
    ):
        assert piece in said, piece
    assert "V/v V/v" not in said


def test_a_directive_is_printed_by_mau_1_4(small_cast: Cast) -> None:
    written = small_cast.letter(
        *(Recipient("", unit) for unit in small_cast.communes),
        type="chi-thi",
        abstract="Về việc đẩy mạnh tin học hóa",
    )
    said = printed(small_cast, small_cast.issued(written))
    assert "Số: 01/CT-UBND" in said
    assert "CHỈ THỊ" in said
    assert "Kính gửi" not in said
    assert "- Ủy ban nhân dân các xã, phường; - Lưu: VT, VX." in said


def test_a_report_to_above_begins_with_its_addressee(small_cast: Cast) -> None:
    written = small_cast.letter(type="bao-cao", abstract="Kết quả năm 2026")
    said = printed(small_cast, small_cast.drafted(written))
    assert "Kính gửi: Sở Xây dựng" in said
    assert "- Như trên;" in said


def test_a_draft_has_room_for_number_and_day(small_cast: Cast) -> None:
    said = printed(small_cast, small_cast.drafted())
    assert "Số: /UBND-VX" in said
    assert "ngày tháng năm 2026" in said


def test_a_department_stands_under_the_committee(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.hoa) as work:
        document_id = documents.draft(
            work,
            small_cast.construction,
            small_cast.letter(Recipient("", small_cast.committee), drafted_by="HT"),
        )
        row = documents.see_document(work.connection, small_cast.hoa, document_id, work.today)
        said = words(outgoing.document_pdf(work.connection, row))
    assert "UBND TỈNH VĨNH LONG SỞ XÂY DỰNG" in said
    assert "Vĩnh Long, ngày" in said


def test_a_unit_is_printed_as_it_was_on_the_day(small_cast: Cast) -> None:
    with small_cast.storage.work(SYSTEM) as work:
        name = "Ủy ban nhân dân tỉnh Cửu Long"
        rename(work, small_cast.committee, name, date(2027, 1, 1))
    with small_cast.storage.work(small_cast.hoa) as work:
        written = small_cast.letter(Recipient("", small_cast.committee), drafted_by="HT")
        document_id = documents.draft(work, small_cast.construction, written)
        row = documents.see_document(work.connection, small_cast.hoa, document_id, work.today)
        said = words(outgoing.document_pdf(work.connection, row))
    assert "UBND TỈNH VĨNH LONG SỞ XÂY DỰNG" in said
    assert "Vĩnh Long, ngày" in said


@pytest.mark.parametrize(
    ("body", "grounds", "passages"),
    [
        ("Một.", [], ["Một./."]),
        ("Một./.", [], ["Một./."]),
        ("Căn cứ A;\nCăn cứ B.\nMột;\nHai.", ["Căn cứ A", "Căn cứ B"], ["Một;", "Hai./."]),
        (
            "Căn cứ A, Ủy ban nhân dân tỉnh yêu cầu",
            [],
            ["Căn cứ A, Ủy ban nhân dân tỉnh yêu cầu./."],
        ),
        ("", [], []),
    ],
)
def test_bodies_are_parted(body: str, grounds: list[str], passages: list[str]) -> None:
    assert split_body(body) == (grounds, passages)
