"""From the spool to mailboxes, to the next host, or back to the sender."""

import asyncio
import email
import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from mail import bounce, relay, remote
from mail.letters import Letter, Outcome
from mail.relay import retry_after
from mail.spool import SpoolFull
from province import mailboxes, messages
from province.basics import SYSTEM, legal_day
from province.messages import DeliveryState, Desk, Written
from tests.mail.conftest import SECONDS_MOST, Post, message, wait_for
from tests.mailboxes.cast import AN, BINH, CHI, REGISTRY


@dataclass
class NextHop:
    """A host that takes mail for the world, played by aiosmtpd, and does as it is told."""

    replies: dict[str, str] = field(default_factory=dict)  # address: reply to RCPT
    data_reply: str = "250 2.0.0 taken"
    taken: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies.get(address, "250 2.1.5 fine")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        self.options = envelope.mail_options
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data_reply.startswith("250"):
            content = envelope.original_content or b""
            self.taken.append((envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        return self.data_reply

    def start(self) -> None:
        """Listen on a free port until closed."""
        ready = threading.Event()

        async def serve() -> None:
            loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
            self.loop = loop
            server = await loop.create_server(
                lambda: SMTP(self, hostname="next.example", enable_SMTPUTF8=True, loop=loop),
                "127.0.0.1",
                0,
            )
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await self.stop.wait()
            server.close()

        self.thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self.thread.start()
        assert ready.wait(SECONDS_MOST)

    def close(self) -> None:
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.stop.set)
            self.thread.join()


@pytest.fixture
def hop(monkeypatch: pytest.MonkeyPatch) -> Iterator[NextHop]:
    """A next host the relay is told of."""
    hop = NextHop()
    hop.start()
    monkeypatch.setenv("VL_SMART_HOST", f"127.0.0.1:{hop.port}")
    yield hop
    hop.close()


@pytest.fixture
def outward(hop: NextHop, post: Post) -> Post:
    """A mail part that may send outside."""
    assert post.settings.smart_host
    return post


def send(post: Post, recipients: list[str], **options: list[str]) -> None:
    with post.submission(AN) as client:
        client.sendmail(AN, recipients, message(sender=AN), **options)  # type: ignore[arg-type]


def states(post: Post) -> dict[str, str]:
    rows = post.ask(lambda c: c.execute("SELECT address, state FROM recipients").fetchall())
    return {row["address"]: row["state"] for row in rows}


def look_again(post: Post) -> None:
    """Let the time of the next attempt be now, and have the queue looked at."""
    post.ask(lambda c: c.execute("UPDATE recipients SET next_at = 0"))
    send(post, [CHI])  # anything that comes in does


# Outside


def test_without_a_next_host_mail_for_outside_comes_back_and_says_why(post: Post) -> None:
    send(post, ["ai@ngoai.example", BINH])
    assert post.arrived(BINH)
    [arrived] = post.arrived(AN)
    assert arrived.startswith(b"Return-Path: <>\r\n")
    report = email.message_from_bytes(arrived, policy=policy.default)
    [people, programs, _] = report.iter_parts()  # type: ignore[attr-defined]
    assert "chưa được phép gửi thư ra ngoài" in people.get_content()
    [_, about] = programs.get_payload()
    assert about["Final-Recipient"] == "rfc822; ai@ngoai.example"
    assert about["Status"] == "5.4.0"


def test_the_next_host_takes_what_is_for_outside(outward: Post, hop: NextHop) -> None:
    send(outward, ["ai@ngoai.example", "bo@ngoai.example", BINH])
    wait_for(lambda: len(hop.taken) == 1)
    [(sender, recipients, content)] = hop.taken
    assert (sender, recipients) == (AN, ("ai@ngoai.example", "bo@ngoai.example"))
    assert content.endswith(b"\r\n" + message(sender=AN).partition(b"\r\n")[2])
    assert "BODY=8BITMIME" in hop.options
    assert outward.arrived(BINH)
    wait_for(lambda: states(outward) == {})


def test_each_recipient_has_its_own_fate(outward: Post, hop: NextHop) -> None:
    hop.replies = {"khong@ngoai.example": "550 5.1.1 none", "sau@ngoai.example": "450 4.2.1 busy"}
    send(outward, ["ai@ngoai.example", "khong@ngoai.example", "sau@ngoai.example"])
    wait_for(lambda: states(outward).get("sau@ngoai.example") == "deferred")
    assert [recipients for _, recipients, _ in hop.taken] == [("ai@ngoai.example",)]
    report = outward.arrived(AN)[0]
    assert b"khong@ngoai.example" in report
    assert b"sau@ngoai.example" not in report.partition(b"text/rfc822-headers")[0]
    fates = {
        "ai@ngoai.example": "delivered",
        "khong@ngoai.example": "bounced",
        "sau@ngoai.example": "deferred",
    }
    wait_for(lambda: states(outward) == fates)  # once the report itself is settled


def test_what_is_put_off_is_tried_again_and_sent_once(outward: Post, hop: NextHop) -> None:
    hop.data_reply = "451 4.3.0 later"
    send(outward, ["ai@ngoai.example"])
    wait_for(lambda: states(outward) == {"ai@ngoai.example": "deferred"})
    hop.data_reply = "250 2.0.0 taken"
    look_again(outward)
    wait_for(lambda: states(outward) == {})
    assert len(hop.taken) == 1
    assert outward.messages(AN) == []


def test_a_next_host_that_is_away_is_waited_for(outward: Post, hop: NextHop) -> None:
    hop.close()
    send(outward, ["ai@ngoai.example"])
    wait_for(lambda: states(outward) == {"ai@ngoai.example": "deferred"})
    [row] = outward.ask(lambda c: c.execute("SELECT status, detail FROM recipients").fetchall())
    assert row["status"] == "4.4.1"


def test_when_its_time_is_up_it_comes_back(outward: Post, hop: NextHop) -> None:
    hop.data_reply = "451 4.3.0 later"
    send(outward, ["ai@ngoai.example"])
    wait_for(lambda: states(outward) == {"ai@ngoai.example": "deferred"})
    outward.ask(lambda c: c.execute("UPDATE letters SET expires = arrived + 1"))
    look_again(outward)
    [report] = outward.arrived(AN)
    assert b"Status: 5.4.7" in report
    assert b"gave up after 2 attempts" in report


def test_addresses_in_utf8_go_only_where_they_are_understood(outward: Post, hop: NextHop) -> None:
    send(outward, ["trân@ngoai.example"], mail_options=["SMTPUTF8"])
    wait_for(lambda: len(hop.taken) == 1)
    assert hop.taken[0][1] == ("trân@ngoai.example",)
    assert "SMTPUTF8" in hop.options


def test_a_bug_on_the_way_out_puts_the_mail_off_and_sends_it_back_in_the_end(
    outward: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    async def broken(letter: Letter, *_: object, **__: object) -> list[Outcome]:
        tried.append(letter.id)
        raise RuntimeError("a bug")

    monkeypatch.setattr(remote, "send", broken)
    send(outward, ["ai@ngoai.example", BINH])
    fates = {"ai@ngoai.example": "deferred", BINH: "delivered"}
    wait_for(lambda: states(outward) == fates)
    outward.ask(lambda c: c.execute("UPDATE letters SET expires = arrived + 1"))
    look_again(outward)
    assert b"Status: 5.4.7" in outward.arrived(AN)[0]
    assert len(tried) == 2
    assert len(outward.messages(BINH)) == 1


@pytest.mark.parametrize("place", ["boxes_for", "content"])
def test_a_bug_or_a_lost_file_before_delivery_is_waited_out(
    post: Post, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("a bug")

    async def lost(*_: object) -> bytes:
        raise FileNotFoundError("no such file")

    with monkeypatch.context() as patched:
        if place == "content":
            patched.setattr(post.spool, "content", lost)
        else:
            patched.setattr(relay.Relay, "_boxes_for", broken)
        send(post, [BINH])
        wait_for(lambda: states(post) == {BINH: "deferred"})
    look_again(post)
    assert len(post.arrived(BINH)) == 1


def test_what_cannot_be_reported_is_settled_all_the_same(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Letter:
        raise RuntimeError("a bug")

    monkeypatch.setattr(bounce, "report", broken)
    send(post, ["ai@ngoai.example", BINH])
    wait_for(lambda: states(post) == {})
    assert len(post.messages(BINH)) == 1


def test_an_outcome_that_cannot_be_written_down_is_tried_after_growing_waits(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, waits = post.spool.settle, []

    async def full(*given: Any) -> None:
        if len(waits) < 3:
            raise SpoolFull
        await real(*given)

    def at_once(attempts: int, chance: random.Random) -> timedelta:
        waits.append(attempts)
        return timedelta(0)

    monkeypatch.setattr(post.spool, "settle", full)
    monkeypatch.setattr(relay, "retry_after", at_once)
    send(post, [BINH])
    wait_for(lambda: states(post) == {})
    assert waits == [0, 1, 2]
    assert len(post.messages(BINH)) == 1


# Reports


def test_nobody_is_told_of_what_the_null_sender_sent(outward: Post, hop: NextHop) -> None:
    hop.replies = {"ai@ngoai.example": "550 5.1.1 none"}
    messages.hand_over(
        outward.settings, message(), sender="", recipients=["ai@ngoai.example"], envid="job-1"
    )
    send(outward, [BINH])
    outward.arrived(BINH)
    wait_for(lambda: states(outward) == {})
    assert outward.ask(lambda c: c.execute("SELECT count(*) FROM letters").fetchone()[0]) == 0


@pytest.mark.parametrize(("notify", "reports"), [("NEVER", 0), ("SUCCESS", 0), ("FAILURE", 1)])
def test_reports_come_as_asked_for(post: Post, notify: str, reports: int) -> None:
    send(post, ["ai@ngoai.example"], rcpt_options=[f"NOTIFY={notify}"])
    wait_for(lambda: states(post) == {})
    assert len(post.messages(AN)) == reports


def test_a_delivery_is_confirmed_when_asked_for(post: Post) -> None:
    send(post, [BINH], rcpt_options=["NOTIFY=SUCCESS"], mail_options=["ENVID=thu-1", "RET=HDRS"])
    [report] = post.arrived(AN)
    assert b"Action: delivered" in report
    assert b"Original-Envelope-Id: thu-1" in report


# Our own mailboxes


def test_a_mailbox_that_cannot_be_written_is_tried_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = post.settings.maildirs / "vinhlong.example" / "binh"
    place.parent.mkdir(parents=True)
    place.write_text("in the way")
    send(post, [CHI, BINH])
    wait_for(lambda: states(post) == {CHI: "delivered", BINH: "deferred"})
    place.unlink()
    look_again(post)
    assert len(post.arrived(BINH)) == 1
    assert len(post.arrived(CHI, 2)) == 2


def test_an_address_closed_while_mail_was_on_its_way_is_told(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = relay.Relay._attempt

    async def close_first(self: relay.Relay, letter: object, content: bytes) -> object:
        with post.house.storage.work(SYSTEM) as work:
            for box in mailboxes.address_book(work.connection, "chi@", work.today):
                mailboxes.close(work, box.address)
        return await real(self, letter, content)  # type: ignore[arg-type]

    monkeypatch.setattr(relay.Relay, "_attempt", close_first)
    send(post, [CHI])
    [report] = post.arrived(AN)
    assert b"Status: 5.1.6" in report


def test_the_sender_sees_what_became_of_each_recipient(outward: Post, hop: NextHop) -> None:
    hop.replies = {"khong@ngoai.example": "550 5.1.1 none", "sau@ngoai.example": "450 4.2.1 busy"}
    house, actor = outward.house, outward.cast.an
    settings = house.settings
    desk = Desk(settings.blobs, settings.domain, settings.message_bytes_most, 10**6)
    to = f"{BINH}, khong@ngoai.example, sau@ngoai.example"
    written = Written(REGISTRY, to, "", "Giấy mời", "Kính mời")
    laid = messages.lay_down(house.storage, actor, desk, written)
    with house.storage.work(actor) as work:
        sent_id = messages.send(work, desk, laid)
        [payload] = [
            row.payload for row in work.connection.exec_driver_sql("SELECT payload FROM jobs")
        ]
    finish = messages.send_written(settings, json.loads(payload))
    with house.storage.work(SYSTEM) as work:
        finish(work)

    def known() -> dict[str, DeliveryState]:
        with house.storage.reading() as connection:
            today = legal_day(house.clock.now())
            found = messages.sent_message(connection, actor, sent_id, today)
        return {delivery.address: delivery.state for delivery in found.deliveries}

    wait_for(
        lambda: (
            known()
            == {
                BINH: DeliveryState.DELIVERED,
                "khong@ngoai.example": DeliveryState.BOUNCED,
                "sau@ngoai.example": DeliveryState.DEFERRED,
            }
        )
    )
    [copy] = outward.messages(REGISTRY, messages.Folder.SENT)
    assert "Kính mời".encode() not in copy  # coded for the oldest programs
    assert messages.letter(copy).text.strip() == "Kính mời"
    assert b"khong@ngoai.example" in outward.arrived(REGISTRY)[0]


def test_what_is_due_is_found_again_after_a_restart(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(self: relay.Relay) -> None:
        await asyncio.Event().wait()

    post.close()
    with monkeypatch.context() as patched:
        patched.setattr(relay.Relay, "run", never)
        post.start()
        send(post, [BINH])
        assert states(post) == {BINH: "queued"}
        post.close()
    post.start()
    assert len(post.arrived(BINH)) == 1


def test_waits_grow_and_differ() -> None:
    chance = random.Random(1)
    waits = [retry_after(attempts, chance) for attempts in range(30)]
    assert timedelta(minutes=1) <= waits[0] <= timedelta(minutes=1.25)
    assert timedelta(minutes=8) <= waits[3] <= timedelta(minutes=10)
    assert all(timedelta(minutes=240) <= wait <= timedelta(minutes=300) for wait in waits[8:])
    assert len(set(waits)) == 30
