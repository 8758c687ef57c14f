"""Other people's accounts: whether somebody may open, change, lock or help one back in.

Whoever looks after a unit looks after its accounts, but never after one that holds a role beyond
the administrator's own reach: else a unit's administrator could reset the password of the
province's and be him. What is asked for here is done by `province.identity`.
"""

from province import directory, identity
from province.access import store
from province.access.grants import require, require_below
from province.basics import Forbidden, NotFound
from province.identity import Account
from province.storage import Work


def open_account(
    work: Work,
    email: str,
    name: str,
    *,
    kind: str = "staff",
    person_id: int | None = None,
    unit_id: int | None = None,
    password: str | None = None,
    temporary: bool = True,
) -> Account:
    """Open an account that a unit looks after, or none.

    Refuses: access.not_granted, directory.unit.unknown, and as identity.open_account.
    """
    require(work, "access.account.opened", unit_id, or_system=True)
    if unit_id is not None:
        directory.unit_as_of(work.connection, unit_id, work.today)
    return identity.open_account(
        work,
        email,
        name,
        kind=kind,
        person_id=person_id,
        unit_id=unit_id,
        password=password,
        temporary=temporary,
    )


def change_account(
    work: Work, account_id: int, *, name: str, unit_id: int | None, person_id: int | None
) -> None:
    """Change whose account it is called, who looks after it, and which person it belongs to.

    Refuses: access.not_granted, access.account.unknown, directory.unit.unknown,
    directory.person.unknown, and as identity.change_account.
    """
    account = _managed(work, "access.account.changed", account_id)
    require(work, "access.account.changed", unit_id, or_system=True)
    if unit_id is not None:
        directory.unit(work.connection, unit_id, work.today)
    if person_id is not None and directory.person(work.connection, person_id) is None:
        raise NotFound("directory.person.unknown", "Không tìm thấy cán bộ này trong danh mục.")
    identity.change_account(work, account, name=name, unit_id=unit_id, person_id=person_id)


def suspend_account(work: Work, account_id: int, reason: str) -> None:
    """Lock somebody else's account until it is released.

    Refuses: access.not_granted, access.account.oneself, and as identity.suspend_account.
    """
    account = _others(work, "access.account.suspended", account_id)
    identity.suspend_account(work, account, reason)


def release_account(work: Work, account_id: int) -> None:
    """Unlock a suspended account.

    Refuses: access.not_granted, and as identity.release_account.
    """
    identity.release_account(work, _managed(work, "access.account.suspended", account_id))


def close_account(work: Work, account_id: int) -> None:
    """Close somebody else's account for good: what opened it, its roles and tokens end now.

    Refuses: access.not_granted, access.account.oneself, and as identity.close_account.
    """
    account = _others(work, "access.account.closed", account_id)
    store.revoke_api_tokens_of(work, account_id)
    for held in store.holdings_of(work.connection, account_id, work.today):
        store.end_holding(work, held.id, max(work.today, held.valid_from))
    identity.close_account(work, account)


def reset_password(work: Work, account_id: int) -> str:
    """Return a temporary password for somebody else's account, to be told in person.

    Refuses: access.not_granted, access.account.oneself, and as identity.reset_password.
    """
    return identity.reset_password(work, _others(work, "access.password.reset", account_id))


def reset_second_factor(work: Work, account_id: int) -> None:
    """Take app and passkeys off the account of somebody else who lost the phone.

    Refuses: access.not_granted, access.account.oneself.
    """
    identity.reset_second_factor(work, _others(work, "access.password.reset", account_id))


def revoke_sessions(work: Work, account_id: int) -> int:
    """End all sessions of an account; return how many.

    Refuses: access.not_granted.
    """
    return identity.revoke_sessions(work, _managed(work, "access.session.revoked", account_id))


def _managed(work: Work, deed: str, account_id: int) -> Account:
    """Return an account the actor may do a deed to: at its unit and wherever it holds a role."""
    account = identity.known_account(work.connection, account_id)
    require(work, deed, account.unit_id, or_system=True)
    roles = {role.code: role for role in store.all_roles(work.connection)}
    for held in store.holdings_of(work.connection, account_id, work.today):
        within_reach = roles[held.role_code].delegable
        require(work, deed, held.unit_id if within_reach else None, or_system=True)
        if held.subtree and held.unit_id is not None and within_reach:
            require_below(work, deed, held.unit_id)
    return account


def _others(work: Work, deed: str, account_id: int) -> Account:
    """Return an account the actor may do a deed to and that is not their own."""
    account = _managed(work, deed, account_id)
    if work.actor.account_id == account.id:
        raise Forbidden(
            "access.account.oneself",
            "Ông/bà không tự làm việc này với tài khoản của mình được; hãy nhờ quản trị viên khác.",
        )
    return account
