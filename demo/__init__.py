"""One demonstration province, used by `up`, by tests and by documentation alike.

Deterministic, loaded in seconds, all of it or nothing; everybody and every code in it is sample
data on the domain `vinhlong.example`.
"""

import json
from collections.abc import Callable
from typing import Any

from demo.cast import CITIZEN, COMPANY, PASSWORD, STAFF
from province.basics import SYSTEM, Settings
from province.house import House

Say = Callable[[str], None]


def load(house: House, say: Say) -> bool:
    """Load the province into an empty database; False when there are units already."""
    from demo import accounts, staff, units  # not for the supervisor, who only reads credentials
    from province import directory

    with house.storage.work(SYSTEM) as work:
        if directory.units_on(work.connection, work.today):
            return False
        domain = house.settings.domain
        say("Loading the demonstration province …")
        ids = units.open_units(work, domain)
        cast = staff.appoint_all(work, ids)
        token = accounts.open_accounts(work, ids, cast, domain)
        _keep_token(house.settings, token)
    return True


def credentials(settings: Settings) -> dict[str, Any]:
    """Return the cast's logins and the company's API token, for the ready file."""
    logins = {
        member.kind: {"email": f"{member.email_local}@{settings.domain}",
                      "password": PASSWORD, "name": member.name}
        for member in STAFF
    }  # fmt: skip
    for kind, name, email in (CITIZEN, COMPANY):
        logins[kind] = {"email": email, "password": PASSWORD, "name": name}
    path = _token_path(settings)
    tokens = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {"logins": logins, "api_tokens": tokens}


def _token_path(settings: Settings) -> Any:
    return settings.var / "secrets" / "demo-tokens.json"


def _keep_token(settings: Settings, secret: str) -> None:
    """Keep the token's secret beside the instance's own: the database holds only its digest."""
    path = _token_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"company": secret}), encoding="utf-8")
