"""The revisions' statements."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from province.procedures.load import definition_of
from province.procedures.model import Definition, Revision
from province.procedures.tables import procedure_revisions
from province.storage import Work

_revision = procedure_revisions.c
_outer = procedure_revisions.alias()


def add(work: Work, values: dict[str, Any]) -> dict[str, Any]:
    """Keep one new revision; return its row."""
    added = insert(procedure_revisions).values(loaded_at=work.now, **values)
    return work.execute(added.returning(procedure_revisions)).one()._asdict()


def latest_digests(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return number and SHA-256 of each code's newest revision, whether in force or not."""
    newest = select(func.max(_revision.number)).where(_revision.code == _outer.c.code)
    statement = select(_outer.c.code, _outer.c.number, _outer.c.sha256).where(
        _outer.c.number == newest.scalar_subquery()
    )
    return {row.code: (row.number, row.sha256) for row in connection.execute(statement)}


def by_id(connection: Connection, revision_id: int) -> Revision | None:
    """Return one revision."""
    statement = select(procedure_revisions).where(_revision.id == revision_id)
    return _one(connection.execute(statement).one_or_none())


def begun(connection: Connection, code: str, on: date) -> Revision | None:
    """Return a code's newest revision whose effect has begun, ended or not."""
    statement = (
        select(procedure_revisions)
        .where(_revision.code == code, _revision.effective_from <= on)
        .order_by(_revision.number.desc())
        .limit(1)
    )
    return _one(connection.execute(statement).one_or_none())


def code_of_slug(connection: Connection, slug: str) -> str | None:
    """Return the code of the procedure whose pages stand, or stood, under a name."""
    statement = (
        select(_revision.code).where(_revision.slug == slug).order_by(_revision.id.desc()).limit(1)
    )
    return connection.execute(statement).scalar_one_or_none()


def in_force(connection: Connection, on: date) -> list[Revision]:
    """Return the revision in force of every procedure that has one, by code."""
    newest = (
        select(func.max(_revision.number))
        .where(_revision.code == _outer.c.code, _revision.effective_from <= on)
        .scalar_subquery()
    )
    statement = (
        select(_outer)
        .where(
            _outer.c.number == newest,
            _outer.c.effective_to.is_(None) | (_outer.c.effective_to > on),
        )
        .order_by(_outer.c.code)
    )
    return [_made(row) for row in connection.execute(statement)]


def all_rows(connection: Connection) -> Iterator[Row[Any]]:
    """Yield every revision as stored, by code and number."""
    statement = select(procedure_revisions).order_by(_revision.code, _revision.number)
    yield from connection.execute(statement)


def _one(row: Row[Any] | None) -> Revision | None:
    return _made(row) if row else None


_definitions: dict[str, Definition] = {}  # by digest: a revision's definition never changes


def _made(row: Row[Any]) -> Revision:
    if row.sha256 not in _definitions:
        _definitions[row.sha256] = definition_of(row.definition)
    return Revision(
        id=row.id,
        code=row.code,
        number=row.number,
        sha256=row.sha256,
        definition=_definitions[row.sha256],
        effective_from=row.effective_from,
        effective_to=row.effective_to,
    )
