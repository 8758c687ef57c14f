"""The relay: brings each message in the spool to where it belongs, and says what became of it.

Ours go into Maildirs under a name made of the queue id, so that a delivery repeated after a crash
finds its own file and doubles nothing. Others go to the smart host when there is one. What fails
for good goes back to the sender in the same commit that settles it. The senders' own view of a
message, in the main database, follows the spool and never leads it.

Whatever goes wrong in an attempt, a bug of ours too, puts the message off like a busy host would:
it is tried again after growing waits, and goes back when its time is up.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from mail import bounce, remote
from mail.letters import Fate, Letter, Outcome, Recipient, State
from mail.spool import Spool, SpoolBroken
from province import mailboxes, messages
from province.basics import SYSTEM, Refusal, legal_day
from province.house import House

UNDER_WAY_MOST = 40  # messages being delivered at one time
DELIVERIES_AT_ONCE = 16  # into Maildirs: the disk flushes several for the price of one
TELL_MOST = 200  # states told to the main database in one work
LOOK_SECONDS_MOST = 60  # the queue is looked at this often even when nothing calls
FIRST_RETRY_MINUTES = 1
RETRY_MINUTES_MOST = 240
REPORT_LIFE = timedelta(days=5)
TROUBLE_SECONDS = 2  # pause after a failure of ours before the next look

log = structlog.get_logger("mail")


class Relay:
    """Delivers until told to stop. `wake` is called when a message has come in."""

    def __init__(self, house: House, spool: Spool, host_name: str) -> None:
        self.house = house
        self.spool = spool
        self.host_name = host_name
        self.started = house.clock.now()
        self.chance = random.Random()
        # Threads of its own: a slow disk must not keep those waiting who ask whether an address is.
        self._threads = ThreadPoolExecutor(DELIVERIES_AT_ONCE, thread_name_prefix="delivery")
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()  # what came of them could not be written down
        self._troubles: Counter[str] = Counter()  # how often in a row that was so
        self._awake = asyncio.Event()
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Look at the queue now."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again_and_again(self._deliver_due))
            group.create_task(self._again_and_again(self._tell))

    async def finish(self, seconds: float) -> None:
        """Let deliveries under way end; what does not end in time is tried again later."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way.values(), timeout=seconds)
            for task in late:
                task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _again_and_again(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except SpoolBroken:
                return
            except Exception as error:  # a bug or a database away: mail waits, and is not lost
                log.error("mail.relay_trouble", exc_info=error)
                await asyncio.sleep(TROUBLE_SECONDS)

    # -- delivering -------------------------------------------------------------------------

    async def _deliver_due(self) -> None:
        """Start a delivery for each message that is due, then wait for a reason to look again."""
        self._awake.clear()
        room = UNDER_WAY_MOST - len(self._under_way)
        now = self.house.clock.now()
        busy = self._under_way.keys() | self._resting
        letters = await self.spool.due(now, busy, room) if room else []
        for letter in letters:
            task = asyncio.create_task(self._deliver(letter), name=letter.id)
            self._under_way[letter.id] = task
            task.add_done_callback(self._done)
        if not letters:
            await self._wait()

    async def _wait(self) -> None:
        seconds: float = LOOK_SECONDS_MOST
        if not (self._under_way or self._resting) and (due := await self.spool.next_due()):
            seconds = min(seconds, (due - self.house.clock.now()).total_seconds())
        try:
            async with asyncio.timeout(max(seconds, 0.01)):
                await self._awake.wait()
        except TimeoutError:
            pass

    def _done(self, task: asyncio.Task[None]) -> None:
        letter_id = task.get_name()
        del self._under_way[letter_id]
        if not task.cancelled() and (error := task.exception()):
            log.error("mail.delivery_trouble", queue=letter_id, exc_info=error)
            pause = retry_after(self._troubles[letter_id], self.chance)
            self._troubles[letter_id] += 1
            self._resting.add(letter_id)
            loop = asyncio.get_running_loop()
            loop.call_later(pause.total_seconds(), self._rested, letter_id)
        else:
            self._troubles.pop(letter_id, None)
        self._awake.set()

    def _rested(self, letter_id: str) -> None:
        self._resting.remove(letter_id)
        self._awake.set()

    async def _deliver(self, letter: Letter) -> None:
        """Try a message once for its due recipients and settle what came of it."""
        try:
            content = await self.spool.content(letter)
        except OSError as problem:
            content = b""
            outcomes = [_trouble(letter, recipient, problem) for recipient in letter.recipients]
        else:
            outcomes = await self._attempt(letter, content)
        now = self.house.clock.now()
        outcomes = [self._put_off(letter, outcome, now) for outcome in outcomes]
        reports: list[Letter] = []
        try:
            outcomes, reports = self._report(letter, content, outcomes, now)
        except Exception as bug:  # the failures stay FAILED: nobody could be told
            log.error("mail.report_trouble", queue=letter.id, exc_info=bug)
        await self.spool.settle(letter, outcomes, reports, now)
        self._news.set()
        for outcome in outcomes:
            log.info(
                "mail.settled",
                queue=letter.id,
                recipient=outcome.address,
                state=outcome.state,
                status=outcome.status,
                detail=outcome.detail,
                seconds=round((now - letter.arrived).total_seconds(), 3),
            )

    async def _attempt(self, letter: Letter, content: bytes) -> list[Outcome]:
        outcomes, others = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._deliver_here, letter, content
        )
        if others:
            try:
                outcomes += await self._send_out(letter, others, content)
            except Exception as bug:  # what was delivered here stays so
                outcomes += [_trouble(letter, recipient, bug) for recipient in others]
        return outcomes

    async def _send_out(
        self, letter: Letter, others: list[Recipient], content: bytes
    ) -> list[Outcome]:
        settings = self.house.settings
        if not settings.smart_host:
            detail = "this server does not send mail outside its own domain"
            return [Outcome(r.address, State.FAILED, "5.4.0", detail) for r in others]
        return await remote.send(
            letter,
            others,
            content,
            hop=settings.smart_host,
            host_name=self.host_name,
            verified=settings.smart_host_verified,
        )

    def _deliver_here(
        self, letter: Letter, content: bytes
    ) -> tuple[list[Outcome], list[Recipient]]:
        """Deliver to our own mailboxes; return what came of it, and whose mail goes elsewhere."""
        outcomes, others = [], []
        boxes: set[str] = set()  # who is addressed twice gets it once
        for recipient in letter.recipients:
            outcome = self._deliver_to(letter, recipient, content, boxes)
            if outcome is None:
                others.append(recipient)
            else:
                outcomes.append(outcome)
        return outcomes, others

    def _deliver_to(
        self, letter: Letter, recipient: Recipient, content: bytes, boxes: set[str]
    ) -> Outcome | None:
        """Put a message into every mailbox an address stands for that has not got it yet."""
        try:
            names = self._boxes_for(recipient.address)
            for name in names or ():
                if name in boxes:
                    continue
                top = f"Return-Path: <{letter.sender}>\r\nDelivered-To: {name}\r\n"
                messages.deliver(
                    self.house.settings.maildirs,
                    name,
                    top.encode() + content,
                    unique=letter.id,
                    at=letter.arrived,
                    perhaps_there=letter.arrived < self.started or recipient.attempts > 0,
                )
                boxes.add(name)
        except Refusal as refusal:
            status = refusal.smtp.split()[1]
            return Outcome(recipient.address, State.FAILED, status, refusal.code)
        except OSError as problem:
            return Outcome(recipient.address, State.DEFERRED, "4.3.0", str(problem))
        except Exception as bug:  # a bug, or a database away
            return _trouble(letter, recipient, bug)
        if names is None:
            return None
        return Outcome(recipient.address, State.DELIVERED, "2.0.0", "delivered")

    def _boxes_for(self, address: str) -> list[str] | None:
        house, today = self.house, legal_day(self.house.clock.now())
        with house.storage.reading() as connection:
            return mailboxes.boxes_for(connection, house.settings.domain, address, today)

    def _put_off(self, letter: Letter, outcome: Outcome, now: datetime) -> Outcome:
        """Say when a deferred recipient is tried again, or that its time is up."""
        if outcome.state != State.DEFERRED:
            return outcome
        attempts = next(r.attempts for r in letter.recipients if r.address == outcome.address)
        next_at = now + retry_after(attempts, self.chance)
        if next_at >= letter.expires:
            detail = f"gave up after {attempts + 1} attempts; the last one: {outcome.detail}"
            return replace(outcome, state=State.FAILED, status="5.4.7", detail=detail)
        return replace(outcome, next_at=next_at)

    def _report(
        self, letter: Letter, content: bytes, outcomes: list[Outcome], now: datetime
    ) -> tuple[list[Outcome], list[Letter]]:
        """Write the reports the sender is owed; the failures in them become BOUNCED."""
        reports = [
            bounce.report(
                letter,
                content,
                wanted,
                host=self.host_name,
                domain=self.house.settings.domain,
                now=now,
                life=REPORT_LIFE,
            )
            for wanted in (
                bounce.failures_to_report(letter, outcomes),
                bounce.successes_to_report(letter, outcomes),
            )
            if wanted
        ]
        told = {outcome.address for outcome in bounce.failures_to_report(letter, outcomes)}
        bounced = [replace(o, state=State.BOUNCED) if o.address in told else o for o in outcomes]
        return bounced, reports

    # -- telling the senders' mailboxes -----------------------------------------------------

    async def _tell(self) -> None:
        """Write states of handed-over messages to the main database, then wait for news."""
        self._news.clear()
        fates = await self.spool.untold(TELL_MOST)
        if not fates:
            await self._news.wait()
            return
        await asyncio.to_thread(self._record, fates)
        await self.spool.told(fates)

    def _record(self, fates: list[Fate]) -> None:
        with self.house.storage.work(SYSTEM) as work:
            for fate in fates:
                messages.record_delivery(
                    work,
                    envid=fate.envid,
                    recipient=fate.address,
                    state=str(fate.state),
                    status=fate.status,
                    detail=fate.detail,
                    at=fate.settled_at,
                )


def _trouble(letter: Letter, recipient: Recipient, error: Exception) -> Outcome:
    """Write a failure of ours to the log and put the recipient off."""
    log.error("mail.delivery_trouble", queue=letter.id, recipient=recipient.address, exc_info=error)
    detail = f"trouble on {letter.id}: {type(error).__name__}"
    return Outcome(recipient.address, State.DEFERRED, "4.3.0", detail)


def retry_after(attempts: int, chance: random.Random) -> timedelta:
    """Return how long to wait after the nth failed attempt, counted from 0: 1, 2, 4 … 240 minutes.

    Up to a quarter is added by chance, so that what failed together does not come back together.
    """
    minutes = min(FIRST_RETRY_MINUTES * 2 ** min(attempts, 20), RETRY_MINUTES_MOST)
    return timedelta(minutes=minutes * chance.uniform(1, 1.25))
