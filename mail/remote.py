"""Sending to the next host: the operator's smart host, over SMTP.

Mail leaves this machine only over TLS and to the host its certificate names, judged by the
machine's authorities (`SSL_CERT_FILE` adds an office's own), unless the operator says otherwise;
then it is encrypted when the host offers STARTTLS, and who the host is is not asked. A smart host
on this machine is not asked either. Where mail goes from the smart host, and how, is its affair.

RFC 5321 §4.5.4, RFC 3207, RFC 3461 §5
"""

import ssl
from ipaddress import ip_address

import aiosmtplib

from mail.letters import Letter, Outcome, Recipient, State
from mail.syntax import write_xtext

CONNECT_SECONDS_MOST = 30
REPLY_SECONDS_MOST = 300  # RFC 5321 §4.5.3.2


async def send(
    letter: Letter,
    recipients: list[Recipient],
    content: bytes,
    *,
    hop: str,
    host_name: str,
    verified: bool,
) -> list[Outcome]:
    """Hand a message to `host:port`; one outcome a recipient.

    A temporary failure is DEFERRED without `next_at`: when to try again is the relay's affair.
    """
    name, _, port = hop.rpartition(":")
    host = name.strip("[]")
    context = ssl.create_default_context()
    if not (must := verified and not _is_here(host)):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    client = aiosmtplib.SMTP(
        hostname=host,
        port=int(port),
        local_hostname=host_name,
        timeout=CONNECT_SECONDS_MOST,
        start_tls=True if must else None,  # None: when it is offered
        tls_context=context,
    )
    try:
        await client.connect()
        client.timeout = REPLY_SECONDS_MOST
        return await _transact(client, letter, recipients, content)
    except aiosmtplib.SMTPResponseException as refusal:
        return [_outcome(r, refusal.code, refusal.message) for r in recipients]
    except (aiosmtplib.SMTPException, OSError) as problem:
        status = "4.7.5" if isinstance(problem, ssl.SSLError) else "4.4.1"
        detail = f"{hop}: {type(problem).__name__} {problem}".strip()
        return [Outcome(r.address, State.DEFERRED, status, detail) for r in recipients]
    finally:
        client.close()


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine: what goes there crosses no wire."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


async def _transact(
    client: aiosmtplib.SMTP, letter: Letter, recipients: list[Recipient], content: bytes
) -> list[Outcome]:
    encoding = "utf-8" if letter.utf8 else "ascii"
    if letter.utf8 and not client.supports_extension("smtputf8"):
        detail = "the next host does not take addresses in UTF-8"
        return [Outcome(r.address, State.FAILED, "5.6.7", detail) for r in recipients]
    options = _mail_options(client, letter, content)
    await client.mail(letter.sender, options=options, encoding=encoding)
    outcomes, accepted = [], []
    for recipient in recipients:
        try:
            options = _rcpt_options(client, recipient)
            await client.rcpt(recipient.address, options=options, encoding=encoding)
            accepted.append(recipient)
        except aiosmtplib.SMTPResponseException as refusal:
            outcomes.append(_outcome(recipient, refusal.code, refusal.message))
    if accepted:
        try:
            answer = await client.data(content)
            code, message = answer.code, answer.message
        except aiosmtplib.SMTPResponseException as refusal:
            code, message = refusal.code, refusal.message
        outcomes += [_outcome(recipient, code, message) for recipient in accepted]
    return outcomes


def _mail_options(client: aiosmtplib.SMTP, letter: Letter, content: bytes) -> list[str]:
    options = []
    if client.supports_extension("size"):
        options.append(f"SIZE={len(content)}")
    if client.supports_extension("8bitmime") and not content.isascii():
        options.append("BODY=8BITMIME")
    if letter.utf8:
        options.append("SMTPUTF8")
    if client.supports_extension("dsn"):
        options += [f"RET={letter.ret}"] if letter.ret else []
        options += [f"ENVID={write_xtext(letter.envid)}"] if letter.envid else []
    return options


def _rcpt_options(client: aiosmtplib.SMTP, recipient: Recipient) -> list[str]:
    if not client.supports_extension("dsn"):
        return []
    options = [f"NOTIFY={recipient.notify}"] if recipient.notify else []
    if recipient.original:
        kind, _, value = recipient.original.partition(";")
        options.append(f"ORCPT={kind};{write_xtext(value)}")
    return options


def _outcome(recipient: Recipient, code: int, message: str) -> Outcome:
    """Read a reply: 2 taken, 4 later, 5 never (RFC 5321 §4.2.1); RFC 3463 status if it has one."""
    detail = f"{code} {' '.join(message.split())}"
    first = message.split(" ", 1)[0]
    kind = code // 100
    status = first if first.startswith(f"{kind}.") and first.count(".") == 2 else f"{kind}.0.0"
    state = {2: State.DELIVERED, 4: State.DEFERRED}.get(kind, State.FAILED)
    return Outcome(recipient.address, state, status, detail)
