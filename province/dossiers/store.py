"""The dossiers' statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, union, update

from province import blobs
from province.basics import text
from province.basics.calendar import LimitUnit
from province.dossiers.model import (
    Applicant,
    Channel,
    Dossier,
    Fact,
    FactKind,
    Form,
    FormKind,
    Limit,
    Note,
    Paper,
    State,
)
from province.dossiers.tables import (
    dossier_documents,
    dossier_facts,
    dossier_identifiers,
    dossier_messages,
    dossier_papers,
    dossiers,
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


def add_form(work: Work, values: Mapping[str, Any]) -> int:
    """Make out a form for a dossier; return its id."""
    added = insert(dossier_documents).values(dict(values)).returning(dossier_documents.c.id)
    return int(work.execute(added).scalar_one())


def keep_print(work: Work, form_id: int, sha256: str) -> bool:
    """Note the kept print of a form; False when it has one already."""
    unprinted = (dossier_documents.c.id == form_id) & dossier_documents.c.sha256.is_(None)
    kept = update(dossier_documents).where(unprinted).values(sha256=sha256)
    return bool(work.execute(kept).rowcount)


def form(connection: Connection, form_id: int) -> Form:
    """Return the form an id of ours belongs to."""
    statement = select(dossier_documents).where(dossier_documents.c.id == form_id)
    row = connection.execute(statement).one()
    return Form(**{**row._mapping, "kind": FormKind(row.kind)})


def printed_in_order(connection: Connection, batch: int = 1000) -> Iterator[Form]:
    """Yield every form that has its kept print, by id, reading them in batches."""
    last = 0
    while True:
        statement = select(dossier_documents).where(
            dossier_documents.c.id > last, dossier_documents.c.sha256.is_not(None)
        )
        rows = connection.execute(statement.order_by(dossier_documents.c.id).limit(batch)).all()
        if not rows:
            return
        yield from (Form(**{**row._mapping, "kind": FormKind(row.kind)}) for row in rows)
        last = rows[-1].id


def all_codes(connection: Connection) -> Iterator[str]:
    """Yield the code of every dossier."""
    yield from connection.execute(select(dossiers.c.code)).scalars()


def numbered_forms(connection: Connection) -> Iterable[Row[Any]]:
    """Return kind, number, time and units of every form that took its number from a book."""
    form = dossier_documents.c
    columns = (form.kind, form.number, form.made_at)
    units = (dossiers.c.receiving_unit_id, dossiers.c.deciding_unit_id)
    joined = dossier_documents.join(dossiers, form.dossier_id == dossiers.c.id)
    numbered = form.kind != FormKind.SUPPLEMENT.value
    statement = select(*columns, *units).select_from(joined).where(numbered)
    return connection.execute(statement)


def paper_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield papers that were kept as something else than they say."""
    for paper_id in blobs.kept_otherwise(connection, dossier_papers):
        yield f"dossier_papers {paper_id}", "its file has another size or kind"


def forms_of(connection: Connection, dossier_id: str) -> list[Form]:
    """Return a dossier's forms, oldest first."""
    statement = select(dossier_documents).where(dossier_documents.c.dossier_id == dossier_id)
    rows = connection.execute(statement.order_by(dossier_documents.c.id))
    return [Form(**{**row._mapping, "kind": FormKind(row.kind)}) for row in rows]


def add_note(work: Work, dossier_id: str, body: str) -> None:
    """Add a note to a dossier."""
    values = {"dossier_id": dossier_id, "at": work.now, "by_name": work.actor.name, "body": body}
    work.execute(insert(dossier_messages).values(values))


def notes_of(connection: Connection, dossier_id: str) -> list[Note]:
    """Return a dossier's notes, oldest first."""
    statement = select(dossier_messages).where(dossier_messages.c.dossier_id == dossier_id)
    rows = connection.execute(statement.order_by(dossier_messages.c.id))
    return [Note(**row._mapping) for row in rows]


def held_files(connection: Connection, digests: Collection[str]) -> set[str]:
    """Return which of some files dossiers refer to, as papers or as kept prints."""
    found = union(
        select(dossier_papers.c.sha256).where(dossier_papers.c.sha256.in_(digests)),
        select(dossier_documents.c.sha256).where(dossier_documents.c.sha256.in_(digests)),
    )
    return set(connection.execute(found).scalars())


def add_identifiers(work: Work, dossier_id: str, hashes: Collection[str]) -> None:
    """Make a dossier findable by its identifiers' keyed hashes."""
    rows = [{"dossier_id": dossier_id, "hash": one} for one in sorted(set(hashes))]
    if rows:
        work.execute(insert(dossier_identifiers), rows)
