"""The one look-out: what is marked, whatever kind of file it is in, and what only looks so."""

import struct
import zipfile

import pytest

from province import blobs
from province.basics import StateSecret, Unsupported
from tests.blobs.test_reading import BODY, W, odt, packed, word

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")  # how files of Word and Excel begin
RTF = rb"{\rtf1\ansi\ansicpg1258{\fonttbl{\f0 Times;}}\pard T\u7888?I M\u7852\'3fT\par K\u7871? }"


def old_excel(*cells: str) -> bytes:
    """Write shared strings as BIFF8 does: how long, whether wide, the letters."""
    texts = b"".join(
        struct.pack("<HB", len(cell), not cell.isascii())
        + cell.encode("ascii" if cell.isascii() else "utf-16-le")
        for cell in cells
    )
    head = struct.pack("<HHII", 0xFC, 8 + len(texts), len(cells), len(cells))
    return OLD + head + texts + b"\n\0"


def old_word(said: str, charset: str = "utf-16-le") -> bytes:
    return OLD + bytes(1024) + said.replace("\n", "\r").encode(charset) + bytes(512)


def drawn(said: str) -> bytes:
    """Write one slide that says something."""
    slide = f"<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:sld>"
    members = {"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": slide}
    return packed({name: content.encode() for name, content in members.items()})


def embedding(data: bytes) -> bytes:
    members = {"[Content_Types].xml": b"<Types/>", "word/document.xml": BODY.encode()}
    return packed({**members, "word/embeddings/oleObject1.bin": data})


STAMPED = word(BODY.replace("Kính gửi", "TỐI MẬT"))
LINES = "Ủy ban nhân dân\r\nTỐI MẬT\r\nKế hoạch"
MARKED = [
    STAMPED,
    odt(),
    drawn("TUYỆT MẬT"),
    LINES.encode(),
    b"\xef\xbb\xbf" + "MẬT".encode(),
    LINES.encode("utf-16"),
    LINES.encode("utf-16-le"),
    LINES.encode("utf-16-be"),
    b"\xfe\xff" + LINES.encode("utf-16-be"),
    b"UBND t\xd2nh\r\nM\xc2\xf2T\r\nK\xea\xec ho\xf2ach",  # cp1258
    b"\xd1y ban\r\nT\xe8I M\xcbT\r\n",  # TCVN3
    "<html><p>Kính gửi</p><p class='a'><b>M&#7852;T</b></p></html>".encode(),
    "<?xml version='1.0'?><a><b>Độ mật</b><c>MẬT</c></a>".encode(),
    RTF,
    rb"{\rtf1\ansi M\'c2\'f2T\par}",
    rb"{\rtf1{\*\generator x;}\uc0 M\u7852 T\line}",
    old_word("Ủy ban\nMẬT\nKế hoạch"),
    old_word("Ủy ban\nĐộ mật: Tối mật\x07"),
    b"\0" + old_word("x") + "\rMẬT\r".encode("utf-16-le"),
    old_word("UBND\nMÂ\u0323T\nKê\u0301", "cp1258"),
    old_word("TOI MAT\nKe hoach", "cp1258"),
    old_excel("Số", "TỐI MẬT", "Kế hoạch"),
    old_excel("Họ", "MẬT"),
    old_excel("MẬT", "Kế hoạch" * 6),  # 48 letters: the length itself is a figure
    old_excel("x", "TOI MAT", "a" * 65),
    old_excel("Số", "MẬT", "a" * 48).replace(b"\x03\0\x01", b"\x03\0\x09\x01\0"),
    packed({"a/b.docx": STAMPED}),
    packed({"a.txt": LINES.encode()}),
    packed({"bên trong.zip": packed({"c.doc": old_word("Ủy ban\nMẬT\n")})}),
    packed({"Tối mật/a.jpg": b"\xff\xd8\xff"}),
    embedding(STAMPED),
    embedding(old_word("x\nMẬT\n")),
    word(
        BODY.replace("Kính gửi", "Kính gửi " * 40_000),
        footer1=f"<w:ftr {W}><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:ftr>",
    ),
]
HONEST = "Bảo vệ bí mật kinh doanh\r\nMật độ xây dựng\r\nMẬT ĐỘ"


@pytest.mark.parametrize("data", MARKED)
def test_a_mark_is_found_in_every_kind_of_file(data: bytes) -> None:
    with pytest.raises(StateSecret):
        blobs.look_into("a.dat", data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HONEST.encode(),
        HONEST.encode("utf-16"),
        HONEST.encode("utf-16-be"),
        "Giữ bí mật ở đó\r\nậ MAT\r\n".encode("utf-16-le"),
        "Giữ bí mật ở đó\r\nậ MAT\r\n".encode("utf-16-be"),
        old_word(HONEST),
        old_excel("Mật độ", "bí mật", "MẬT ĐỘ"),
        old_word("x") + b"\x01MAT\x02\x00 MAT\x03",  # three letters by chance
        packed({"mat/MAT.JPG": b"\xff\xd8\xff", "mật độ.docx": word()}),
        packed({"mat.zip": packed({"toi-mat.txt": HONEST.encode()})}),
        rb"{\rtf1 M\u7852?T \u272?\u7896? XAY DUNG\par}",
        b"<b>M&#7852;T</b> &#272;&#7896;",
    ],
)
def test_ordinary_files_pass(data: bytes) -> None:
    blobs.look_into("mat.jpg", data)


def test_a_file_is_judged_by_its_name_as_names_are() -> None:
    for name in ("MẬT.jpg", "Tối_mật.pdf", "TOI MAT.pdf", "Mật/a.jpg"):
        with pytest.raises(StateSecret):
            blobs.look_into(name, b"\xff\xd8\xff")
        with pytest.raises(StateSecret):
            blobs.refuse_marked(name, b"\xff\xd8\xff")
    for name in ("mat.jpg", "MAT.JPG", "toi-mat.jpg", "mat/a.jpg"):
        assert blobs.look_into(name, b"\xff\xd8\xff") == ""


def test_the_text_returned_is_that_of_documents_alone() -> None:
    assert blobs.look_into("a.docx", word()) == "Kính gửi"
    assert blobs.look_into("a.txt", "Kính gửi".encode()) == ""
    assert blobs.look_into("a.zip", packed({"a.docx": word()})) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 broken",
        b"PK\x03\x04 broken",
        word()[:-30],
        word('<!DOCTYPE x [<!ENTITY bomb "boom">]><x>&bomb;</x>'),
        word("<w:broken>"),
        b"\x89PNG\r\n\x1a\n0000",
    ],
)
def test_what_cannot_be_read_says_nothing(data: bytes) -> None:
    assert blobs.look_into("a.bin", data) == ""


def bombs() -> list[bytes]:
    nested = packed({"a.txt": b"x"})
    for _ in range(6):
        nested = packed({"a.zip": nested})
    wide = packed({f"{place}.txt": b"" for place in range(2001)})
    large = packed({"a.txt": bytes(101 * 2**20)})
    by_steps = packed({f"{place}.zip": packed({"a.txt": bytes(35 * 2**20)}) for place in "abc"})
    return [nested, wide, large, by_steps]


@pytest.mark.parametrize("data", bombs(), ids=["deep", "many", "large", "large by steps"])
def test_what_holds_more_than_is_looked_through_is_refused(data: bytes) -> None:
    with pytest.raises(Unsupported, match=r"blobs\.bomb"):
        blobs.look_into("a.zip", data)


def test_locked_and_false_archives_say_their_names_alone() -> None:
    locked = bytearray(packed({"a.txt": "MẬT".encode(), "b.txt": "THƯỜNG".encode()}))
    at = locked.index(b"PK\x01\x02") + 8
    locked[at] |= 1
    odd = packed({"a.txt": "MẬT".encode()}, zipfile.ZIP_LZMA)
    larger = bytearray(packed({"a.txt": b"TOI MAT\n" + bytes(2**20)}))
    at = larger.index(b"PK\x01\x02") + 24  # how large it says the file is
    larger[at : at + 4] = struct.pack("<I", 8)
    beyond = bytearray(packed({"a.txt": "MẬT".encode()}))
    at = beyond.index(b"PK\x01\x02") + 42  # where it says the file begins
    beyond[at : at + 4] = struct.pack("<I", len(beyond) - 4)
    for data in (bytes(locked), odd, bytes(larger), bytes(beyond)):
        assert ("a.txt", "") in list(blobs.words_in("a.zip", data))


def test_names_without_a_charset_are_read_as_they_were_written() -> None:
    unsaid = packed({"x" * len("Tối mật".encode()) + ".txt": b"1"})
    with pytest.raises(StateSecret):
        blobs.look_into("a.zip", unsaid.replace(b"x" * 11, "Tối mật".encode()))
