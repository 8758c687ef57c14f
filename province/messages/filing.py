"""What people do with the messages in a mailbox: look, read, file, delete.

Every function takes a `Mailbox`, which only `mailbox_of` gives, and only to who may use it.
"""

from dataclasses import dataclass
from pathlib import Path

from province.mailboxes import Mailbox
from province.messages import maildir, reading
from province.messages.maildir import Entry
from province.messages.model import Folder

PAGE_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a folder, newest first."""

    rows: tuple[tuple[Entry, reading.Summary], ...]
    number: int  # from 1
    pages: int
    total: int
    unread: int


def page(root: Path, box: Mailbox, folder: Folder, number: int) -> Page:
    """Return one page of a folder; a number beyond the last is the last."""
    entries = maildir.listing(root, box.address, folder)
    pages = max(1, -(-len(entries) // PAGE_MESSAGES))
    number = min(max(number, 1), pages)
    shown = entries[(number - 1) * PAGE_MESSAGES : number * PAGE_MESSAGES]
    rows = []
    for entry in shown:
        try:
            rows.append((entry, reading.summary(maildir.read_header(entry))))
        except maildir.Moved:
            continue  # somebody who shares the mailbox filed it a moment ago
    unread = sum(not entry.seen for entry in entries)
    return Page(tuple(rows), number, pages, len(entries), unread)


def unread(root: Path, box: Mailbox) -> int:
    """Return how many messages of the inbox nobody has read."""
    return sum(not entry.seen for entry in maildir.listing(root, box.address, Folder.INBOX))


def content(root: Path, box: Mailbox, folder: Folder, unique: str) -> tuple[Entry, bytes]:
    """Return a message as it is kept.

    Refuses: mailboxes.message.unknown, mailboxes.message.moved.
    """
    entry = maildir.find(root, box.address, folder, unique)
    return entry, maildir.read(entry)


def set_seen(root: Path, box: Mailbox, folder: Folder, unique: str, *, seen: bool) -> None:
    """Note that a message was read, or is to be read again.

    Refuses: mailboxes.message.unknown, mailboxes.message.moved.
    """
    entry = maildir.find(root, box.address, folder, unique)
    if entry.seen != seen:
        maildir.mark(entry, add="S" if seen else "", remove="" if seen else "S")


def set_answered(root: Path, box: Mailbox, folder: Folder, unique: str) -> None:
    """Note that a message was answered, for all who share the mailbox.

    Refuses: mailboxes.message.unknown, mailboxes.message.moved.
    """
    maildir.mark(maildir.find(root, box.address, folder, unique), add="RS")


def move(root: Path, box: Mailbox, folder: Folder, unique: str, to: Folder) -> None:
    """Put a message into another folder.

    Refuses: mailboxes.message.unknown, mailboxes.message.moved.
    """
    maildir.move(root, box.address, maildir.find(root, box.address, folder, unique), to)


def empty_trash(root: Path, box: Mailbox) -> int:
    """Delete for good what is in the trash; return how many messages there were."""
    entries = maildir.listing(root, box.address, Folder.TRASH)
    maildir.remove(entries)
    return len(entries)
