"""What a file says is read before it is laid down; what cannot be read says nothing."""

import io
import zipfile

import pytest

from province.basics import Invalid, StateSecret
from province.documents.files import read
from tests.documents.cast import Cast

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, head: str = "") -> bytes:
    runs = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    document = f'{head}<w:document xmlns:w="{WORD}"><w:body>{runs}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def test_word_and_pdf_are_read(pdf: bytes) -> None:
    assert read(docx("Kế hoạch", "năm 2026"), "a.docx") == "Kế hoạch\nnăm 2026"
    assert "tin học hóa" in read(pdf, "a.pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 broken",
        b"PK\x03\x04 broken",
        docx("x")[:-30],
        docx("&bomb;", head='<!DOCTYPE x [<!ENTITY bomb "boom">]>'),
        docx("<w:broken>"),
        b"\x89PNG\r\n\x1a\n0000",
    ],
)
def test_what_cannot_be_read_says_nothing(data: bytes) -> None:
    assert read(data, "a.bin") == ""


def test_secrecy_marks_are_found_in_text_and_name(secret_pdf: bytes, pdf: bytes) -> None:
    for data, name in (
        (secret_pdf, "a.pdf"),
        (docx("TUYỆT MẬT"), "a.docx"),
        (pdf, "MẬT.pdf"),
        (pdf, "Tối_mật.pdf"),
    ):
        with pytest.raises(StateSecret):
            read(data, name)


def test_ordinary_words_are_no_marks(pdf: bytes) -> None:
    assert read(docx("Bảo vệ bí mật nhà nước; mật độ xây dựng"), "mật độ.docx")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"0" * 100, "van-ban.pdf"),
        (b"#!/bin/sh\n", "a.docx"),
        (b"%PDF-1.7", "a.txt"),
    ],
)
def test_hostile_files_are_refused_and_nothing_is_kept(
    small_cast: Cast, data: bytes, name: str
) -> None:
    with pytest.raises(Invalid):
        small_cast.laid(data, name)
    assert not list(small_cast.folder.glob("**/*.*"))


def test_a_secret_file_leaves_no_trace(small_cast: Cast, secret_pdf: bytes) -> None:
    for data, name in ((secret_pdf, "a.pdf"), (b"%PDF-1.7", "TỐI_MẬT.pdf")):
        with pytest.raises(StateSecret):
            small_cast.laid(data, name)
    assert not small_cast.folder.exists()
