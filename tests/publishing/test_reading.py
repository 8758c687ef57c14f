"""Front matter is taken whole or refused with file, line and a sentence."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from province.publishing.model import LegalDocument, Notice
from province.publishing.reading import NotReadable, read
from tests.publishing.conftest import Write


def faults_of(content: Path, path: Path) -> list[str]:
    with pytest.raises(NotReadable) as refused:
        read(content, path)
    return [str(fault) for fault in refused.value.faults]


def test_a_notice_is_read_with_its_times(content: Path, write: Write) -> None:
    path = write("thong-bao/lich.md", "Chữ\n", kind="notice", urgent="true", field="dat-dai")
    written = read(content, path)
    assert isinstance(written.matter, Notice)
    assert written.matter.urgent
    assert written.matter.publish_at == datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    assert written.matter.review_by == date(2027, 5, 2)
    assert written.path == "thong-bao/lich.md"
    assert path.read_text(encoding="utf-8").splitlines()[written.body_line :] == ["Chữ"]


def test_a_document_carries_its_attributes(content: Path, site: None) -> None:
    matter = read(content, content / "van-ban/chi-thi.md").matter
    assert isinstance(matter, LegalDocument)
    assert matter.document.recipients == ("Các sở", "Các huyện")


@pytest.mark.parametrize(
    ("front", "line", "sentence"),
    [
        ({"title": ""}, 2, "title: thiếu mục này."),
        ({"title": "null"}, 4, "title: không được để trống."),
        ({"colour": "xanh"}, 11, "colour: không có mục nào mang tên này."),
        ({"kind": "blog"}, 2, "loại bài"),
        ({"approver": "Ban biên tập"}, 2, "người duyệt phải khác người viết"),
        ({"review_by": "2026-11-01"}, 10, "review_by: phải sau ngày đăng"),
        ({"review_by": "mai"}, 10, "review_by: không phải ngày"),
        ({"publish_at": "sáng mai"}, 9, "publish_at: không phải thời điểm"),
        ({"field": "giao-thong"}, 11, "field: phải là một trong: dat-dai"),
        ({"id": "Lịch Trực"}, 3, "id: chỉ gồm chữ thường không dấu"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(
    content: Path, write: Write, front: dict[str, str], line: int, sentence: str
) -> None:
    [fault] = faults_of(content, write("a/b.md", **front))
    assert fault.startswith(f"a/b.md:{line}: ")
    assert sentence in fault


def test_a_fault_deep_in_the_front_matter_is_found(content: Path, site: None) -> None:
    path = content / "van-ban/chi-thi.md"
    text = path.read_text(encoding="utf-8").replace("issuer: UBND tỉnh, ", "")
    path.write_text(text, encoding="utf-8")
    [fault] = faults_of(content, path)
    assert fault.startswith("van-ban/chi-thi.md:11: document.issuer: thiếu")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Không có phần đầu.\n", "phải mở đầu bằng phần thông tin"),
        ("---\ntitle: Khẩn: triều cường\n---\n", "đặt trong dấu nháy"),
        ("---\n- một\n---\n", "tên: giá trị"),
        ("---\ntitle: Một\ntitle: Hai\n---\n", "a.md:3: title: mục này viết hai lần"),
        ("---\nreview_by: 2026-02-30\n---\n", "không có trong lịch"),
    ],
)
def test_what_is_no_front_matter_is_refused(content: Path, written: str, sentence: str) -> None:
    path = content / "a.md"
    path.write_text(written, encoding="utf-8")
    [fault] = faults_of(content, path)
    assert sentence in fault


def test_another_encoding_is_refused(content: Path) -> None:
    path = content / "a.md"
    path.write_bytes("---\ntitle: Đất\n---\n".encode("utf-16"))
    assert "UTF-8" in faults_of(content, path)[0]
