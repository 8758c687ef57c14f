"""Reading messages that anybody may have written: whatever is wrong with one, it can be shown.

Parsed with the standard library's oldest policy, which gives up on nothing; what it returns is
decoded here, because charsets are declared wrongly more often than not. HTML is reduced to a short
list of harmless elements, and nothing in it is ever fetched from anywhere.
"""

import email.header
import email.utils
import html
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.message import Message
from email.parser import BytesParser
from typing import TYPE_CHECKING

import nh3

from province.basics import NotFound, text

NESTINGS_MOST = 100  # a message with more is shown as bare text
PARTS_MOST = 300  # of one message; what comes after is not shown
TEXT_BYTES_MOST = 2 * 2**20  # of one part shown or looked through
LINE_CHARACTERS_MOST = 2000  # of one header field shown
ADDRESSES_MOST = 200
_SAFE_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_TAGS = nh3.ALLOWED_TAGS | {"font", "center", "u", "s"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign", "scope"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
}
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
    "text/plain": ".txt",
    "text/html": ".html",
}
_NESTING = re.compile(rb"boundary[ \t]*=|content-type:\s*message/", re.IGNORECASE)
_UNSEEN = re.compile(  # controls, overrides of the writing direction, half surrogates
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_GUESSES = ("cp1258", "cp1252")  # what old Vietnamese programs wrote, after UTF-8

if TYPE_CHECKING:
    Part = Message[str, str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is offered as a file."""

    number: int  # its place among the message's parts; how it is asked for
    name: str
    media_type: str  # as declared, or application/octet-stream
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Summary:
    """A message as a list shows it."""

    sender: str  # name, or the address where there is none
    sender_address: str
    to: str
    subject: str
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as a person reads it. Every text is NFC and free of control characters."""

    summary: Summary
    sender: str  # "Trần Thị An <an@vinhlong.example>"
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: str  # one address
    message_id: str
    references: tuple[str, ...]
    text: str
    has_html: bool
    attachments: tuple[Attachment, ...]


def summary(header: bytes) -> Summary:
    """Read what a list shows out of a message's header."""
    return _summary(_parsed(header))


def letter(content: bytes) -> Letter:
    """Read a whole message; what cannot be understood is left out, never refused."""
    message = _parsed(content)
    parts = list(_parts(message))
    shown_html = _shown(parts, "text/html")
    shown_text = _shown(parts, "text/plain")
    froms = _addresses(message, "From")
    replies = _addresses(message, "Reply-To") or froms
    return Letter(
        summary=_summary(message),
        sender=_named(*froms[0]) if froms else "",
        to=tuple(_named(*pair) for pair in _addresses(message, "To")),
        cc=tuple(_named(*pair) for pair in _addresses(message, "Cc")),
        reply_to=replies[0][1] if replies else "",
        message_id=_field(message, "Message-ID"),
        references=tuple(re.findall(r"<[^<>\s]+>", _field(message, "References")))[-20:],
        text=_text(shown_text) if shown_text else _plain(_text(shown_html)) if shown_html else "",
        has_html=shown_html is not None,
        attachments=tuple(
            _attachment(number, part)
            for number, part in parts
            if part not in (shown_html, shown_text)
        ),
    )


def safe_html(content: bytes) -> tuple[str, int]:
    """Return the HTML part made harmless, and how many pictures from elsewhere were left out.

    The message's own pictures are written into it, so that it needs nothing from anywhere.
    """
    parts = list(_parts(_parsed(content)))
    shown = _shown(parts, "text/html")
    own = {
        _field(part, "Content-ID").strip("<> "): part
        for _, part in parts
        if part.get_content_type() in _PICTURES
    }
    blocked = 0

    def pass_on(tag: str, name: str, value: str) -> str | None:
        nonlocal blocked
        if (tag, name) != ("img", "src"):
            return value
        if value.startswith("cid:") and (its := own.get(value[4:])) is not None:
            return f"data:{its.get_content_type()};base64,{b64encode(_payload(its)).decode()}"
        blocked += 1
        return None

    cleaned = nh3.clean(
        _text(shown) if shown else "",
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=pass_on,
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener noreferrer nofollow",
    )
    return cleaned, blocked


def attachment(content: bytes, number: int) -> tuple[Attachment, bytes]:
    """Return one attachment with its bytes.

    Refuses: mailboxes.attachment.unknown.
    """
    for found, part in _parts(_parsed(content)):
        if found == number:
            return _attachment(number, part), _payload(part)
    raise NotFound("mailboxes.attachment.unknown", "Thư không có tệp này.")


def words_of(content: bytes) -> Iterator[str]:
    """Yield what a person could read in a message: its subject and its texts."""
    message = _parsed(content)
    yield _field(message, "Subject")
    for _, part in _parts(message):
        if part.get_content_type() == "text/html":
            yield _plain(_text(part))
        elif part.get_content_maintype() == "text":
            yield _text(part)


def files_of(content: bytes) -> Iterator[tuple[Attachment, bytes]]:
    """Yield the files in a message with their bytes: all its parts but the texts it shows."""
    for number, part in _parts(_parsed(content)):
        if part.get_content_maintype() != "text" or _is_file(part) or _file_name(part):
            yield _attachment(number, part), _payload(part)


# Structure


def _parsed(content: bytes) -> "Part":
    if len(_NESTING.findall(content)) > NESTINGS_MOST:
        # Nested beyond reason, at a cost that grows with the square of the depth: the header and
        # the bare text are all that is looked at.
        header, _, body = content.partition(b"\r\n\r\n")
        content = re.sub(rb"(?mi)^(content-|mime-)", b"X-", header) + b"\r\n\r\n" + body
    return BytesParser(policy=policy.compat32).parsebytes(content)


def _parts(message: "Part") -> "Iterator[tuple[int, Part]]":
    """Yield the leaves of a message with their numbers; an attached message is a leaf."""
    waiting, number = [message], 0
    while waiting and number < PARTS_MOST:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = _within(part)
        else:
            number += 1
            yield number, part


def _within(part: "Part") -> "list[Part]":
    """Return the parts of a part that has some."""
    within = part.get_payload()
    return [child for child in within if isinstance(child, Message)]


def _shown(parts: "list[tuple[int, Part]]", kind: str) -> "Part | None":
    """Return the part that is the message's text of a kind: the first that is not a file."""
    for _, part in parts:
        if part.get_content_type() == kind and not _is_file(part):
            return part
    return None


def _is_file(part: "Part") -> bool:
    return decoded(str(part.get("Content-Disposition", ""))).lower().startswith("attachment")


def _attachment(number: int, part: "Part") -> Attachment:
    kind = part.get_content_type()
    return Attachment(
        number=number,
        name=_file_name(part) or f"tep-{number}{_EXTENSIONS.get(kind, '')}",
        media_type=kind if _SAFE_TYPE.fullmatch(kind) else "application/octet-stream",
        size=len(_payload(part)),
    )


def _file_name(part: "Part") -> str:
    try:
        given = part.get_filename() or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    own = re.split(r"[/\\]", decoded(given))[-1]
    return re.sub(r'[<>:"|?*]', "", own).strip(" .")[:180]


def _payload(part: "Part") -> bytes:
    try:
        if part.is_multipart():  # an attached message, as it came
            return b"\r\n".join(child.as_bytes() for child in _within(part))
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


# Text


def _text(part: "Part") -> str:
    try:
        declared = part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        declared = ""
    read = _in_charset(_payload(part)[:TEXT_BYTES_MOST], declared)
    return _UNSEEN.sub("", text.nfc(read).replace("\r\n", "\n").replace("\r", "\n"))


def _in_charset(raw: bytes, declared: str) -> str:
    """Decode as declared, unless the bytes say otherwise.

    Text that is valid UTF-8 and not ASCII is UTF-8, whatever was declared: by chance it is so
    hardly ever.
    """
    if not raw.isascii():
        for charset in ("utf-8", declared or "utf-8", *_GUESSES):
            try:
                return raw.decode(charset)
            except (UnicodeError, LookupError):
                continue
    try:
        return raw.decode(declared or "ascii", "replace")  # ISO-2022, UTF-7 are ASCII outside
    except (LookupError, UnicodeError):
        return raw.decode("ascii", "replace")


def _plain(markup: str) -> str:
    """Reduce HTML to its text."""
    markup = re.sub(r"(?is)<(style|script|head)\b.*?</\1\s*>", " ", markup)
    markup = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h\d|/td)\b[^>]*>", "\n", markup)
    bare = html.unescape(re.sub(r"<[^>]*>", "", markup))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in bare.splitlines())).strip()


# Header fields


def _summary(message: "Part") -> Summary:
    froms = _addresses(message, "From")
    name, address = froms[0] if froms else ("", "")
    try:
        date = email.utils.parsedate_to_datetime(_field(message, "Date"))
        date = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        date = None
    return Summary(
        sender=name or address,
        sender_address=address,
        to=", ".join(name or address for name, address in _addresses(message, "To")[:3]),
        subject=_field(message, "Subject"),
        date=date,
    )


def _field(message: "Part", name: str) -> str:
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            return decoded(value)
    return ""


def _addresses(message: "Part", name: str) -> list[tuple[str, str]]:
    """Return (name, address) of a field; names are decoded after the field is taken apart."""
    raw = [
        re.sub(r"[\r\n]+", "", str(value))[: LINE_CHARACTERS_MOST * 20]
        for found, value in message.raw_items()
        if found.lower() == name.lower()
    ]
    try:
        pairs = email.utils.getaddresses(raw)[:ADDRESSES_MOST]
    except RecursionError:  # comments in comments in comments
        return []
    return [(decoded(who), decoded(address)) for who, address in pairs if who or address]


def _named(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and name != address else address


def decoded(value: object) -> str:
    """Decode a header's text: encoded words, and raw bytes where none should be."""
    raw = re.sub(r"\r?\n(?=[ \t])", "", str(value))[:LINE_CHARACTERS_MOST]
    plain = _in_charset(raw.encode("utf-8", "surrogateescape"), "")
    if "=?" in plain:
        try:
            words = email.header.decode_header(plain)
        except (HeaderParseError, ValueError):
            words = [(plain, None)]
        plain = "".join(
            word if isinstance(word, str) else _in_charset(word, charset or "")
            for word, charset in words
        )
    return " ".join("".join(c if c.isprintable() else " " for c in text.nfc(plain)).split())
