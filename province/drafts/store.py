"""The drafts' statements."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from province.drafts.tables import draft_papers, drafts
from province.storage import Work, insert_or_leave


def add_unless_begun(work: Work, values: Mapping[str, Any]) -> None:
    """Begin a draft unless its link opens one already."""
    insert_or_leave(work, drafts, values, key="token_hash")


def by_token(connection: Connection, token_hash: str) -> Row[Any] | None:
    """Return the draft a link opens."""
    statement = select(drafts).where(drafts.c.token_hash == token_hash)
    return connection.execute(statement).one_or_none()


def hold(work: Work, token_hash: str) -> Row[Any] | None:
    """Return the draft a link opens and keep others from changing it until the work ends."""
    statement = select(drafts).where(drafts.c.token_hash == token_hash).with_for_update()
    return work.execute(statement).one_or_none()


def change(work: Work, draft_id: str, values: Mapping[str, Any]) -> None:
    """Change a draft."""
    work.execute(update(drafts).where(drafts.c.id == draft_id).values(dict(values)))


def add_paper(work: Work, values: Mapping[str, Any]) -> None:
    """Attach a file to a draft."""
    work.execute(insert(draft_papers).values(dict(values)))


def papers_of(connection: Connection, draft_id: str) -> list[Row[Any]]:
    """Return a draft's files in the order they were attached."""
    statement = select(draft_papers).where(draft_papers.c.draft_id == draft_id)
    return list(connection.execute(statement.order_by(draft_papers.c.id)))


def held_files(connection: Connection, digests: Collection[str]) -> set[str]:
    """Return which of some files drafts refer to."""
    these = draft_papers.c.sha256.in_(digests)
    return set(connection.execute(select(draft_papers.c.sha256).where(these)).scalars())


def remove_paper(work: Work, draft_id: str, paper_row_id: int) -> None:
    """Take one file off a draft."""
    this = (draft_papers.c.draft_id == draft_id) & (draft_papers.c.id == paper_row_id)
    work.execute(delete(draft_papers).where(this))


def remove_papers(work: Work, draft_id: str) -> None:
    """Take all files off a draft."""
    work.execute(delete(draft_papers).where(draft_papers.c.draft_id == draft_id))


def hold_expired(work: Work, most: int) -> list[str]:
    """Return ids of drafts past their time that nobody is typing into, held until the work ends."""
    statement = select(drafts.c.id).where(drafts.c.expires_at <= work.now).limit(most)
    return list(work.execute(statement.with_for_update(skip_locked=True)).scalars())


def remove(work: Work, draft_ids: list[str]) -> None:
    """Delete drafts with their files' rows."""
    work.execute(delete(draft_papers).where(draft_papers.c.draft_id.in_(draft_ids)))
    work.execute(delete(drafts).where(drafts.c.id.in_(draft_ids)))
