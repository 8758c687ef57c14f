"""The ledger: tables and statements of the spool's database, one statement a function."""

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime

from mail.letters import Fate, Letter, Outcome, Recipient, State

SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
  id TEXT PRIMARY KEY,        -- the queue id, in every log line and in our Received field
  sender TEXT NOT NULL,       -- empty: the null sender
  utf8 INTEGER NOT NULL,
  ret TEXT NOT NULL,          -- FULL, HDRS or empty
  envid TEXT NOT NULL,
  handed_over INTEGER NOT NULL,  -- 1: from our own worker, which wants to know the fate
  arrived REAL NOT NULL,      -- seconds since 1970
  expires REAL NOT NULL,
  content BLOB                -- NULL: in a file of its own
);
CREATE TABLE IF NOT EXISTS recipients (
  letter TEXT NOT NULL REFERENCES letters ON DELETE CASCADE,
  address TEXT NOT NULL,
  notify TEXT NOT NULL,
  original TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'deferred', 'delivered', 'failed', 'bounced')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at REAL NOT NULL,
  status TEXT NOT NULL DEFAULT '',  -- RFC 3463, e.g. 5.1.1
  detail TEXT NOT NULL DEFAULT '',
  settled_at REAL,
  told INTEGER NOT NULL DEFAULT 1,  -- 0: the sender's mailbox has yet to learn of this state
  PRIMARY KEY (letter, address)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recipients_due ON recipients (next_at)
  WHERE state IN ('queued', 'deferred');
CREATE INDEX IF NOT EXISTS recipients_untold ON recipients (letter) WHERE told = 0;
CREATE TABLE IF NOT EXISTS handovers (
  envid TEXT PRIMARY KEY, letter TEXT NOT NULL, taken_at REAL NOT NULL
) WITHOUT ROWID;
"""


def insert(connection: sqlite3.Connection, letter: Letter, content: bytes | None) -> str:
    """Add a message; a hand-over whose id is known is not added again.

    Returns: the queue id under which the message is kept.
    """
    moment = letter.arrived.timestamp()
    if letter.handed_over and (known := _handed_over(connection, letter.envid)):
        return known
    connection.execute(
        "INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            letter.id,
            letter.sender,
            letter.utf8,
            letter.ret,
            letter.envid,
            letter.handed_over,
            moment,
            letter.expires.timestamp(),
            content,
        ),
    )
    connection.executemany(
        "INSERT INTO recipients (letter, address, notify, original, state, next_at)"
        " VALUES (?, ?, ?, ?, 'queued', ?)",
        [(letter.id, r.address, r.notify, r.original, moment) for r in letter.recipients],
    )
    if letter.handed_over:
        connection.execute(
            "INSERT INTO handovers VALUES (?, ?, ?)", (letter.envid, letter.id, moment)
        )
    return letter.id


def _handed_over(connection: sqlite3.Connection, envid: str) -> str | None:
    row = connection.execute("SELECT letter FROM handovers WHERE envid = ?", (envid,)).fetchone()
    return row["letter"] if row else None


def forget_handovers(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget the ids of hand-overs taken before an instant."""
    connection.execute("DELETE FROM handovers WHERE taken_at < ?", (before.timestamp(),))


def due(
    connection: sqlite3.Connection, now: datetime, under_way: Collection[str], most: int
) -> list[Letter]:
    """Return messages with recipients to try now, the longest waiting first."""
    cursor = connection.execute(
        "SELECT letter FROM recipients WHERE state IN ('queued', 'deferred') AND next_at <= ?"
        " ORDER BY next_at",
        (now.timestamp(),),
    )
    wanted: dict[str, None] = {}
    for row in cursor:
        if row["letter"] not in under_way:
            wanted[row["letter"]] = None
            if len(wanted) == most:
                break
    cursor.close()
    return [_letter(connection, letter_id, now) for letter_id in wanted]


def _letter(connection: sqlite3.Connection, letter_id: str, now: datetime) -> Letter:
    row = connection.execute("SELECT * FROM letters WHERE id = ?", (letter_id,)).fetchone()
    recipients = connection.execute(
        "SELECT address, notify, original, attempts FROM recipients"
        " WHERE letter = ? AND state IN ('queued', 'deferred') AND next_at <= ?",
        (letter_id, now.timestamp()),
    )
    return Letter(
        id=row["id"],
        sender=row["sender"],
        recipients=tuple(Recipient(*found) for found in recipients),
        content=row["content"],
        arrived=instant(row["arrived"]),
        expires=instant(row["expires"]),
        utf8=bool(row["utf8"]),
        ret=row["ret"],
        envid=row["envid"],
        handed_over=bool(row["handed_over"]),
    )


def next_due(connection: sqlite3.Connection) -> datetime | None:
    """Return when the next attempt is to be made; None when nothing waits."""
    (moment,) = connection.execute(
        "SELECT min(next_at) FROM recipients WHERE state IN ('queued', 'deferred')"
    ).fetchone()
    return None if moment is None else instant(moment)


def settle(
    connection: sqlite3.Connection, letter: Letter, outcomes: list[Outcome], now: datetime
) -> bool:
    """Write down what an attempt came to; True when that was the end of the message."""
    connection.executemany(
        "UPDATE recipients SET state = ?, status = ?, detail = ?, settled_at = ?, next_at = ?,"
        " attempts = attempts + 1, told = ? WHERE letter = ? AND address = ?",
        [
            (
                outcome.state,
                outcome.status,
                outcome.detail,
                now.timestamp(),
                (outcome.next_at or now).timestamp(),
                not letter.handed_over,
                letter.id,
                outcome.address,
            )
            for outcome in outcomes
        ],
    )
    return _forget_if_done(connection, letter.id)


def untold(connection: sqlite3.Connection, most: int) -> list[Fate]:
    """Return states that the senders' mailboxes have yet to learn of."""
    rows = connection.execute(
        "SELECT letter, envid, address, state, status, detail, settled_at"
        " FROM recipients JOIN letters ON letters.id = letter WHERE told = 0 LIMIT ?",
        (most,),
    )
    return [
        Fate(letter, envid, address, State(state), status, detail, instant(settled_at))
        for letter, envid, address, state, status, detail, settled_at in rows
    ]


def told(connection: sqlite3.Connection, fate: Fate) -> bool:
    """Note that a state was told, unless it has changed since; True at the message's end."""
    connection.execute(
        "UPDATE recipients SET told = 1 WHERE letter = ? AND address = ? AND settled_at = ?",
        (fate.letter, fate.address, fate.settled_at.timestamp()),
    )
    return _forget_if_done(connection, fate.letter)


def _forget_if_done(connection: sqlite3.Connection, letter_id: str) -> bool:
    gone = connection.execute(
        "DELETE FROM letters WHERE id = ? AND NOT EXISTS (SELECT 1 FROM recipients"
        " WHERE letter = letters.id AND (state IN ('queued', 'deferred') OR told = 0))",
        (letter_id,),
    )
    return gone.rowcount > 0


def ids(connection: sqlite3.Connection) -> set[str]:
    """Return the queue ids of all messages."""
    return {row["id"] for row in connection.execute("SELECT id FROM letters")}


def counts(connection: sqlite3.Connection) -> dict[State, int]:
    """Return how many recipients are in each state."""
    rows = connection.execute("SELECT state, count(*) FROM recipients GROUP BY state")
    return {State(state): count for state, count in rows}


def instant(moment: float) -> datetime:
    """Return the instant of a number of seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC)
