"""One SMTP conversation: bytes in, replies out, over aiosmtpd's command set.

aiosmtpd decides what a command is; how bytes become commands is done here, because its own reader
takes bare LF, passes NUL through, loses a message when the client hangs up during the commit, and
answers a full disk with a permanent error. Everything that depends on who speaks or on what
addresses exist is asked of the `Listener`.

Replies are collected and leave in one write when the client has nothing more to say: that is what
makes PIPELINING (RFC 2920) worth announcing. A client that goes away only ends the input: a message
whose last dot was read is still committed.
"""

import asyncio
import re
import ssl
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, cast

import structlog
from aiosmtpd.smtp import SMTP, syntax

from mail import transaction
from mail.syntax import Rebuff, read_base64, read_path
from mail.transaction import Transaction
from province.basics import Actor, Refusal

if TYPE_CHECKING:
    from mail.listener import Listener

COMMAND_BYTES_MOST = 2048  # RFC 5321 §4.5.3.1.4 asks for 512 and room for each extension
AUTH_BYTES_MOST = 12_288  # RFC 4954 §4
INPUT_BYTES_MOST = 256 * 1024  # read ahead of the command under way
REPLY_BYTES_MOST = 64 * 1024  # owed to a client that does not read: it is cut off
TLS_HANDSHAKE_SECONDS_MOST = 30
_END_OF_DATA = b"\r\n.\r\n"
_ALONE = frozenset({"EHLO", "HELO", "STARTTLS", "AUTH", "DATA"})  # end a group, RFC 2920 §3.1
_BARE = re.compile(r"[245]\d\d (?!\d\.\d{1,3}\.\d{1,3} )")
_STATUS = {  # of replies that aiosmtpd gives without one (RFC 2034)
    "250": "2.0.0",
    "252": "2.5.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "530": "5.7.0",
}

log = structlog.get_logger("mail")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client may ask of us."""

    message_bytes_most: int
    recipients_most: int = 500  # of one message; RFC 5321 §4.5.3.1.8 asks for 100 at least
    commands_most: int = 1000  # without a message taken in between
    errors_most: int = 20  # in one session, without a message taken in between
    sign_ins_failed_most: int = 3  # in one session
    idle_seconds: float = 300  # RFC 5321 §4.5.3.2.7
    session_seconds: float = 3600
    connections_most: int = 2000  # of one listener, all clients together
    connections_per_address_most: int = 100


class Departed(Exception):
    """The conversation is over: the client went, or was sent away."""


class Conversation(SMTP):
    """One client's connection, from greeting to goodbye."""

    commands: ClassVar[dict[str, Callable[..., Awaitable[None]]]] = {}

    def __init__(self, listener: "Listener") -> None:
        # aiosmtpd's own start inspects itself anew for every connection; what its commands read
        # is little, and set here.
        self.listener = listener
        self.loop = asyncio.get_running_loop()
        self.hostname = listener.host_name
        self.tls_context = listener.starttls
        self._smtp_methods = self.commands
        self._handle_hooks = {}
        self._auth_required = listener.wants_sign_in
        self.session = self._create_session()
        self.transaction = Transaction()
        self.actor: Actor | None = None
        self.peer_address = ""
        self.secured = False  # TLS protects the connection
        self._input = bytearray()
        self._input_ended = False
        self._waiter: asyncio.Future[None] | None = None
        self._reading_data = False
        self._replies: list[bytes] = []
        self._errors = 0
        self._commands_left = listener.limits.commands_most
        self._sign_ins_failed = 0
        self._leaving = False

    # -- the connection ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or turn away a client that has too many connections."""
        self.transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self.peer_address = peer[0] if peer else ""
        self.secured = transport.get_extra_info("sslcontext") is not None
        self._started = self._last_heard = self.loop.time()
        self._timer = self.loop.call_later(self.listener.limits.idle_seconds, self._look_at_clock)
        self._handler_coroutine = self.loop.create_task(self._converse())

    def connection_lost(self, error: Exception | None) -> None:
        """End the input; the command under way is not disturbed."""
        self._timer.cancel()
        self.listener.release(self)
        self._end_input()

    def eof_received(self) -> bool:
        """End the input of a client that closed its half: it still gets the replies owed."""
        self._end_input()
        return not self.secured

    def data_received(self, data: bytes) -> None:
        """Take in what the client says."""
        self._input += data
        self._last_heard = self.loop.time()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        elif len(self._input) > INPUT_BYTES_MOST:
            cast(asyncio.Transport, self.transport).pause_reading()

    def pause_writing(self) -> None:
        """Cut off a client that asks and does not read the answers."""
        transport = cast(asyncio.Transport, self.transport)
        if transport.get_write_buffer_size() > REPLY_BYTES_MOST:
            transport.abort()

    def resume_writing(self) -> None:
        """Do nothing: replies are short and never wait."""

    def protocol(self, begun: Transaction) -> str:
        """Name the protocol spoken, as a Received field does (RFC 3848, RFC 6531 §4.3)."""
        if not self._session.extended_smtp:
            return "SMTP"
        name = "UTF8SMTP" if begun.utf8 else "ESMTP"
        return name + "S" * self.secured + "A" * (self.actor is not None)

    @property
    def client_name(self) -> str:
        """Return what the client calls itself: believed by nobody, kept in the trace."""
        return self._session.host_name or ""

    @property
    def _session(self) -> Any:
        assert self.session is not None
        return self.session

    def leave(self) -> None:
        """Say goodbye at the next moment that loses nothing."""
        self._leaving = True
        if self._waiter is not None and not self._reading_data:
            self._close("421 4.3.2 Closing for a restart, please come back")

    def cut(self) -> None:
        """Close at once."""
        if self.transport is not None:
            cast(asyncio.Transport, self.transport).abort()

    def _look_at_clock(self) -> None:
        """Send away who is silent for too long or stays for too long."""
        limits, now = self.listener.limits, self.loop.time()
        due = min(self._last_heard + limits.idle_seconds, self._started + limits.session_seconds)
        if now < due:
            self._timer = self.loop.call_later(due - now, self._look_at_clock)
        elif self._waiter is None:  # nobody is sent away while it is we who are slow
            self._timer = self.loop.call_later(1, self._look_at_clock)
        else:
            self._close("421 4.4.2 Too slow, goodbye")

    def _end_input(self) -> None:
        self._input_ended = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _close(self, reply: str) -> None:
        self._note(reply)
        self._flush()
        transport = cast(asyncio.Transport, self.transport)
        if transport.get_write_buffer_size():
            transport.abort()
        else:
            transport.close()
        self._end_input()

    # -- reading and replying ---------------------------------------------------------------

    async def push(self, status: Any) -> None:
        """Owe the client a reply; it leaves with the others when the input runs dry."""
        reply = status if isinstance(status, str) else status.decode()
        if _BARE.match(reply) and (code := _STATUS.get(reply[:3])):
            reply = f"{reply[:3]} {code} {reply[4:]}"
        self._note(reply)

    def _note(self, reply: str) -> None:
        if reply[0] in "45":
            self._errors += 1
        self._replies.append(reply.encode("ascii", "replace") + b"\r\n")

    def _flush(self) -> None:
        if self._replies and self.transport is not None and not self.transport.is_closing():
            cast(asyncio.Transport, self.transport).write(b"".join(self._replies))
        self._replies.clear()

    async def _more(self) -> None:
        """Send what is owed and wait for more input."""
        self._flush()
        if self._input_ended:
            raise Departed
        cast(asyncio.Transport, self.transport).resume_reading()
        self._waiter = self.loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    async def _line(self, bytes_most: int) -> str:
        """Read one line that ends in CR LF and holds no control byte."""
        searched = 0
        while (end := self._input.find(b"\n", searched)) < 0 and len(self._input) <= bytes_most:
            searched = len(self._input)
            await self._more()
        if end < 0 or end > bytes_most:
            self._dismiss("500 5.5.2 Line too long")
        line = bytes(self._input[: end + 1])
        del self._input[: end + 1]
        if not line.endswith(b"\r\n") or b"\0" in line or b"\r" in line[:-2]:
            self._dismiss("500 5.5.2 Lines end in CR LF and hold neither CR nor NUL")
        try:
            return line[:-2].decode()
        except UnicodeDecodeError:
            return "\x7f"  # a control byte: refused as any other

    async def _content(self) -> bytes | None:
        """Read the message up to its final dot, undoing the dot stuffing (RFC 5321 §4.5.2).

        Returns: None when it was over the limit; it has been read to its end all the same.
        """
        taken, searched, too_large = bytearray(b"\r\n"), 0, False
        self._reading_data = True
        try:
            while True:
                taken += self._input
                self._input.clear()
                end = taken.find(_END_OF_DATA, searched)
                if end >= 0:
                    break
                if len(taken) > self.listener.limits.message_bytes_most + 2:
                    too_large = True
                    del taken[:-4]
                searched = max(0, len(taken) - 4)
                await self._more()
        finally:
            self._reading_data = False
        self._input += taken[end + len(_END_OF_DATA) :]
        del taken[end + 2 :]
        if too_large or len(taken) > self.listener.limits.message_bytes_most + 2:
            return None
        return bytes(taken).replace(b"\r\n.", b"\r\n")[2:]

    def _dismiss(self, reply: str) -> NoReturn:
        self._close(reply)
        raise Departed

    # -- the course of a conversation -------------------------------------------------------

    async def _converse(self) -> None:
        try:
            if turned_away := self.listener.admit(self):
                self._dismiss(turned_away)
            self._note(f"220 {self.hostname} ESMTP")
            while True:
                await self._obey(await self._line(COMMAND_BYTES_MOST))
                if self._errors > self.listener.limits.errors_most:
                    self._dismiss("421 4.7.0 Too many errors, goodbye")
                if self._leaving:
                    self._dismiss("421 4.3.2 Closing for a restart, please come back")
        except Departed:
            self._flush()
        finally:
            if self.transport is not None:
                self.transport.close()

    async def _obey(self, line: str) -> None:
        verb, _, argument = line.partition(" ")
        verb = verb.upper()
        self._commands_left -= 1
        if self._commands_left < 0:
            self._dismiss("421 4.7.0 Too many commands, goodbye")
        method = self.commands.get(verb)
        if not line.isprintable() or method is None:
            await self.push("500 5.5.2 Command not recognised")
            return
        if verb in _ALONE and self._input:
            self._dismiss(f"503 5.5.1 Nothing may follow {verb} before its reply")
        try:
            await method(self, argument.strip(" ") or None)
        except Rebuff as problem:
            await self.push(str(problem))
        except Refusal as refusal:
            await self.push(reply_of(refusal))
        except (Departed, asyncio.CancelledError):
            raise
        except Exception as error:
            await self.push(self.listener.reply_to_trouble(error))

    def _set_post_data_state(self) -> None:
        """Forget the transaction: aiosmtpd calls this for RSET, EHLO and after DATA."""
        self.transaction = Transaction()

    @syntax("HELO <name>")
    async def smtp_HELO(self, hostname: str) -> None:
        """Greet a client that knows no extensions."""
        await self._greeted(hostname, extended=False)
        self._note(f"250 {self.hostname}")

    @syntax("EHLO <name>")
    async def smtp_EHLO(self, hostname: str) -> None:
        """Greet, and tell what we can do."""
        await self._greeted(hostname, extended=True)
        offers = self.listener.offers(secured=self.secured)
        lines = [self.hostname, *offers]
        self._note("\r\n".join([f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]))

    async def _greeted(self, name: str | None, *, extended: bool) -> None:
        if not name or len(name) > 255 or " " in name:
            raise Rebuff("501 5.5.4 Say who you are")
        self._set_post_data_state()
        self._session.host_name = name
        self._session.extended_smtp = extended

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str) -> None:
        """Part as friends."""
        self._close("221 2.0.0 Bye")
        raise Departed

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str) -> None:
        """Protect the connection; what was said before is forgotten (RFC 3207 §4.2)."""
        if arg:
            raise Rebuff("501 5.5.4 STARTTLS takes no argument")
        if self.tls_context is None or self.secured:
            raise Rebuff("503 5.5.1 TLS is not offered now")
        await self.push("220 2.0.0 Ready")
        self._flush()
        try:
            self.transport = await self.loop.start_tls(
                cast(asyncio.Transport, self.transport),
                self,
                self.tls_context,
                server_side=True,
                ssl_handshake_timeout=TLS_HANDSHAKE_SECONDS_MOST,
            )
        except (OSError, ssl.SSLError) as problem:
            log.info("mail.tls_failed", peer=self.peer_address, problem=str(problem))
            raise Departed from None
        self.secured = True
        self._input.clear()
        self.session = self._create_session()
        self._set_post_data_state()

    # -- signing in -------------------------------------------------------------------------

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str) -> None:
        """Learn who speaks: PLAIN (RFC 4616) or LOGIN, under TLS only (RFC 4954)."""
        if await self.check_helo_needed("EHLO"):
            return
        mechanism, _, initial = (arg or "").partition(" ")
        read = {"PLAIN": self._plain, "LOGIN": self._login}.get(mechanism.upper())
        if not self.listener.wants_sign_in:
            raise Rebuff("502 5.5.1 Signing in is for the submission ports")
        if not self.secured:
            raise Rebuff("538 5.7.11 Start TLS first")
        if self.actor is not None or self.transaction.sender is not None:
            raise Rebuff("503 5.5.1 Signing in is not possible now")
        if read is None:
            raise Rebuff("504 5.5.4 Mechanisms are PLAIN and LOGIN")
        login, password = await read(initial)
        try:
            self.actor = await self.listener.sign_in(self, login, password)
        except Refusal as refusal:
            await self._sign_in_failed(refusal)
        else:
            self._session.authenticated = True
            await self.push("235 2.7.0 Welcome")

    async def _sign_in_failed(self, refusal: Refusal) -> None:
        self._sign_ins_failed += 1
        log.info("mail.sign_in_refused", peer=self.peer_address, code=refusal.code)
        if refusal.smtp.startswith("4"):
            await self.push(f"454 4.7.0 {_plain_letters(refusal.sentence)}")
        else:
            await self.push("535 5.7.8 The address or the password is wrong")
        if self._sign_ins_failed >= self.listener.limits.sign_ins_failed_most:
            self._dismiss("421 4.7.0 Too many attempts, goodbye")

    async def _plain(self, initial: str) -> tuple[str, str]:
        blob = read_base64(initial) if initial else await self._asked("334 ")
        parts = blob.split("\0")
        if len(parts) != 3 or parts[0] not in ("", parts[1]):
            raise Rebuff("501 5.5.2 The credentials cannot be read")
        return parts[1], parts[2]

    async def _login(self, initial: str) -> tuple[str, str]:
        login = read_base64(initial) if initial else await self._asked("334 VXNlcm5hbWU6")
        return login, await self._asked("334 UGFzc3dvcmQ6")

    async def _asked(self, question: str) -> str:
        await self.push(question)
        answer = await self._line(AUTH_BYTES_MOST)
        if answer == "*":
            raise Rebuff("501 5.7.0 Signing in was given up")
        return read_base64(answer)

    # -- the transaction --------------------------------------------------------------------

    @syntax("MAIL FROM:<address>", extended=" [SP <parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a message."""
        if await self.check_helo_needed() or await self.check_auth_needed("MAIL"):
            return
        if self.transaction.sender is not None:
            raise Rebuff("503 5.5.1 A message has begun already")
        begun = transaction.begin(
            read_path(arg, "FROM"),
            extended=self._session.extended_smtp,
            signed_in=self.listener.wants_sign_in,
        )
        self.listener.check_size(begun.size_bytes)
        await self.listener.check_sender(self, begun)
        self.transaction = begun
        await self.push("250 2.1.0 Sender is fine")

    @syntax("RCPT TO:<address>", extended=" [SP <parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Add a recipient."""
        if await self.check_helo_needed() or await self.check_auth_needed("RCPT"):
            return
        if self.transaction.sender is None:
            raise Rebuff("503 5.5.1 MAIL comes first")
        recipient = transaction.recipient(
            read_path(arg, "TO"),
            extended=self._session.extended_smtp,
            utf8=self.transaction.utf8,
            domain=self.listener.domain,
        )
        if len(self.transaction.recipients) >= self.listener.limits.recipients_most:
            raise Rebuff("452 4.5.3 Too many recipients")  # RFC 5321 §4.5.3.1.10
        await self.listener.check_recipient(self, recipient.address)
        self.transaction.recipients.setdefault(recipient.address, recipient)
        await self.push("250 2.1.5 Recipient is fine")

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """Take the message; its reply is given when it is on the disk."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if arg:
            raise Rebuff("501 5.5.4 DATA takes no argument")
        if not self.transaction.recipients:
            raise Rebuff("503 5.5.1 No recipient was accepted")
        await self.push("354 End with a dot on a line of its own")
        content = await self._content()
        ended, self.transaction = self.transaction, Transaction()
        if content is None:
            self.listener.check_size(self.listener.limits.message_bytes_most + 1)
            return
        await self.push(await self.listener.take(self, ended, content))
        self._errors, self._commands_left = 0, self.listener.limits.commands_most


Conversation.commands = {
    name.removeprefix("smtp_"): getattr(Conversation, name)
    for name in dir(Conversation)
    if name.startswith("smtp_")
}


def reply_of(refusal: Refusal) -> str:
    """Word a refusal as a reply: SMTP code, our code, the sentence in plain letters.

    Replies are ASCII whatever was negotiated: RFC 6531 §3.7.4 lets few of them be anything else.
    """
    return f"{refusal.smtp} {refusal.code} {_plain_letters(refusal.sentence)}"[:500]


def _plain_letters(sentence: str) -> str:
    bare = unicodedata.normalize("NFD", sentence).translate(str.maketrans("đĐ“”–", 'dD""-'))
    return bare.encode("ascii", "ignore").decode()
