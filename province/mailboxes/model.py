"""What stands behind an address, and how addresses of ours are spelt."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from province.basics import Invalid, text

ADDRESS_CHARACTERS_MOST = 254  # RFC 5321 §4.5.3.1.3

DEEDS = {
    "mailboxes.address.opened": "Mở địa chỉ thư điện tử",
    "mailboxes.address.closed": "Đóng địa chỉ thư điện tử",
    "mailboxes.holder.named": "Giao người phụ trách hộp thư chung",
    "mailboxes.holder.released": "Thôi giao người phụ trách hộp thư chung",
}

# What we give out. Other systems' addresses may hold more; mail/syntax.py reads those.
_OURS = re.compile(
    r"[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9_-])){0,62}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+"
)


class Kind(StrEnum):
    """What stands behind an address."""

    PERSONAL = "personal"  # one account's own
    UNIT = "unit"  # a unit as such: sxd@…, read by its holders
    ROLE = "role"  # a desk of a unit: vanthu@…, read by its holders
    ALIAS = "alias"  # another name of a mailbox


KINDS_VI = {
    Kind.PERSONAL: "Hộp thư cá nhân",
    Kind.UNIT: "Hộp thư cơ quan",
    Kind.ROLE: "Hộp thư chung",
    Kind.ALIAS: "Tên gọi khác",
}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address as it is open for a time, and whose it is."""

    id: int
    address: str  # lower case, "vanthu@vinhlong.example"; also the name of its Maildir
    kind: Kind
    name: str  # as shown to people, "Văn thư Văn phòng UBND tỉnh"
    account_id: int | None  # of a personal one
    unit_id: int | None  # of a unit's and a role's
    target: str | None  # of an alias: the address it stands for
    valid_from: date
    valid_to: date | None  # the first day no more

    def open_on(self, day: date) -> bool:
        """Tell whether the address is in use on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def normal(address: str) -> str:
    """Return the one spelling under which an address of ours is looked up: NFC, lower case."""
    return text.nfc(address).strip().casefold()


def without_tag(address: str) -> str:
    """Return the address without its plus part: `an+hop@…` is `an@…` (RFC 5233)."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def is_local(domain: str, address: str) -> bool:
    """Tell whether an address is under the province's domain or one of its subdomains."""
    its = normal(address).rpartition("@")[2]
    return its == domain or its.endswith(f".{domain}")


def new_address(typed: str) -> str:
    """Return an address to be given out, in its one spelling.

    Refuses: mailboxes.address.invalid.
    """
    address = normal(typed)
    if not _OURS.fullmatch(address) or len(address) > ADDRESS_CHARACTERS_MOST:
        sentence = (
            "Địa chỉ chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối, ví dụ "
            "vanthu@sxd.vinhlong.example."
        )
        raise Invalid("mailboxes.address.invalid", sentence, fields={"address": sentence})
    return address
