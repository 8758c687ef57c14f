"""Maildirs on disk: one folder a mailbox, one file a message, Maildir++ as Dovecot reads it.

A message is written to `tmp`, flushed, and renamed into `new`: it is there whole or not at all.
Its name is made of what is delivered and not of the moment, so a delivery that is repeated after a
crash finds the file of the first.
"""

import contextlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from province.basics import Conflict, NotFound
from province.messages.model import Folder

HEADER_BYTES_MOST = 64 * 1024  # read of a message to show it in a list
_BOX = re.compile(r"(?!\.)[a-z0-9._-]{1,64}@(?!\.)[a-z0-9.-]{1,253}")
_NAME = re.compile(r"(?P<seconds>\d{1,12})\.(?P<unique>[0-9A-Za-z_-]+)\.[^/:,]+(?:,[A-Z]=\d+)*")
_HOST = "province"  # the third part of a name; fixed, so that names repeat


class Moved(Conflict):
    """A message is no longer where it was a moment ago."""

    def __init__(self) -> None:
        super().__init__(
            "mailboxes.message.moved",
            "Thư này vừa được người cùng phụ trách xử lý. Hãy tải lại danh sách.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a folder, as its file name tells it."""

    name: str  # without flags: stays the same when the message is read, answered, moved
    unique: str  # its id in the mailbox: stays the same in every folder
    at: datetime  # when it was delivered
    size: int  # bytes
    flags: str  # of DFPRST, in this order: S seen, R answered, F flagged, T deleted
    path: Path

    @property
    def seen(self) -> bool:
        """Tell whether it has been read."""
        return "S" in self.flags


def place(root: Path, box: str, folder: Folder = Folder.INBOX) -> Path:
    """Return where a folder of a mailbox lives: root/vinhlong.example/an/.Sent"""
    if not _BOX.fullmatch(box):
        raise ValueError(f"not a mailbox: {box!r}")
    local, _, domain = box.partition("@")
    return root / domain / local / folder


def deliver(
    root: Path,
    box: str,
    content: bytes,
    *,
    unique: str,
    at: datetime,
    perhaps_there: bool = False,
    folder: Folder = Folder.INBOX,
    flags: str = "",
) -> None:
    """Put a message into a mailbox durably; under the same `unique` and `at` it is put there once.

    `perhaps_there`: an earlier attempt may have ended between the delivery and its being noted, so
    all folders are looked through, because the reader may have moved the message since.

    Raises: OSError when the disk does not take it; then it is not there.
    """
    name = f"{int(at.timestamp())}.{unique}.{_HOST},S={len(content)}"
    if perhaps_there and any(holds(root, box, unique, folder) for folder in Folder):
        return
    here = place(root, box, folder)
    _make(here, root)
    passing = here / "tmp" / name
    try:
        with passing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        goal = here / "cur" / f"{name}:2,{flags}" if flags else here / "new" / name
        passing.replace(goal)
        _sync(goal.parent)
    except OSError:
        with contextlib.suppress(OSError):
            passing.unlink()
        raise


def holds(root: Path, box: str, unique: str, folder: Folder = Folder.INBOX) -> bool:
    """Tell whether a folder has the message delivered under an id."""
    return any(entry.unique == unique for entry in listing(root, box, folder))


def listing(root: Path, box: str, folder: Folder) -> list[Entry]:
    """Return a folder's messages, newest first; files that are no messages are passed over."""
    here = place(root, box, folder)
    found = []
    for part in ("new", "cur"):
        with contextlib.suppress(FileNotFoundError), os.scandir(here / part) as files:
            found += [entry for file in files if (entry := _entry(here / part, file.name))]
    return sorted(found, key=lambda entry: (entry.at, entry.unique), reverse=True)


def find(root: Path, box: str, folder: Folder, unique: str) -> Entry:
    """Return one message of a folder by its id.

    Refuses: mailboxes.message.unknown.
    """
    for entry in listing(root, box, folder):
        if entry.unique == unique:
            return entry
    raise NotFound(
        "mailboxes.message.unknown",
        "Không còn thư này trong thư mục: có thể người cùng phụ trách đã chuyển hoặc xóa.",
    )


def read(entry: Entry, bytes_most: int = -1) -> bytes:
    """Return a message, or its beginning.

    Refuses: mailboxes.message.moved when somebody moved it at this moment.
    """
    try:
        with entry.path.open("rb") as file:
            return file.read(bytes_most)
    except FileNotFoundError:
        raise Moved from None


def read_header(entry: Entry) -> bytes:
    """Return the message's header."""
    start = read(entry, HEADER_BYTES_MOST)
    return re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0] + b"\n\n"


def mark(entry: Entry, *, add: str = "", remove: str = "") -> None:
    """Set and take away flags.

    Refuses: mailboxes.message.moved.
    """
    flags = "".join(sorted((set(entry.flags) | set(add)) - set(remove)))
    folder = entry.path.parent.parent
    _rename(entry.path, folder / "cur" / f"{entry.name}:2,{flags}")


def move(root: Path, box: str, entry: Entry, to: Folder) -> None:
    """Move a message to another folder of its mailbox; it keeps its name and its flags.

    Refuses: mailboxes.message.moved.
    """
    goal = place(root, box, to)
    _make(goal, root)
    _rename(entry.path, goal / "cur" / f"{entry.name}:2,{entry.flags}")
    _sync(goal / "cur")


def remove(entries: Iterable[Entry]) -> None:
    """Delete messages for good."""
    for entry in entries:
        entry.path.unlink(missing_ok=True)


def _entry(folder: Path, file_name: str) -> Entry | None:
    name, _, info = file_name.partition(":2,")
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    told = re.search(r",S=(\d+)", name)
    try:
        size = int(told[1]) if told else (folder / file_name).stat().st_size
    except FileNotFoundError:  # moved or deleted since the folder was read
        return None
    return Entry(
        name=name,
        unique=match["unique"],
        at=datetime.fromtimestamp(int(match["seconds"]), UTC),
        size=size,
        flags=info,
        path=folder / file_name,
    )


def _rename(source: Path, goal: Path) -> None:
    try:
        source.rename(goal)
    except FileNotFoundError:
        raise Moved from None


def _make(here: Path, root: Path) -> None:
    """Make a folder's three parts, and flush every entry on the way to them."""
    if (here / "tmp").is_dir():
        return
    for part in ("cur", "new", "tmp"):
        (here / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    if here.name.startswith("."):
        (here / "maildirfolder").touch()
    while here != root.parent:
        _sync(here)
        here = here.parent


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
