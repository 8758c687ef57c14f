"""Mailboxes: the address book. Which addresses there are, whose they are, and who may use them.

It follows the directory: who is appointed holds a unit's mailbox, who has left does not, and the
address of a unit that is no more leads to who does its work now. The relay (`mail/`) asks here
whether an address exists and who may write in its name; what lies in a mailbox is the business of
`messages`.

Law: 34/2008/CT-TTg (public work uses official addresses); RFC 5233
"""

from province.mailboxes.addresses import (
    address_book,
    boxes_for,
    close,
    hold,
    in_use,
    mailbox_of,
    mailboxes_of,
    may_send_as,
    open_alias,
    open_personal,
    open_shared,
    release,
    resolve,
)
from province.mailboxes.following import Changes, follow_directory, follow_unit
from province.mailboxes.model import (
    ADDRESS_CHARACTERS_MOST,
    DEEDS,
    KINDS_VI,
    Kind,
    Mailbox,
    is_local,
    normal,
)
from province.mailboxes.store import holders, mailboxes_of_unit

__all__ = [
    "ADDRESS_CHARACTERS_MOST",
    "DEEDS",
    "KINDS_VI",
    "Changes",
    "Kind",
    "Mailbox",
    "address_book",
    "boxes_for",
    "close",
    "follow_directory",
    "follow_unit",
    "hold",
    "holders",
    "in_use",
    "is_local",
    "mailbox_of",
    "mailboxes_of",
    "mailboxes_of_unit",
    "may_send_as",
    "normal",
    "open_alias",
    "open_personal",
    "open_shared",
    "release",
    "resolve",
]
