"""Mailboxes: which addresses there are, whose they are, and the messages in them.

The address book is in the database and follows the directory; messages are files in Maildirs, so
that any IMAP server reads them too. The relay (`mail/`) asks here whether an address exists and
who may write in its name, delivers here, and reports here what became of a message. Messages
written in the workspace are asked for as jobs and handed to the relay by the worker.

Law: 34/2008/CT-TTg (public work uses official addresses); RFC 5322, 2045–2049, 5233
"""

from province.mailboxes.addresses import (
    address_book,
    boxes_for,
    close,
    hold,
    mailbox_of,
    mailboxes_of,
    may_send_as,
    open_alias,
    open_personal,
    open_shared,
    release,
    resolve,
)
from province.mailboxes.desk import (
    Answer,
    Page,
    content,
    empty_trash,
    forward,
    move,
    page,
    reply,
    set_answered,
    set_seen,
    unread,
)
from province.mailboxes.following import Changes, follow_directory, follow_unit
from province.mailboxes.handover import (
    WORKER_LOGIN,
    hand_over,
    send_written,
    served_certificate,
    worker_password,
)
from province.mailboxes.maildir import Entry, deliver, listing
from province.mailboxes.model import (
    DEEDS,
    DELIVERY_VI,
    KINDS_VI,
    Delivery,
    DeliveryState,
    File,
    Folder,
    Kind,
    Mailbox,
    Sent,
    is_local,
    reason_vi,
)
from province.mailboxes.reading import (
    Attachment,
    Letter,
    Summary,
    attachment,
    letter,
    safe_html,
    words_of,
)
from province.mailboxes.sending import (
    ATTACHMENT_KINDS,
    Desk,
    Written,
    delivery_states,
    record_delivery,
    send,
    sent_message,
)
from province.mailboxes.store import holders, mailboxes_of_unit
from province.mailboxes.writing import Draft, write

__all__ = [
    "ATTACHMENT_KINDS",
    "DEEDS",
    "DELIVERY_VI",
    "KINDS_VI",
    "WORKER_LOGIN",
    "Answer",
    "Attachment",
    "Changes",
    "Delivery",
    "DeliveryState",
    "Desk",
    "Draft",
    "Entry",
    "File",
    "Folder",
    "Kind",
    "Letter",
    "Mailbox",
    "Page",
    "Sent",
    "Summary",
    "Written",
    "address_book",
    "attachment",
    "boxes_for",
    "close",
    "content",
    "deliver",
    "delivery_states",
    "empty_trash",
    "follow_directory",
    "follow_unit",
    "forward",
    "hand_over",
    "hold",
    "holders",
    "is_local",
    "letter",
    "listing",
    "mailbox_of",
    "mailboxes_of",
    "mailboxes_of_unit",
    "may_send_as",
    "move",
    "open_alias",
    "open_personal",
    "open_shared",
    "page",
    "reason_vi",
    "record_delivery",
    "release",
    "reply",
    "resolve",
    "safe_html",
    "send",
    "send_written",
    "sent_message",
    "served_certificate",
    "set_answered",
    "set_seen",
    "unread",
    "words_of",
    "worker_password",
    "write",
]
