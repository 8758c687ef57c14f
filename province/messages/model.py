"""What messages are made of: folders, files, recipients, and what became of what was sent."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from province.basics import Invalid, text
from province.mailboxes import ADDRESS_CHARACTERS_MOST

RECIPIENTS_MOST = 200  # of one message written in the workspace
SUBJECT_CHARACTERS_MOST = 250
TEXT_CHARACTERS_MOST = 200_000

_ANY = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\"]+")


class Folder(StrEnum):
    """A mailbox's folders; the value is the Maildir++ folder, as Dovecot has it."""

    INBOX = ""
    SENT = ".Sent"
    ARCHIVE = ".Archive"
    TRASH = ".Trash"


class DeliveryState(StrEnum):
    """What is known of a sent message for one recipient."""

    WAITING = "waiting"  # written, not yet with the relay
    QUEUED = "queued"  # with the relay
    DEFERRED = "deferred"  # tried, and will be tried again
    DELIVERED = "delivered"
    FAILED = "failed"
    BOUNCED = "bounced"  # failed, and a report is in the sender's mailbox


DELIVERY_VI = {
    DeliveryState.WAITING: "Đang chờ gửi",
    DeliveryState.QUEUED: "Đang chuyển",
    DeliveryState.DEFERRED: "Chưa chuyển được, sẽ thử lại",
    DeliveryState.DELIVERED: "Đã vào hộp thư",
    DeliveryState.FAILED: "Không gửi được",
    DeliveryState.BOUNCED: "Không gửi được, đã có thư báo",
}


# What is said of RFC 3463 codes; those of one class that are not listed are said alike.
_REASONS_VI = {
    "2": "đã nhận",
    "4": "máy chủ nhận chưa nhận được, sẽ thử lại",
    "4.2.2": "hộp thư của người nhận đang đầy, sẽ thử lại",
    "4.4.1": "chưa liên lạc được với máy chủ nhận, sẽ thử lại",
    "5": "máy chủ nhận từ chối",
    "5.1.1": "địa chỉ này không có",
    "5.1.6": "hộp thư đã chuyển đi hoặc đã đóng",
    "5.2.2": "hộp thư của người nhận đã đầy",
    "5.3.4": "thư lớn hơn mức máy chủ nhận cho phép",
    "5.4.0": "hệ thống này chưa được phép gửi thư ra ngoài tỉnh",
    "5.4.7": "đã thử nhiều lần trong thời hạn mà không gửi được",
    "5.7.1": "máy chủ nhận không cho phép thư này",
}


def reason_vi(status: str) -> str:
    """Word a status of RFC 3463 for a person; "" when there is none yet."""
    return _REASONS_VI.get(status) or _REASONS_VI.get(status[:1], "")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a sent message for one recipient."""

    address: str
    state: DeliveryState
    status: str  # RFC 3463, "5.1.1"; empty while waiting
    detail: str  # what the other side said, in one line
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message somebody sent from the workspace."""

    id: str  # also its ENVID on the way to the relay, and part of its Message-ID
    sender: str
    account_id: int
    subject: str
    sent_at: datetime
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file to go with a message."""

    name: str
    media_type: str
    content: bytes


def addresses_in(typed: str, field: str) -> list[str]:
    """Read the addresses typed into a field: `an@…, Trần Bình <binh@…>; van@…`.

    Returns: each once, in the order given.

    Refuses: mailboxes.recipient.invalid, naming what cannot be read.
    """
    entries = [entry.strip() for entry in re.split(r"[,;\n]", text.nfc(typed)) if entry.strip()]
    found = [re.sub(r"^.*<([^<>]*)>$", r"\1", entry).strip() for entry in entries]
    wrong = [entry for entry, address in zip(entries, found, strict=True) if not _fine(address)]
    if wrong:
        sentence = f"Địa chỉ chưa đúng: {', '.join(wrong)[:200]}."
        raise Invalid("mailboxes.recipient.invalid", sentence, fields={field: sentence})
    return list(dict.fromkeys(found))


def _fine(address: str) -> bool:
    return bool(_ANY.fullmatch(address)) and len(address.encode()) <= ADDRESS_CHARACTERS_MOST
