"""Steps: a proof that is half-way. The browser holds the secret, the database its digest.

Every step lasts ten minutes and takes a few answers only.
"""

import hmac

from province.authentication import store
from province.authentication.model import STEP_LASTS, STEP_TRIES_MOST, Step
from province.basics import NotSignedIn
from province.identity import digest, new_secret
from province.storage import Work


def open_step(
    work: Work,
    kind: str,
    *,
    account_id: int | None = None,
    email: str | None = None,
    code: str = "",
    challenge: bytes | None = None,
    tries: int = STEP_TRIES_MOST,
) -> str:
    """Open a step and return its secret; a step of no tries leads nowhere."""
    secret = new_secret()
    values = {
        "token_hash": digest(secret),
        "kind": kind,
        "account_id": account_id,
        "email": email,
        "code_hash": digest(secret + code) if code else None,
        "challenge": challenge,
        "tries_left": tries,
        "expires_at": work.now + STEP_LASTS,
    }
    store.add_step(work, values)
    return secret


def step(work: Work, kind: str, secret: str) -> Step:
    """Return the open step of a secret.

    Refuses: access.step_over.
    """
    found = store.step(work, kind, digest(secret))
    if found is None:
        raise step_over()
    return found


def code_fits(opened: Step, secret: str, code: str) -> bool:
    """Tell whether a code is the one a step was opened with."""
    return hmac.compare_digest(opened.code_hash or "", digest(secret + code.strip()))


def use_try(work: Work, secret: str) -> None:
    """Take one of a step's tries.

    Refuses: access.step_over when somebody else took the last.
    """
    if not store.use_try(work, digest(secret)):
        raise step_over()


def end_step(work: Work, secret: str) -> None:
    """Close a step: the first to do so goes on.

    Refuses: access.step_over to everybody after.
    """
    if not store.end_step(work, digest(secret)):
        raise step_over()


def step_over() -> NotSignedIn:
    """Return the refusal of a step that took too long or too many tries."""
    return NotSignedIn(
        "access.step_over", "Bước đăng nhập này đã hết hạn. Vui lòng đăng nhập lại từ đầu."
    )
