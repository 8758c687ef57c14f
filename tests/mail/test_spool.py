"""The queue on disk: kept before said, once and once only, in batches."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from mail.letters import Fate, Letter, Outcome, Recipient, State
from mail.spool import INLINE_BYTES_MOST, Spool, SpoolBroken, SpoolBusy, SpoolFull

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
T = TypeVar("T")


def letter(number: int, *, size: int = 100, **changed: object) -> Letter:
    values: dict[str, object] = {
        "id": f"letter{number:04}",
        "sender": "ai@ngoai.example",
        "recipients": (Recipient("an@vinhlong.example"), Recipient("binh@vinhlong.example")),
        "content": b"x" * size,
        "arrived": NOW,
        "expires": NOW + timedelta(days=5),
    }
    return Letter(**values | changed)  # type: ignore[arg-type]


def with_spool(folder: Path, do: Callable[[Spool], Awaitable[T]]) -> T:
    """Do something with a spool that is opened before and closed after."""

    async def run() -> T:
        spool = Spool(folder)
        try:
            return await do(spool)
        finally:
            await spool.close()

    return asyncio.run(run())


def outcomes(state: State, next_at: datetime | None = None) -> list[Outcome]:
    return [
        Outcome(f"{who}@vinhlong.example", state, "2.0.0", "ok", next_at) for who in ("an", "binh")
    ]


@pytest.mark.parametrize("size", [100, INLINE_BYTES_MOST, INLINE_BYTES_MOST + 1, 3_000_000])
def test_what_was_taken_is_there_after_opening_again(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)

    async def read(spool: Spool) -> list[bytes]:
        return [await spool.content(found) for found in await spool.due(LATER, (), 10)]

    taken = with_spool(tmp_path, lambda s: s.take(letter(1, content=content)))
    assert taken == "letter0001"
    assert with_spool(tmp_path, read) == [content]
    assert len(os.listdir(tmp_path / "bodies")) == (size > INLINE_BYTES_MOST)


def test_many_at_once_share_commits(tmp_path: Path) -> None:
    async def take_many(spool: Spool) -> int:
        commits: list[int] = []
        real = spool._commit
        spool._commit = lambda batch: (commits.append(len(batch)), real(batch))[1]  # type: ignore[method-assign,func-returns-value]
        await asyncio.gather(*(spool.take(letter(n)) for n in range(100)))
        assert sum(commits) == 100
        return len(commits)

    assert with_spool(tmp_path, take_many) < 20
    assert len(with_spool(tmp_path, lambda s: s.due(LATER, (), 1000))) == 100


def test_one_bad_request_takes_only_itself_back(tmp_path: Path) -> None:
    async def take_same(spool: Spool) -> list[str | BaseException]:
        letters = [letter(1), letter(1), letter(2)]
        return await asyncio.gather(*map(spool.take, letters), return_exceptions=True)

    first, second, third = with_spool(tmp_path, take_same)
    assert (first, third) == ("letter0001", "letter0002")
    assert isinstance(second, sqlite3.IntegrityError)
    assert len(with_spool(tmp_path, lambda s: s.due(LATER, (), 10))) == 2


@pytest.mark.parametrize("size", [100, 100_000])
def test_a_hand_over_is_taken_once_even_when_it_is_long_delivered(
    tmp_path: Path, size: int
) -> None:
    async def hand_over_twice(spool: Spool) -> tuple[str, str]:
        first = letter(1, size=size, envid="job-1", handed_over=True)
        one = await spool.take(first)
        await spool.settle(first, outcomes(State.DELIVERED), [], LATER)
        await spool.told(await spool.untold(10))
        assert await spool.due(LATER, (), 10) == []
        again = letter(2, size=size, envid="job-1", handed_over=True)
        return one, await spool.take(again)

    assert with_spool(tmp_path, hand_over_twice) == ("letter0001", "letter0001")
    assert os.listdir(tmp_path / "bodies") == []


def test_others_may_use_one_envid_twice(tmp_path: Path) -> None:
    async def take(spool: Spool) -> int:
        await spool.take(letter(1, envid="mine"))
        await spool.take(letter(2, envid="mine"))
        return len(await spool.due(LATER, (), 10))

    assert with_spool(tmp_path, take) == 2


def test_old_hand_overs_are_forgotten(tmp_path: Path) -> None:
    async def run(spool: Spool) -> str:
        await spool.take(letter(1, envid="job-1", handed_over=True))
        await spool.forget_handovers(NOW + timedelta(days=29))
        assert await spool.take(letter(2, envid="job-1", handed_over=True)) == "letter0001"
        await spool.forget_handovers(NOW + timedelta(days=31))
        return await spool.take(letter(3, envid="job-1", handed_over=True))

    assert with_spool(tmp_path, run) == "letter0003"


def test_due_leaves_out_what_is_under_way_and_what_is_later(tmp_path: Path) -> None:
    async def run(spool: Spool) -> None:
        for number in range(4):
            await spool.take(letter(number, arrived=NOW + timedelta(seconds=number)))
        assert [found.id for found in await spool.due(LATER, {"letter0001"}, 2)] == [
            "letter0000",
            "letter0002",
        ]
        tomorrow = NOW + timedelta(days=1)
        one_later = [Outcome("an@vinhlong.example", State.DEFERRED, "4.0.0", "", tomorrow)]
        await spool.settle(letter(0), one_later, [], LATER)
        [first, *_] = await spool.due(LATER, (), 10)
        assert [r.address for r in first.recipients] == ["binh@vinhlong.example"]
        for number in range(4):
            await spool.settle(letter(number), outcomes(State.DEFERRED, tomorrow), [], LATER)
        assert await spool.due(LATER, (), 10) == []
        assert await spool.next_due() == tomorrow
        [again, *_] = await spool.due(tomorrow, (), 10)
        assert {r.attempts for r in again.recipients} == {1, 2}

    with_spool(tmp_path, run)


def test_a_settled_message_is_gone_with_its_file(tmp_path: Path) -> None:
    async def run(spool: Spool) -> None:
        large = letter(1, size=100_000)
        await spool.take(large)
        [half, rest] = outcomes(State.DELIVERED)
        await spool.settle(large, [half], [], LATER)
        assert len(os.listdir(tmp_path / "bodies")) == 1
        await spool.settle(large, [rest], [letter(2)], LATER)
        assert os.listdir(tmp_path / "bodies") == []
        assert await spool.counts() == {State.QUEUED: 2}  # the report's recipients

    with_spool(tmp_path, run)


def test_a_hand_over_stays_until_its_sender_was_told(tmp_path: Path) -> None:
    async def run(spool: Spool) -> list[Fate]:
        handed = letter(1, envid="job-1", handed_over=True)
        await spool.take(handed)
        later = NOW + timedelta(hours=1)
        await spool.settle(handed, outcomes(State.DEFERRED, later), [], NOW)
        old = await spool.untold(10)
        await spool.settle(handed, outcomes(State.DELIVERED), [], LATER)
        await spool.told(old)  # told too late: the news has changed
        fates = await spool.untold(10)
        await spool.told(fates)
        assert await spool.untold(10) == []
        assert await spool.counts() == {}
        return fates

    fates = with_spool(tmp_path, run)
    assert {(f.envid, f.state, f.settled_at) for f in fates} == {("job-1", State.DELIVERED, LATER)}
    assert len(fates) == 2


def test_files_nobody_speaks_of_are_swept_at_the_start(tmp_path: Path) -> None:
    with_spool(tmp_path, lambda s: s.take(letter(1, size=100_000)))
    (tmp_path / "bodies" / "letter9999").write_bytes(b"cut short by a crash")
    with_spool(tmp_path, lambda s: s.counts())
    assert os.listdir(tmp_path / "bodies") == ["letter0001"]


def test_two_processes_never_share_a_spool(tmp_path: Path) -> None:
    async def open_again(_: Spool) -> None:
        with pytest.raises(SpoolBusy):
            Spool(tmp_path)

    with_spool(tmp_path, open_again)


def test_a_full_database_keeps_nothing_and_recovers(tmp_path: Path) -> None:
    async def run(spool: Spool) -> None:
        def limit(pages: int) -> Callable[[sqlite3.Connection], object]:
            return lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchone()

        await spool._ask(limit(1))
        results = await asyncio.gather(
            *(spool.take(letter(n, size=30_000)) for n in range(5)), return_exceptions=True
        )
        assert {type(result) for result in results} == {SpoolFull}
        assert spool.broken is None
        await spool._ask(limit(100_000))
        assert await spool.take(letter(1, size=30_000)) == "letter0001"

    with_spool(tmp_path, run)


def test_after_a_disk_failure_nothing_is_taken(tmp_path: Path) -> None:
    async def run(spool: Spool) -> None:
        def failing(_: sqlite3.Connection) -> None:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise error

        with pytest.raises(SpoolBroken):
            await spool._ask(failing)
        for size in (100, 100_000):
            with pytest.raises(SpoolBroken):
                await spool.take(letter(1, size=size))
        with pytest.raises(SpoolBroken):
            spool.refuse_if_full()
        assert os.listdir(tmp_path / "bodies") == []

    with_spool(tmp_path, run)


def test_every_commit_is_flushed(tmp_path: Path) -> None:
    def settings(connection: sqlite3.Connection) -> tuple[object, object]:
        return (
            connection.execute("PRAGMA journal_mode").fetchone()[0],
            connection.execute("PRAGMA synchronous").fetchone()[0],
        )

    assert with_spool(tmp_path, lambda s: s._ask(settings)) == ("wal", 2)
