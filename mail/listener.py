"""The three ways in: MX for other servers, submission and submissions for our people.

Here it is decided who may say what: who signs in, in whose name they write, which recipients
exist, what content is taken. Refusals become replies in `mail.conversation`.
"""

import asyncio
import errno
import hmac
import sqlite3
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from socket import socket
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from mail import authors, inspection
from mail.conversation import Conversation, Limits
from mail.letters import Letter
from mail.spool import Spool, SpoolBroken, SpoolFull
from mail.syntax import Rebuff
from mail.transaction import Transaction
from province import authentication, mailboxes, messages
from province.basics import (
    SYSTEM,
    VIETNAM,
    Actor,
    Forbidden,
    NotSignedIn,
    TooLarge,
    legal_day,
    text,
)
from province.basics.networks import network_of
from province.house import House
from province.storage import new_id

T = TypeVar("T")

PASSWORD_CHECKS_AT_ONCE = 2  # each takes a core and 64 MB for a moment
LETTER_DAYS = 5  # a message that cannot be delivered for so long goes back, RFC 5321 §4.5.4.1

log = structlog.get_logger("mail")


class Role(StrEnum):
    """What a port is for; also the name under which its socket is handed down."""

    MX = "smtp"  # RFC 5321: anyone may bring mail for our people
    SUBMISSION = "submission"  # RFC 6409: our people send, after STARTTLS
    SUBMISSIONS = "submissions"  # RFC 8314: the same, TLS from the first byte


@dataclass
class Door:
    """What the three listeners share."""

    house: House
    spool: Spool
    host_name: str
    context: ssl.SSLContext
    limits: Limits
    taken: Callable[[], None]  # called after each message: the relay has something to do


class Listener:
    """One port, its conversations and its rules."""

    def __init__(self, role: Role, door: Door) -> None:
        self.role = role
        self.door = door
        self.house = door.house
        self.spool = door.spool
        self.limits = door.limits
        self.host_name = door.host_name
        self.domain = door.house.settings.domain
        self.wants_sign_in = role != Role.MX
        self.starttls = door.context if role != Role.SUBMISSIONS else None
        self.conversations: set[Conversation] = set()
        self._by_network: Counter[str] = Counter()
        self._password_checks = asyncio.Semaphore(PASSWORD_CHECKS_AT_ONCE)
        self._server: asyncio.Server | None = None

    # -- the port ---------------------------------------------------------------------------

    async def open(self, listening: socket) -> None:
        """Begin to accept connections on a socket that listens already."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Conversation(self),
            sock=listening,
            backlog=1024,
            ssl=self.door.context if self.role == Role.SUBMISSIONS else None,
            ssl_handshake_timeout=30 if self.role == Role.SUBMISSIONS else None,
        )

    async def close(self, seconds: float) -> None:
        """Accept nothing new, let the messages under way finish, and part."""
        if self._server is not None:
            self._server.close()
        for conversation in list(self.conversations):
            conversation.leave()
        deadline = asyncio.get_running_loop().time() + seconds
        while self.conversations and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        for conversation in list(self.conversations):
            conversation.cut()

    def admit(self, conversation: Conversation) -> str | None:
        """Count a new connection in; the reply for one too many."""
        network = network_of(conversation.peer_address)
        self.conversations.add(conversation)
        self._by_network[network] += 1
        if self.spool.broken is not None:
            return "421 4.3.0 The queue is out of order"
        if len(self.conversations) > self.limits.connections_most:
            return "421 4.3.2 Too many connections, please come back"
        if self._by_network[network] > self.limits.connections_per_address_most:
            return "421 4.7.0 Too many connections from your address"
        return None

    def release(self, conversation: Conversation) -> None:
        """Count a connection out."""
        if conversation in self.conversations:
            self.conversations.remove(conversation)
            network = network_of(conversation.peer_address)
            self._by_network[network] -= 1
            if not self._by_network[network]:
                del self._by_network[network]

    def offers(self, *, secured: bool) -> list[str]:
        """Return the lines of our EHLO reply."""
        offers = ["PIPELINING", f"SIZE {self.limits.message_bytes_most}", "8BITMIME", "SMTPUTF8"]
        offers += ["ENHANCEDSTATUSCODES", "DSN"]
        if self.starttls is not None and not secured:
            offers.append("STARTTLS")
        if self.wants_sign_in and secured:
            offers.append("AUTH PLAIN LOGIN")
        return [*offers, "HELP"]

    # -- who, to whom -----------------------------------------------------------------------

    async def sign_in(self, conversation: Conversation, login: str, password: str) -> Actor:
        """Return who signs in: an account, or our own worker on this machine.

        Refuses: what authentication.check_password refuses; mail.worker.refused.
        """
        if login == messages.WORKER_LOGIN:
            wanted = messages.worker_password(self.house.settings)
            here = ip_address(conversation.peer_address).is_loopback
            if not (here and hmac.compare_digest(wanted.encode(), password.encode())):
                raise NotSignedIn("mail.worker.refused", "Tài khoản hoặc mật khẩu không đúng.")
            return SYSTEM
        async with self._password_checks:
            return await asyncio.to_thread(
                authentication.check_password,
                self.house.storage,
                login,
                password,
                address=conversation.peer_address,
            )

    async def check_sender(self, conversation: Conversation, begun: Transaction) -> None:
        """Refuse who may not write in this name.

        Refuses: mail.sender.forged, mail.sender.not_yours, mail.sender.empty.
        """
        sender = begun.sender or ""
        ours = mailboxes.is_local(self.domain, sender)
        if not self.wants_sign_in:
            if ours:
                raise Forbidden(
                    "mail.sender.forged",
                    f"Thư của {self.domain} phải gửi qua cổng nộp thư, sau khi đăng nhập.",
                )
        elif conversation.actor == SYSTEM:
            if sender and not ours:
                raise Forbidden("mail.sender.not_yours", "Địa chỉ gửi không thuộc hệ thống.")
            if not begun.envid:
                raise Rebuff("501 5.5.4 A hand-over needs ENVID")
        elif not sender:
            raise Forbidden("mail.sender.empty", "Thư do người gửi phải có địa chỉ người gửi.")
        else:
            await self._refuse_others_names(conversation, [sender])

    async def check_recipient(self, conversation: Conversation, address: str) -> None:
        """Refuse recipients that do not exist, and to strangers all that are not ours.

        Refuses: mail.relay.denied; what mailboxes.resolve refuses.
        """
        today = legal_day(self.house.clock.now())
        boxes = await self._read(lambda c: mailboxes.boxes_for(c, self.domain, address, today))
        if boxes is None and not self.wants_sign_in:
            raise Forbidden("mail.relay.denied", "Máy chủ này chỉ nhận thư cho người của mình.")

    async def _refuse_others_names(self, conversation: Conversation, names: list[str]) -> None:
        actor, today = conversation.actor, legal_day(self.house.clock.now())
        assert actor is not None

        def not_theirs(connection: Connection) -> list[str]:
            return [
                name for name in names if not mailboxes.may_send_as(connection, actor, name, today)
            ]

        if others := await self._read(not_theirs):
            raise Forbidden(
                "mail.sender.not_yours",
                f"Tài khoản này không được gửi thư với địa chỉ {', '.join(others)}.",
            )

    async def _read(self, ask: Callable[[Connection], T]) -> T:
        def reading() -> T:
            with self.house.storage.reading() as connection:
                return ask(connection)

        return await asyncio.to_thread(reading)

    # -- the message ------------------------------------------------------------------------

    def check_size(self, size_bytes: int) -> None:
        """Refuse a message over the limit, or one the disk has no room for.

        Refuses: mail.message.too_large.
        """
        most = self.limits.message_bytes_most
        if size_bytes > most:
            raise TooLarge(
                "mail.message.too_large",
                f"Thư cùng tệp đính kèm vượt quá {text.number_vi(most // 2**20)} MB. "
                "Hãy bớt tệp hoặc gửi làm nhiều thư.",
            )
        self.spool.refuse_if_full(size_bytes)

    async def take(self, conversation: Conversation, ended: Transaction, content: bytes) -> str:
        """Look at a message, keep it durably, and only then say yes.

        Refuses: what messages.refuse_harmful refuses; mail.sender.forged, mail.sender.not_yours,
        mail.sender.misleading.
        """
        await asyncio.to_thread(_inspect, content)
        if self.wants_sign_in:
            content = inspection.without_blind_copies(content)
        header = inspection.header_of(content)
        await self._check_authors(conversation, header)
        letter = self._letter(conversation, ended, content, header)
        queue_id = await self.spool.take(letter)
        self.door.taken()
        log.info(
            "mail.taken" if queue_id == letter.id else "mail.taken_before",
            queue=queue_id,
            role=self.role,
            peer=conversation.peer_address,
            account=conversation.actor.id if conversation.actor else None,
            sender=letter.sender,
            recipients=len(letter.recipients),
            bytes=len(content),
        )
        return f"250 2.0.0 Taken as {queue_id}"

    async def _check_authors(self, conversation: Conversation, header: bytes) -> None:
        """See to it that the name people will read is one the sender may use (RFC 6409 §6.1)."""
        if conversation.actor == SYSTEM:
            return
        found = authors.authors_of(header)
        if self.wants_sign_in:
            await self._refuse_others_names(conversation, found)
            if authors.names_others(header, found):
                raise Forbidden(
                    "mail.sender.misleading",
                    "Tên người gửi chứa địa chỉ thư của người khác. Hãy ghi họ tên người gửi.",
                )
        elif authors.names_domain(header, self.domain) or any(
            mailboxes.is_local(self.domain, author) for author in found
        ):
            raise Forbidden(
                "mail.sender.forged",
                f"Thư ghi người gửi thuộc {self.domain} nhưng đến từ bên ngoài.",
            )

    def _letter(
        self, conversation: Conversation, ended: Transaction, content: bytes, header: bytes
    ) -> Letter:
        now = self.house.clock.now()
        queue_id = new_id(now)
        top = self._trace(conversation, ended, queue_id, now)
        if self.wants_sign_in:
            top += inspection.missing_fields(
                header, host=self.host_name, queue_id=queue_id, at=now.astimezone(VIETNAM)
            )
        return Letter(
            id=queue_id,
            sender=ended.sender or "",
            recipients=tuple(ended.recipients.values()),
            content=top + content,
            arrived=now,
            expires=now + timedelta(days=LETTER_DAYS),
            utf8=ended.utf8,
            ret=ended.ret,
            envid=ended.envid,
            handed_over=conversation.actor == SYSTEM,
        )

    def _trace(
        self, conversation: Conversation, ended: Transaction, queue_id: str, now: datetime
    ) -> bytes:
        return inspection.received_field(
            name=conversation.client_name,
            address=conversation.peer_address,
            host=self.host_name,
            protocol=conversation.protocol(ended),
            queue_id=queue_id,
            to=next(iter(ended.recipients)) if len(ended.recipients) == 1 else "",
            at=now.astimezone(VIETNAM),
        )

    def reply_to_trouble(self, error: Exception) -> str:
        """Word a failure of ours so that the client keeps the message and comes back."""
        if isinstance(error, SpoolFull) or (
            isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        ):
            return "452 4.3.1 No room for the message now, please come back"
        if isinstance(error, SpoolBroken):
            return "451 4.3.0 The queue is out of order, please come back"
        busy = isinstance(error, sqlite3.OperationalError)
        log.error("mail.trouble", role=self.role, busy=busy, exc_info=error)
        return "451 4.3.0 Something went wrong here, please come back"


def _inspect(content: bytes) -> None:
    inspection.check_form(content)
    messages.refuse_harmful(content)
