"""What no message may carry in, however it is packed."""

import io
import zipfile
from email.message import EmailMessage

import pytest

from province import messages
from province.basics import StateSecret, Unsupported
from tests.documents.cast import paper

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(words: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
    return out.getvalue()


def carrying(data: bytes, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ai@ngoai.example"
    message["Subject"] = "Gửi tệp"
    message.set_content("Xin gửi kèm.")
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


def within(inner: EmailMessage) -> EmailMessage:
    outer = EmailMessage()
    outer["From"] = "ai@ngoai.example"
    outer.set_content("Chuyển tiếp.")
    outer.add_attachment(inner)
    return outer


SECRET = carrying(docx("TỐI MẬT"), "a.docx")


@pytest.mark.parametrize(
    "message",
    [
        SECRET,
        carrying(docx("TỐI MẬT"), "a.dat"),
        carrying(docx("TỐI MẬT"), "a.png", "image/png"),
        carrying(paper("TỐI MẬT"), "a.pdf", "application/pdf"),
        carrying("TỐI MẬT\n\nKế hoạch".encode(), "a.dat"),
        carrying(b"x", "MẬT.pdf"),
        carrying(b"x", "Tối_mật.pdf"),
        within(SECRET),
        within(within(SECRET)),
        carrying(SECRET.as_bytes(), "thu.eml"),
        carrying(SECRET.as_bytes(), "thu"),
    ],
)
def test_marks_are_found_wherever_they_are(message: EmailMessage) -> None:
    with pytest.raises(StateSecret):
        messages.refuse_harmful(message.as_bytes())


@pytest.mark.parametrize("data", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
@pytest.mark.parametrize("name", ["anh.png", "a.exe"])
def test_programs_are_told_by_their_bytes(data: bytes, name: str) -> None:
    for message in (carrying(data, name), within(carrying(data, name, "image/png"))):
        with pytest.raises(Unsupported, match=r"blobs\.executable"):
            messages.refuse_harmful(message.as_bytes())


def test_ordinary_files_pass() -> None:
    honest = carrying(docx("Mật độ xây dựng; giữ bí mật kinh doanh"), "mật độ.docx")
    for message in (honest, within(honest), carrying(docx("x")[:-30], "hỏng.docx")):
        messages.refuse_harmful(message.as_bytes())
