"""The password of an account: whether it opens, and its owner choosing another."""

from province.identity import passwords, session_store, store
from province.identity.accounts import write_down
from province.identity.model import Account, Session
from province.identity.sessions import proven_owner
from province.storage import Work


def password_opens(account: Account | None, password: str) -> bool:
    """Tell whether a password is an account's, in the same time when there is no account."""
    return passwords.fits(account.password_hash if account else None, password)


def keep_password_up_to_date(work: Work, account: Account, password: str) -> None:
    """Keep a password that has just opened its account with today's parameters."""
    if account.password_hash and passwords.outdated(account.password_hash):
        store.change_account(work, account.id, {"password_hash": passwords.hashed(password)})


def change_own_password(work: Work, session: Session, password: str) -> None:
    """Choose another password; all other sessions of the account end.

    Refuses: access.not_yours, access.confirm_first, access.password.*.
    """
    account = proven_owner(work, session)
    passwords.check_new(password, kind=account.kind, email=account.email, name=account.name)
    values = {"password_hash": passwords.hashed(password), "must_change_password": False}
    store.change_account(work, account.id, values)
    ended = session_store.end_sessions(work, account.id, session.id)
    write_down(work, "access.password.changed", account, sessions=ended)
