"""Delivery reports: what the sender is told when a message cannot be delivered (RFC 3464).

Three parts: a text for the person, Vietnamese first, then English; one for programs; and the header
of the message, or all of it when the sender asked for that and it is small. Reports have the null
sender and are never made about a message that has it (RFC 5321 §4.5.5), so none can cause another.
"""

import email.utils
from base64 import encodebytes
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.header import Header
from email.parser import BytesHeaderParser

from mail.letters import Letter, Outcome, Recipient, State
from mail.syntax import write_xtext
from province import messages
from province.basics import VIETNAM, text
from province.storage import new_id

FULL_BYTES_MOST = 64 * 1024  # a larger message is returned as its header only
HEADER_BYTES_MOST = 16 * 1024
SUBJECT_CHARACTERS_MOST = 200
_ACTIONS = {State.FAILED: "failed", State.BOUNCED: "failed", State.DELIVERED: "delivered"}

_FAILED = """\
Kính gửi ông/bà,

Thư "{subject}" ông/bà gửi lúc {when} không tới được người nhận sau đây:

{list_vi}

{what_to_do}
Nếu cần hỗ trợ, hãy trả lời thư này; quản trị thư điện tử sẽ nhận được.

--

Your message "{subject}" of {when} could not be delivered to:

{list_en}

Please check the address and send it again. A reply to this message reaches the postmaster.
"""
_WRITTEN_HERE = """\
Thư không bị mất: bản đã gửi vẫn nằm trong mục "Đã gửi" của hộp thư. Vui lòng kiểm tra lại địa chỉ
rồi gửi lại."""
_AUTOMATIC = """\
Đây là thư do hệ thống tự gửi. Vui lòng kiểm tra lại địa chỉ và báo cho người nhận bằng cách
khác."""
_WRITTEN_ELSEWHERE = """\
Vui lòng kiểm tra lại địa chỉ rồi gửi lại từ chương trình thư đã dùng."""
_DELIVERED = """\
Kính gửi ông/bà,

Thư "{subject}" ông/bà gửi lúc {when} đã vào hộp thư của người nhận sau đây:

{list_vi}

--

Your message "{subject}" of {when} has been delivered to:

{list_en}
"""


def failures_to_report(letter: Letter, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the failures the sender wants to hear of (RFC 3461 §4.1)."""
    if not letter.sender:
        return []
    return _wanted(letter, outcomes, State.FAILED, "FAILURE", "")


def successes_to_report(letter: Letter, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the deliveries the sender asked to hear of (RFC 3461 §4.1)."""
    if not letter.sender:
        return []
    return _wanted(letter, outcomes, State.DELIVERED, "SUCCESS")


def _wanted(
    letter: Letter, outcomes: Sequence[Outcome], state: State, *notify: str
) -> list[Outcome]:
    recipients = {recipient.address: recipient for recipient in letter.recipients}
    return [
        outcome
        for outcome in outcomes
        if outcome.state == state
        and not set(recipients[outcome.address].notify.split(",")).isdisjoint(notify)
    ]


def report(
    letter: Letter,
    content: bytes,
    outcomes: Sequence[Outcome],
    *,
    host: str,
    domain: str,
    now: datetime,
    life: timedelta,
) -> Letter:
    """Write the report of what became of a message, ready for the queue."""
    queue_id = new_id(now)
    utf8 = not all(o.address.isascii() for o in outcomes) or not letter.sender.isascii()
    delivered = outcomes[0].state == State.DELIVERED
    for_people = _part_for_people(letter, _head(content), outcomes, delivered=delivered)
    for_programs = _part_for_programs(letter, outcomes, host=host, now=now, utf8=utf8)
    parts = [for_people.encode(), for_programs.encode(), _returned(letter, content)]
    body = b"".join(f"\r\n--{_boundary(queue_id)}\r\n".encode() + part for part in parts)
    body += f"\r\n--{_boundary(queue_id)}--\r\n".encode()
    return Letter(
        id=queue_id,
        sender="",
        recipients=(Recipient(letter.sender, notify="NEVER"),),
        content=_header(letter, queue_id, host, domain, now, delivered=delivered) + body,
        arrived=now,
        expires=now + life,
        utf8=utf8,
    )


def _header(
    letter: Letter, queue_id: str, host: str, domain: str, now: datetime, *, delivered: bool
) -> bytes:
    subject = "Thư đã tới nơi" if delivered else "Thư không gửi được"
    return (
        f"Received: by {host} id {queue_id}; {email.utils.format_datetime(now)}\r\n"
        f"Date: {email.utils.format_datetime(now.astimezone(VIETNAM))}\r\n"
        f"From: {Header('Hệ thống thư điện tử', 'utf-8').encode()} <postmaster@{domain}>\r\n"
        f"To: {letter.sender}\r\n"
        f"Subject: {Header(subject, 'utf-8').encode()}\r\n"
        f"Message-ID: <{queue_id}@{host}>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;\r\n"
        f'\tboundary="{_boundary(queue_id)}"\r\n'
    ).encode()


def _boundary(queue_id: str) -> str:
    return f"=_{queue_id}"


def _part_for_people(
    letter: Letter, head: bytes, outcomes: Sequence[Outcome], *, delivered: bool
) -> str:
    subject = messages.letter(head).summary.subject[:SUBJECT_CHARACTERS_MOST]
    wording = (_DELIVERED if delivered else _FAILED).format(
        subject=subject or "(không có tiêu đề)",
        when=text.instant_vi(letter.arrived),
        what_to_do=_what_to_do(letter, head),
        list_vi="\n".join(
            f"  {o.address}\n    {messages.reason_vi(o.status)} ({o.status})" for o in outcomes
        ),
        list_en="\n".join(f"  {o.address}\n    {o.detail} ({o.status})" for o in outcomes),
    )
    coded = encodebytes(wording.encode()).decode().replace("\n", "\r\n")
    return (
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Language: vi, en\r\n\r\n{coded}"
    )


def _what_to_do(letter: Letter, head: bytes) -> str:
    """Say where the message is kept: only what people write in the workspace leaves a copy here."""
    if not letter.handed_over:
        return _WRITTEN_ELSEWHERE
    automatic = BytesHeaderParser().parsebytes(head)["Auto-Submitted"]  # RFC 3834 §5
    return _AUTOMATIC if automatic else _WRITTEN_HERE


def _part_for_programs(
    letter: Letter, outcomes: Sequence[Outcome], *, host: str, now: datetime, utf8: bool
) -> str:
    """Write the machine's part; addresses that need UTF-8 make it the kind of RFC 6533."""
    kind = "global-delivery-status" if utf8 else "delivery-status"
    groups = [f"Reporting-MTA: dns; {host}"]
    if letter.envid:
        groups[0] += f"\r\nOriginal-Envelope-Id: {write_xtext(letter.envid)}"
    groups[0] += f"\r\nArrival-Date: {email.utils.format_datetime(letter.arrived)}"
    originals = {recipient.address: recipient.original for recipient in letter.recipients}
    for outcome in outcomes:
        original = originals[outcome.address]
        groups.append(
            (f"Original-Recipient: {original}\r\n" if original else "")
            + f"Final-Recipient: {'utf-8' if utf8 else 'rfc822'}; {outcome.address}\r\n"
            f"Action: {_ACTIONS[outcome.state]}\r\n"
            f"Status: {outcome.status}\r\n"
            f"Diagnostic-Code: smtp; {_line(outcome.detail)}\r\n"
            f"Last-Attempt-Date: {email.utils.format_datetime(now)}"
        )
    encoding = "8bit" if utf8 else "7bit"
    return (
        f"Content-Type: message/{kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        + "\r\n\r\n".join(groups)
        + "\r\n"
    )


def _returned(letter: Letter, content: bytes) -> bytes:
    if letter.ret == "FULL" and len(content) <= FULL_BYTES_MOST:
        kind, returned = "message/global" if letter.utf8 else "message/rfc822", content
    else:
        kind = "message/global-headers" if letter.utf8 else "text/rfc822-headers"
        returned = _head(content)
    encoding = "7bit" if returned.isascii() else "8bit"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + returned


def _head(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[0][:HEADER_BYTES_MOST] + b"\r\n"


def _line(detail: str) -> str:
    return " ".join(detail.encode("ascii", "replace").decode().split())[:400]
