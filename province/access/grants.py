"""Grants: whether somebody may do a deed at a unit, and at which units they may.

A grant is (deed, unit). It comes from a role held at a unit, from a day to a day, with or without
the units below; a role held at no unit counts in the whole province. Whoever holds a role at a
unit holds it at the units whose work it took over as well: old dossiers go on. Nothing is kept
between two questions, so what is taken back is gone at once.
"""

from datetime import date

from sqlalchemy import Connection

from province import directory, identity
from province.access import reach, store
from province.access.model import Grant
from province.basics import Actor, Forbidden, NotSignedIn
from province.identity import Account
from province.storage import Work


def require(work: Work, deed: str, unit_id: int | None, *, or_system: bool = False) -> None:
    """Go on only if the actor may do a deed at a unit; `unit_id` None: in the whole province.

    The system itself may nothing unless the action says so with `or_system`.

    Refuses: access.not_signed_in, access.not_granted, access.password.change_first.
    """
    if or_system and work.actor.kind == "system":
        return
    require_of(work.connection, work.actor, deed, unit_id, work.today)


def require_of(
    connection: Connection, actor: Actor, deed: str, unit_id: int | None, on: date
) -> None:
    """Go on only if an actor may do a deed on a day, where nothing but reading follows.

    Refuses: as require.
    """
    if not actor.signed_in:
        raise NotSignedIn("access.not_signed_in", "Vui lòng đăng nhập để tiếp tục.")
    if may(connection, actor, deed, unit_id, on):
        return
    account = identity.account(connection, actor.account_id) if actor.account_id else None
    if account and account.must_change_password:
        raise Forbidden(
            "access.password.change_first",
            "Ông/bà đang dùng mật khẩu tạm. Hãy đổi mật khẩu trong mục Tài khoản rồi làm tiếp.",
        )
    raise Forbidden(
        "access.not_granted",
        "Ông/bà chưa được giao quyền làm việc này ở đơn vị này. Nếu công việc cần đến, hãy đề "
        "nghị quản trị viên của đơn vị giao vai trò phù hợp; chưa có gì thay đổi.",
        detail={"deed": deed, "unit_id": unit_id},
    )


def may(connection: Connection, actor: Actor, deed: str, unit_id: int | None, on: date) -> bool:
    """Tell whether an actor may do a deed at a unit (None: in the whole province) on a day."""
    grants = grants_of(connection, actor, deed, on)
    if unit_id is None:
        return any(grant.unit_id is None for grant in grants)
    return bool(grants) and reach.reaches(connection, grants, unit_id, on)


def units_where(connection: Connection, actor: Actor, deed: str, on: date) -> set[int]:
    """Return the units at which an actor may do a deed, those they took over included."""
    return reach.units_reached(connection, grants_of(connection, actor, deed, on), on)


def require_below(work: Work, deed: str, unit_id: int) -> None:
    """Go on only if the actor may do a deed at a unit and all units under it, or is the system.

    Refuses: as require.
    """
    if work.actor.kind == "system":
        return
    reached = units_where(work.connection, work.actor, deed, work.today)
    for beyond in directory.below(work.connection, unit_id, work.today) - reached:
        require(work, deed, beyond)


def desks_of(connection: Connection, actor: Actor, deed: str, on: date) -> list[int]:
    """Return the units an actor works at with a deed: their own first, then where it was given.

    Whoever leads a province may do it at every unit below, and works at none of them for that.
    """
    grants = grants_of(connection, actor, deed, on)
    desks = {grant.unit_id for grant in grants if grant.unit_id is not None}
    own = actor.unit_id
    if own is not None and reach.reaches(connection, grants, own, on):
        desks.add(own)
    return sorted(desks, key=lambda unit_id: (unit_id != own, unit_id))


def deeds_of(connection: Connection, actor: Actor, on: date) -> frozenset[str]:
    """Return the deeds an actor may do somewhere: what a menu shows."""
    return frozenset(grant.deed for grant in grants_of(connection, actor, None, on))


def grants_of(connection: Connection, actor: Actor, deed: str | None, on: date) -> list[Grant]:
    """Return an actor's grants of one deed, or of all, on a day."""
    if actor.account_id is None:
        return []
    if actor.kind == "account":
        return store.grants_of(connection, actor.account_id, deed, on)
    if actor.kind == "token":
        return _grants_of_token(connection, actor, deed, on)
    return []


def _grants_of_token(
    connection: Connection, actor: Actor, deed: str | None, on: date
) -> list[Grant]:
    """A token may what it names: for staff never more than its owner may now, nor elsewhere."""
    token = store.api_token(connection, int(actor.id))
    owner = token and identity.account(connection, token.account_id)
    if not token or not owner or not owner.active:
        return []
    named = [one for one in token.deeds if deed in (None, one)]
    if owner.kind != "staff":
        return [Grant(one, token.unit_id, subtree=True) for one in named]
    owned = [one for one in store.grants_of(connection, owner.id, deed, on) if one.deed in named]
    if token.unit_id is None:
        return owned
    inside = {one.deed for one in owned if reach.reaches(connection, [one], token.unit_id, on)}
    return [Grant(one, token.unit_id, subtree=False) for one in inside]


def who_may(connection: Connection, deed: str, unit_id: int | None, on: date) -> list[Account]:
    """Return the active accounts that may do a deed at a unit, by e-mail: whom to tell of work."""
    able = {
        account_id
        for account_id, grant in store.grantees(connection, deed, on)
        if grant.unit_id is None
        or (unit_id is not None and reach.reaches(connection, [grant], unit_id, on))
    }
    return identity.active_accounts(connection, able)
