"""What a step is, how long guessing must wait, and who the website is to a passkey."""

import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

STEP_LASTS = timedelta(minutes=10)
STEP_TRIES_MOST = 5

RETRY_AFTER_FAILURES = 5  # so many tries are free, then each one waits longer
RETRY_SECONDS_FIRST = 5
RETRY_SECONDS_MOST = 900
FAILURES_WINDOW = timedelta(hours=1)
FAILURES_PER_NETWORK_MOST = 100  # within the window; known devices are not counted
ATTEMPTS_KEPT = timedelta(days=30)  # long enough to look into a series of guesses


@dataclass(frozen=True, slots=True)
class Step:
    """A proof that is half-way: the browser holds its secret, and answers for it."""

    account_id: int | None  # None: whose it will be is not known yet
    email: str | None  # of a mail_code: who the code was sent to
    code_hash: str | None  # of a mail_code
    challenge: bytes | None  # of a passkey ceremony


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks for a passkey: the website's domain, as the browser sees it.

    WebAuthn Level 2 §5.1.3: an address of numbers is no domain, not even this machine's.
    """

    id: str  # "vinhlong.example"
    name: str  # shown by the browser
    origin: str  # "https://vinhlong.example"


def relying_party(site_url: str, name: str) -> RelyingParty | None:
    """Return the website as passkeys know it; None where browsers offer none.

    They want a domain and https. This machine, tried out by its address of numbers, is `localhost`
    to them, which needs no https.
    """
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    with suppress(ValueError):
        host = "localhost" if ipaddress.ip_address(host).is_loopback else ""
    if not host or (parts.scheme != "https" and host != "localhost"):
        return None
    port = f":{parts.port}" if parts.port else ""
    return RelyingParty(host, name, f"{parts.scheme}://{host}{port}")


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row before the next try is heard."""
    if failures < RETRY_AFTER_FAILURES:
        return timedelta()
    doubled = RETRY_SECONDS_FIRST * 2 ** min(failures - RETRY_AFTER_FAILURES, 20)
    return timedelta(seconds=min(doubled, RETRY_SECONDS_MOST))
