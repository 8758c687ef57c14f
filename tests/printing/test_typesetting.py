"""Forms print the same bytes each time, in our fonts alone, and data is never markup."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest

from province import printing

LETTERS = "ĂÂĐÊÔƠƯ ăâđêôơư Ự Ặ Ễ Ộ Ữ ỹ Ẵ ẫ ẳ ợ ử ỷ ọ ẻ ĩ"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(_page_texts(document))
    finally:
        document.close()


def _page_texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for page in document:
        textpage = page.get_textpage()
        yield textpage.get_text_range()
        textpage.close()
        page.close()


@pytest.fixture
def receipt() -> dict[str, Any]:
    """What a receipt is filled with."""
    return {
        "code": "H61.B2-261123-0001",
        "secret": "K7WM-4PQX",
        "parent": None,
        "unit": "Ủy ban nhân dân phường Long Châu",
        "number": "0001/TNHS",
        "place_date": "Long Châu, ngày 05 tháng 01 năm 2026",
        "look_up_address": "https://vinhlong.example/tra-cuu",
        "qr": printing.qr_svg("https://vinhlong.example/tra-cuu?ma=H61.B2-261123-0001"),
        "applicant": {"name": "Nguyễn Thị Hoa", "address": LETTERS, "phone": "", "email": None},
        "procedure": "Cấp giấy phép xây dựng",
        "procedure_code": "1.013225",
        "papers": [{"name": "Đơn đề nghị", "quantity": 1, "kind": "Bản điện tử"}],
        "sets": 1,
        "time_limit": "7 ngày làm việc",
        "received_at": "09 giờ 00 phút, ngày 05 tháng 01 năm 2026",
        "due_at": "17 giờ 00 phút, ngày 14 tháng 01 năm 2026",
        "result_at": "tại quầy",
        "fee": "không thu",
        "book": "2026",
        "book_number": 1,
        "receiver": "Hệ thống",
        "applicant_signs": None,
        "receiver_signs": None,
    }


def test_every_form_is_listed_and_the_shared_part_is_none() -> None:
    assert {"receipt", "supplement", "refusal", "result"} <= set(printing.template_names())
    assert "official" not in printing.template_names()


def test_a_receipt_says_its_data_with_every_vietnamese_letter(receipt: dict[str, Any]) -> None:
    said = " ".join(text_of(printing.pdf("receipt", receipt)).split())
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "PHƯỜNG LONG CHÂU", "K7WM-4PQX", LETTERS):
        assert words in said


def test_only_our_fonts_are_in_the_file(receipt: dict[str, Any]) -> None:
    pdf = printing.pdf("receipt", receipt)
    fonts = set(re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([A-Za-z]+)", pdf))
    assert fonts
    assert fonts <= {b"Tinos", b"BeVietnamPro"}
    assert pdf.count(b"/FontFile") >= len(fonts)


def test_the_same_data_gives_the_same_bytes_in_any_thread(receipt: dict[str, Any]) -> None:
    at = datetime(2026, 1, 5, 2, 0, 1, 345678, tzinfo=UTC)
    first = printing.pdf("receipt", receipt, at=at)
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: printing.pdf("receipt", receipt, at=at), range(8)))
    assert set(again) == {first}
    assert printing.pdf("receipt", {**receipt, "code": "H61.B2-261123-0002"}, at=at) != first


def test_data_is_text_and_never_markup(receipt: dict[str, Any]) -> None:
    hostile = '#read("/etc/passwd") *đậm* $x$ [a] <b> \\ // "'
    receipt["applicant"]["address"] = hostile
    assert hostile.split()[0] in text_of(printing.pdf("receipt", receipt))
    assert "*đậm* $x$ [a] <b> \\ //" in text_of(printing.pdf("receipt", receipt))


def test_a_long_list_of_papers_goes_on_numbered_pages(receipt: dict[str, Any]) -> None:
    receipt["papers"] = [
        {"name": f"Giấy tờ {n}", "quantity": n, "kind": "Bản sao"} for n in range(60)
    ]
    pdf = printing.pdf("receipt", receipt)
    document = pypdfium2.PdfDocument(pdf)
    pages = list(_page_texts(document))
    document.close()
    assert len(pages) > 1
    assert pages[1].lstrip().startswith("2")
    assert not pages[0].lstrip().startswith("1")
    assert "Giấy tờ 59" in "".join(pages[1:])
