"""Identity: who somebody is, and what opens their account.

An account belongs to an official, a citizen or a company. It has an argon2id password and, as its
owner likes, an authenticator app with recovery codes, passkeys, and an app password for each mail
program; the sessions open on it end at once when they are ended. Owners look after all this here,
and for a dangerous act prove first who they are. What is done to other people's accounts is asked
for in `province.access`, which stands above: like the directory beside it, identity then does it
and writes it down. How somebody comes in at the door stands in `province.authentication`.

Deeds and refusals are called `access.…`: programs outside, and the audit, know them by that name.
"""

from province.identity.accounts import (
    change_account,
    close_account,
    known_account,
    open_account,
    own_account,
    register,
    release_account,
    rename_oneself,
    suspend_account,
)
from province.identity.app_passwords import (
    app_password_opens,
    make_app_password,
    revoke_app_password,
)
from province.identity.key_store import (
    app_passwords_of,
    note_passkey_use,
    passkey,
    passkeys_of,
    recovery_codes_left,
)
from province.identity.locked_out import reset_password, reset_second_factor, revoke_sessions
from province.identity.model import (
    OWN_DEEDS,
    Account,
    AppPassword,
    Origin,
    Passkey,
    Session,
    SessionLife,
    digest,
    email_key,
    email_of,
    new_secret,
)
from province.identity.own_password import (
    change_own_password,
    keep_password_up_to_date,
    password_opens,
)
from province.identity.passkeys import add_passkey, remove_passkey
from province.identity.passwords import characters_least, invent_password
from province.identity.second_factors import (
    finish_totp,
    prove_by_code,
    renew_recovery_codes,
    second_factors_of,
    start_totp,
    stop_totp,
    write_proof_down,
)
from province.identity.session_store import forget_old, sessions_of
from province.identity.sessions import (
    actor_of_session,
    device_known,
    note_confirmed,
    open_session,
    proven_owner,
    require_confirmed,
    sign_out,
    sign_out_everywhere,
    sign_out_session,
    signed_in,
    speak_for,
)
from province.identity.store import (
    account,
    account_by_email,
    account_counts,
    accounts_of_person,
    active_accounts,
    find_accounts,
    free_to_act,
    lock_account,
)

__all__ = [
    "OWN_DEEDS",
    "Account",
    "AppPassword",
    "Origin",
    "Passkey",
    "Session",
    "SessionLife",
    "account",
    "account_by_email",
    "account_counts",
    "accounts_of_person",
    "active_accounts",
    "actor_of_session",
    "add_passkey",
    "app_password_opens",
    "app_passwords_of",
    "change_account",
    "change_own_password",
    "characters_least",
    "close_account",
    "device_known",
    "digest",
    "email_key",
    "email_of",
    "find_accounts",
    "finish_totp",
    "forget_old",
    "free_to_act",
    "invent_password",
    "keep_password_up_to_date",
    "known_account",
    "lock_account",
    "make_app_password",
    "new_secret",
    "note_confirmed",
    "note_passkey_use",
    "open_account",
    "open_session",
    "own_account",
    "passkey",
    "passkeys_of",
    "password_opens",
    "prove_by_code",
    "proven_owner",
    "recovery_codes_left",
    "register",
    "release_account",
    "remove_passkey",
    "rename_oneself",
    "renew_recovery_codes",
    "require_confirmed",
    "reset_password",
    "reset_second_factor",
    "revoke_app_password",
    "revoke_sessions",
    "second_factors_of",
    "sessions_of",
    "sign_out",
    "sign_out_everywhere",
    "sign_out_session",
    "signed_in",
    "speak_for",
    "start_totp",
    "stop_totp",
    "suspend_account",
    "write_proof_down",
]
