"""The administration: organisation, people, accounts, roles, tokens, failed work, the audit.

Every address names the deeds of which one is needed to open it (`desk.shown`, `desk.done`); the
actions themselves ask whether the person may do it to this unit or account.
"""

from starlette.routing import Route

from api.admin import (
    accounts,
    audit_pages,
    exchange,
    jobs,
    mailboxes,
    overview,
    people,
    roles,
    tokens,
    units,
)

routes: list[Route] = [
    *overview.routes,
    *units.routes,
    *people.routes,
    *accounts.routes,
    *roles.routes,
    *tokens.routes,
    *jobs.routes,
    *audit_pages.routes,
    *exchange.routes,
    *mailboxes.routes,
]
