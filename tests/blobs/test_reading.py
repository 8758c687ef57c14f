"""What office files say, where stamps stand in them, and files that are odd on purpose."""

import io
import zipfile

import pytest

from province import blobs
from province.basics import secrecy

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
O = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'  # noqa: E741
ODT = b"application/vnd.oasis.opendocument.text"
BODY = f"<w:document {W}><w:body><w:p><w:r><w:t>Kính gửi</w:t></w:r></w:p></w:body></w:document>"


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(name, content, stored)
    return file.getvalue()


def word(document: str = BODY, **parts: str) -> bytes:
    members = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    members |= {f"word/{name}.xml": part for name, part in parts.items()}
    return packed({name: content.encode() for name, content in members.items()})


def excel() -> bytes:
    table = "<sst><si><t>Số</t></si><si><t>TỐI MẬT</t></si></sst>"
    members = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    return packed({**members, "xl/sharedStrings.xml": table.encode()})


def odt() -> bytes:
    text = f"<d {O}><text:p>UBND<text:line-break/>M\u1eacT</text:p></d>"
    return packed({"mimetype": ODT, "content.xml": text.encode()})


@pytest.mark.parametrize(
    "data",
    [
        word(header1=f"<w:hdr {W}><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>"),
        word(BODY.replace("Kính gửi", "UBND</w:t><w:br/><w:t>MẬT")),
        word(BODY.replace("Kính gửi", "UBND</w:t><w:tab/><w:t>MẬT")),
        excel(),
        odt(),
    ],
)
def test_a_stamp_is_found_where_office_programs_put_it(data: bytes) -> None:
    assert secrecy.marks_in(blobs.text_of(data))


def test_words_are_joined_as_they_are_read() -> None:
    runs = "Kính </w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>gửi"
    assert blobs.text_of(word(BODY.replace("Kính gửi", runs))) == "Kính gửi"


@pytest.mark.parametrize(
    "data",
    [
        word('<?xml version="1.0" encoding="big5"?><a/>'),
        word('<?xml version="1.0" encoding="foo-bar"?><a/>'),
        word("<a>" * 100_000),
        word("<a>" * 50_000 + "</a>" * 50_000),
        word("<!DOCTYPE a><a/>"),
    ],
)
def test_odd_parts_say_nothing_and_break_nothing(data: bytes) -> None:
    assert blobs.text_of(data) == ""


def test_a_damaged_archive_says_nothing() -> None:
    whole = word(BODY.replace("Kính gửi", "Kính gửi " * 500))
    at = whole.index(b"word/document.xml") + 30
    for step in range(0, 60, 3):
        spoiled = bytearray(whole)
        spoiled[at + step] ^= 0xFF
        assert isinstance(blobs.text_of(bytes(spoiled)), str)
