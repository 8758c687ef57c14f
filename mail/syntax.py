"""The grammar of SMTP commands: paths and parameters, read strictly (RFC 5321 §4.1.2).

What is not a valid address is refused here, so that nothing further in ever meets a control byte,
a half-decoded name or an address with two meanings.
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass

from province.basics import text

LOCAL_PART_BYTES_MOST = 64  # RFC 5321 §4.5.3.1.1
DOMAIN_BYTES_MOST = 255  # RFC 5321 §4.5.3.1.2
PATH_BYTES_MOST = 256  # RFC 5321 §4.5.3.1.3, the angle brackets included

_LETTERS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"  # RFC 6531 §3.3
_ATEXT = rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{_LETTERS}-]"
_LOCAL = rf'(?:{_ATEXT}+(?:\.{_ATEXT}+)*|"(?:[ !#-\[\]-~{_LETTERS}]|\\[ -~])*")'
_LABEL = rf"[A-Za-z0-9{_LETTERS}](?:[A-Za-z0-9{_LETTERS}-]{{0,61}}[A-Za-z0-9{_LETTERS}])?"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[A-Za-z0-9.:-]+\])"
_ROUTE = rf"(?:@{_DOMAIN}(?:,@{_DOMAIN})*:)?"  # RFC 5321 App. C: understood, and not followed
_MAILBOX = re.compile(rf"(?P<local>{_LOCAL})@(?P<domain>{_DOMAIN})")
_PATH = re.compile(rf"<{_ROUTE}(?P<address>{_LOCAL}(?:@{_DOMAIN})?|)>(?: +(?P<rest>\S.*))?")
_PARAMETER = re.compile(r"(?P<key>[A-Za-z0-9][A-Za-z0-9-]*)(?:=(?P<value>[!-<>-\U000efffd]+))?")
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")


class Rebuff(Exception):
    """A command the protocol does not allow, or not here, or not now; its text is the reply."""


@dataclass(frozen=True, slots=True)
class Path:
    """An address as given in MAIL or RCPT, and the parameters after it."""

    address: str  # NFC; "" for the null sender, "postmaster" may stand alone
    parameters: dict[str, str]  # keys in capitals; "" for a parameter without value


def read_path(argument: str | None, keyword: str) -> Path:
    """Read `FROM:<an@vinhlong.example> SIZE=1000`; a space after the colon is forgiven.

    Raises: Rebuff with the reply.
    """
    start, colon, rest = (argument or "").partition(":")
    if not colon or start.upper() != keyword:
        raise Rebuff(f"501 5.5.4 Syntax: {keyword}:<address>")
    match = _PATH.fullmatch(rest.lstrip(" "))
    if match is None:
        raise Rebuff("553 5.1.3 The address is not valid")
    address = text.nfc(match["address"])
    if address and not is_within_limits(address):
        raise Rebuff("553 5.1.3 The address is too long")
    return Path(address, _parameters(match["rest"] or ""))


def is_address(value: str) -> bool:
    """Tell whether a text is one whole address with a domain."""
    return _MAILBOX.fullmatch(value) is not None and is_within_limits(value)


def is_within_limits(address: str) -> bool:
    """Tell whether an address keeps the lengths of RFC 5321 §4.5.3.1."""
    local, _, domain = address.rpartition("@")
    lengths = len(local.encode()), len(domain.encode()), len(address.encode()) + 2
    return all(
        length <= most
        for length, most in zip(
            lengths,
            (LOCAL_PART_BYTES_MOST, DOMAIN_BYTES_MOST, PATH_BYTES_MOST),
            strict=True,
        )
    )


def _parameters(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in rest.split():
        match = _PARAMETER.fullmatch(word)
        if match is None or match["key"].upper() in found:
            raise Rebuff("501 5.5.4 The parameters are not valid")
        found[match["key"].upper()] = match["value"] or ""
    return found


def read_xtext(value: str) -> str:
    """Decode the text of ENVID and ORCPT (RFC 3461 §4): `+3D` is `=`.

    Raises: Rebuff with the reply.
    """
    if not _XTEXT.fullmatch(value):
        raise Rebuff("501 5.5.4 The parameter is not valid xtext")
    return re.sub(r"\+([0-9A-F]{2})", lambda pair: chr(int(pair[1], 16)), value)


def write_xtext(value: str) -> str:
    """Encode printable ASCII as xtext (RFC 3461 §4)."""
    return re.sub(r"[^!-*,-<>-~]", lambda other: f"+{ord(other[0]):02X}", value)


def read_base64(value: str) -> str:
    """Decode what a client says while it signs in; `=` is an empty answer (RFC 4954 §4).

    Raises: Rebuff with the reply.
    """
    try:
        return "" if value == "=" else b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        raise Rebuff("501 5.5.2 The answer is not valid Base64 of UTF-8") from None
