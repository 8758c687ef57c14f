"""What a file says is read before it is laid down."""

import io
import zipfile

import pytest

from province.basics import Invalid, StateSecret
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


def test_word_and_pdf_are_read(small_cast: Cast, pdf: bytes) -> None:
    assert small_cast.laid(docx("Kế hoạch", "năm 2026"), "a.docx").text == "Kế hoạch\nnăm 2026"
    assert "tin học hóa" in small_cast.laid(pdf, "a.pdf").text


def test_secrecy_marks_are_found_in_text_and_name(
    small_cast: Cast, secret_pdf: bytes, pdf: bytes
) -> None:
    for data, name in (
        (secret_pdf, "a.pdf"),
        (docx("TUYỆT MẬT"), "a.docx"),
        (pdf, "MẬT.pdf"),
        (pdf, "Tối_mật.pdf"),
    ):
        with pytest.raises(StateSecret):
            small_cast.laid(data, name)


def test_ordinary_words_are_no_marks(small_cast: Cast, pdf: bytes) -> None:
    honest = docx("Bảo vệ bí mật nhà nước; mật độ xây dựng")
    assert small_cast.laid(honest, "mật độ.docx").text
    assert small_cast.laid(honest, "mat.docx").text


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
