"""What is public on a day, and what stands around it."""

import io
import zipfile
from pathlib import Path

import pytest
import yaml

from province.basics import Invalid
from province.pages import StagedPage
from province.publishing.staging import Staged, stage, write
from tests.documents.cast import paper
from tests.publishing.conftest import NOW, Write


def by_url(staged: Staged) -> dict[str, StagedPage]:
    return {page.url: page for page in staged.pages}


def test_pages_lists_and_home_come_together(content: Path, site: None) -> None:
    pages = by_url(stage(content, None, NOW))
    home = pages["/"].meta
    assert [one["title"] for one in home["notices"]] == ["Nghỉ lễ"]
    assert [one["href"] for one in home["news"]] == ["/tin-tuc/tap-huan/"]
    assert len(home["fields"]) == 6
    assert [one["href"] for one in pages["/van-ban/"].meta["entries"]] == ["/van-ban/chi-thi/"]
    assert pages["/thong-bao/nghi-le/"].meta["trail"] == [["/thong-bao/", "Thông báo"]]
    assert {"/thu-tuc/", "/thu-tuc/xay-dung/", "/co-quan/", "/so-do-trang/"} <= set(pages)


def test_a_page_waits_for_its_time(content: Path, site: None, write: Write) -> None:
    write("thong-bao/mai.md", kind="notice", publish_at="2026-11-23 09:01")
    assert "/thong-bao/mai/" not in by_url(stage(content, None, NOW))
    later = NOW.replace(minute=1)
    assert "/thong-bao/mai/" in by_url(stage(content, None, later))


def test_an_expired_notice_leaves_the_home_page_and_says_so(content: Path, site: None) -> None:
    pages = by_url(stage(content, None, NOW.replace(month=12, day=1)))
    assert pages["/"].meta["notices"] == []
    assert "hết thời hạn" in pages["/thong-bao/nghi-le/"].meta["marker"][0]
    [item] = pages["/thong-bao/"].meta["entries"]
    assert item["state"] == ["Đã hết thời hạn", ""]


def test_an_urgent_notice_stands_above_the_home_page(
    content: Path, site: None, write: Write
) -> None:
    write("thong-bao/lu.md", kind="notice", urgent="true", demonstration="true", title="Lũ về")
    [urgent] = by_url(stage(content, None, NOW))["/"].meta["urgent"]
    assert urgent["title"] == "Lũ về"
    assert urgent["demonstration"]


@pytest.mark.parametrize(("day", "is_open"), [(20, True), (21, False)])
def test_a_draft_is_open_through_its_last_day(
    content: Path, site: None, day: int, is_open: bool
) -> None:
    path = content / "van-ban/chi-thi.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kind:", "comments_until: 2026-12-20\nkind:"), encoding="utf-8")
    drafts = by_url(stage(content, None, NOW.replace(month=12, day=day)))["/"].meta["drafts"]
    assert [one["href"] for one in drafts] == (["/van-ban/chi-thi/"] if is_open else [])


def test_document_facts_and_recipients_are_shown(content: Path, site: None) -> None:
    meta = by_url(stage(content, None, NOW))["/van-ban/chi-thi/"].meta
    assert ["Số, ký hiệu", "05/CT-UB"] in meta["facts"]
    assert ["Ngày ban hành", "Năm 2003"] in meta["facts"]
    assert "Người ký" not in dict(meta["facts"])
    assert meta["recipients"] == ["Các sở", "Các huyện"]


def test_attachments_are_named_with_kind_and_size(content: Path, write: Write) -> None:
    write("index.md", attachments='[{file: tep/mau.pdf, name: "Mẫu đơn"}]')
    (content / "tep").mkdir()
    (content / "tep/mau.pdf").write_bytes(b"x" * 2_500)
    staged = stage(content, None, NOW)
    assert by_url(staged)["/"].meta["attachments"] == [
        {"href": "/tep/mau.pdf", "name": "Mẫu đơn", "kind": "PDF", "size": "2 KB"}
    ]
    assert staged.files == ("tep/mau.pdf",)


def test_lists_are_cut_into_pages_newest_first(content: Path, write: Write) -> None:
    write("index.md")
    for number in range(1, 24):
        moment = f"2026-10-{number:02d} 08:00"
        write(f"tin-tuc/{number}.md", kind="news", title=f"Tin {number}", publish_at=moment)
    pages = by_url(stage(content, None, NOW))
    assert [one["title"] for one in pages["/tin-tuc/"].meta["entries"]][:2] == ["Tin 23", "Tin 22"]
    assert [one["title"] for one in pages["/tin-tuc/trang/2/"].meta["entries"]] == [
        "Tin 3",
        "Tin 2",
        "Tin 1",
    ]
    assert "/tin-tuc/trang/3/" not in pages


def test_every_fault_of_every_file_is_told_at_once(content: Path, site: None, write: Write) -> None:
    write("a.md", "[đi](/khong-co/)\n\nLƯU HÀNH NỘI BỘ\n")
    write("b.md", "", review_by="")
    (content / "thu-tuc/xay-dung").mkdir()
    (content / "thu-tuc/xay-dung/c.md").write_text("---\ncode: 1\n---\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        stage(content, None, NOW)
    assert refused.value.code == "publishing.content.faulty"
    said = refused.value.detail["faults"]
    assert isinstance(said, list)
    assert said[:3] == [
        "a.md:13: Liên kết không đến đâu: /khong-co/",
        "a.md:15: Văn bản có dấu hạn chế lưu hành. Không được đăng.",
        "b.md:2: review_by: thiếu mục này.",
    ]
    assert said[3].startswith("thu-tuc/xay-dung/c.md:")


def test_a_shortcut_must_lead_somewhere(content: Path, write: Write) -> None:
    write("index.md", template="home.html", shortcuts="[{url: /mat/, label: Mất}]")
    with pytest.raises(Invalid, match="Lối tắt “Mất” không đến đâu"):
        stage(content, None, NOW)


def test_the_tree_is_written_for_the_generator(content: Path, site: None, tmp_path: Path) -> None:
    target = tmp_path / "docs"
    write(stage(content, None, NOW), target)
    _, front, body = (target / "thong-bao/nghi-le.md").read_text(encoding="utf-8").split("---\n", 2)
    assert yaml.safe_load(front)["byline"][0] == ["calendar", "18/11/2026"]
    assert body.strip() == "Một cửa nghỉ ngày **24/11/2026**."


def test_a_file_that_cannot_be_read_is_told_once(content: Path, site: None, write: Write) -> None:
    write("a.md", "[b](/b/) [phép](/thu-tuc/xay-dung/c/)\n")
    write("b.md", "", review_by="")
    (content / "thu-tuc/xay-dung").mkdir()
    (content / "thu-tuc/xay-dung/c.md").write_text("---\ncode: 1\n---\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        stage(content, None, NOW)
    said = refused.value.detail["faults"]
    assert isinstance(said, list)
    assert {line.partition(":")[0] for line in said} == {"b.md", "thu-tuc/xay-dung/c.md"}


def refused_for(content: Path) -> list[str]:
    with pytest.raises(Invalid) as refused:
        stage(content, None, NOW)
    said = refused.value.detail["faults"]
    assert isinstance(said, list)
    return said


@pytest.mark.parametrize(
    "front",
    [
        {"title": "TỐI MẬT"},
        {"title": '"Tuyệt mật"'},
        {"summary": '"T\\u1ed0I M\\u1eacT"'},
        {"tags": "[MẬT]"},
    ],
)
def test_a_mark_in_the_front_matter_is_refused(
    content: Path, site: None, write: Write, front: dict[str, str]
) -> None:
    write("a.md", **front)
    assert any(line.startswith("a.md:") and "độ mật" in line for line in refused_for(content))


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)  # how a file of Word 2003 begins
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def packed(name: str, said: str | bytes, kind: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if name.startswith(("word/", "xl/")):
            archive.writestr("[Content_Types].xml", "<Types/>")
        if kind:
            archive.writestr("mimetype", kind)
        archive.writestr(name, said)
    return file.getvalue()


def docx(said: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return packed("word/document.xml", f'<w:p xmlns:w="{space}"><w:r><w:t>{said}</w:t></w:r></w:p>')


BOMB = b""
for _ in range(7):
    BOMB = packed("a.zip", BOMB)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("mau.docx", docx("TUYỆT MẬT"), "Tệp mang dấu chỉ độ mật"),
        ("mau.docx", docx("LƯU HÀNH NỘI BỘ"), "hạn chế lưu hành"),
        ("mau.txt", "Dòng đầu\nTỐI MẬT\n".encode(), "Tệp mang dấu chỉ độ mật"),
        ("mau.xlsx", packed("xl/sharedStrings.xml", "<si><t>MẬT</t></si>"), "dấu chỉ độ mật"),
        ("mau.ods", packed("content.xml", "<p>MẬT</p>", ODS), "dấu chỉ độ mật"),
        ("mau.pdf", paper("TỐI MẬT"), "Tệp mang dấu chỉ độ mật"),
        ("mau.doc", OLD + "\rMẬT\r".encode("utf-16-le"), "Tệp mang dấu chỉ độ mật"),
        ("mau.svg", "<svg><text>MẬT</text></svg>".encode(), "Tệp mang dấu chỉ độ mật"),
        ("mau.zip", packed("a/Mật.png", ""), "Tệp mang dấu chỉ độ mật"),
        ("mau.zip", packed("a.txt", "LƯU HÀNH NỘI BỘ"), "hạn chế lưu hành"),
        ("mau.zip", BOMB, "bung ra quá lớn"),
        ("../thu-tuc/ghi-chu.yml", "# TỐI MẬT\n".encode(), "Tệp mang dấu chỉ độ mật"),
        ("Tối mật.png", b"\x89PNG\r\n\x1a\n", "Tệp mang dấu chỉ độ mật"),
        ("mau.exe", b"MZ" + bytes(64), "chương trình máy tính"),
        ("mau.pdf", b"\x7fELF" + bytes(64), "chương trình máy tính"),
    ],
)
def test_a_file_that_may_not_be_public_is_named(
    content: Path, site: None, name: str, data: bytes, sentence: str
) -> None:
    path = (content / "tin-tuc" / name).resolve()
    path.write_bytes(data)
    [fault] = refused_for(content)
    assert fault.startswith(f"{path.relative_to(content.resolve()).as_posix()}:")
    assert sentence in fault


def test_a_name_or_an_address_without_accents_is_no_mark(content: Path, site: None) -> None:
    folder = content / "tin-tuc" / "mat"
    folder.mkdir()
    (folder / "mat.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "toi-mat.docx").write_bytes(docx("Mật độ xây dựng"))
    assert {"tin-tuc/mat/mat.png", "tin-tuc/mat/toi-mat.docx"} <= set(
        stage(content, None, NOW).files
    )


@pytest.mark.parametrize("name", ["tep.pdf", "bai.md", "thu-muc"])
def test_a_link_to_elsewhere_is_refused_and_never_followed(
    content: Path, site: None, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "tep.pdf").write_bytes(b"%PDF-")
    (content / name).symlink_to(elsewhere if name == "thu-muc" else elsewhere / "tep.pdf")
    [fault] = refused_for(content)
    assert fault.startswith(f"{name}:")
    assert "lối tắt" in fault


def test_a_file_with_a_byte_order_mark_is_taken(content: Path, site: None) -> None:
    path = content / "thong-bao/nghi-le.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "/thong-bao/nghi-le/" in by_url(stage(content, None, NOW))
