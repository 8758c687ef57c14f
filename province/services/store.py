"""The dossiers' statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from province.basics import text
from province.basics.calendar import LimitUnit
from province.services.model import (
    OPEN_STATES,
    Applicant,
    Channel,
    Document,
    DocumentKind,
    Dossier,
    Fact,
    FactKind,
    Limit,
    Message,
    Paper,
    State,
)
from province.services.tables import (
    dossier_documents,
    dossier_facts,
    dossier_identifiers,
    dossier_messages,
    dossier_papers,
    dossiers,
    filing_keys,
    look_up_misses,
)
from province.storage import Work

_PLAIN = [  # columns that a Dossier has under the same name
    name for name in Dossier.__slots__ if name not in ("state", "channel", "applicant", "limit")
]


def dossier_of(row: Row[Any]) -> Dossier:
    """Make a dossier of its row."""
    return Dossier(
        **{name: getattr(row, name) for name in _PLAIN},
        state=State(row.state),
        channel=Channel(row.channel),
        applicant=Applicant(**row.applicant),
        limit=Limit(
            row.limit_amount,
            LimitUnit(row.limit_unit),
            row.limit_from_payment,
            row.limit_verification_days,
        ),
    )


def add(work: Work, dossier: Dossier) -> None:
    """Add a dossier to the register."""
    values = {name: getattr(dossier, name) for name in _PLAIN}
    values |= {
        "state": dossier.state.value,
        "channel": dossier.channel.value,
        "applicant": dossier.applicant.record(),
        "applicant_key": text.fold(dossier.applicant.name),
        "limit_amount": dossier.limit.amount,
        "limit_unit": dossier.limit.unit.value,
        "limit_from_payment": dossier.limit.from_payment,
        "limit_verification_days": dossier.limit.verification_days,
    }
    work.execute(insert(dossiers).values(values))


def by_code(connection: Connection, code: str) -> Dossier | None:
    """Return the dossier of a code."""
    row = connection.execute(select(dossiers).where(dossiers.c.code == code)).one_or_none()
    return dossier_of(row) if row else None


def dossier(connection: Connection, dossier_id: str) -> Dossier:
    """Return the dossier an id of ours belongs to."""
    return dossier_of(connection.execute(select(dossiers).where(dossiers.c.id == dossier_id)).one())


def hold(work: Work, code: str) -> Dossier | None:
    """Return the dossier of a code and keep others from changing it until the work ends."""
    statement = select(dossiers).where(dossiers.c.code == code).with_for_update()
    row = work.execute(statement).one_or_none()
    return dossier_of(row) if row else None


def change(work: Work, dossier: Dossier, values: Mapping[str, Any]) -> bool:
    """Change a dossier that nobody has changed since it was read; False when somebody has."""
    unchanged = (dossiers.c.id == dossier.id) & (dossiers.c.version == dossier.version)
    raised = update(dossiers).where(unchanged).values(**values, version=dossier.version + 1)
    return bool(work.execute(raised).rowcount)


def in_order_of_code(
    connection: Connection, batch: int = 1000
) -> Iterator[list[tuple[Dossier, str]]]:
    """Yield the whole register by code, in batches: each dossier with the key it is found by."""
    last = ""
    while True:
        statement = select(dossiers).where(dossiers.c.code > last).order_by(dossiers.c.code)
        rows = connection.execute(statement.limit(batch)).all()
        if not rows:
            return
        yield [(dossier_of(row), row.applicant_key) for row in rows]
        last = rows[-1].code


# What belongs to a dossier

_BELONGING = {  # tables of a dossier's own rows, and the columns that count as its record
    "facts": list(dossier_facts.c),
    "papers": list(dossier_papers.c),
    "forms": [column for column in dossier_documents.c if column.name != "sha256"],
    "notes": list(dossier_messages.c),
    "identifiers": list(dossier_identifiers.c),
}


def belonging_to(
    connection: Connection, dossier_ids: Sequence[str]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return everything that belongs to some dossiers, by dossier and kind, in order.

    A form's print comes later than the form: see `printed_in_order`.
    """
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        one: {kind: [] for kind in _BELONGING} for one in dossier_ids
    }
    for kind, columns in _BELONGING.items():
        table = columns[0].table
        owner = table.c.dossier_id
        statement = select(*columns).where(owner.in_(dossier_ids)).order_by(*table.primary_key)
        for row in connection.execute(statement):
            found[row.dossier_id][kind].append(dict(row._mapping))
    return found


def add_fact(work: Work, dossier_id: str, kind: FactKind, body: Mapping[str, Any]) -> None:
    """Write down that something happened now, and who did it."""
    values = {
        "dossier_id": dossier_id,
        "kind": kind.value,
        "at": work.now,
        "by_name": work.actor.name,
        "by_account_id": work.actor.account_id,
        "body": dict(body),
    }
    work.execute(insert(dossier_facts).values(values))


def end_fact(work: Work, fact_id: int, body: Mapping[str, Any]) -> None:
    """Close a lasting fact with what ended it."""
    this = dossier_facts.c.id == fact_id
    work.execute(update(dossier_facts).where(this).values(ended_at=work.now, body=dict(body)))


def facts_of(connection: Connection, dossier_id: str) -> list[Fact]:
    """Return what happened to a dossier, oldest first."""
    statement = select(dossier_facts).where(dossier_facts.c.dossier_id == dossier_id)
    rows = connection.execute(statement.order_by(dossier_facts.c.id))
    return [Fact(**{**row._mapping, "kind": FactKind(row.kind)}) for row in rows]


def add_paper(work: Work, values: Mapping[str, Any]) -> None:
    """Put a file into a dossier."""
    work.execute(insert(dossier_papers).values(dict(values)))


def papers_of(connection: Connection, dossier_id: str) -> list[Paper]:
    """Return a dossier's files in the order they came."""
    statement = select(dossier_papers).where(dossier_papers.c.dossier_id == dossier_id)
    rows = connection.execute(statement.order_by(dossier_papers.c.id))
    return [Paper(**row._mapping) for row in rows]


def add_document(work: Work, values: Mapping[str, Any]) -> int:
    """Make out a form for a dossier; return its id."""
    added = insert(dossier_documents).values(dict(values)).returning(dossier_documents.c.id)
    return int(work.execute(added).scalar_one())


def keep_print(work: Work, document_id: int, sha256: str) -> bool:
    """Note the kept print of a form; False when it has one already."""
    unprinted = (dossier_documents.c.id == document_id) & dossier_documents.c.sha256.is_(None)
    kept = update(dossier_documents).where(unprinted).values(sha256=sha256)
    return bool(work.execute(kept).rowcount)


def document(connection: Connection, document_id: int) -> Document:
    """Return the form an id of ours belongs to."""
    statement = select(dossier_documents).where(dossier_documents.c.id == document_id)
    row = connection.execute(statement).one()
    return Document(**{**row._mapping, "kind": DocumentKind(row.kind)})


def printed_in_order(connection: Connection, batch: int = 1000) -> Iterator[Document]:
    """Yield every form that has its kept print, by id, reading them in batches."""
    last = 0
    while True:
        statement = select(dossier_documents).where(
            dossier_documents.c.id > last, dossier_documents.c.sha256.is_not(None)
        )
        rows = connection.execute(statement.order_by(dossier_documents.c.id).limit(batch)).all()
        if not rows:
            return
        yield from (Document(**{**row._mapping, "kind": DocumentKind(row.kind)}) for row in rows)
        last = rows[-1].id


def documents_of(connection: Connection, dossier_id: str) -> list[Document]:
    """Return a dossier's forms, oldest first."""
    statement = select(dossier_documents).where(dossier_documents.c.dossier_id == dossier_id)
    rows = connection.execute(statement.order_by(dossier_documents.c.id))
    return [Document(**{**row._mapping, "kind": DocumentKind(row.kind)}) for row in rows]


def add_message(work: Work, dossier_id: str, body: str) -> None:
    """Add a note to a dossier."""
    values = {"dossier_id": dossier_id, "at": work.now, "by_name": work.actor.name, "body": body}
    work.execute(insert(dossier_messages).values(values))


def messages_of(connection: Connection, dossier_id: str) -> list[Message]:
    """Return a dossier's notes, oldest first."""
    statement = select(dossier_messages).where(dossier_messages.c.dossier_id == dossier_id)
    rows = connection.execute(statement.order_by(dossier_messages.c.id))
    return [Message(**row._mapping) for row in rows]


def add_identifiers(work: Work, dossier_id: str, hashes: Collection[str]) -> None:
    """Make a dossier findable by its identifiers' keyed hashes."""
    rows = [{"dossier_id": dossier_id, "hash": one} for one in sorted(set(hashes))]
    if rows:
        work.execute(insert(dossier_identifiers), rows)


# Exactly once


def take_key(work: Work, scope: str, key: str, digest: str) -> bool:
    """Take a filing key for this work; False when it was taken before."""
    if work.connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_leave
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_or_leave  # type: ignore[assignment]
    values = {"scope": scope, "key": key, "digest": digest, "at": work.now}
    taken = insert_or_leave(filing_keys).values(values).on_conflict_do_nothing()
    return work.execute(taken.returning(filing_keys.c.key)).first() is not None


def settle_key(work: Work, scope: str, key: str, dossier_id: str) -> None:
    """Note which dossier a key made."""
    this = (filing_keys.c.scope == scope) & (filing_keys.c.key == key)
    work.execute(update(filing_keys).where(this).values(dossier_id=dossier_id))


def key_taken(connection: Connection, scope: str, key: str) -> tuple[str, str | None]:
    """Return digest and dossier of a key taken before."""
    this = (filing_keys.c.scope == scope) & (filing_keys.c.key == key)
    statement = select(filing_keys.c.digest, filing_keys.c.dossier_id).where(this)
    row = connection.execute(statement).one()
    return row.digest, row.dossier_id


def filed_since(connection: Connection, scope: str, since: datetime) -> int:
    """Count the keys taken in a scope since an instant."""
    recent = (filing_keys.c.scope == scope) & (filing_keys.c.at > since)
    return int(connection.execute(select(func.count()).where(recent)).scalar_one())


def forget_keys(work: Work, before: datetime) -> int:
    """Delete filing keys taken before an instant; return how many there were."""
    return int(work.execute(delete(filing_keys).where(filing_keys.c.at < before)).rowcount)


# Wrong secrets


def add_miss(work: Work, address: str, code: str) -> None:
    """Remember a wrong pair of code and secret."""
    values = {"at": work.now, "address": address, "code": code}
    work.execute(insert(look_up_misses).values(values))


def misses(connection: Connection, address: str, since: datetime) -> int:
    """Count the wrong pairs from an address since an instant."""
    recent = (look_up_misses.c.address == address) & (look_up_misses.c.at > since)
    return int(connection.execute(select(func.count()).where(recent)).scalar_one())


def forget_misses(work: Work, before: datetime) -> int:
    """Delete what is older than the window; return how many there were."""
    return int(work.execute(delete(look_up_misses).where(look_up_misses.c.at < before)).rowcount)


# Lists


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
    statement = select(dossiers).where(*_conditions(wanted)).order_by(*order)
    rows = connection.execute(statement.offset(skip).limit(most))
    return [dossier_of(row) for row in rows]


def count(connection: Connection, wanted: Filter) -> int:
    """Count a list."""
    statement = select(func.count()).select_from(dossiers).where(*_conditions(wanted))
    return int(connection.execute(statement).scalar_one())


def of_account(connection: Connection, account_id: int, most: int) -> list[Dossier]:
    """Return the dossiers an account filed, newest first."""
    statement = select(dossiers).where(dossiers.c.applicant_account_id == account_id)
    rows = connection.execute(statement.order_by(dossiers.c.id.desc()).limit(most))
    return [dossier_of(row) for row in rows]


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
