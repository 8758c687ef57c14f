"""What the form of an answer begins with."""

from datetime import UTC, date, datetime

from province.mailboxes import Kind, Mailbox
from province.messages import Draft, Letter, forward, letter, reply, write

BOX = Mailbox(1, "vanthu@vinhlong.example", Kind.ROLE, "Văn thư", None, 1, None, date.min, None)


def received(head: str = "") -> Letter:
    return letter(
        (
            f"From: An <an@vinhlong.example>\r\nTo: {BOX.address}, Ai <ai@ngoai.example>\r\n"
            f"Cc: BINH@vinhlong.example\r\nSubject: Thư 1\r\nMessage-ID: <1@x>\r\n"
            f"Date: Mon, 23 Nov 2026 09:00:00 +0700\r\n{head}\r\nDòng một\r\nDòng hai\r\n"
        ).encode()
    )


def test_an_answer_goes_to_the_sender_and_to_all_but_ourselves() -> None:
    came = received("References: <0@x>\r\n")
    one = reply(BOX, came, to_all=False)
    assert (one.to, one.cc, one.subject) == ("an@vinhlong.example", "", "Re: Thư 1")
    assert (one.in_reply_to, one.references) == ("<1@x>", ("<0@x>",))
    assert one.text == "\n\nAn viết lúc 09:00 23/11/2026:\n> Dòng một\n> Dòng hai\n"
    both = reply(BOX, came, to_all=True)
    assert both.cc == "ai@ngoai.example, BINH@vinhlong.example"


def test_a_forward_says_whose_message_it_was() -> None:
    made = forward(received())
    assert (made.to, made.subject) == ("", "Fwd: Thư 1")
    assert "Người gửi: An <an@vinhlong.example>\n" in made.text
    assert made.text.rstrip().endswith("Dòng một\nDòng hai")


def test_a_subject_is_not_marked_twice() -> None:
    answered = Draft(
        id="2",
        at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        sender=BOX.address,
        sender_name=BOX.name,
        to=["an@vinhlong.example"],
        subject=reply(BOX, received(), to_all=False).subject,
        text="x",
    )
    assert reply(BOX, letter(write(answered)), to_all=False).subject == "Re: Thư 1"
