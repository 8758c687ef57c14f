"""The transaction: what MAIL and RCPT say of a message before it comes (RFC 5321 §3.3)."""

from dataclasses import dataclass, field

from mail.letters import Recipient
from mail.syntax import Path, Rebuff, read_xtext

ENVID_CHARACTERS_MOST = 100  # RFC 3461 §4.4
ORIGINAL_CHARACTERS_MOST = 500  # RFC 3461 §4.2
_NOTIFY = frozenset({"SUCCESS", "FAILURE", "DELAY"})


@dataclass
class Transaction:
    """What has been said of a message so far."""

    sender: str | None = None  # None before MAIL; "" is the null sender
    size_bytes: int = 0  # as declared; 0 when it was not
    utf8: bool = False  # SMTPUTF8 was asked for
    ret: str = ""  # FULL | HDRS | "" (RFC 3461 §4.3)
    envid: str = ""
    recipients: dict[str, Recipient] = field(default_factory=dict)


def begin(path: Path, *, extended: bool, signed_in: bool) -> Transaction:
    """Read the parameters of MAIL.

    Raises: Rebuff with the reply.
    """
    given = dict(path.parameters)
    if given and not extended:
        raise Rebuff("555 5.5.4 Parameters need EHLO")
    size = given.pop("SIZE", "0")  # RFC 1870
    if not (size.isascii() and size.isdigit() and len(size) <= 20):
        raise Rebuff("501 5.5.4 SIZE is a number of bytes")
    if given.pop("BODY", "7BIT").upper() not in ("7BIT", "8BITMIME"):  # RFC 6152
        raise Rebuff("501 5.5.4 BODY is 7BIT or 8BITMIME")
    utf8 = given.pop("SMTPUTF8", None)  # RFC 6531
    ret = given.pop("RET", "").upper()  # RFC 3461
    envid = read_xtext(given.pop("ENVID")) if "ENVID" in given else ""
    if utf8 or ret not in ("", "FULL", "HDRS") or len(envid) > ENVID_CHARACTERS_MOST:
        raise Rebuff("501 5.5.4 The parameters are not valid")
    if signed_in:
        given.pop("AUTH", None)  # RFC 4954 §5: we vouch for our own people only
    if given:
        raise Rebuff("555 5.5.4 A parameter is not known")
    if not path.address.isascii() and utf8 is None:
        raise Rebuff("553 5.6.7 This address needs SMTPUTF8")
    return Transaction(path.address, int(size), utf8 is not None, ret, envid)


def recipient(path: Path, *, extended: bool, utf8: bool, domain: str) -> Recipient:
    """Read the parameters of RCPT; `postmaster` alone is ours (RFC 5321 §4.5.1).

    Raises: Rebuff with the reply.
    """
    given, address = dict(path.parameters), path.address
    if not address:
        raise Rebuff("553 5.1.3 A recipient needs an address")
    if not address.isascii() and not utf8:
        raise Rebuff("553 5.6.7 This address needs SMTPUTF8")
    if given and not extended:
        raise Rebuff("555 5.5.4 Parameters need EHLO")
    notify = given.pop("NOTIFY", "").upper()
    if notify and notify != "NEVER" and not set(notify.split(",")) <= _NOTIFY:
        raise Rebuff("501 5.5.4 NOTIFY is NEVER or SUCCESS,FAILURE,DELAY")
    original = _original(given.pop("ORCPT")) if "ORCPT" in given else ""
    if given:
        raise Rebuff("555 5.5.4 A parameter is not known")
    if "@" not in address:
        if address.lower() != "postmaster":
            raise Rebuff("553 5.1.3 The address has no domain")
        address = f"postmaster@{domain}"
    return Recipient(address=address, notify=notify, original=original)


def _original(value: str) -> str:
    kind, separator, address = value.partition(";")
    fine = separator and kind.replace("-", "").isalnum()
    if not fine or len(address) > ORIGINAL_CHARACTERS_MOST:
        raise Rebuff("501 5.5.4 ORCPT is a type and an address")
    return f"{kind};{read_xtext(address)}"
