"""The services' statements: keys of filings and wrong secrets."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from province.services.tables import filing_keys, look_up_misses
from province.storage import Work, insert_or_leave

# Exactly once


def take_key(work: Work, scope: str, key: str, digest: str) -> bool:
    """Take a filing key for this work; False when it was taken before."""
    values = {"scope": scope, "key": key, "digest": digest, "at": work.now}
    return insert_or_leave(work, filing_keys, values) is not None


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
