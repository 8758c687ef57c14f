"""Lists of the register: filtered, counted, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from province.basics import text
from province.dossiers.model import OPEN_STATES, Dossier, State
from province.dossiers.store import dossier_of
from province.dossiers.tables import dossier_identifiers, dossiers


@dataclass(frozen=True, slots=True)
class Filter:
    """Which dossiers a list shows; everything given must hold."""

    unit_ids: frozenset[int]  # receiving or deciding
    deciding_only: bool = False
    states: frozenset[State] = OPEN_STATES
    officer_account_id: int | None = None
    unassigned: bool = False
    due_before: datetime | None = None
    due_after: datetime | None = None
    procedure_code: str = ""
    words: str = ""  # of the applicant's name, any accents; or a part of the code
    identifier_hash: str = ""


def listed(connection: Connection, wanted: Filter, skip: int, most: int) -> list[Dossier]:
    """Return a page of a list: what is due first, then what stands still; what is over, newest."""
    order: list[Any] = [dossiers.c.due_at.is_(None), dossiers.c.due_at, dossiers.c.code]
    if not wanted.states & OPEN_STATES:
        order = [dossiers.c.closed_at.desc(), dossiers.c.code]
    elif wanted.states - OPEN_STATES:
        over = dossiers.c.closed_at.is_not(None)
        due = case((over, None), else_=dossiers.c.due_at)
        order = [over, due.is_(None), due, dossiers.c.closed_at.desc(), dossiers.c.code]
    statement = select(dossiers).where(*_conditions(wanted)).order_by(*order)
    rows = connection.execute(statement.offset(skip).limit(most))
    return [dossier_of(row) for row in rows]


def count(connection: Connection, wanted: Filter) -> int:
    """Count a list."""
    statement = select(func.count()).select_from(dossiers).where(*_conditions(wanted))
    return int(connection.execute(statement).scalar_one())


def of_account(connection: Connection, account_id: int, skip: int, most: int) -> list[Dossier]:
    """Return a page of the dossiers an account filed, newest first."""
    statement = select(dossiers).where(dossiers.c.applicant_account_id == account_id)
    rows = connection.execute(statement.order_by(dossiers.c.id.desc()).offset(skip).limit(most))
    return [dossier_of(row) for row in rows]


def count_of_account(connection: Connection, account_id: int) -> int:
    """Count the dossiers an account filed."""
    statement = select(func.count()).select_from(dossiers)
    theirs = statement.where(dossiers.c.applicant_account_id == account_id)
    return int(connection.execute(theirs).scalar_one())


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    units = sorted(wanted.unit_ids)
    theirs: ColumnElement[bool] = dossiers.c.deciding_unit_id.in_(units)
    if not wanted.deciding_only:
        theirs = or_(theirs, dossiers.c.receiving_unit_id.in_(units))
    where: list[ColumnElement[bool]] = [
        theirs,
        dossiers.c.state.in_(sorted(wanted.states)),
    ]
    if wanted.officer_account_id is not None:
        where.append(dossiers.c.officer_account_id == wanted.officer_account_id)
    if wanted.unassigned:
        where.append(dossiers.c.officer_account_id.is_(None))
    if wanted.due_before is not None:
        where.append(dossiers.c.due_at < wanted.due_before)
    if wanted.due_after is not None:
        where.append(dossiers.c.due_at >= wanted.due_after)
    if wanted.procedure_code:
        where.append(dossiers.c.procedure_code == wanted.procedure_code)
    if wanted.identifier_hash:
        found = select(dossier_identifiers.c.dossier_id).where(
            dossier_identifiers.c.hash == wanted.identifier_hash
        )
        where.append(dossiers.c.id.in_(found))
    where += _holding(text.fold(wanted.words).split())
    return where


def _holding(words: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        or_(
            dossiers.c.applicant_key.contains(word, autoescape=True),
            dossiers.c.code.contains(word.upper(), autoescape=True),
        )
        for word in words
    ]
