"""Sending from the workspace: the message is kept and asked for in one work, and followed after.

Only one can write to SQLite at once, so what is slow comes before the turn: files are looked
through, the message is written and flushed to the disk, and then it is sent in a short work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from province import audit, blobs, jobs, mailboxes
from province.basics import (
    Actor,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    TooLarge,
    legal_day,
    secrecy,
    text,
)
from province.mailboxes import Mailbox, normal
from province.messages import reading, screening, store, writing
from province.messages.model import (
    RECIPIENTS_MOST,
    SUBJECT_CHARACTERS_MOST,
    TEXT_CHARACTERS_MOST,
    DeliveryState,
    File,
    Sent,
    addresses_in,
)
from province.storage import Storage, Work, new_id

ATTACHMENT_KINDS = (
    blobs.DOCUMENT_KINDS
    | blobs.IMAGE_KINDS
    | {blobs.sniff.ZIP, blobs.sniff.PPTX, blobs.sniff.TEXT, blobs.sniff.XML, blobs.sniff.MAIL}
)


@dataclass(frozen=True, slots=True)
class Written:
    """A form as it came in: what somebody wants to send."""

    sender: str  # one of the writer's mailboxes
    to: str  # as typed: several, separated by commas, semicolons or new lines
    cc: str
    subject: str
    text: str
    files: Sequence[tuple[str, bytes]] = ()  # name as uploaded, content
    in_reply_to: str = ""
    references: Sequence[str] = ()
    key: str | None = None  # of the form: the same form sent twice sends one message


@dataclass(frozen=True, slots=True)
class Desk:
    """What of the settings sending needs."""

    blobs: Path  # folder
    domain: str
    message_bytes_most: int
    file_bytes_most: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A message that is written and lies on the disk, for a work to send it."""

    draft: writing.Draft
    key: str | None
    message: blobs.Blob  # the whole of it
    files: tuple[blobs.Blob, ...]
    compared: str = ""  # id of what this form sent before and says the same; "" when none is known


def lay_down(storage: Storage, actor: Actor, desk: Desk, written: Written) -> Laid:
    """Check what somebody wants to send, write the message and flush it to the disk.

    Refuses: mailboxes.sender.not_yours; mailboxes.recipient.invalid, .missing, .unknown, .too_many;
    mailboxes.message.empty; basics.secrecy.marked; mailboxes.message.too_large; what
    blobs.lay_down refuses; mailboxes.message.key_used when the form was sent with other content.
    """
    now = storage.clock.now()
    with storage.reading() as connection:
        box = _sender(connection, actor, written.sender, legal_day(now))
        to, cc = _recipients(connection, desk, written, legal_day(now))
        known = _sent_before(connection, written.key)
    subject, body = _words(written)
    files = [_file(desk, name, content) for name, content in written.files]
    draft = writing.Draft(
        id=new_id(now),
        at=now,
        sender=box.address,
        sender_name=box.name,
        to=to,
        cc=cc,
        subject=subject,
        text=body,
        files=[
            File(blob.name, blob.media_type, content)
            for blob, (_, content) in zip(files, written.files, strict=True)
        ],
        in_reply_to=written.in_reply_to,
        references=written.references,
    )
    content = _whole(desk, draft)
    if known:
        with storage.reading() as connection:
            _refuse_if_other(connection, desk, known, content)
    message = blobs.lay_down_own(desk.blobs, content, f"{draft.id}.eml", "message/rfc822")
    compared = known.id if known else ""
    return Laid(replace(draft, files=()), written.key, message, tuple(files), compared)


def send(work: Work, desk: Desk, laid: Laid) -> str:
    """Send a message in the name of one of the writer's mailboxes; return its id.

    It is noted for each recipient, and handed to the relay by the job `mail.send`.

    Refuses: mailboxes.sender.not_yours; mailboxes.recipient.unknown; what blobs.note refuses;
    mailboxes.message.key_used when the form was sent with other content.
    """
    draft = laid.draft
    box = _sender(work.connection, work.actor, draft.sender, work.today)
    known = _sent_before(work.connection, laid.key)
    if known:
        if known.id != laid.compared:
            content = blobs.read(desk.blobs, laid.message.sha256)
            _refuse_if_other(work.connection, desk, known, content)
        return known.id
    for field, typed in (("to", draft.to), ("cc", draft.cc)):
        _refuse_unknown(work.connection, desk, field, typed, work.today)
    blobs.note(work, desk.blobs, *laid.files)
    blobs.note_own(work, laid.message)
    _note(work, draft, laid.key, laid.message.sha256, box.unit_id)
    return draft.id


def _sent_before(connection: Connection, key: str | None) -> Sent | None:
    """Return the message that this form sent before."""
    sent_id = store.sent_with_key(connection, key) if key else None
    return store.sent(connection, sent_id) if sent_id else None


def _refuse_if_other(connection: Connection, desk: Desk, known: Sent, content: bytes) -> None:
    """Refuse a form that was sent before and says something else now."""
    [noted, *_] = audit.history(connection, "message", known.id)
    kept = blobs.read(desk.blobs, str(noted.detail["blob"]))
    if _says(kept) != _says(content):
        raise Conflict(
            "mailboxes.message.key_used",
            "Thư này đã được gửi trước đó với nội dung khác. Nội dung vừa viết vẫn còn trên màn "
            "hình; bấm “Gửi thư” lần nữa nếu muốn gửi thành một thư mới.",
        )


def _says(content: bytes) -> tuple[reading.Letter, list[bytes]]:
    """Return what a message says, whichever id and time it was written under."""
    letter = reading.letter(content)
    letter = replace(letter, message_id="", summary=replace(letter.summary, date=None))
    return letter, [data for _, data in reading.files_of(content)]


def _whole(desk: Desk, draft: writing.Draft) -> bytes:
    """Return the whole message as it goes out.

    Refuses: mailboxes.message.too_large.
    """
    content = writing.write(draft)
    if len(content) > desk.message_bytes_most:
        raise TooLarge(
            "mailboxes.message.too_large",
            f"Thư cùng tệp đính kèm vượt quá {desk.message_bytes_most // 2**20} MB. Hãy bớt tệp "
            "hoặc gửi làm nhiều thư; nội dung đã viết vẫn còn trên màn hình.",
        )
    return content


def _sender(connection: Connection, actor: Actor, address: str, day: date) -> Mailbox:
    try:
        return mailboxes.mailbox_of(connection, actor, address, day)
    except NotFound:
        sentence = "Ông/bà không được giao gửi thư từ địa chỉ này."
        raise Forbidden(
            "mailboxes.sender.not_yours", sentence, fields={"sender": sentence}
        ) from None


def _recipients(
    connection: Connection, desk: Desk, written: Written, day: date
) -> tuple[list[str], list[str]]:
    to, cc = addresses_in(written.to, "to"), addresses_in(written.cc, "cc")
    cc = [address for address in cc if address not in to]
    if not to:
        sentence = "Vui lòng ghi ít nhất một người nhận."
        raise Invalid("mailboxes.recipient.missing", sentence, fields={"to": sentence})
    if len(to) + len(cc) > RECIPIENTS_MOST:
        sentence = f"Một thư gửi được tới nhiều nhất {RECIPIENTS_MOST} địa chỉ."
        raise Invalid("mailboxes.recipient.too_many", sentence, fields={"to": sentence})
    _refuse_unknown(connection, desk, "to", to, day)
    _refuse_unknown(connection, desk, "cc", cc, day)
    return to, cc


def _refuse_unknown(
    connection: Connection, desk: Desk, field: str, typed: Sequence[str], day: date
) -> None:
    if unknown := [address for address in typed if _unknown(connection, desk, address, day)]:
        sentence = f"Không có hộp thư {', '.join(unknown)}. Hãy kiểm tra lại địa chỉ."
        raise Invalid("mailboxes.recipient.unknown", sentence, fields={field: sentence})


def _unknown(connection: Connection, desk: Desk, address: str, day: date) -> bool:
    try:
        mailboxes.boxes_for(connection, desk.domain, address, day)
    except Refusal:
        return True
    return False


def _words(written: Written) -> tuple[str, str]:
    subject = text.clean_line(written.subject, characters_most=SUBJECT_CHARACTERS_MOST)
    body = text.clean_text(written.text, characters_most=TEXT_CHARACTERS_MOST)
    if not subject:
        sentence = "Vui lòng ghi tiêu đề thư."
        raise Invalid("mailboxes.message.empty", sentence, fields={"subject": sentence})
    secrecy.refuse_if_marked(subject, body)
    for name, content in written.files:
        screening.refuse_marked_file(name, content)
    return subject, body


def _file(desk: Desk, name: str, content: bytes) -> blobs.Blob:
    return blobs.lay_down(
        desk.blobs, content, name, allow=ATTACHMENT_KINDS, bytes_most=desk.file_bytes_most
    )


def _note(
    work: Work, draft: writing.Draft, key: str | None, sha256: str, unit_id: int | None
) -> None:
    recipients = list(dict.fromkeys([*draft.to, *draft.cc]))
    store.add_sent(
        work,
        {
            "id": draft.id,
            "key": key,
            "sender": draft.sender,
            "account_id": work.actor.account_id,
            "subject": draft.subject,
            "sent_at": draft.at,
        },
        recipients,
    )
    audit.write(
        work,
        "mailboxes.message.sent",
        subject=("message", draft.id),
        unit_id=unit_id,
        detail={"sender": draft.sender, "recipients": len(recipients), "blob": sha256},
    )
    payload = {
        "sent": draft.id,
        "blob": sha256,
        "sender": draft.sender,
        "recipients": recipients,
        "at": draft.at,
    }
    jobs.ask(work, "mail.send", payload, key=f"mail.send:{draft.id}")


def record_delivery(
    work: Work,
    *,
    envid: str,
    recipient: str,
    state: str,
    status: str,
    detail: str,
    at: datetime,
) -> bool:
    """Write down what became of a message for one recipient; older news changes nothing.

    Returns: False when the message was not sent from the workspace, or newer news is known.
    """
    values = {
        "state": DeliveryState(state),
        "status": status[:12],
        "detail": text.nfc(detail)[:500],
        "at": at,
    }
    return store.change_delivery(work, envid, recipient, values, before=at)


def sent_message(connection: Connection, actor: Actor, sent_id: str, day: date) -> Sent:
    """Return what became of a message sent from one of an actor's mailboxes.

    Refuses: mailboxes.message.unknown, also when it is not theirs.
    """
    found = store.sent(connection, sent_id)
    if found and any(
        box.address == normal(found.sender)
        for box in mailboxes.mailboxes_of(connection, actor, day)
    ):
        return found
    raise NotFound("mailboxes.message.unknown", "Không tìm thấy thư đã gửi này.")


def delivery_states(
    connection: Connection, sent_ids: Sequence[str]
) -> Mapping[str, list[DeliveryState]]:
    """Return the recipients' states of sent messages, for a list of them."""
    return store.states_of(connection, list(sent_ids))
