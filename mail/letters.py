"""Letters: what the spool keeps and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """What has become of a message for one recipient."""

    QUEUED = "queued"
    DEFERRED = "deferred"  # tried, and will be tried again
    DELIVERED = "delivered"  # in the mailbox, or taken by the next host
    FAILED = "failed"  # for good, and nobody could be told
    BOUNCED = "bounced"  # for good, and the report is on its way to the sender


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a message."""

    address: str
    notify: str = ""  # NEVER, a list of SUCCESS, FAILURE, DELAY, or empty (RFC 3461 §4.1)
    original: str = ""  # "rfc822;an@vinhlong.example" (RFC 3461 §4.2)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the spool."""

    id: str
    sender: str
    recipients: tuple[Recipient, ...]
    content: bytes | None  # under our Received field; None when it is large and not read yet
    arrived: datetime
    expires: datetime
    utf8: bool = False
    ret: str = ""
    envid: str = ""
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to for one recipient."""

    address: str
    state: State
    status: str  # RFC 3463, e.g. "2.0.0", "4.4.1", "5.1.1"
    detail: str  # one line for people: what the other side said
    next_at: datetime | None = None  # for DEFERRED


@dataclass(frozen=True, slots=True)
class Fate:
    """A recipient's state that the sender's mailbox has yet to learn of."""

    letter: str
    envid: str
    address: str
    state: State
    status: str
    detail: str
    settled_at: datetime
