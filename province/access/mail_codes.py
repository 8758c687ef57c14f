"""Codes by e-mail: how citizens register and sign in without a password.

A code belongs to the browser that asked for it: a stranger who asks for the same address uses up
tries of his own, never the owner's. Whether an address has an account is not told to who asks,
only to who reads its mail.
"""

import hmac
import secrets

from province import jobs
from province.access import sign_in_store, store, throttle
from province.access.accounts import add_account, name_of
from province.access.model import (
    STEP_LASTS,
    STEP_TRIES_MOST,
    Account,
    SessionLife,
    digest,
    email_of,
    new_secret,
)
from province.access.sign_in import LIFE, SignIn, enter, step_over
from province.access.throttle import Origin
from province.basics import NOBODY, Forbidden, NotSignedIn
from province.storage import Storage, Work


def ask_code(storage: Storage, email: str, *, address: str, agent: str, device: str = "") -> str:
    """Send a code to an e-mail address; return the step that takes it.

    Staff get a letter without a code: they sign in with their password. Asks for the job
    `access.send_code` with email, name, code, minutes and purpose: `register`, `sign_in`, or,
    without a code, `use_password`, `suspended`.

    Refuses: access.email.invalid, access.too_many.
    """
    email = email_of(email)
    step, code = new_secret(), f"{secrets.randbelow(10**6):06d}"
    with storage.work(NOBODY) as work:
        account = store.account_by_email(work.connection, email)
        throttle.begin(
            work,
            email,
            Origin(address, agent, device),
            account_id=account.id if account else None,
            proof="mail_code",
        )
        purpose = _purpose(account)
        opens = purpose in ("register", "sign_in")
        values = {
            "token_hash": digest(step),
            "kind": "mail_code",
            "email": email,
            "code_hash": digest(step + code),
            "tries_left": STEP_TRIES_MOST if opens else 0,
            "expires_at": work.now + STEP_LASTS,
        }
        sign_in_store.add_step(work, values)
        letter = {
            "email": email,
            "name": account.name if account else "",
            "code": code if opens else "",
            "minutes": int(STEP_LASTS.total_seconds()) // 60,
            "purpose": purpose,
        }
        jobs.ask(work, "access.send_code", letter)
    return step


def _purpose(account: Account | None) -> str:
    if account is None:
        return "register"
    if not account.active:
        return "suspended"
    return "use_password" if account.kind == "staff" else "sign_in"


def enter_code(
    storage: Storage,
    step: str,
    code: str,
    *,
    name: str = "",
    address: str,
    agent: str,
    device: str = "",
    life: SessionLife = LIFE,
) -> SignIn:
    """Sign in with the code that was sent; who is new gives a name and has an account from then on.

    Returns: an open step that asks for "name" when the code is right and the person is new.

    Refuses: access.step_over, access.code.wrong, access.account.name, access.account.suspended.
    """
    origin = Origin(address, agent, device)
    with storage.work(NOBODY) as work:
        row = sign_in_store.step(work.connection, digest(step), work.now)
        if row is None or row.kind != "mail_code":
            raise step_over()
        right = hmac.compare_digest(row.code_hash, digest(step + code.strip()))
        if right:
            account = store.account_by_email(work.connection, row.email)
            if account is None and not name.strip():
                return SignIn(None, step=step, factors=("name",))
            sign_in_store.end_step(work, digest(step))
            account = account or _register(work, row.email, name)
            if not account.active or account.kind == "staff":
                raise Forbidden("access.account.suspended", "Tài khoản này đang bị khóa.")
            throttle.forgive(work, account, origin)
            return enter(work, account, origin, life, by="mail_code", factors=1)
        sign_in_store.use_try(work, digest(step))
    sentence = "Mã chưa đúng. Hãy xem lại thư mới nhất của chúng tôi."
    raise NotSignedIn("access.code.wrong", sentence, fields={"code": sentence})


def _register(work: Work, email: str, name: str) -> Account:
    values = {
        "email": email,
        "kind": "citizen",
        "name": name_of(name),
        "must_change_password": False,
        "state": "active",
        "locale": "vi",
        "created_at": work.now,
    }
    return add_account(work, values, "access.account.registered")
