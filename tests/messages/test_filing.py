"""What people do with the messages in a mailbox."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from province import messages
from province.basics import NotFound
from province.mailboxes import Kind, Mailbox
from province.messages import Folder, filing

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOX = Mailbox(1, "vanthu@vinhlong.example", Kind.ROLE, "Văn thư", None, 1, None, date.min, None)


def put(root: Path, number: int, *, head: str = "", folder: Folder = Folder.INBOX) -> None:
    content = (
        f"From: An <an@vinhlong.example>\r\nTo: {BOX.address}, Ai <ai@ngoai.example>\r\n"
        f"Cc: BINH@vinhlong.example\r\nSubject: Thư {number}\r\nMessage-ID: <{number}@x>\r\n"
        f"Date: Mon, 23 Nov 2026 09:00:00 +0700\r\n{head}\r\nDòng một\r\nDòng hai\r\n"
    ).encode()
    messages.deliver(
        root,
        BOX.address,
        content,
        unique=f"id{number}",
        at=NOW + timedelta(minutes=number),
        folder=folder,
    )


def names(root: Path, folder: Folder = Folder.INBOX, number: int = 1) -> list[str]:
    return [entry.unique for entry, _ in messages.page(root, BOX, folder, number).rows]


def test_a_folder_is_read_page_by_page_newest_first(root: Path) -> None:
    for number in range(filing.PAGE_MESSAGES + 5):
        put(root, number)
    first = messages.page(root, BOX, Folder.INBOX, 1)
    assert (first.number, first.pages, first.total, first.unread) == (1, 2, 55, 55)
    assert [summary.subject for _, summary in first.rows[:2]] == ["Thư 54", "Thư 53"]
    assert first.rows[0][1].sender == "An"
    last = messages.page(root, BOX, Folder.INBOX, 99)
    assert (last.number, len(last.rows)) == (2, 5)
    assert messages.page(root, BOX, Folder.INBOX, -3).number == 1
    empty = messages.page(root, BOX, Folder.ARCHIVE, 1)
    assert (empty.pages, empty.rows) == (1, ())


def test_reading_marks_and_unmarks(root: Path) -> None:
    put(root, 1)
    put(root, 2)
    [_, name] = names(root)
    messages.set_seen(root, BOX, Folder.INBOX, name, seen=True)
    messages.set_seen(root, BOX, Folder.INBOX, name, seen=True)
    assert messages.unread(root, BOX) == 1
    entry, content = messages.content(root, BOX, Folder.INBOX, name)
    assert (entry.seen, messages.letter(content).summary.subject) == (True, "Thư 1")
    messages.set_seen(root, BOX, Folder.INBOX, name, seen=False)
    assert messages.unread(root, BOX) == 2
    messages.set_answered(root, BOX, Folder.INBOX, name)
    assert messages.content(root, BOX, Folder.INBOX, name)[0].flags == "RS"


def test_deleting_is_undone_by_moving_back(root: Path) -> None:
    put(root, 1)
    [name] = names(root)
    messages.move(root, BOX, Folder.INBOX, name, Folder.TRASH)
    assert (names(root), names(root, Folder.TRASH)) == ([], [name])
    messages.move(root, BOX, Folder.TRASH, name, Folder.INBOX)
    assert (names(root), names(root, Folder.TRASH)) == ([name], [])
    with pytest.raises(NotFound):
        messages.move(root, BOX, Folder.TRASH, name, Folder.INBOX)


def test_emptying_the_trash_touches_nothing_else(root: Path) -> None:
    put(root, 1)
    put(root, 2, folder=Folder.TRASH)
    assert messages.empty_trash(root, BOX) == 1
    assert (len(names(root)), names(root, Folder.TRASH)) == (1, [])
