"""Access: who may come in, by what proof, and what they may do at which unit.

Accounts with argon2id passwords, authenticator apps, recovery codes, passkeys, codes by e-mail for
citizens, app passwords for mail programs and tokens for other software; sessions that end at once
when they are ended; roles that people hold at units over time. An action asks
`access.require(work, deed, unit_id)` before anything else. What is asked of the directory by
people goes through here too (`access.directory_actions`), because the directory stands below.
"""

from province.access import directory_actions
from province.access.accounts import (
    change_account,
    change_own_password,
    close_account,
    open_account,
    release_account,
    rename_oneself,
    reset_password,
    reset_second_factor,
    revoke_sessions,
    suspend_account,
)
from province.access.app_passwords import make_app_password, revoke_app_password
from province.access.grants import deeds_of, desks_of, may, require, units_where, who_may
from province.access.keys_store import (
    api_tokens_of,
    app_passwords_of,
    passkeys_of,
    recovery_codes_left,
)
from province.access.mail_codes import ask_code, enter_code
from province.access.model import (
    DEEDS,
    OWN_DEEDS,
    Account,
    ApiToken,
    AppPassword,
    Holding,
    Passkey,
    Role,
    Session,
    SessionLife,
)
from province.access.oversight import (
    ENTRIES_A_PAGE,
    forget_old,
    read_audit,
    read_audit_entry,
    shelved_jobs,
    try_job_again,
    try_jobs_again,
)
from province.access.passkeys import (
    RelyingParty,
    confirm_with_passkey,
    finish_adding,
    passkey_sign_in,
    relying_party,
    remove_passkey,
    start_adding,
    start_passkey_sign_in,
)
from province.access.roles import ensure_roles, give_role, role_file, take_role
from province.access.second_factors import (
    asked_of,
    finish_totp,
    renew_recovery_codes,
    start_totp,
    stop_totp,
)
from province.access.sessions import (
    actor_of_session,
    require_confirmed,
    sign_out,
    sign_out_everywhere,
    sign_out_session,
    signed_in,
    speak_for,
)
from province.access.sign_in import SignIn, check_password, confirm, second_factor, sign_in
from province.access.sign_in_store import (
    failures_by_account,
    forget_before,
    open_sessions,
    sessions_of,
)
from province.access.store import (
    account,
    account_by_email,
    account_counts,
    accounts_of_person,
    all_roles,
    deeds_by_role,
    find_accounts,
    holders,
    holdings_of,
)
from province.access.tokens import actor_of_token, issue_token, revoke_token

__all__ = [
    "DEEDS",
    "ENTRIES_A_PAGE",
    "OWN_DEEDS",
    "Account",
    "ApiToken",
    "AppPassword",
    "Holding",
    "Passkey",
    "RelyingParty",
    "Role",
    "Session",
    "SessionLife",
    "SignIn",
    "account",
    "account_by_email",
    "account_counts",
    "accounts_of_person",
    "actor_of_session",
    "actor_of_token",
    "all_roles",
    "api_tokens_of",
    "app_passwords_of",
    "ask_code",
    "asked_of",
    "change_account",
    "change_own_password",
    "check_password",
    "close_account",
    "confirm",
    "confirm_with_passkey",
    "deeds_by_role",
    "deeds_of",
    "desks_of",
    "directory_actions",
    "ensure_roles",
    "enter_code",
    "failures_by_account",
    "find_accounts",
    "finish_adding",
    "finish_totp",
    "forget_before",
    "forget_old",
    "give_role",
    "holders",
    "holdings_of",
    "issue_token",
    "make_app_password",
    "may",
    "open_account",
    "open_sessions",
    "passkey_sign_in",
    "passkeys_of",
    "read_audit",
    "read_audit_entry",
    "recovery_codes_left",
    "release_account",
    "relying_party",
    "remove_passkey",
    "rename_oneself",
    "renew_recovery_codes",
    "require",
    "require_confirmed",
    "reset_password",
    "reset_second_factor",
    "revoke_app_password",
    "revoke_sessions",
    "revoke_token",
    "role_file",
    "second_factor",
    "sessions_of",
    "shelved_jobs",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_out_session",
    "signed_in",
    "speak_for",
    "start_adding",
    "start_passkey_sign_in",
    "start_totp",
    "stop_totp",
    "suspend_account",
    "take_role",
    "try_job_again",
    "try_jobs_again",
    "units_where",
    "who_may",
]
