"""Writing messages: RFC 5322 with Vietnamese in it, readable by the oldest program.

Names and subjects go into encoded words and bodies into base64 or quoted-printable, so a message
needs neither 8BITMIME nor SMTPUTF8 on its way; only an address that is itself not ASCII does.
"""

import email.utils
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from province.basics import VIETNAM, text
from province.messages.model import File


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message is made of. Addresses have been checked, texts are as the writer left them."""

    id: str  # its Message-ID is this at the domain of the sender
    at: datetime
    sender: str  # an address
    sender_name: str
    to: Sequence[str]
    subject: str
    text: str
    cc: Sequence[str] = ()
    html: str | None = None  # says the same as the text
    files: Sequence[File] = ()
    in_reply_to: str = ""  # Message-IDs, with their angle brackets
    references: Sequence[str] = ()
    automatic: bool = False  # written by a program: no vacation reply, please (RFC 3834)


def message_id(draft_id: str, sender: str) -> str:
    """Return the Message-ID of a draft."""
    return f"<{draft_id}@{sender.rpartition('@')[2]}>"


def write(draft: Draft) -> bytes:
    """Write a message, lines ending in CR LF."""
    ascii_only = all(address.isascii() for address in (draft.sender, *draft.to, *draft.cc))
    message = EmailMessage(policy=(SMTP if ascii_only else SMTPUTF8).clone(cte_type="7bit"))
    message["To"] = [_address(address) for address in draft.to]
    if draft.cc:
        message["Cc"] = [_address(address) for address in draft.cc]
    message["Date"] = email.utils.format_datetime(draft.at.astimezone(VIETNAM))
    message["Message-ID"] = message_id(draft.id, draft.sender)
    if draft.in_reply_to:
        message["In-Reply-To"] = draft.in_reply_to
        message["References"] = " ".join([*draft.references, draft.in_reply_to])
    if draft.automatic:
        message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "vi"
    message.set_content(text.nfc(draft.text))
    if draft.html is not None:
        message.add_alternative(text.nfc(draft.html), subtype="html")
    for file in draft.files:
        maintype, _, subtype = _coded_type(file.media_type).partition("/")
        message.add_attachment(
            file.content, maintype=maintype, subtype=subtype, filename=text.nfc(file.name)
        )
    lines = [
        _from(text.clean_line(draft.sender_name), draft.sender),
        f"Subject: {_encoded(text.clean_line(draft.subject), 'Subject')}\r\n",
    ]
    return "".join(lines).encode() + message.as_bytes()


def _from(name: str, address: str) -> str:
    if name.isascii():
        shown = f'"{email.utils.quote(name)}" <{address}>' if name else address
        return f"From: {shown}\r\n"
    return f"From: {_encoded(name, 'From')}\r\n <{address}>\r\n"


def _encoded(words: str, field: str) -> str:
    """Write words into a field; the policies of EmailMessage lose spaces where they fold them."""
    charset = "us-ascii" if words.isascii() and "=?" not in words else "utf-8"
    return Header(words, charset, header_name=field).encode(linesep="\r\n")


def _address(address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(username=local, domain=domain)


def _coded_type(media_type: str) -> str:
    """Return a type that may be sent in base64; RFC 2046 §5.2.1 forbids that to messages."""
    return "application/octet-stream" if media_type.startswith("message/") else media_type
