"""Helping back in whoever is locked out, and shutting out whoever else got in.

Reached through `province.access`, whose actions ask first.
"""

from province.identity import key_store, passwords, session_store, store
from province.identity.accounts import write_down, wrong_state
from province.identity.model import Account
from province.storage import Work


def reset_password(work: Work, account: Account) -> str:
    """Return a temporary password, shown this once, to be told in person.

    Sessions, known browsers and app passwords end: whoever had the old one is out altogether.

    Refuses: access.account.state.
    """
    if not account.active:
        raise wrong_state(account)
    password = passwords.invent_password()
    values = {"password_hash": passwords.hashed(password), "must_change_password": True}
    store.change_account(work, account.id, values)
    _end_sessions(work, account)
    key_store.revoke_app_passwords(work, account.id)
    write_down(work, "access.password.reset", account)
    return password


def reset_second_factor(work: Work, account: Account) -> None:
    """Take the authenticator app and passkeys off an account whose owner lost the phone."""
    key_store.drop_totp(work, account.id)
    key_store.put_recovery_codes(work, account.id, [])
    key_store.drop_passkeys(work, account.id)
    _end_sessions(work, account)
    write_down(work, "access.password.reset", account, second_factor=True)


def revoke_sessions(work: Work, account: Account) -> int:
    """End all sessions of an account and know none of its browsers any more; return how many."""
    ended = _end_sessions(work, account)
    write_down(work, "access.session.revoked", account, sessions=ended)
    return ended


def _end_sessions(work: Work, account: Account) -> int:
    session_store.forget_devices(work, account.id)
    return session_store.end_sessions(work, account.id)
