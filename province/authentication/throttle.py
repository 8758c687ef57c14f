"""Throttling: guessing gets slow, and nobody can be locked out by another's guessing.

Failures are counted for a pair of e-mail and origin, so that a stranger's tries delay the
stranger. A browser that signed in before is an origin of its own: its owner gets in even from
behind the address the guesses come from. One network may fail only so often altogether. A try
that comes too early is not heard and not counted.
"""

from datetime import datetime

from province import identity
from province.authentication import store
from province.authentication.model import (
    FAILURES_PER_NETWORK_MOST,
    FAILURES_WINDOW,
    wait_after,
)
from province.basics import TooMany
from province.basics.dates import wait_vi
from province.basics.networks import network_of
from province.identity import Account, Origin
from province.storage import Work


def begin(work: Work, email: str, origin: Origin, *, account_id: int | None, proof: str) -> int:
    """Note a try as failed before its proof is looked at; return its id, to be settled.

    Refuses: access.too_many with the seconds to wait.
    """
    network = network_of(origin.address)
    known = _known(work, origin, account_id)
    pair_key = _pair_key(email, origin, known)
    work.take_turn(pair_key)  # none slips past the count
    since = work.now - FAILURES_WINDOW
    failures, last = store.failures_of_pair(work, pair_key, since)
    if last is not None:
        _refuse_before(work, last + wait_after(failures))
    if not known:
        oldest = store.nth_last_failure(work, network, since, FAILURES_PER_NETWORK_MOST)
        if oldest is not None:
            _refuse_before(work, oldest + FAILURES_WINDOW)
    return store.add_attempt(work, pair_key, network, account_id, proof)


def forgive(work: Work, account: Account, origin: Origin) -> None:
    """Let the tries of a pair before now count no more: its owner got in."""
    pair_key = _pair_key(account.email, origin, _known(work, origin, account.id))
    attempt = store.add_attempt(work, pair_key, network_of(origin.address), account.id, "mail_code")
    settle(work, attempt, "done")


def _known(work: Work, origin: Origin, account_id: int | None) -> bool:
    return account_id is not None and identity.device_known(work, account_id, origin.device)


def _pair_key(email: str, origin: Origin, known: bool) -> str:
    place = identity.digest(origin.device) if known else network_of(origin.address)
    return identity.digest(f"{identity.email_key(email)} {place}")


def _refuse_before(work: Work, free_at: datetime) -> None:
    seconds = int((free_at - work.now).total_seconds())
    if seconds <= 0:
        return
    raise TooMany(
        "access.too_many",
        f"Đã thử sai nhiều lần từ máy hoặc mạng này. Vui lòng đợi {wait_vi(seconds)} rồi thử lại; "
        "tài khoản không bị khóa.",
        detail={"retry_seconds": seconds},
    )


def settle(work: Work, attempt_id: int, outcome: str) -> None:
    """Say how a try ended: `done`, or `half` when a second proof is still to come."""
    store.settle_attempt(work, attempt_id, outcome)
