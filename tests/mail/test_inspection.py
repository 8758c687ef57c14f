"""What is looked at in a message before it is taken."""

from datetime import UTC, datetime

import pytest

from mail import inspection
from mail.syntax import Rebuff


def test_loops_are_cut() -> None:
    hops = b"Received: by a.example\r\n" * inspection.HOPS_MOST
    inspection.check_form(hops + b"\r\nbody\r\n")
    with pytest.raises(Rebuff, match=r"^554 5\.4\.6"):
        inspection.check_form(b"received: by a.example\r\n" + hops + b"\r\nbody\r\n")


def test_a_header_has_a_size() -> None:
    field = b"X-Field: " + b"y" * 900 + b"\r\n"
    with pytest.raises(Rebuff, match=r"^552 5\.3\.4"):
        inspection.check_form(field * 150 + b"\r\nbody\r\n")


def test_a_received_line_in_the_body_is_no_hop() -> None:
    inspection.check_form(b"Subject: x\r\n\r\n" + b"Received: by a.example\r\n" * 100)


@pytest.mark.parametrize(
    ("header", "authors"),
    [
        ("From: an@vinhlong.example\r\n", ["an@vinhlong.example"]),
        ("From: An <an@vinhlong.example>\r\n", ["an@vinhlong.example"]),
        ('From: "An, Tran" <an@vinhlong.example>\r\n', ["an@vinhlong.example"]),
        ("From: =?utf-8?q?An?=\r\n <an@vinhlong.example>\r\n", ["an@vinhlong.example"]),
        ("From: a@x.example, B <b@x.example>\r\nSender: c@x.example\r\n", None),
        ("from: trân@vinhlong.example\r\n", ["trân@vinhlong.example"]),
        ("From: an@vinhlong.example (An)\r\n", ["an@vinhlong.example"]),
    ],
)
def test_authors_are_read(header: str, authors: list[str] | None) -> None:
    if authors is None:  # one bare and one in angle brackets: two ways to read it
        with pytest.raises(Rebuff):
            inspection.authors_of(header.encode())
    else:
        assert inspection.authors_of(header.encode()) == authors


@pytest.mark.parametrize(
    "header",
    [
        "",
        "From:\r\n",
        "From: undisclosed:;\r\n",
        "From: <a@x.example\r\n",
        "From: a@x.example\r\nFrom: a@x.example\r\n",
        "From: a@x.example\r\nSender: a@x.example\r\nSender: b@x.example\r\n",
        "From: a@x.example\x00\r\n",
        "nonsense From: a@x.example\r\n",
    ],
)
def test_authors_that_can_be_read_in_two_ways_are_refused(header: str) -> None:
    with pytest.raises(Rebuff, match=r"^550 5\.6\.0"):
        inspection.authors_of(header.encode())


def test_the_name_a_client_gives_itself_cannot_break_the_trace_field() -> None:
    field = inspection.received_field(
        name="evil\t(by mail) ; x",
        address="2001:db8::1",
        host="mail.vinhlong.example",
        protocol="ESMTP",
        queue_id="q1",
        to="an@vinhlong.example",
        at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert field == (
        b"Received: from evil??by?mail????x ([IPv6:2001:db8::1])\r\n"
        b"\tby mail.vinhlong.example with ESMTP id q1\r\n\tfor <an@vinhlong.example>;\r\n"
        b"\tMon, 23 Nov 2026 00:00:00 +0000\r\n"
    )
