"""What may not be published is found, with its line; what may is left alone."""

import unicodedata
from collections.abc import Iterable

import pytest

from province.pages import Kind, StagedPage
from province.publishing import check
from province.publishing.model import Fault


def said(faults: Iterable[Fault]) -> list[tuple[int, str]]:
    return [(fault.line, fault.sentence) for fault in faults]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (unicodedata.normalize("NFD", "Giấy phép xây dựng"), "NFD"),
        ("LƯU HÀNH NỘI BỘ", "hạn chế lưu hành"),
        ("TUYỆT MẬT", "độ mật"),
        ("Độ mật: Tối mật", "độ mật"),
        ("Số căn cước 086203001234.", "số căn cước"),
        ("Gọi anh Ba, 0912 345 678", "di động"),
        ("Gọi +84912345678", "di động"),
        ("Viết cho nguyenvanba@gmail.com", "thư điện tử cá nhân"),
    ],
)
def test_what_is_not_public_is_found(line: str, sentence: str) -> None:
    [(number, words)] = said(check.text_faults("a.md", f"Dòng đầu\n{line}\n"))
    assert number == 2
    assert sentence in words


@pytest.mark.parametrize(
    "line",
    [
        "Cấm đăng văn bản có dấu lưu hành nội bộ và bí mật kinh doanh.",
        "Điện thoại cơ quan: 0270 3823 456",
        "Thư: vanthu@vinhlong.example",
        "Mã thủ tục 1.013225, hồ sơ H61.17-261123-0001, 4.257.581 người",
        "Số 112/2001/QĐ-TTg ngày 25/07/2001",
        "Tài khoản kho bạc 3713.0.1084567.00000",
    ],
)
def test_ordinary_public_lines_pass(line: str) -> None:
    assert said(check.text_faults("a.md", line)) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("<script>alert(1)</script>", "mã chạy"),
        ('<p onclick="x()">', "mã chạy"),
        ("[x](javascript:x)", "mã chạy"),
        ('Chữ đỏ{ style="color: red" }', "style"),
        ("<iframe src='/x'></iframe>", "khung nhúng"),
        ("![](/ban-do.png)", "mô tả"),
        ('<img src="/ban-do.png">', "mô tả"),
        ('<img src="/ban-do.png" alt="">', "mô tả"),
        ("![Bản đồ](https://anh.example/ban-do.png)", "trang khác"),
        ("![Bản đồ](//anh.example/ban-do.png)", "trang khác"),
        ('<img alt="Bản đồ" src="http://anh.example/ban-do.png">', "trang khác"),
    ],
)
def test_unsafe_or_blind_markup_is_found(line: str, sentence: str) -> None:
    assert [(8, sentence in words) for _, words in said(check.body_faults("a.md", line, 8))] == [
        (8, True)
    ]


def test_markup_shown_as_code_is_no_markup() -> None:
    body = "Viết `<script>` thì bị từ chối.\n\n```html\n<script>\n```\n\n![Bản đồ](/ban-do.png)\n"
    assert said(check.body_faults("a.md", body)) == []


def page(body: str, path: str = "thong-bao/lich.md") -> StagedPage:
    return StagedPage(path, Kind.PAGE, "Lịch", "", {}, body)


URLS = {"/", "/lien-he/", "/thong-bao/", "/thong-bao/khac/"}
FILES = {"thong-bao/mau.pdf"}


@pytest.mark.parametrize(
    "target",
    [
        "/khong-co/",
        "/lien-he",  # without the slash that ends it: a needless redirect
        "khong-co.md",
        "../khong-co/",
        "#khong-co",
        "ftp://x",
        "javascript:x",
    ],
)
def test_dead_links_are_found(target: str) -> None:
    found = said(check.link_faults(page(f"Một\n[hai]({target})"), URLS, FILES, 10))
    assert found == [(11, f"Liên kết không đến đâu: {target}")]


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/lien-he/#van-phong",
        "khac.md",
        "../lien-he/index.md",
        "mau.pdf",
        "/thong-bao/mau.pdf",
        "/tra-cuu",
        "/tim-kiem?q=đất",
        "/thu-tuc/cap-giay-phep-xay-dung/nop",
        "https://dichvucong.gov.vn",
        "mailto:vanthu@vinhlong.example",
        "#muc-1",
        "#gio-lam-viec",
        "#muc-tu-dat",
    ],
)
def test_living_links_pass(target: str) -> None:
    body = f"## Mục 1\n\n## Giờ làm việc\n\n## Riêng {{#muc-tu-dat}}\n\n[x]({target})\n"
    assert said(check.link_faults(page(body), URLS, FILES)) == []


def test_two_files_may_not_claim_the_same() -> None:
    pages = [("a.md", "/a/"), ("b.md", "/b/"), ("a/index.md", "/a/")]
    [fault] = check.doubled(pages, "địa chỉ")
    assert str(fault) == "a/index.md:1: Trùng địa chỉ “/a/” với tệp a.md."


def test_an_attachment_must_be_there() -> None:
    [fault] = check.missing_files({"a.md": ["a/mau.pdf", "thong-bao/mau.pdf"]}, FILES)
    assert str(fault) == "a.md:1: Không có tệp đính kèm a/mau.pdf."
