"""Reading what anybody may have written: shown as well as can be, refused never."""

import unicodedata
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.basics import NotFound, text
from province.messages import attachment, letter, reading, safe_html, words_of

PLAIN = "From: An <an@vinhlong.example>\r\nTo: binh@vinhlong.example\r\n"


def raw(head: str, body: bytes | str = "", *, charset: str = "utf-8") -> bytes:
    encoded = body.encode(charset) if isinstance(body, str) else body
    return (PLAIN + head).encode() + b"\r\n\r\n" + encoded


def multipart(*parts: str, kind: str = "mixed", boundary: str = "b") -> bytes:
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="{boundary}"'
    return raw(head, body)


# Charsets

SENTENCE = "Kính gửi Ủy ban nhân dân xã Đồng Phú"


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-8", "utf-8"),
        ("UTF-8", "utf-8"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("windows-1252", "utf-8"),
        ("x-khong-co", "utf-8"),
        ("unknown-8bit", "utf-8"),
        ("", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_text_is_read_whatever_was_declared(declared: str, actual: str) -> None:
    kind = f"; charset={declared}" if declared else ""
    content = raw(f"Content-Type: text/plain{kind}", SENTENCE, charset=actual)
    assert letter(content).text == SENTENCE


def test_old_windows_vietnamese_is_read_and_composed() -> None:
    written = "Ti\u0309nh Vi\u0303nh Long".encode("cp1258")  # tones as marks after the vowel
    for declared in ("windows-1258", "x-khong-co"):
        content = raw(f"Content-Type: text/plain; charset={declared}", written)
        assert letter(content).text == "Tỉnh Vĩnh Long"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_everything_is_composed(form: str) -> None:
    sentence = unicodedata.normalize(form, SENTENCE)
    found = letter(raw(f"Subject: {sentence}\r\nContent-Type: text/plain; charset=utf-8", sentence))
    assert found.text == found.summary.subject == SENTENCE


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Chỉ tiêu quý IV", "Chỉ tiêu quý IV"),
        ("=?utf-8?B?Q2jhu4kgdGnDqnU=?=", "Chỉ tiêu"),
        ("=?UTF-8?q?Ch=E1=BB=89_ti=C3=AAu?=", "Chỉ tiêu"),
        ("=?utf-8?B?Q2jhu4k=?=\r\n =?utf-8?B?IHRpw6p1?=", "Chỉ tiêu"),
        ("=?iso-8859-1?q?Ch=E1=BB=89_ti=C3=AAu?=", "Chỉ tiêu"),
        ("=?khong-co?q?Ch=E1=BB=89?=", "Chỉ"),
        ("=?utf-8?B?!!!?=", None),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("a\x00b\x07c", "a b c"),
        ("gấp\u202egnod\u202c", "gấp gnod"),
        ("", ""),
        ("x" * 100_000, None),
    ],
)
def test_subjects(value: str, shown: str | None) -> None:
    subject = letter(raw(f"Subject: {value}")).summary.subject
    assert len(subject) <= reading.LINE_CHARACTERS_MOST
    if shown is not None:
        assert subject == shown


def test_names_are_decoded_after_the_field_is_taken_apart() -> None:
    trick = "=?utf-8?q?=22Kho_b=E1=BA=A1c=22_=3Ckbnn=40vinhlong=2Eexample=3E=2C?="
    content = f"From: {trick} <ai@ngoai.example>\r\n\r\n".encode()
    found = letter(content)
    assert found.summary.sender_address == "ai@ngoai.example"
    assert found.sender.endswith("<ai@ngoai.example>")


# HTML

HOSTILE = """<html><head><style>@import url(http://ngoai.example/x.css)</style></head>
<body onload="alert(1)" background="http://ngoai.example/b.png">
<script>alert(1)</script><p onclick="x()" style="background:url(http://ngoai.example)">Chào</p>
<img src="http://ngoai.example/p.gif"><img src="//ngoai.example/q.gif"><img src="cid:own@x">
<img src="data:image/svg+xml,<svg onload=alert(1)>"><img srcset="http://ngoai.example/r.gif">
<a href="javascript:alert(1)">bấm</a><a href="https://vinhlong.example/">trang</a>
<iframe src="http://ngoai.example"></iframe><form action="http://ngoai.example"><input></form>
<svg><image href="http://ngoai.example/s.png"/></svg><video poster="http://ngoai.example/v.png">
<link rel=stylesheet href=http://ngoai.example/y.css><meta http-equiv=refresh content=0;http://x>
<object data="http://ngoai.example/o"></object><base href="http://ngoai.example/">
<table background="http://ngoai.example/t.png"><tr><td>ô</td></tr></table></body></html>"""


def test_html_is_made_harmless() -> None:
    picture = b64encode(b"\x89PNG\r\n\x1a\n").decode()
    content = multipart(
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{HOSTILE}",
        "Content-Type: image/png; name=own.png\r\nContent-ID: <own@x>\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{picture}",
        kind="related",
    )
    markup, blocked = safe_html(content)
    assert blocked == 2
    assert f'<img src="data:image/png;base64,{picture}">' in markup
    assert "<p>Chào</p>" in markup
    assert '<a href="https://vinhlong.example/" rel="noopener noreferrer nofollow">' in markup
    for bad in ("ngoai.example", "script", "alert", "onload", "style", "iframe", "form", "svg"):
        assert bad not in markup


def test_a_message_of_html_alone_has_a_text_too() -> None:
    found = letter(raw("Content-Type: text/html", f"<p>{SENTENCE}</p><p>Hai &amp; ba</p>"))
    assert found.text == f"{SENTENCE}\nHai & ba"
    assert found.has_html


@given(st.text(max_size=300))
def test_no_markup_ever_keeps_a_script_or_a_foreign_address(markup: str) -> None:
    hostile = f"{markup}<img src=http://ngoai.example/{markup}><script>{markup}"
    shown, _ = safe_html(raw("Content-Type: text/html; charset=utf-8", hostile))
    assert "<script" not in shown.lower()
    assert 'src="http' not in shown


# Structure


def test_texts_files_and_numbers() -> None:
    content = multipart(
        "Content-Type: text/plain; charset=utf-8\r\n\r\nThân thư",
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=ghi.txt\r\n\r\nG",
        "Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n"
        " filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=",
        'Content-Type: image/png; name="../../..\\\\etc/passwd"\r\n\r\nx',
        "Content-Type: message/rfc822\r\n\r\nSubject: trong\r\n\r\nThư trong thư",
        "Content-Type: application/x-la\r\n\r\n?",
    )
    found = letter(content)
    assert found.text.strip() == "Thân thư"
    assert [(a.number, a.name, a.media_type) for a in found.attachments] == [
        (2, "ghi.txt", "text/plain"),
        (3, "Quyết định.pdf", "application/pdf"),
        (4, "passwd", "image/png"),
        (5, "tep-5.eml", "message/rfc822"),
        (6, "tep-6", "application/x-la"),
    ]
    its, data = attachment(content, 3)
    assert (its.name, data) == ("Quyết định.pdf", b"%PDF-")
    assert b"Th\xc6\xb0 trong th\xc6\xb0" in attachment(content, 5)[1]
    with pytest.raises(NotFound, match=r"mailboxes\.attachment\.unknown"):
        attachment(content, 7)


def test_replies_go_where_the_sender_wants_them() -> None:
    found = letter(raw("Reply-To: Nhóm <nhom@vinhlong.example>\r\nReferences: <1@x> bad <2@x>"))
    assert found.reply_to == "nhom@vinhlong.example"
    assert found.references == ("<1@x>", "<2@x>")


DEEP = "".join(
    f"--{n}\r\nContent-Type: multipart/mixed; boundary={n + 1}\r\n\r\n" for n in range(900)
)
TORTURE = {
    "nothing": b"",
    "only an end of line": b"\r\n",
    "no header": b"just text without any header\r\nsecond line\r\n",
    "only a header": b"Subject: x",
    "bytes": bytes(range(256)) * 50,
    "multipart without boundary": raw("Content-Type: multipart/mixed", "x"),
    "boundary that never comes": raw("Content-Type: multipart/mixed; boundary=never", "x"),
    "boundary without end": raw("Content-Type: multipart/mixed; boundary=b", "--b\r\n\r\nchữ"),
    "empty boundary": raw('Content-Type: multipart/mixed; boundary=""', "--\r\n\r\nx\r\n----"),
    "900 deep": raw("Content-Type: multipart/mixed; boundary=0", DEEP),
    "9,000 parts": raw("Content-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n" * 9000),
    "bad base64": raw("Content-Transfer-Encoding: base64", "không!!phải=base64==="),
    "odd base64": raw("Content-Transfer-Encoding: base64", "QQ=Q\r\n=\r\nQ"),
    "bad quoted-printable": raw("Content-Transfer-Encoding: quoted-printable", "=ZZ =\r\n=E1="),
    "bad uuencode": raw("Content-Transfer-Encoding: uuencode", "begin 6a x\r\n#####\r\nend"),
    "unknown encoding": raw("Content-Transfer-Encoding: x-rot13", "x"),
    "two content types": raw("Content-Type: text/html\r\nContent-Type: text/plain", "<b>x"),
    "bad content type": raw("Content-Type: ;;;=/\r\nContent-Disposition: ;filename", "x"),
    "endless parameters": raw("Content-Type: text/plain; " + "a=b; " * 20_000, "x"),
    "rfc 2231 gone wrong": raw("Content-Type: a/b; name*1*=x; name*0*=utf-9''%; name*9=%ZZ", "x"),
    "bad charset in a name": raw("Content-Disposition: attachment; filename*=khong''%FF", "x"),
    "header bomb": b"X: y\r\n" * 50_000 + b"\r\nx",
    "long header": b"Subject: " + b"x" * 5_000_000 + b"\r\n\r\nx",
    "address bomb": b"To: " + b"a@b.example, " * 100_000 + b"\r\n\r\n",
    "comments in addresses": b"From: " + b"(" * 20_000 + b"a@b.example\r\n\r\nx",
    "quotes in addresses": b'From: "' + b"\\" * 20_001 + b"\r\n\r\nx",
    "date of another world": b"Date: Fri, 99 Xyz 99999 99:99:99 +9999\r\n\r\nx",
    "far date": b"Date: Mon, 1 Jan 0001 00:00:00 +2359\r\n\r\nx",
    "encoded word bomb": b"Subject: " + b"=?utf-8?q?=41?= " * 50_000 + b"\r\n\r\nx",
    "message in message": raw(
        "Content-Type: message/rfc822", "Content-Type: message/rfc822\r\n\r\n" * 50
    ),
    "5,000 messages in messages": raw("", "Content-Type: message/rfc822\r\n\r\n" * 5000),
    "5,000 from the start": b"Content-Type: message/rfc822\r\n\r\n" * 5000,
    "partial": raw("Content-Type: message/partial; id=x; number=1", "x"),
    "external body": raw("Content-Type: message/external-body; access-type=URL", "\r\nx"),
    "delivery status": raw("Content-Type: message/delivery-status", "x\r\n\r\n: y\r\n\r\n"),
    "tnef": raw("Content-Type: application/ms-tnef; name=winmail.dat", "\x78\x9f"),
    "utf-7": raw("Content-Type: text/html; charset=utf-7", "+ADw-script+AD4-alert(1)"),
    "utf-16 without end": raw("Content-Type: text/plain; charset=utf-16", b"\xff\xfe\x41"),
    "codec that is none": raw("Content-Type: text/plain; charset=zlib", "x\x80"),
    "codec with zero": raw("Content-Type: text/plain; charset=\x00", "x\x80"),
    "cr only": b"Subject: x\r\rbody\r",
    "lf only": b"Subject: x\n\nbody\n",
    "surrogates": raw("Content-Type: text/plain; charset=utf-8", b"\xed\xa0\x80\xed\xb0\x80"),
}


@pytest.mark.parametrize("name", TORTURE)
def test_torture_is_survived(name: str) -> None:
    content = TORTURE[name]
    found = letter(content)
    for said in (found.text, found.sender, found.summary.subject, *found.to, *found.cc):
        assert said == text.nfc(said)
        assert "\x00" not in said
        said.encode()  # nothing that UTF-8 cannot say
    for its in found.attachments[:5]:
        kept, data = attachment(content, its.number)
        assert (kept, len(data)) == (its, its.size)
        assert "/" not in its.name
    reading.summary(content)
    markup, _ = safe_html(content)
    assert "<script" not in markup
    for said in words_of(content):
        said.encode()
    if name == "utf-7":
        assert "<script" not in markup


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(content: bytes) -> None:
    letter(content)
    list(words_of(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + content))


def test_words_are_found_wherever_a_person_could_read_them() -> None:
    content = multipart(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b64encode("một".encode()).decode(),
        "Content-Type: text/html; charset=utf-8\r\n\r\n<p>h<b>a</b>i</p>",
        "Content-Type: text/csv; charset=utf-8\r\nContent-Disposition: attachment\r\n\r\nba",
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=4.pdf\r\n\r\nx",
    )
    words = {said.strip() for said in words_of(b"Subject: khong\r\n" + content)}
    assert words == {"khong", "một", "hai", "ba"}  # names are told with the files
