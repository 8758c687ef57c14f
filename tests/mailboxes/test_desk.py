"""What people do with the messages in a mailbox."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from province import mailboxes
from province.basics import NotFound
from province.mailboxes import Folder, Kind, Mailbox, desk

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOX = Mailbox(1, "vanthu@vinhlong.example", Kind.ROLE, "Văn thư", None, 1, None, date.min, None)


def put(root: Path, number: int, *, head: str = "", folder: Folder = Folder.INBOX) -> None:
    content = (
        f"From: An <an@vinhlong.example>\r\nTo: {BOX.address}, Ai <ai@ngoai.example>\r\n"
        f"Cc: BINH@vinhlong.example\r\nSubject: Thư {number}\r\nMessage-ID: <{number}@x>\r\n"
        f"Date: Mon, 23 Nov 2026 09:00:00 +0700\r\n{head}\r\nDòng một\r\nDòng hai\r\n"
    ).encode()
    mailboxes.deliver(
        root,
        BOX.address,
        content,
        unique=f"id{number}",
        at=NOW + timedelta(minutes=number),
        folder=folder,
    )


def names(root: Path, folder: Folder = Folder.INBOX, number: int = 1) -> list[str]:
    return [entry.unique for entry, _ in mailboxes.page(root, BOX, folder, number).rows]


def test_a_folder_is_read_page_by_page_newest_first(root: Path) -> None:
    for number in range(desk.PAGE_MESSAGES + 5):
        put(root, number)
    first = mailboxes.page(root, BOX, Folder.INBOX, 1)
    assert (first.number, first.pages, first.total, first.unread) == (1, 2, 55, 55)
    assert [summary.subject for _, summary in first.rows[:2]] == ["Thư 54", "Thư 53"]
    assert first.rows[0][1].sender == "An"
    last = mailboxes.page(root, BOX, Folder.INBOX, 99)
    assert (last.number, len(last.rows)) == (2, 5)
    assert mailboxes.page(root, BOX, Folder.INBOX, -3).number == 1
    empty = mailboxes.page(root, BOX, Folder.ARCHIVE, 1)
    assert (empty.pages, empty.rows) == (1, ())


def test_reading_marks_and_unmarks(root: Path) -> None:
    put(root, 1)
    put(root, 2)
    [_, name] = names(root)
    mailboxes.set_seen(root, BOX, Folder.INBOX, name, seen=True)
    mailboxes.set_seen(root, BOX, Folder.INBOX, name, seen=True)
    assert mailboxes.unread(root, BOX) == 1
    entry, content = mailboxes.content(root, BOX, Folder.INBOX, name)
    assert (entry.seen, mailboxes.letter(content).summary.subject) == (True, "Thư 1")
    mailboxes.set_seen(root, BOX, Folder.INBOX, name, seen=False)
    assert mailboxes.unread(root, BOX) == 2
    mailboxes.set_answered(root, BOX, Folder.INBOX, name)
    assert mailboxes.content(root, BOX, Folder.INBOX, name)[0].flags == "RS"


def test_deleting_is_undone_by_moving_back(root: Path) -> None:
    put(root, 1)
    [name] = names(root)
    mailboxes.move(root, BOX, Folder.INBOX, name, Folder.TRASH)
    assert (names(root), names(root, Folder.TRASH)) == ([], [name])
    mailboxes.move(root, BOX, Folder.TRASH, name, Folder.INBOX)
    assert (names(root), names(root, Folder.TRASH)) == ([name], [])
    with pytest.raises(NotFound):
        mailboxes.move(root, BOX, Folder.TRASH, name, Folder.INBOX)


def test_emptying_the_trash_touches_nothing_else(root: Path) -> None:
    put(root, 1)
    put(root, 2, folder=Folder.TRASH)
    assert mailboxes.empty_trash(root, BOX) == 1
    assert (len(names(root)), names(root, Folder.TRASH)) == (1, [])


def test_an_answer_goes_to_the_sender_and_to_all_but_ourselves(root: Path) -> None:
    put(root, 1, head="References: <0@x>\r\n")
    letter = mailboxes.letter(mailboxes.content(root, BOX, Folder.INBOX, *names(root))[1])
    one = mailboxes.reply(BOX, letter, to_all=False)
    assert (one.to, one.cc, one.subject) == ("an@vinhlong.example", "", "Re: Thư 1")
    assert (one.in_reply_to, one.references) == ("<1@x>", ("<0@x>",))
    assert one.text == "\n\nAn viết lúc 09:00 23/11/2026:\n> Dòng một\n> Dòng hai\n"
    both = mailboxes.reply(BOX, letter, to_all=True)
    assert both.cc == "ai@ngoai.example, BINH@vinhlong.example"


def test_a_forward_says_whose_message_it_was(root: Path) -> None:
    put(root, 1)
    letter = mailboxes.letter(mailboxes.content(root, BOX, Folder.INBOX, *names(root))[1])
    made = mailboxes.forward(letter)
    assert (made.to, made.subject) == ("", "Fwd: Thư 1")
    assert "Người gửi: An <an@vinhlong.example>\n" in made.text
    assert made.text.rstrip().endswith("Dòng một\nDòng hai")


def test_a_subject_is_not_marked_twice(root: Path) -> None:
    put(root, 1)
    letter = mailboxes.letter(mailboxes.content(root, BOX, Folder.INBOX, *names(root))[1])
    again = mailboxes.letter(
        mailboxes.write(
            mailboxes.Draft(
                id="2",
                at=NOW,
                sender=BOX.address,
                sender_name=BOX.name,
                to=["an@vinhlong.example"],
                subject=mailboxes.reply(BOX, letter, to_all=False).subject,
                text="x",
            )
        )
    )
    assert mailboxes.reply(BOX, again, to_all=False).subject == "Re: Thư 1"
