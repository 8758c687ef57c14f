"""Authentication: how somebody proves at the door who they are, and why guessing is slow.

Staff come in by password and, once they have set it up, a second factor; citizens by a code sent
to their e-mail address, which opens their account the first time; everybody by a passkey; mail
programs by an app password. A proof that takes more than one answer goes on step by step, each
step known by a secret the browser holds. Tries are counted per e-mail and origin, so that nobody's
guessing locks anybody else out. What is proven, and the session opened by it, is
`province.identity`'s.
"""

from province.authentication.mail_codes import ask_code, enter_code
from province.authentication.model import RelyingParty, relying_party
from province.authentication.passkeys import (
    confirm_with_passkey,
    finish_adding,
    passkey_sign_in,
    start_adding,
    start_passkey_sign_in,
)
from province.authentication.sign_in import SignIn, check_password, confirm, second_factor, sign_in
from province.authentication.store import failures_by_account, forget_old

__all__ = [
    "RelyingParty",
    "SignIn",
    "ask_code",
    "check_password",
    "confirm",
    "confirm_with_passkey",
    "enter_code",
    "failures_by_account",
    "finish_adding",
    "forget_old",
    "passkey_sign_in",
    "relying_party",
    "second_factor",
    "sign_in",
    "start_adding",
    "start_passkey_sign_in",
]
