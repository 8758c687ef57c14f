"""Bytes in, replies out: what clients of good and of ill will do to the real socket."""

import socket
import ssl
import time
from base64 import b64encode
from contextlib import suppress

import pytest

from mail.conversation import Limits
from mail.listener import Role
from tests.mail.conftest import LIMITS, SECONDS_MOST, Post, Wire, message, wait_for
from tests.mailboxes.cast import AN, PASSWORD, REGISTRY

MAIL = "MAIL FROM:<ai@ngoai.example>"
RCPT = f"RCPT TO:<{REGISTRY}>"


def begun(wire: Wire) -> Wire:
    """Come to the point where DATA has been answered."""
    wire.greet()
    assert wire.ask(MAIL).startswith("250 2.1.0")
    assert wire.ask(RCPT).startswith("250 2.1.5")
    assert wire.ask("DATA").startswith("354 ")
    return wire


def nothing_was_kept(post: Post) -> bool:
    return post.ask(lambda c: c.execute("SELECT count(*) FROM letters").fetchone()[0]) == 0


# Greeting


def test_ehlo_tells_what_is_done_and_nothing_else(post: Post) -> None:
    with post.raw() as wire:
        assert wire.hear() == "220 mail.vinhlong.example ESMTP"
        lines = wire.ask("EHLO client.example").splitlines()
        assert [line[4:] for line in lines] == [
            "mail.vinhlong.example",
            "PIPELINING",
            f"SIZE {LIMITS.message_bytes_most}",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            "DSN",
            "STARTTLS",
            "HELP",
        ]
        assert wire.ask("HELO client.example") == "250 mail.vinhlong.example"


def test_every_reply_carries_a_status_code(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        for command in ("NOOP", "RSET", "RSET x", "VRFY an", "HELP", "EXPN x", "XYZ", "DATA", RCPT):
            reply = wire.ask(command)
            assert reply[4:6] == f"{reply[0]}.", command


def test_mail_before_ehlo_is_refused(post: Post) -> None:
    with post.raw() as wire:
        wire.hear()
        assert wire.ask(MAIL).startswith("503 5.5.1")


# Pipelining


def test_pipelined_commands_are_answered_in_order_and_at_once(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.say(f"{MAIL}\r\nRCPT TO:<ai@vinhlong.example>\r\n{RCPT}\r\nDATA\r\n".encode())
        replies = [wire.hear() for _ in range(4)]
        assert [reply[:3] for reply in replies] == ["250", "550", "250", "354"]
        wire.say(message("Một") + b".\r\n" + f"{MAIL}\r\n{RCPT}\r\nDATA\r\n".encode())
        assert [wire.hear()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        wire.say(message("Hai") + b".\r\nQUIT\r\n")
        assert [wire.hear()[:3] for _ in range(2)] == ["250", "221"]
        assert wire.ended()
    assert len(post.arrived(REGISTRY, 2)) == 2


@pytest.mark.parametrize("first", ["EHLO client.example", "STARTTLS", "DATA", "HELO a"])
def test_commands_that_end_a_group_may_not_be_followed(post: Post, first: str) -> None:
    with post.raw() as wire:
        wire.greet()
        if first == "DATA":
            wire.ask(MAIL)
            wire.ask(RCPT)
        wire.say(f"{first}\r\nRSET\r\n".encode())
        assert wire.hear().startswith("503 5.5.1")
        assert wire.ended()


def test_commands_come_in_pieces(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        for byte in f"{MAIL}\r\n".encode():
            wire.say(bytes([byte]))
        assert wire.hear().startswith("250 ")


# Smuggling (RFC 5321 §2.3.8, §4.1.1.4)

INNER = b"MAIL FROM:<gia@ngoai.example>\r\nRCPT TO:<an@vinhlong.example>\r\nDATA\r\nX: y\r\n"


@pytest.mark.parametrize(
    "end",
    [
        b"\n.\n",
        b"\r\n.\n",
        b"\n.\r\n",
        b"\r.\r",
        b"\r\n.\r",
        b"\r.\r\n",
        b"\n.\r",
        b"\r\r\n.\r\r\n",
        b"\r\n\x00.\r\n",
        b"\n\n.\r\n",
    ],
)
def test_only_cr_lf_dot_cr_lf_ends_a_message(post: Post, end: bytes) -> None:
    with begun(post.raw()) as wire:
        wire.say(message() + b"Hidden:" + end + INNER + b"\r\n.\r\n")
        assert wire.hear().startswith("550 5.5.2")
        assert wire.ask("NOOP").startswith("250 ")  # what was hidden was never a command
    assert nothing_was_kept(post)


def test_lf_may_not_end_a_command(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.say(f"{MAIL}\n{RCPT}\r\n".encode())
        assert wire.hear().startswith("500 5.5.2")
        assert wire.ended()


@pytest.mark.parametrize("byte", [b"\x00", b"\r"])
def test_no_control_byte_in_a_command(post: Post, byte: bytes) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.say(b"NOOP a" + byte + b"b\r\n")
        assert wire.hear().startswith("500 5.5.2")
        assert wire.ended()


@pytest.mark.parametrize("line", [b"NOOP \x07", b"NOOP \xff\xfe", b"\x1b[2J", b"", b"\xe2\x80\xae"])
def test_other_odd_bytes_are_no_command(post: Post, line: bytes) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.say(line + b"\r\n")
        assert wire.hear().startswith("500 5.5.2")
        assert wire.ask("NOOP").startswith("250 ")


# DATA


def test_dots_are_stuffed_and_unstuffed(post: Post) -> None:
    body = "..đầu dòng\r\n.\r\n...\r\n.cuối"
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", [REGISTRY], message(body=body))
    assert post.arrived(REGISTRY)[0].endswith(f"\r\n\r\n{body}\r\n".encode())


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
def test_the_end_is_found_across_pieces(post: Post, cut: int) -> None:
    with begun(post.raw()) as wire:
        data = message("Đứt đoạn") + b".\r\n"
        wire.say(data[:-cut])
        time.sleep(0.02)
        wire.say(data[-cut:])
        assert wire.hear().startswith("250 2.0.0")


def test_an_empty_message_is_nobodys_and_the_talk_goes_on(post: Post) -> None:
    with begun(post.raw()) as wire:
        wire.say(b".\r\n")
        assert wire.hear().startswith("550 5.6.0")
        assert wire.ask("NOOP").startswith("250 ")


def test_a_message_over_the_limit_is_read_to_its_end_and_refused(post: Post) -> None:
    with begun(post.raw()) as wire:
        wire.say(message(body="0123456789\r\n" * 40_000) + b".\r\n")
        assert wire.hear().startswith("552 5.3.4")
        assert wire.ask("NOOP").startswith("250 ")
    assert nothing_was_kept(post)


def test_a_declared_size_over_the_limit_is_refused_at_once(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        refused = wire.ask(f"{MAIL} SIZE=300001")
        assert refused.startswith("552 5.3.4")
        assert "bot tep" in refused.lower()  # what to do, in plain letters
        assert wire.ask(f"{MAIL} SIZE=many").startswith("501 5.5.4")
        assert wire.ask(f"{MAIL} SIZE=300000").startswith("250 ")


def test_a_line_without_end_is_refused(post: Post) -> None:
    with begun(post.raw()) as wire:
        wire.say(message(body="x" * 999) + b".\r\n")
        assert wire.hear().startswith("500 5.5.2")


def test_a_client_that_leaves_in_the_middle_leaves_nothing(post: Post) -> None:
    with begun(post.raw()) as wire:
        wire.say(message())
    with post.mx() as client:  # the next client is served, and the spool is empty
        client.noop()
    assert nothing_was_kept(post)


def test_a_message_whose_dot_was_read_is_kept_though_the_client_is_gone(post: Post) -> None:
    wire = begun(post.raw())
    wire.say(message("Đã trọn") + b".\r\n")
    wire.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    wire.close()  # a reset, not a goodbye
    assert len(post.arrived(REGISTRY)) == 1


def test_a_client_that_closes_its_half_still_hears_the_answer(post: Post) -> None:
    with begun(post.raw()) as wire:
        wire.say(message() + b".\r\n")
        wire.connection.shutdown(socket.SHUT_WR)
        assert wire.hear().startswith("250 2.0.0")
        assert wire.ended()


# TLS and signing in


def test_nothing_said_before_starttls_is_believed_after_it(post: Post) -> None:
    with post.raw(Role.SUBMISSION) as wire:
        wire.greet()
        wire.say(b"STARTTLS\r\nMAIL FROM:<gia@ngoai.example>\r\n")
        assert wire.hear().startswith("503 5.5.1")
        assert wire.ended()
    with post.raw() as wire:
        wire.greet()
        assert wire.ask("STARTTLS").startswith("220 2.0.0")
        secured = post.trust().wrap_socket(wire.connection, server_hostname="localhost")
        with Wire(secured) as within:
            assert within.ask(MAIL).startswith("503 5.5.1")  # EHLO is to be said again
            within.say(b"EHLO client.example\r\n")
            assert "STARTTLS" not in within.hear()
            assert within.ask("STARTTLS").startswith("503 5.5.1")


def test_a_broken_handshake_ends_the_conversation(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        assert wire.ask("STARTTLS").startswith("220 ")
        wire.say(b"GET / HTTP/1.1\r\n\r\n")
        wire.connection.settimeout(SECONDS_MOST)
        assert b"250" not in wire.file.read()


def test_submissions_speaks_tls_from_the_first_byte(post: Post) -> None:
    plain = socket.create_connection(("127.0.0.1", post.port(Role.SUBMISSIONS)), SECONDS_MOST)
    with Wire(post.trust().wrap_socket(plain, server_hostname="mail.vinhlong.example")) as wire:
        assert wire.hear().startswith("220 ")
        offers = wire.ask("EHLO client.example")
        assert "AUTH PLAIN LOGIN" in offers
        assert "STARTTLS" not in offers


def test_old_tls_is_refused(post: Post) -> None:
    context = post.trust()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    plain = socket.create_connection(("127.0.0.1", post.port(Role.SUBMISSIONS)), SECONDS_MOST)
    with plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain, server_hostname="localhost")


def test_no_password_crosses_the_wire_unprotected(post: Post) -> None:
    with post.raw(Role.SUBMISSION) as wire:
        wire.greet()
        secret = b64encode(f"\0{AN}\0{PASSWORD}".encode()).decode()
        assert wire.ask(f"AUTH PLAIN {secret}").startswith("538 5.7.11")
        assert wire.ask(MAIL).startswith("530 5.7.0")
    with post.raw() as wire:
        assert "AUTH" not in wire.greet().ask("EHLO client.example")
        assert wire.ask("AUTH PLAIN").startswith("502 5.5.1")


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_signing_in_step_by_step(post: Post, mechanism: str) -> None:
    steps = {"PLAIN": [f"\0{AN}\0{PASSWORD}"], "LOGIN": [AN, PASSWORD]}[mechanism]
    with post.submission() as client:
        client.ehlo()
        assert client.docmd("AUTH", mechanism)[0] == 334
        replies = [client.docmd(b64encode(step.encode()).decode()) for step in steps]
        assert [code for code, _ in replies[:-1]] == [334] * (len(steps) - 1)
        assert replies[-1] == (235, b"2.7.0 Welcome")
        assert client.docmd("AUTH", "PLAIN")[0] == 503


def test_signing_in_with_an_initial_response(post: Post) -> None:
    with post.submission(AN) as client:  # smtplib says it all in one line
        assert client.mail(AN)[0] == 250
        assert client.docmd("AUTH", "PLAIN")[0] == 503


def test_wrong_passwords_are_refused_and_counted(post: Post) -> None:
    with post.submission() as client:
        client.ehlo()
        wrong = b64encode(f"\0{AN}\0sai mật khẩu rồi".encode()).decode()
        unknown = b64encode(b"\0khongco@vinhlong.example\0sai").decode()
        assert client.docmd("AUTH PLAIN", wrong)[0] == 535
        assert client.docmd("AUTH PLAIN", unknown)[0] == 535
        assert client.docmd("AUTH PLAIN", wrong)[0] == 535
        assert client.getreply()[0] == 421


@pytest.mark.parametrize(
    ("answer", "code"),
    [("*", 501), ("không phải base64", 501), (b64encode(b"one").decode(), 501), ("/w==", 501)],
)
def test_signing_in_may_be_given_up_or_bungled(post: Post, answer: str, code: int) -> None:
    with post.submission() as client:
        client.ehlo()
        client.command_encoding = "utf-8"
        assert client.docmd("AUTH", "PLAIN")[0] == 334
        assert client.docmd(answer)[0] == code
        assert client.docmd("AUTH", "GSSAPI")[0] == 504
        assert client.noop()[0] == 250


# Limits


def test_recipients_are_limited_with_a_temporary_reply(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.ask(MAIL)
        for number in range(LIMITS.recipients_most):
            assert wire.ask(f"RCPT TO:<vanthu+{number}@vinhlong.example>").startswith("250 ")
        assert wire.ask(RCPT).startswith("452 4.5.3")


def test_ten_thousand_recipients_end_the_conversation(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.ask(MAIL)
        replies = []
        with suppress(ConnectionError):
            wire.say(f"{RCPT}\r\n".encode() * 10_000)
        with suppress(ConnectionError):
            while reply := wire.hear():
                replies.append(reply[:3])
        assert len(replies) <= LIMITS.commands_most
    with post.mx() as client:
        assert client.noop()[0] == 250


def test_errors_are_limited(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        replies = [wire.ask("XYZ") for _ in range(LIMITS.errors_most + 1)]
        assert {reply[:3] for reply in replies} == {"500"}
        assert wire.hear().startswith("421 4.7.0")
        assert wire.ended()


def test_commands_without_a_message_are_limited(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        for _ in range(LIMITS.commands_most - 1):
            assert wire.ask("NOOP").startswith("250 ")
        assert wire.ask("NOOP").startswith("421 4.7.0")
        assert wire.ended()


def test_an_endless_command_is_cut_off(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        wire.say(b"NOOP " + b"x" * 5000)
        assert wire.hear().startswith("500 5.5.2")
        assert wire.ended()


class TestFewConnections:
    """With room for two connections from one address."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(message_bytes_most=1000, connections_per_address_most=2)

    def test_one_too_many_is_turned_away(self, post: Post) -> None:
        with post.raw() as one, post.raw() as two:
            one.greet()
            two.greet()
            with post.raw() as three:
                assert three.hear().startswith("421 4.7.0")
                assert three.ended()
            one.ask("QUIT")
            assert one.ended()

            def admitted() -> bool:
                with post.raw() as again:
                    return again.hear().startswith("220 ")

            wait_for(admitted)


class TestShortPatience:
    """With little time for the silent and for those who stay."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(message_bytes_most=1000, idle_seconds=0.3, session_seconds=1.2)

    def test_the_silent_are_sent_away(self, post: Post) -> None:
        with post.raw() as wire:
            wire.greet()
            assert wire.hear().startswith("421 4.4.2")
            assert wire.ended()

    def test_silence_in_the_middle_of_a_message_counts(self, post: Post) -> None:
        with begun(post.raw()) as wire:
            wire.say(b"Subject: ")
            assert wire.hear().startswith("421 4.4.2")

    def test_whoever_dribbles_is_sent_away_too(self, post: Post) -> None:
        with post.raw() as wire:
            wire.greet()
            wire.connection.settimeout(0.1)
            with pytest.raises(ConnectionError):
                for _ in range(200):
                    wire.say(b"N")
                    time.sleep(0.02)


def test_going_away_says_goodbye(post: Post) -> None:
    with post.raw() as wire, begun(post.raw()) as sending:
        wire.greet()
        post.loop.call_soon_threadsafe(post.stop.set)
        assert wire.hear().startswith("421 4.3.2")
        sending.say(message("Kịp lúc") + b".\r\n")  # a message on its way is still taken
        assert sending.hear().startswith("250 2.0.0")
        assert sending.hear().startswith("421 4.3.2")
    post.ended.result(SECONDS_MOST)
    post.start()
    assert post.arrived(REGISTRY)
