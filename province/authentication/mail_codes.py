"""Codes by e-mail: how citizens register and sign in without a password.

A code belongs to the browser that asked for it: a stranger who asks for the same address uses up
tries of his own, never the owner's. Whether an address has an account is not told to who asks,
only to who reads its mail.
"""

import secrets

from province import identity, jobs
from province.authentication import steps, throttle
from province.authentication.model import STEP_LASTS, STEP_TRIES_MOST
from province.authentication.sign_in import LIFE, SignIn, enter
from province.basics import NOBODY, Forbidden, NotSignedIn
from province.identity import Account, Origin, SessionLife
from province.storage import Storage


def ask_code(storage: Storage, email: str, *, address: str, agent: str, device: str = "") -> str:
    """Send a code to an e-mail address; return the step that takes it.

    Staff get a letter without a code: they sign in with their password. Asks for the job
    `access.send_code` with email, name, code, minutes and purpose: `register`, `sign_in`, or,
    without a code, `use_password`, `suspended`.

    Refuses: access.email.invalid, access.too_many.
    """
    email, code = identity.email_of(email), f"{secrets.randbelow(10**6):06d}"
    with storage.work(NOBODY) as work:
        account = identity.account_by_email(work.connection, email)
        throttle.begin(
            work,
            email,
            Origin(address, agent, device),
            account_id=account.id if account else None,
            proof="mail_code",
        )
        purpose = _purpose(account)
        opens = purpose in ("register", "sign_in")
        tries = STEP_TRIES_MOST if opens else 0
        step = steps.open_step(work, "mail_code", email=email, code=code, tries=tries)
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
        opened = steps.step(work, "mail_code", step)
        assert opened.email
        if steps.code_fits(opened, step, code):
            account = identity.account_by_email(work.connection, opened.email)
            if account is None and not name.strip():
                return SignIn(None, step=step, factors=("name",))
            steps.end_step(work, step)
            account = account or identity.register(work, opened.email, name)
            if not account.active or account.kind == "staff":
                raise Forbidden("access.account.suspended", "Tài khoản này đang bị khóa.")
            throttle.forgive(work, account, origin)
            return enter(work, account, origin, life, by="mail_code", factors=1)
        steps.use_try(work, step)
    sentence = "Mã chưa đúng. Hãy xem lại thư mới nhất của chúng tôi."
    raise NotSignedIn("access.code.wrong", sentence, fields={"code": sentence})
