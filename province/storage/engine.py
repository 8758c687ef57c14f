"""The engine: SQLite by default, PostgreSQL by one setting, the same promises from both.

SQLite: WAL, `synchronous=FULL` (a commit is on disk), foreign keys on, writers begin IMMEDIATE so
that two of them queue instead of failing half-way. PostgreSQL: READ COMMITTED; whoever decides
locks the row it decides on (`with_for_update`).
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, TimeoutError

BUSY_MILLISECONDS_MOST = 20_000  # a writer waits this long for its turn on SQLite
LOOK_SECONDS = 0.001  # how often it looks whether its turn has come
_BUSY = ("SQLITE_BUSY", "SQLITE_FULL")  # the disk's or another's fault, never the statement's


def open_engine(url: str) -> Engine:
    """Open the database at a SQLAlchemy address, making the folder of a SQLite file."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    engine = create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _open_sqlite(url: str) -> Engine:
    database = make_url(url).database
    if not database:
        raise ValueError("an in-memory database would not survive the process: name a file")
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    # More than a door has threads, and kept: opening one costs more than what it is opened for.
    engine = create_engine(url, pool_size=48, max_overflow=0, pool_use_lifo=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS_MOST}")
    _take_up_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _take_up_wal(cursor: Any) -> None:
    """Switch to the write-ahead log; two that meet a new file at once take turns.

    SQLite's own waiting does not cover this switch.
    """
    deadline = time.monotonic() + BUSY_MILLISECONDS_MOST / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
        time.sleep(LOOK_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    writes = bool(connection.get_execution_options().get("writes"))
    if connection.info.get("writes") != writes:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.info["writes"] = writes
    if writes:
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Begin to write, looking each millisecond whether another process has ended.

    SQLite's own waiting sleeps up to 100 ms between two looks, and a busy worker is never caught.
    """
    deadline = time.monotonic() + BUSY_MILLISECONDS_MOST / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if not is_passing(error) or time.monotonic() > deadline:
                    raise
            time.sleep(LOOK_SECONDS)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS_MOST}")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ")


class Turns:
    """The writers of this process, one after another.

    SQLite lets one write at a time, and those who wait guess when to look again: under load some
    would wait for seconds while others come and go.
    """

    def __init__(self, engine: Engine) -> None:
        self.wanted = engine.dialect.name == "sqlite"
        self._lock = Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and hold it.

        Raises: TimeoutError when none came in time.
        """
        if not self.wanted:
            yield
        elif self._lock.acquire(timeout=BUSY_MILLISECONDS_MOST / 1000):
            try:
                yield
            finally:
                self._lock.release()
        else:
            raise TimeoutError("no turn to write")


def is_passing(error: Exception) -> bool:
    """Tell whether asking again later may help: no turn, a deadlock, a full disk, no answer."""
    if isinstance(error, TimeoutError):
        return True
    if not isinstance(error, OperationalError):
        return False
    name: str | None = getattr(error.orig, "sqlite_errorname", None)
    return name is None or name.startswith(_BUSY)
