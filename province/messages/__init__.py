"""Messages: the mail itself, as it lies in mailboxes, is read, answered, written and sent.

Messages are files in Maildirs, so that any IMAP server reads them too. The relay (`mail/`) delivers
here and reports here what became of a message. What is written in the workspace is kept, asked for
as a job in the same work, and handed to the relay by the worker. Deeds and refusals are told in the
name of the mailbox, which is where people meet them.

RFC 5322, 2045–2049, 3463
"""

from province.messages.answering import Answer, forward, reply
from province.messages.filing import (
    Page,
    content,
    empty_trash,
    move,
    page,
    set_answered,
    set_seen,
    unread,
)
from province.messages.handover import (
    WORKER_LOGIN,
    hand_over,
    send_written,
    worker_password,
)
from province.messages.maildir import Entry, deliver, listing
from province.messages.model import (
    DELIVERY_VI,
    Delivery,
    DeliveryState,
    File,
    Folder,
    Sent,
    reason_vi,
)
from province.messages.reading import (
    Attachment,
    Letter,
    Summary,
    attachment,
    decoded,
    letter,
    safe_html,
    summary,
    words_of,
)
from province.messages.screening import refuse_harmful
from province.messages.sending import (
    ATTACHMENT_KINDS,
    Desk,
    Laid,
    Written,
    delivery_states,
    lay_down,
    record_delivery,
    send,
    sent_message,
)
from province.messages.store import held_files
from province.messages.writing import Draft, write

__all__ = [
    "ATTACHMENT_KINDS",
    "DELIVERY_VI",
    "WORKER_LOGIN",
    "Answer",
    "Attachment",
    "Delivery",
    "DeliveryState",
    "Desk",
    "Draft",
    "Entry",
    "File",
    "Folder",
    "Laid",
    "Letter",
    "Page",
    "Sent",
    "Summary",
    "Written",
    "attachment",
    "content",
    "decoded",
    "deliver",
    "delivery_states",
    "empty_trash",
    "forward",
    "hand_over",
    "held_files",
    "lay_down",
    "letter",
    "listing",
    "move",
    "page",
    "reason_vi",
    "record_delivery",
    "refuse_harmful",
    "reply",
    "safe_html",
    "send",
    "send_written",
    "sent_message",
    "set_answered",
    "set_seen",
    "summary",
    "unread",
    "words_of",
    "worker_password",
    "write",
]
