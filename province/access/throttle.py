"""Throttling: guessing gets slow, and nobody can be locked out by another's guessing.

Failures are counted for a pair of e-mail and origin, so that a stranger's tries delay the
stranger. A browser that signed in before is an origin of its own: its owner gets in even from
behind the address the guesses come from. One network may fail only so often altogether. A try
that comes too early is not heard and not counted.
"""

from dataclasses import dataclass
from datetime import datetime

from province.access import sign_in_store
from province.access.model import (
    FAILURES_PER_NETWORK_MOST,
    FAILURES_WINDOW,
    Account,
    digest,
    email_key,
    network_of,
    wait_after,
)
from province.basics import TooMany
from province.storage import Work


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a try comes from."""

    address: str
    agent: str = ""
    device: str = ""  # the cookie of a browser that signed in before, "" without one


def begin(work: Work, email: str, origin: Origin, *, account_id: int | None, proof: str) -> int:
    """Note a try as failed before its proof is looked at; return its id, to be settled.

    Refuses: access.too_many with the seconds to wait.
    """
    network = network_of(origin.address)
    known = _known(work, origin, account_id)
    pair_key = _pair_key(email, origin, known)
    sign_in_store.take_turn(work, pair_key)
    since = work.now - FAILURES_WINDOW
    failures, last = sign_in_store.failures_of_pair(work, pair_key, since)
    if last is not None:
        _refuse_before(work, last + wait_after(failures))
    if not known:
        oldest = sign_in_store.nth_last_failure(work, network, since, FAILURES_PER_NETWORK_MOST)
        if oldest is not None:
            _refuse_before(work, oldest + FAILURES_WINDOW)
    return sign_in_store.add_attempt(work, pair_key, network, account_id, proof)


def forgive(work: Work, account: Account, origin: Origin) -> None:
    """Let the tries of a pair before now count no more: its owner got in."""
    pair_key = _pair_key(account.email, origin, _known(work, origin, account.id))
    attempt = sign_in_store.add_attempt(
        work, pair_key, network_of(origin.address), account.id, "mail_code"
    )
    settle(work, attempt, "done")


def _known(work: Work, origin: Origin, account_id: int | None) -> bool:
    return bool(
        account_id
        and origin.device
        and sign_in_store.device_known(work, digest(origin.device), account_id)
    )


def _pair_key(email: str, origin: Origin, known: bool) -> str:
    place = digest(origin.device) if known else network_of(origin.address)
    return digest(f"{email_key(email)} {place}")


def _refuse_before(work: Work, free_at: datetime) -> None:
    seconds = int((free_at - work.now).total_seconds())
    if seconds <= 0:
        return
    wait = f"{seconds} giây" if seconds < 120 else f"{seconds // 60 + 1} phút"
    raise TooMany(
        "access.too_many",
        f"Đã thử sai nhiều lần từ máy hoặc mạng này. Vui lòng đợi {wait} rồi thử lại; "
        "tài khoản không bị khóa.",
        detail={"retry_seconds": seconds},
    )


def settle(work: Work, attempt_id: int, outcome: str) -> None:
    """Say how a try ended: `done`, or `half` when a second proof is still to come."""
    sign_in_store.settle_attempt(work, attempt_id, outcome)
