"""What no message may carry in, however it is packed."""

import io
import zipfile
from email.message import EmailMessage

import pytest

from province import messages
from province.basics import StateSecret, Unsupported
from province.messages import screening
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


def zipped(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
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
        carrying("Ủy ban\nMẬT\n".encode("utf-16-le"), "a.txt", "text/plain"),
        carrying(zipped(docx("TỐI MẬT"), "a.docx"), "a.zip", "application/zip"),
        carrying(zipped(SECRET.as_bytes(), "thu.eml"), "a.zip"),
        carrying(zipped(zipped(within(SECRET).as_bytes(), "thu"), "b.zip"), "a.zip"),
        within(carrying(zipped(b"x", "Tối mật/a.bin"), "a.zip")),
        carrying(b"\xd0\xcf\x11\xe0" + bytes(508) + "\rMẬT\r".encode("utf-16-le"), "a.doc"),
        carrying(rb"{\rtf1\pard M\u7852?T\par}", "a.rtf"),
    ],
)
def test_marks_are_found_wherever_they_are(message: EmailMessage) -> None:
    with pytest.raises(StateSecret):
        messages.refuse_harmful(message.as_bytes())


def test_a_bomb_is_refused_however_its_parts_are_shared_out() -> None:
    half = zipped(bytes(60 * 2**20), "a.txt")
    messages.refuse_harmful(carrying(half, "a.zip").as_bytes())
    both = carrying(half, "a.zip")
    both.add_attachment(carrying(half, "b.zip"))
    with pytest.raises(Unsupported, match=r"blobs\.bomb"):
        messages.refuse_harmful(both.as_bytes())


def test_files_sent_from_the_workspace_are_looked_into_as_well() -> None:
    with pytest.raises(StateSecret):
        screening.refuse_marked_file("a.zip", zipped(SECRET.as_bytes(), "thu.eml"))
    screening.refuse_marked_file("mat.zip", zipped(docx("Mật độ"), "mat.docx"))


@pytest.mark.parametrize("data", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
@pytest.mark.parametrize("name", ["anh.png", "a.exe"])
def test_programs_are_told_by_their_bytes(data: bytes, name: str) -> None:
    for message in (carrying(data, name), within(carrying(data, name, "image/png"))):
        with pytest.raises(Unsupported, match=r"blobs\.executable"):
            messages.refuse_harmful(message.as_bytes())


def test_ordinary_files_pass() -> None:
    honest = carrying(docx("Mật độ xây dựng; giữ bí mật kinh doanh"), "mật độ.docx")
    for message in (honest, within(honest), carrying(docx("x")[:-30], "MAT")):
        messages.refuse_harmful(message.as_bytes())
