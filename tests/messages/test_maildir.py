"""Maildirs on disk: whole or not at all, once and once only, readable by others."""

import errno
import mailbox
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from province.basics import NotFound
from province.messages import maildir
from province.messages.maildir import Moved
from province.messages.model import Folder

BOX = "an@vinhlong.example"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def deliver(root: Path, number: int = 1, **more: object) -> None:
    values: dict[str, object] = {"unique": f"id{number}", "at": NOW + timedelta(seconds=number)}
    maildir.deliver(root, BOX, b"Subject: x\r\n\r\nbody\r\n", **values | more)  # type: ignore[arg-type]


def test_a_message_is_there_under_a_name_made_of_its_id(root: Path) -> None:
    deliver(root)
    here = root / "vinhlong.example" / "an"
    assert os.listdir(here / "new") == ["1795399201.id1.province,S=20"]
    assert os.listdir(here / "tmp") == os.listdir(here / "cur") == []
    [entry] = maildir.listing(root, BOX, Folder.INBOX)
    assert (entry.unique, entry.size, entry.flags, entry.seen) == ("id1", 20, "", False)
    assert entry.at == NOW + timedelta(seconds=1)


def test_the_standard_library_reads_it(root: Path) -> None:
    deliver(root)
    deliver(root, 2, folder=Folder.SENT, flags="S")
    theirs = mailbox.Maildir(root / "vinhlong.example" / "an", create=False)
    assert [message["Subject"] for message in theirs] == ["x"]
    assert theirs.list_folders() == ["Sent"]
    [message] = theirs.get_folder("Sent")
    assert message.get_flags() == "S"  # type: ignore[attr-defined]


def test_a_repeated_delivery_changes_nothing(root: Path) -> None:
    deliver(root)
    deliver(root)
    assert len(maildir.listing(root, BOX, Folder.INBOX)) == 1


@pytest.mark.parametrize("moved_to", [None, Folder.ARCHIVE, Folder.TRASH])
def test_a_repeated_delivery_finds_what_its_reader_has_moved(
    root: Path, moved_to: Folder | None
) -> None:
    deliver(root)
    [entry] = maildir.listing(root, BOX, Folder.INBOX)
    if moved_to is None:
        maildir.mark(entry, add="S")
    else:
        maildir.move(root, BOX, entry, moved_to)
    deliver(root, perhaps_there=True)
    found = [entry for folder in Folder for entry in maildir.listing(root, BOX, folder)]
    assert len(found) == 1


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_what_fails_half_way_leaves_nothing_and_can_be_repeated(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    deliver(root, 1)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        if step == "fsync":
            patched.setattr(os, "fsync", full)
        else:
            patched.setattr(Path, "open" if step == "write" else "replace", full)
        with pytest.raises(OSError, match="No space"):
            deliver(root, 2)
    here = root / "vinhlong.example" / "an"
    assert len(os.listdir(here / "new")) == 1
    assert os.listdir(here / "tmp") == []
    deliver(root, 2)
    assert len(os.listdir(here / "new")) == 2


def test_the_file_and_its_folder_are_flushed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(root, 1)
    flushed: list[str] = []
    real = os.fsync

    def seen(descriptor: int) -> None:
        flushed.append(
            Path(os.readlink(f"/proc/self/fd/{descriptor}")).relative_to(root).as_posix()
        )
        real(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    deliver(root, 2)
    here = "vinhlong.example/an"
    assert flushed == [f"{here}/tmp/1795399202.id2.province,S=20", f"{here}/new"]


def test_a_folder_lists_newest_first_and_passes_over_what_is_no_message(root: Path) -> None:
    for number in (2, 3, 1):
        deliver(root, number)
    (root / "vinhlong.example" / "an" / "cur" / "dovecot-uidlist").write_text("x")
    (root / "vinhlong.example" / "an" / "new" / "1795399209.other.host:2,").write_bytes(b"y")
    names = [entry.unique for entry in maildir.listing(root, BOX, Folder.INBOX)]
    assert names == ["other", "id3", "id2", "id1"]
    assert maildir.listing(root, "khac@vinhlong.example", Folder.INBOX) == []


def test_flags_are_kept_in_order_and_through_moves(root: Path) -> None:
    deliver(root)
    [entry] = maildir.listing(root, BOX, Folder.INBOX)
    maildir.mark(entry, add="S")
    maildir.mark(maildir.find(root, BOX, Folder.INBOX, entry.unique), add="FR", remove="S")
    marked = maildir.find(root, BOX, Folder.INBOX, entry.unique)
    assert marked.path.name == f"{entry.name}:2,FR"
    maildir.move(root, BOX, marked, Folder.TRASH)
    assert maildir.find(root, BOX, Folder.TRASH, entry.unique).flags == "FR"
    with pytest.raises(NotFound, match=r"mailboxes\.message\.unknown"):
        maildir.find(root, BOX, Folder.INBOX, entry.unique)


def test_who_comes_second_is_told_that_it_was_moved(root: Path) -> None:
    deliver(root)
    [entry] = maildir.listing(root, BOX, Folder.INBOX)
    maildir.move(root, BOX, entry, Folder.ARCHIVE)
    for deed in (
        lambda: maildir.read(entry),
        lambda: maildir.mark(entry, add="S"),
        lambda: maildir.move(root, BOX, entry, Folder.TRASH),
    ):
        with pytest.raises(Moved):
            deed()


@pytest.mark.parametrize(
    "box",
    [
        "../../etc@x.example",
        "an@../x",
        ".an@x.example",
        "an@.x",
        "an",
        "an@x/y",
        "a/b@x.example",
        "",
    ],
)
def test_no_name_leads_out_of_the_folder(root: Path, box: str) -> None:
    with pytest.raises(ValueError, match="not a mailbox"):
        maildir.place(root, box)


def test_a_message_that_vanishes_while_a_folder_is_read_hides_no_other(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unique in ("m1", "m2"):
        maildir.deliver(
            root, BOX, b"Subject: x\n\n", unique=unique, at=datetime(2026, 11, 23, tzinfo=UTC)
        )
    gone = maildir.place(root, BOX) / "new" / "1.m3.elsewhere"  # no size in its name
    gone.touch()
    real = Path.stat

    def moved_meanwhile(self: Path, **more: bool) -> os.stat_result:
        if self == gone:
            gone.unlink(missing_ok=True)
        return real(self, **more)

    monkeypatch.setattr(Path, "stat", moved_meanwhile)
    found = maildir.listing(root, BOX, Folder.INBOX)
    assert {entry.unique for entry in found} == {"m1", "m2"}
