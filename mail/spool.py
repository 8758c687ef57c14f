"""The spool: every message we have said yes to, until each recipient's fate is settled.

One SQLite file (WAL, `synchronous=FULL`) and, for messages over 32 KB, one file each, flushed
before the row that names it is committed. One thread owns the connection and does what is asked of
it in batches: what many sessions ask for while a commit is under way shares the next commit.
Nobody is told "250" before that commit is on the disk.

After the disk has failed a flush nothing it says can be trusted: the spool is `broken` from then
on, takes nothing more, and only a person who has looked at the disk starts it again.

Bodies go through `_keep_body`, `content` and `_drop_bodies` only; rows through `mail.ledger`.
"""

import asyncio
import contextlib
import errno
import fcntl
import os
import queue
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog

from mail import ledger
from mail.letters import Fate, Letter, Outcome, State

T = TypeVar("T")

INLINE_BYTES_MOST = 32 * 1024  # a larger message is kept in a file of its own
BATCH_MOST = 200  # requests that share one commit
FREE_BYTES_LEAST = 64 * 2**20  # on the spool's disk; below it nothing is taken
HANDOVER_DAYS_KEPT = 30  # how long a hand-over's id is remembered
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BROKEN = ("SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY")

log = structlog.get_logger("mail")


class SpoolFull(Exception):
    """There is no room for a message: it may come again later."""


class SpoolBroken(Exception):
    """The disk failed: nothing is taken until a person has looked at it."""


class SpoolBusy(Exception):
    """Another process owns the spool."""


@dataclass(slots=True)
class _Request:
    do: Callable[[sqlite3.Connection], Any]
    answer: "asyncio.Future[Any]"
    syncs_bodies: bool
    result: Any = None
    error: Exception | None = None


class Spool:
    """The queue on disk. Its coroutines may be called from many tasks of one loop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bodies = folder / "bodies"
        self.broken: Exception | None = None
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self.bodies.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _take_lock(folder)
        self._connection = _connect(folder / "spool.sqlite")
        _sync_folder(folder)
        self._sweep()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Finish what was asked for and close the files."""
        self._requests.put(None)
        await asyncio.to_thread(self._thread.join)
        self._connection.close()
        os.close(self._lock)

    def refuse_if_full(self, bytes_wanted: int = 0) -> None:
        """Raise SpoolFull or SpoolBroken when a message of this size could not be kept."""
        if self.broken is not None:
            raise SpoolBroken
        if shutil.disk_usage(self.folder).free < FREE_BYTES_LEAST + bytes_wanted:
            raise SpoolFull

    async def take(self, letter: Letter) -> str:
        """Keep a message durably.

        Returns: its queue id; for a hand-over taken before, the id it got then.

        Raises: SpoolFull, SpoolBroken; then nothing of the message is kept.
        """
        assert letter.content is not None
        content: bytes | None = letter.content
        if in_file := len(letter.content) > INLINE_BYTES_MOST:
            await asyncio.to_thread(self._keep_body, letter.id, letter.content)
            content = None
        try:
            taken = await self._ask(
                lambda connection: ledger.insert(connection, letter, content), syncs_bodies=in_file
            )
        except Exception:
            self._drop_bodies([letter.id] if in_file else [])
            raise
        self._drop_bodies([letter.id] if in_file and taken != letter.id else [])
        return taken

    async def content(self, letter: Letter) -> bytes:
        """Return the message itself."""
        if letter.content is not None:
            return letter.content
        return await asyncio.to_thread((self.bodies / letter.id).read_bytes)

    async def due(self, now: datetime, under_way: Collection[str], most: int) -> list[Letter]:
        """Return messages with recipients to try now, the longest waiting first.

        `recipients` holds only those that are due. `under_way` are ids to leave out.
        """
        return await self._ask(lambda c: ledger.due(c, now, under_way, most))

    async def next_due(self) -> datetime | None:
        """Return when the next attempt is to be made; None when nothing waits."""
        return await self._ask(ledger.next_due)

    async def settle(
        self,
        letter: Letter,
        outcomes: list[Outcome],
        reports: Collection[Letter],
        now: datetime,
    ) -> None:
        """Write down what an attempt came to and queue the reports it causes, in one commit."""

        def do(connection: sqlite3.Connection) -> bool:
            for report in reports:
                ledger.insert(connection, report, report.content)
            return ledger.settle(connection, letter, outcomes, now)

        if await self._ask(do):
            self._drop_bodies([letter.id])

    async def untold(self, most: int) -> list[Fate]:
        """Return states that the senders' mailboxes have yet to learn of."""
        return await self._ask(lambda c: ledger.untold(c, most))

    async def told(self, fates: Collection[Fate]) -> None:
        """Note that states were told; forget messages nobody waits for any more."""
        self._drop_bodies(
            await self._ask(lambda c: [fate.letter for fate in fates if ledger.told(c, fate)])
        )

    async def forget_handovers(self, now: datetime) -> None:
        """Forget hand-overs so old that no worker can be trying them again."""
        oldest = now - timedelta(days=HANDOVER_DAYS_KEPT)
        await self._ask(lambda c: ledger.forget_handovers(c, oldest))

    async def counts(self) -> dict[State, int]:
        """Return how many recipients are in each state."""
        return await self._ask(ledger.counts)

    # -- bodies -----------------------------------------------------------------------------

    def _keep_body(self, letter_id: str, content: bytes) -> None:
        """Write a large message and flush it; its folder is flushed with the commit."""
        if self.broken is not None:
            raise SpoolBroken
        try:
            with (self.bodies / letter_id).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._drop_bodies([letter_id])
            raise self._verdict(error) from error

    def _drop_bodies(self, letter_ids: Iterable[str]) -> None:
        for letter_id in letter_ids:
            with contextlib.suppress(OSError):  # what stays behind is swept at the next start
                (self.bodies / letter_id).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove bodies of messages that were never said yes to, or are settled."""
        kept = ledger.ids(self._connection)
        self._drop_bodies(name for name in os.listdir(self.bodies) if name not in kept)

    # -- the thread that owns the connection --------------------------------------------------

    async def _ask(self, do: Callable[[sqlite3.Connection], T], *, syncs_bodies: bool = False) -> T:
        """Have something done in the next commit; return its result once that is on the disk."""
        if self.broken is not None:
            raise SpoolBroken
        answer: asyncio.Future[T] = self._loop.create_future()
        self._requests.put(_Request(do, answer, syncs_bodies))
        return await asyncio.shield(answer)

    def _run(self) -> None:
        while (first := self._requests.get()) is not None:
            batch: list[_Request] = [first]
            while len(batch) < BATCH_MOST and not self._requests.empty():
                if (another := self._requests.get()) is None:
                    self._requests.put(None)
                    break
                batch.append(another)
            self._commit(batch)
            self._loop.call_soon_threadsafe(_answer, batch)

    def _commit(self, batch: list[_Request]) -> None:
        """Do a batch in one transaction; a request that fails takes only itself back."""
        try:
            if any(request.syncs_bodies for request in batch):
                _sync_folder(self.bodies)
            self._connection.execute("BEGIN IMMEDIATE")
            for request in batch:
                self._do(request)
            self._connection.execute("COMMIT")
        except Exception as error:
            verdict = self._verdict(error)
            with contextlib.suppress(sqlite3.Error):  # SQLite may have rolled back already
                self._connection.execute("ROLLBACK")
            for request in batch:
                request.error = request.error or verdict

    def _do(self, request: _Request) -> None:
        self._connection.execute("SAVEPOINT request")
        try:
            request.result = request.do(self._connection)
        except sqlite3.OperationalError:
            raise  # the disk failed, not the request
        except Exception as error:
            self._connection.execute("ROLLBACK TO request")
            request.error = error
        self._connection.execute("RELEASE request")

    def _verdict(self, error: Exception) -> Exception:
        """Tell a full disk, which may be cleared, from a failing one, which may not be trusted."""
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL" or (isinstance(error, OSError) and error.errno in _FULL):
            return SpoolFull()
        if name.startswith(_BROKEN) or isinstance(error, OSError):
            self.broken = error
            log.critical("mail.spool_broken", error=repr(error))
            return SpoolBroken()
        return error


def _take_lock(folder: Path) -> int:
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise SpoolBusy(f"{folder} is in use by another process") from None
    return descriptor


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=20)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.executescript(ledger.SCHEMA)
    return connection


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _answer(batch: list[_Request]) -> None:
    for request in batch:
        if request.error is not None:
            request.answer.set_exception(request.error)
        else:
            request.answer.set_result(request.result)
