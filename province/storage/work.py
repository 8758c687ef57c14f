"""The unit of work: one deed, one transaction, one time, one actor."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, text
from sqlalchemy.exc import SQLAlchemyError

from province.basics.actor import Actor
from province.basics.clock import Clock, legal_day
from province.basics.refusals import Unavailable
from province.storage.engine import Turns, is_passing, open_engine


@dataclass(frozen=True)
class Work:
    """An open transaction with the time it happens at and the actor it is done by."""

    connection: Connection
    now: datetime  # aware, UTC, the same for the whole work
    actor: Actor
    sent: str = ""  # fingerprint of the form that asks for it; "" when no form does
    put_off: "dict[Finish, list[Any]]" = field(default_factory=dict)  # by what is done with them

    @property
    def today(self) -> date:
        """Return the legal day of the work, in Viet Nam."""
        return legal_day(self.now)

    def execute(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """Run one statement inside the transaction."""
        return self.connection.execute(statement, values)

    def take_turn(self, thing: str) -> None:
        """Let works that name the same thing come one after another, each until it is kept.

        On SQLite they do so anyhow. Asked for before rows are held: else two may wait for each
        other.
        """
        if self.connection.dialect.name == "postgresql":
            turn = text("SELECT pg_advisory_xact_lock(hashtextextended(:thing, 0))")
            self.connection.execute(turn, {"thing": thing})

    def at_end(self, finish: "Finish", item: Any) -> None:
        """Put an item off until all else is done; `finish` is then given all of its items once.

        For what everybody needs a lock for: taken last, it is held for a moment.
        """
        self.put_off.setdefault(finish, []).append(item)

    @contextmanager
    def part(self) -> "Iterator[Part]":
        """Open a part of the work, of which nothing stays when anything is raised in it."""
        part = Part(self)
        try:
            yield part
        except BaseException:
            part.undo()
            raise
        part.keep()

    def finish(self) -> None:
        """Do what was put off. The storage asks for it before it keeps the work."""
        for finish, items in self.put_off.items():
            if items:
                finish(self, items)
        self.put_off.clear()

    def acting_as(self, actor: Actor) -> "Work":
        """Return the same transaction in another actor's name."""
        return replace(self, actor=actor)


Finish = Callable[[Work, list[Any]], None]


class Part:
    """A part of a work that can be undone alone, with what it put off."""

    def __init__(self, work: Work) -> None:
        self._savepoint = work.connection.begin_nested()
        self._put_off = work.put_off
        self._before = {finish: len(items) for finish, items in work.put_off.items()}

    def undo(self) -> None:
        """Undo it, unless it is undone."""
        if self._savepoint.is_active:
            self._savepoint.rollback()
            for finish, items in self._put_off.items():
                del items[self._before.get(finish, 0) :]

    def keep(self) -> None:
        """Keep it as far as the whole work is kept, unless it is undone."""
        if self._savepoint.is_active:
            self._savepoint.commit()


class Storage:
    """The database: hand out works to those who write and connections to those who read."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.engine = open_engine(url)
        self.clock = clock
        self._turns = Turns(self.engine)

    @contextmanager
    def work(self, actor: Actor, *, sent: str = "") -> Iterator[Work]:
        """Open a unit of work; all of it is kept, or, when anything is raised, none of it.

        `sent` is the fingerprint of a form, by which the audit knows one that comes twice.

        Refuses: storage.busy when the database could not take it now.
        """
        try:
            with self._turns.take(), self._writing() as connection, connection.begin():
                work = Work(connection, self.clock.now(), actor, sent)
                yield work
                work.finish()
        except SQLAlchemyError as error:
            if not is_passing(error):
                raise
            raise Unavailable(
                "storage.busy",
                "Hệ thống đang bận nên việc vừa rồi chưa được ghi lại; không có gì bị ghi dở dang. "
                "Xin thử lại sau ít phút.",
            ) from error

    def _writing(self) -> Connection:
        return self.engine.connect().execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that sees one consistent state and cannot write."""
        with self.engine.connect().execution_options(writes=False) as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
