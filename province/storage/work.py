"""The unit of work: one deed, one transaction, one time, one actor."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable
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

    def acting_as(self, actor: Actor) -> "Work":
        """Return the same transaction in another actor's name."""
        return replace(self, actor=actor)


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
                yield Work(connection, self.clock.now(), actor, sent)
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
