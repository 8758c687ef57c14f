"""What is looked at in a message before it is taken, and the lines put on top of it.

A message is never written anew: what a client sent leaves as it came, under the fields that the
standard has us add.
"""

import email.utils
import re
from datetime import datetime

from mail.syntax import Rebuff, is_address

LINE_BYTES_MOST = 998  # RFC 5322 §2.1.1, without CR LF
HEADER_BYTES_MOST = 128 * 1024
HOPS_MOST = 50  # RFC 5321 §6.3
_HOP = re.compile(rb"^received:", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.MULTILINE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ANGLED = re.compile(r"[^<>()\"]*<([^<>()\"]*)>\s*")  # an address, and nothing after it
_BLIND = re.compile(
    rb"^(?:resent-)?bcc[ \t]*:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", re.IGNORECASE | re.MULTILINE
)


def check_form(content: bytes) -> None:
    """Refuse what no honest client sends: bare CR or LF, NUL, endless lines, loops.

    A relay that hands on a bare CR or LF is half of a smuggling pair: the next server may take it
    for the end of a line. RFC 5321 §2.3.8, §4.1.1.4

    Raises: Rebuff with the reply.
    """
    ends = content.count(b"\r\n")
    if content.count(b"\n") != ends or content.count(b"\r") != ends or b"\0" in content:
        raise Rebuff("550 5.5.2 A message may hold neither bare CR or LF nor NUL")
    if max(map(len, content.split(b"\r\n"))) > LINE_BYTES_MOST:
        raise Rebuff(f"500 5.5.2 A line is longer than {LINE_BYTES_MOST} bytes")
    head = header_of(content)
    if len(head) > HEADER_BYTES_MOST:
        raise Rebuff(f"552 5.3.4 The header is longer than {HEADER_BYTES_MOST} bytes")
    if len(_HOP.findall(head)) > HOPS_MOST:
        raise Rebuff("554 5.4.6 The message goes round in circles")


def header_of(content: bytes) -> bytes:
    """Return the message's header, up to its first empty line."""
    return b"" if content.startswith(b"\r\n") else content.partition(b"\r\n\r\n")[0] + b"\r\n"


def fields_of(header: bytes, name: str) -> list[str]:
    """Return the bodies of a header's fields of one name, unfolded."""
    wanted = name.lower().encode()
    return [
        body.replace(b"\r\n", b"").decode("utf-8", "replace").strip()
        for found, body in _FIELD.findall(header)
        if found.lower() == wanted
    ]


def authors_of(header: bytes) -> list[str]:
    """Return the addresses a message says it is from: From, then Sender.

    Read strictly: a field that two programs could read differently is refused, because one of them
    would show a sender that the other did not check.

    Raises: Rebuff with the reply.
    """
    froms, senders = fields_of(header, "From"), fields_of(header, "Sender")
    if len(froms) != 1 or len(senders) > 1:
        raise Rebuff("550 5.6.0 A message has one From field and at most one Sender")
    return [address for body in froms + senders for address in _addresses(body)]


def without_blind_copies(content: bytes) -> bytes:
    """Return a message without its Bcc fields: they are nobody's to read (RFC 5322 §3.6.3)."""
    header = header_of(content)
    kept = _BLIND.sub(b"", header)
    return content if kept == header else kept + content[len(header) :]


def _addresses(body: str) -> list[str]:
    bare = _COMMENT.sub("", _QUOTED.sub("", body))
    if "<" in bare:
        entries = [_ANGLED.fullmatch(entry) for entry in bare.split(",")]
        found = [entry[1].strip() if entry else "" for entry in entries]
    else:
        found = [entry.strip() for entry in bare.split(",")]
    if not all(is_address(address) for address in found):
        raise Rebuff("550 5.6.0 The From or Sender field cannot be read with certainty")
    return found


def received_field(
    *, name: str, address: str, host: str, protocol: str, queue_id: str, to: str, at: datetime
) -> bytes:
    """Write the trace field of RFC 5321 §4.4; the only recipient is named, several are not."""
    where = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
    told = "".join(c if c.isalnum() or c in ".-:[]" else "?" for c in name)
    for_whom = f"\r\n\tfor <{to}>" if to else ""
    return (
        f"Received: from {told} ({where})\r\n\tby {host} with {protocol} id {queue_id}"
        f"{for_whom};\r\n\t{email.utils.format_datetime(at)}\r\n"
    ).encode()


def missing_fields(header: bytes, *, host: str, queue_id: str, at: datetime) -> bytes:
    """Write the fields a submitted message must have and lacks (RFC 6409 §8.1, §8.2)."""
    missing = ""
    if not fields_of(header, "Date"):
        missing += f"Date: {email.utils.format_datetime(at)}\r\n"
    if not fields_of(header, "Message-ID"):
        missing += f"Message-ID: <{queue_id}@{host}>\r\n"
    return missing.encode()
