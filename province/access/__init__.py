"""Access: what somebody may do, and at which unit.

Roles are data; people hold them at units over time, and what a role lets them do counts down the
tree and back to the units whose work was taken over. Every action asks `access.require(work, deed,
unit_id)` before anything else. A company's or an office's software acts by a token that names the
deeds it may be used for. What people do to the directory (`access.directory_actions`), to other
people's accounts, to the audit and to failed jobs goes through here too, because those rooms stand
below and ask nobody.
"""

from province.access import directory_actions
from province.access.accounts import (
    change_account,
    close_account,
    open_account,
    release_account,
    reset_password,
    reset_second_factor,
    revoke_sessions,
    suspend_account,
)
from province.access.grants import (
    deeds_of,
    desks_of,
    may,
    require,
    require_of,
    units_where,
    who_may,
)
from province.access.model import DEEDS, ApiToken, Holding, Role
from province.access.oversight import (
    ENTRIES_A_PAGE,
    read_audit,
    read_audit_entry,
    shelved_jobs,
    try_job_again,
    try_jobs_again,
)
from province.access.roles import ensure_roles, give_role, role_file, speak_for, take_role
from province.access.store import (
    all_roles,
    api_tokens_of,
    deeds_by_role,
    holder_counts,
    holders,
    holdings_of,
)
from province.access.tokens import actor_of_token, issue_token, revoke_token

__all__ = [
    "DEEDS",
    "ENTRIES_A_PAGE",
    "ApiToken",
    "Holding",
    "Role",
    "actor_of_token",
    "all_roles",
    "api_tokens_of",
    "change_account",
    "close_account",
    "deeds_by_role",
    "deeds_of",
    "desks_of",
    "directory_actions",
    "ensure_roles",
    "give_role",
    "holder_counts",
    "holders",
    "holdings_of",
    "issue_token",
    "may",
    "open_account",
    "read_audit",
    "read_audit_entry",
    "release_account",
    "require",
    "require_of",
    "reset_password",
    "reset_second_factor",
    "revoke_sessions",
    "revoke_token",
    "role_file",
    "shelved_jobs",
    "speak_for",
    "suspend_account",
    "take_role",
    "try_job_again",
    "try_jobs_again",
    "units_where",
    "who_may",
]
