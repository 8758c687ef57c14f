"""What people do with the messages in a mailbox: look, read, answer, file, delete.

Every function takes a `Mailbox`, which only `mailbox_of` gives, and only to who may use it.
"""

from dataclasses import dataclass
from pathlib import Path

from province.basics import text
from province.mailboxes import maildir, reading
from province.mailboxes.maildir import Entry
from province.mailboxes.model import Folder, Mailbox, normal

PAGE_MESSAGES = 50
_QUOTED_LINES_MOST = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a folder, newest first."""

    rows: tuple[tuple[Entry, reading.Summary], ...]
    number: int  # from 1
    pages: int
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form of a reply or a forward begins with."""

    to: str
    cc: str
    subject: str
    text: str
    in_reply_to: str
    references: tuple[str, ...]


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


def reply(box: Mailbox, letter: reading.Letter, *, to_all: bool) -> Answer:
    """Begin an answer: to the sender, or to everybody but ourselves."""
    others = [a for a in _bare(*letter.to, *letter.cc) if normal(a) != box.address]
    sender = letter.reply_to or letter.summary.sender_address
    cc = [address for address in others if normal(address) != normal(sender)] if to_all else []
    when = f" lúc {text.instant_vi(letter.summary.date)}" if letter.summary.date else ""
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines()[:_QUOTED_LINES_MOST])
    return Answer(
        to=sender,
        cc=", ".join(cc),
        subject=_prefixed("Re: ", letter.summary.subject),
        text=f"\n\n{letter.summary.sender} viết{when}:\n{quoted}\n",
        in_reply_to=letter.message_id,
        references=letter.references,
    )


def forward(letter: reading.Letter) -> Answer:
    """Begin a message that hands another one on; its files are added by the door."""
    when = text.instant_vi(letter.summary.date) if letter.summary.date else ""
    return Answer(
        to="",
        cc="",
        subject=_prefixed("Fwd: ", letter.summary.subject),
        text=(
            "\n\n---------- Thư được chuyển tiếp ----------\n"
            f"Người gửi: {letter.sender}\nNgày: {when}\n"
            f"Người nhận: {', '.join(letter.to)}\nTiêu đề: {letter.summary.subject}\n\n"
            f"{letter.text}\n"
        ),
        in_reply_to="",
        references=(),
    )


def _bare(*named: str) -> list[str]:
    return [entry.rpartition("<")[2].rstrip(">") for entry in named]


def _prefixed(prefix: str, subject: str) -> str:
    return subject if subject.lower().startswith(prefix.lower()) else f"{prefix}{subject}"
