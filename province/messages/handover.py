"""Handing messages to the relay: the worker's side of the wire.

The relay is a process of its own, so the worker speaks SMTP to it like anyone else, on this
machine, as the system's own account. Each hand-over carries an ENVID; the relay keeps one message
for each, so a hand-over that is repeated because its answer was lost sends nothing twice.
"""

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from province import blobs
from province.basics import Settings, Unavailable
from province.messages import maildir, sending
from province.messages.model import DeliveryState, Folder
from province.storage import Work

WORKER_LOGIN = "worker"  # no account can have it: it is no address
SECONDS_MOST = 60


def worker_password(settings: Settings) -> str:
    """Return how the worker proves itself to the relay: both make it of the instance's key."""
    return hmac.new(settings.secret_key, b"hand mail to the relay", hashlib.sha256).hexdigest()


def hand_over(
    settings: Settings, content: bytes, *, sender: str, recipients: Sequence[str], envid: str
) -> dict[str, str]:
    """Hand a message to the relay; safe to repeat with the same `envid`.

    Returns: the recipients it refused for good, with its reply. The relay has the message when
    this returns, unless it refused them all.

    Refuses: Unavailable when the relay does not answer or has no room: try again later.
    """
    try:
        here = _here(settings.bind)
        with smtplib.SMTP(here, settings.submission_port, timeout=SECONDS_MOST) as client:
            client.starttls(context=_trusting_ourselves(settings))
            client.login(WORKER_LOGIN, worker_password(settings))
            return _transact(client, content, sender, recipients, envid)
    except (OSError, smtplib.SMTPException) as problem:
        raise Unavailable(
            "mailboxes.relay.away", f"Máy chủ thư chưa nhận thư: {problem}"
        ) from problem


def _here(bind: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(bind, bind)


def _trusting_ourselves(settings: Settings) -> ssl.SSLContext:
    """Trust the one certificate the relay serves, whoever signed it and whatever it names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(_served_chain(settings))
    return context


def _served_chain(settings: Settings) -> Path:
    if settings.tls_certificate and settings.tls_key:
        return settings.tls_certificate
    return settings.var / "tls" / "server.pem"  # of the demonstration authority, see mail/tls.py


def _transact(
    client: smtplib.SMTP, content: bytes, sender: str, recipients: Sequence[str], envid: str
) -> dict[str, str]:
    client.ehlo()
    options = [f"ENVID={envid}", "RET=HDRS", "BODY=8BITMIME"]
    if not all(address.isascii() for address in (sender, *recipients)):
        client.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    _expect(client.mail(sender, options))
    refused = {}
    for address in recipients:
        code, reply = client.rcpt(address)
        if 500 <= code < 600:
            refused[address] = f"{code} {reply.decode(errors='replace')}"
        else:
            _expect((code, reply))
    if len(refused) < len(recipients):
        code, reply = client.data(content)
        if 500 <= code < 600:  # the message itself is refused, for everyone
            return dict.fromkeys(recipients, f"{code} {reply.decode(errors='replace')}")
        _expect((code, reply))
    return refused


def _expect(answer: tuple[int, bytes]) -> None:
    code, reply = answer
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, reply)


def send_written(settings: Settings, payload: Mapping[str, Any]) -> Callable[[Work], None]:
    """Do the job `mail.send`: hand the message over and put a copy into the sender's Sent folder.

    Returns: what is to be written to the database together with the job's completion.
    """
    content = blobs.read(settings.blobs, payload["blob"])
    refused = hand_over(
        settings,
        content,
        sender=payload["sender"],
        recipients=payload["recipients"],
        envid=payload["sent"],
    )
    sent_at = datetime.fromisoformat(payload["at"])
    maildir.deliver(
        settings.maildirs,
        payload["sender"],
        content,
        unique=payload["sent"],
        at=sent_at,
        perhaps_there=True,
        folder=Folder.SENT,
        flags="S",
    )

    return lambda work: _note_hand_over(work, payload, refused, sent_at)


def _note_hand_over(
    work: Work, payload: Mapping[str, Any], refused: Mapping[str, str], sent_at: datetime
) -> None:
    """Write down what the relay said; what it has reported since is newer and stays."""
    for address in payload["recipients"]:
        reply = refused.get(address, "")
        sending.record_delivery(
            work,
            envid=payload["sent"],
            recipient=address,
            state=DeliveryState.FAILED if reply else DeliveryState.QUEUED,
            status=(reply.split()[1:2] or [""])[0],
            detail=reply,
            at=sent_at,
        )
