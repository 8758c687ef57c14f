"""Messages we write: readable by the oldest program, Vietnamese all the same."""

import email
import unicodedata
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.messages import Draft, File, letter, write

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VIETNAMESE = st.text(
    st.sampled_from('aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạặẫểỗợứỵĐ ,.“”()<>@;:"\\-?=')
)


def draft(**changed: Any) -> Draft:
    values: dict[str, Any] = {
        "id": "01m84vp3",
        "at": NOW,
        "sender": "vanthu@vinhlong.example",
        "sender_name": "Văn thư Văn phòng UBND tỉnh",
        "to": ["an@vinhlong.example"],
        "subject": "Giấy mời họp giao ban quý IV",
        "text": "Kính gửi các đơn vị,\n\nKính mời dự họp.",
    }
    return Draft(**values | changed)


def parsed(made: bytes) -> EmailMessage:
    message = email.message_from_bytes(made, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [defect for part in message.walk() for defect in part.defects] == []
    return message


def test_a_message_is_ascii_with_short_lines_and_says_what_was_written() -> None:
    made = write(draft(cc=["binh@vinhlong.example"]))
    assert made.isascii()
    assert max(map(len, made.split(b"\r\n"))) <= 78
    assert b"\n" not in made.replace(b"\r\n", b"")
    message = parsed(made)
    assert message["Subject"] == "Giấy mời họp giao ban quý IV"
    assert message["From"] == "Văn thư Văn phòng UBND tỉnh <vanthu@vinhlong.example>"
    assert (message["To"], message["Cc"]) == ("an@vinhlong.example", "binh@vinhlong.example")
    assert message["Date"] == "Mon, 23 Nov 2026 09:00:00 +0700"
    assert message["Message-ID"] == "<01m84vp3@vinhlong.example>"
    assert letter(made).text.strip() == "Kính gửi các đơn vị,\n\nKính mời dự họp."


def test_what_was_typed_in_pieces_is_composed() -> None:
    pieces = unicodedata.normalize("NFD", "Quyết định của Ủy ban")
    message = parsed(write(draft(subject=pieces, text=pieces, sender_name=pieces)))
    for said in (message["Subject"], message.get_content().strip()):
        assert said == "Quyết định của Ủy ban"
    assert str(message["From"]).startswith("Quyết định của Ủy ban")


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00"])
def test_a_line_break_in_a_field_adds_no_field(break_: str) -> None:
    evil = f"Chào{break_}Bcc: ai@ngoai.example"
    message = parsed(write(draft(subject=evil, sender_name=evil)))
    assert message["Bcc"] is None
    assert message["Subject"].replace(" ", "") == "ChàoBcc:ai@ngoai.example"


@given(name=VIETNAMESE, subject=VIETNAMESE)
def test_any_vietnamese_name_and_subject_come_back(name: str, subject: str) -> None:
    made = write(draft(sender_name=name, subject=subject))
    found = letter(made)
    assert found.summary.sender_address == "vanthu@vinhlong.example"
    assert found.summary.subject == " ".join(unicodedata.normalize("NFC", subject).split())


@given(words=st.lists(st.sampled_from(["Re:", "Ủy", "ban", "mời họp", "–", "30/11,", "(khẩn)"])))
def test_long_names_and_subjects_keep_every_space(words: list[str]) -> None:
    made = write(draft(sender_name=" ".join(words), subject=" ".join(words)))
    assert max(map(len, made.split(b"\r\n"))) <= 78
    found = letter(made).summary
    assert found.subject == " ".join(words)
    assert found.sender == (" ".join(words) or "vanthu@vinhlong.example")


@pytest.mark.parametrize("name", ["", "Khoa", 'Sở "Xây" \\', 'Khoa "Cuu Long" \\'])
def test_names_of_every_kind_stand_before_any_address(name: str) -> None:
    for sender in ("vanthu@vinhlong.example", "trân@vinhlong.example"):
        found = letter(write(draft(sender=sender, sender_name=name))).summary
        assert (found.sender, found.sender_address) == (name or sender, sender)


def test_addresses_in_utf8_stay_what_they_are() -> None:
    made = write(draft(to=["trân@ngoai.example"]))
    assert "To: trân@ngoai.example\r\n".encode() in made


def test_html_and_files_go_with_it() -> None:
    pdf = File("Quyết định số 15.pdf", "application/pdf", b"%PDF-1.7\n\x00\xff")
    eml = File("thư cũ.eml", "message/rfc822", b"Subject: x\r\n\r\ny\r\n")
    txt = File("ghi chú.txt", "text/plain", "nội dung".encode())
    made = write(draft(html="<p>Kính gửi</p>", files=[pdf, eml, txt]))
    assert made.isascii()
    message = parsed(made)
    body = message.get_body(("html",))
    assert body is not None
    assert body.get_content().strip() == "<p>Kính gửi</p>"
    found = {
        part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()
    }
    assert found == {file.name: file.content for file in (pdf, eml, txt)}


def test_answers_are_threaded_and_programs_say_that_they_are() -> None:
    message = parsed(write(draft(in_reply_to="<2@x>", references=["<1@x>"], automatic=True)))
    assert (message["In-Reply-To"], message["References"]) == ("<2@x>", "<1@x> <2@x>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsed(write(draft()))["Auto-Submitted"] is None
