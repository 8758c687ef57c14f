"""Statements about the keys to an account beside its password: codes, passkeys, app passwords."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from province.identity.model import AppPassword, Passkey
from province.identity.tables import app_passwords, passkeys, recovery_codes, totp
from province.storage import Work

# TOTP


def totp_of(connection: Connection, account_id: int) -> Row[Any] | None:
    """Return the shared secret of an account's authenticator app, proven or not."""
    return connection.execute(select(totp).where(totp.c.account_id == account_id)).one_or_none()


def put_totp(work: Work, account_id: int, secret: str) -> None:
    """Keep a new shared secret, not yet proven, in place of any other."""
    drop_totp(work, account_id)
    values = {"account_id": account_id, "secret": secret, "last_counter": 0}
    work.execute(insert(totp).values(values))


def confirm_totp(work: Work, account_id: int) -> None:
    """Note that the owner's app shows the right codes."""
    here = totp.c.account_id == account_id
    work.execute(update(totp).where(here).values(confirmed_at=work.now))


def drop_totp(work: Work, account_id: int) -> bool:
    """Forget the shared secret; tell whether there was one."""
    return work.execute(delete(totp).where(totp.c.account_id == account_id)).rowcount == 1


def use_counter(work: Work, account_id: int, counter: int) -> bool:
    """Use up a time step and all before it; False when it has been used already."""
    here = and_(totp.c.account_id == account_id, totp.c.last_counter < counter)
    return work.execute(update(totp).where(here).values(last_counter=counter)).rowcount == 1


# Recovery codes


def put_recovery_codes(work: Work, account_id: int, hashes: Iterable[str]) -> None:
    """Keep new recovery codes in place of all others."""
    work.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": one} for one in hashes]
    if rows:
        work.execute(insert(recovery_codes), rows)


def use_recovery_code(work: Work, account_id: int, code_hash: str) -> bool:
    """Use a recovery code up; False when it is none or was used already."""
    here = and_(
        recovery_codes.c.account_id == account_id,
        recovery_codes.c.code_hash == code_hash,
        recovery_codes.c.used_at.is_(None),
    )
    return work.execute(update(recovery_codes).where(here).values(used_at=work.now)).rowcount == 1


def recovery_codes_left(connection: Connection, account_id: int) -> int:
    """Return how many recovery codes an account still has."""
    here = and_(recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))
    return connection.execute(select(func.count()).where(here)).scalar_one()


# Passkeys

_PASSKEY = [passkeys.c[name] for name in Passkey.__slots__]


def passkeys_of(connection: Connection, account_id: int) -> list[Passkey]:
    """Return an account's passkeys, oldest first."""
    here = select(*_PASSKEY).where(passkeys.c.account_id == account_id).order_by(passkeys.c.id)
    return [Passkey(**row._mapping) for row in connection.execute(here)]


def passkey(connection: Connection, credential_id: str) -> Passkey | None:
    """Return the passkey of a credential id (base64url)."""
    here = select(*_PASSKEY).where(passkeys.c.credential_id == credential_id)
    row = connection.execute(here).one_or_none()
    return Passkey(**row._mapping) if row else None


def add_passkey(work: Work, values: Mapping[str, Any]) -> int:
    """Keep a passkey."""
    added = insert(passkeys).values(values).returning(passkeys.c.id)
    return int(work.execute(added).scalar_one())


def note_passkey_use(work: Work, passkey_id: int, sign_count: int) -> None:
    """Note when a passkey was used and what it counted."""
    values = {"sign_count": sign_count, "last_used_at": work.now}
    work.execute(update(passkeys).where(passkeys.c.id == passkey_id).values(values))


def drop_passkeys(work: Work, account_id: int, passkey_id: int | None = None) -> int:
    """Forget one or all passkeys of an account; return how many."""
    here = passkeys.c.account_id == account_id
    if passkey_id is not None:
        here = and_(here, passkeys.c.id == passkey_id)
    return work.execute(delete(passkeys).where(here)).rowcount


# App passwords

_APP_PASSWORD = [app_passwords.c[name] for name in AppPassword.__slots__]


def app_passwords_of(connection: Connection, account_id: int) -> list[AppPassword]:
    """Return an account's app passwords that still open, oldest first."""
    here = and_(app_passwords.c.account_id == account_id, app_passwords.c.revoked_at.is_(None))
    rows = connection.execute(select(*_APP_PASSWORD).where(here).order_by(app_passwords.c.id))
    return [AppPassword(**row._mapping) for row in rows]


def app_password_with(
    connection: Connection, account_id: int, secret_hash: str
) -> AppPassword | None:
    """Return the app password of an account that has this digest and still opens."""
    here = and_(
        app_passwords.c.secret_hash == secret_hash,
        app_passwords.c.account_id == account_id,
        app_passwords.c.revoked_at.is_(None),
    )
    row = connection.execute(select(*_APP_PASSWORD).where(here)).one_or_none()
    return AppPassword(**row._mapping) if row else None


def add_app_password(work: Work, values: Mapping[str, Any]) -> int:
    """Keep an app password."""
    added = insert(app_passwords).values(values).returning(app_passwords.c.id)
    return int(work.execute(added).scalar_one())


def note_app_password_use(work: Work, app_password_id: int) -> None:
    """Note when an app password was used."""
    here = app_passwords.c.id == app_password_id
    work.execute(update(app_passwords).where(here).values(last_used_at=work.now))


def revoke_app_passwords(work: Work, account_id: int, app_password_id: int | None = None) -> int:
    """Revoke one or all app passwords of an account; return how many."""
    here = and_(app_passwords.c.account_id == account_id, app_passwords.c.revoked_at.is_(None))
    if app_password_id is not None:
        here = and_(here, app_passwords.c.id == app_password_id)
    return work.execute(update(app_passwords).where(here).values(revoked_at=work.now)).rowcount
