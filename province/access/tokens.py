"""API tokens: how the software of a company or an office acts in its owner's name.

A token names the deeds it may be used for, perhaps one unit, the networks it may come from, and
the day it ends. Only its digest is kept.
"""

import ipaddress
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from province import audit, directory, identity
from province.access import store
from province.access.grants import require
from province.access.model import ApiToken, within
from province.basics import Actor, Conflict, Forbidden, Invalid, NotFound, text
from province.storage import Storage, Work

Told = TypeVar("Told", str, list[str])

DAYS_MOST = 730
USED_EVERY = timedelta(minutes=1)  # last use is written no more often
_PREFIX = "vl_"  # so that a token left lying in a file is recognised
_HINT_CHARACTERS = 9


def issue_token(
    work: Work,
    account_id: int,
    name: str,
    deeds: Sequence[str],
    *,
    unit_id: int | None = None,
    networks: Sequence[str] = (),
    days: int = 365,
) -> tuple[ApiToken, str]:
    """Issue a token to an account; return it with its secret, shown this once.

    Refuses: access.not_granted, access.account.unknown, access.token.name, access.token.deeds,
    access.token.networks, access.token.days, directory.unit.unknown.
    """
    require(work, "access.token.issued", None, or_system=True)
    owner = identity.known_account(work.connection, account_id)
    values = {
        "account_id": owner.id,
        "name": _checked(text.clean_line(name, characters_most=120), "name", "Hãy đặt tên cho mã."),
        "deeds": _checked(sorted(set(deeds)), "deeds", "Hãy chọn ít nhất một việc được làm."),
        "unit_id": unit_id,
        "networks": _networks(networks),
        "created_at": work.now,
        "expires_at": work.now + timedelta(days=_checked_days(days)),
    }
    if unit_id is not None:
        directory.unit_as_of(work.connection, unit_id, work.today)
    secret = _PREFIX + identity.new_secret()
    hidden = {"secret_hash": identity.digest(secret), "hint": secret[:_HINT_CHARACTERS]}
    token_id = store.add_api_token(work, {**values, **hidden})
    _write(work, token_id, unit_id, {**values, "hint": hidden["hint"], "email": owner.email})
    token = store.api_token(work.connection, token_id)
    assert token is not None
    return token, secret


def revoke_token(work: Work, token_id: int) -> None:
    """Let a token open nothing any more.

    Refuses: access.not_granted, access.token.unknown, access.token.revoked.
    """
    require(work, "access.token.issued", None)
    token = store.api_token(work.connection, token_id)
    if token is None:
        raise NotFound("access.token.unknown", "Không tìm thấy mã truy cập này.")
    if not store.revoke_api_token(work, token_id):
        raise Conflict("access.token.revoked", "Mã truy cập này đã được thu hồi từ trước.")
    _write(work, token_id, token.unit_id, {"revoked": True, "name": token.name})


def actor_of_token(storage: Storage, secret: str, address: str) -> Actor | None:
    """Return the program behind a token's secret; None when it opens nothing (any more).

    Refuses: access.token.network when it comes from elsewhere than it may.
    """
    now = storage.clock.now()
    with storage.reading() as connection:
        token = store.api_token_with(connection, identity.digest(secret))
        owner = identity.account(connection, token.account_id) if token else None
    if token is None or owner is None or not owner.active or not token.alive(now):
        return None
    if not within(address, token.networks):
        raise Forbidden(
            "access.token.network",
            "Mã truy cập này không được dùng từ địa chỉ mạng này.",
            detail={"address": address},
        )
    unit_id = token.unit_id if token.unit_id is not None else owner.unit_id
    actor = Actor("token", str(token.id), token.name, owner.id, unit_id, address)
    used = token.last_used_at
    if used is None or now - used >= USED_EVERY or token.last_address != address:
        with storage.work(actor) as work:
            store.note_api_token_use(work, token.id, address[:64])
    return actor


def _networks(typed: Sequence[str]) -> list[str]:
    try:
        return [
            str(ipaddress.ip_network(one.strip(), strict=False)) for one in typed if one.strip()
        ]
    except ValueError:
        sentence = "Mạng chưa đúng, ví dụ đúng: 203.0.113.7 hoặc 203.0.113.0/24."
        raise Invalid("access.token.networks", sentence, fields={"networks": sentence}) from None


def _checked(value: Told, field: str, sentence: str) -> Told:
    if not value:
        raise Invalid(f"access.token.{field}", sentence, fields={field: sentence})
    return value


def _checked_days(days: int) -> int:
    if not 1 <= days <= DAYS_MOST:
        sentence = f"Thời hạn từ 1 đến {DAYS_MOST} ngày."
        raise Invalid("access.token.days", sentence, fields={"days": sentence})
    return days


def _write(work: Work, token_id: int, unit_id: int | None, detail: dict[str, object]) -> None:
    audit.write(
        work, "access.token.issued", subject=("token", token_id), unit_id=unit_id, detail=detail
    )
