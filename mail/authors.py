"""Whom a message says it is from, judged as strictly as the workspace will show it.

A sender is what people believe first. So a field is refused that can be read in two ways, and so
are words in it, decoded as they will be shown, that name somebody else's address.
"""

import re
import unicodedata

from mail import inspection
from mail.syntax import Rebuff
from province import messages
from province.basics import text
from province.mailboxes import normal

FIELD_CHARACTERS_MOST = 2000  # more is not shown, so it could not be judged as it is shown


def authors_of(header: bytes) -> list[str]:
    """Return the addresses of From and Sender; the first is the one that will be shown.

    Raises: Rebuff with the reply.
    """
    found = inspection.authors_of(header)
    fields = _fields(header)
    shown = messages.summary(header).sender_address
    if (
        normal(shown) != normal(found[0])
        or any(len(field) > FIELD_CHARACTERS_MOST for field in fields)
        or any(unicodedata.category(c) in ("Cf", "Cc") for c in "".join(found))
    ):
        raise Rebuff("550 5.6.0 The From or Sender field cannot be read with certainty")
    return found


def names_domain(header: bytes, domain: str) -> bool:
    """Tell whether From or Sender hold, anywhere in their words, an address under a domain."""
    ours = re.compile(rf"@(?:[\w-]+\.)*{re.escape(domain)}(?!\.?[\w-])", re.IGNORECASE)
    return any(ours.search(words) for field in _fields(header) for words in _readings(field))


def names_others(header: bytes, authors: list[str]) -> bool:
    """Tell whether From or Sender hold an address beside those of their authors."""
    own = "|".join(re.escape(_plain(author)) for author in authors)
    known = re.compile(rf"(?<![\w.+-])(?:{own})(?!\.?[\w-])", re.IGNORECASE)
    return any("@" in known.sub("", _plain(field)) for field in _fields(header))


def _fields(header: bytes) -> list[str]:
    return inspection.fields_of(header, "From") + inspection.fields_of(header, "Sender")


def _plain(field: str) -> str:
    """Decode a field; full-width letters become plain ones and what has no width goes away."""
    plain = unicodedata.normalize("NFKC", messages.decoded(field))
    return text.nfc("".join(c for c in plain if unicodedata.category(c) != "Cf"))


def _readings(field: str) -> list[str]:
    """Return the words of a field as they are, and as an eye may close their gaps."""
    plain = _plain(field)
    return [plain, re.sub(r"\s*([@.])\s*", r"\1", plain)]
