"""Accounts for the tests of identity, of signing in and of access, and how their owners come in."""

from dataclasses import dataclass
from datetime import date

import pyotp
import pytest
from argon2 import PasswordHasher

from province import directory, identity
from province.basics import SYSTEM, Actor
from province.directory import UnitFacts, UnitKind
from province.identity import Account, Origin, Session, SessionLife, passwords
from province.storage import Storage, Work

PASSWORD = "con mèo trèo cây cau"
HOME = "203.0.113.5"
SINCE = date(2025, 7, 1)


@dataclass(frozen=True)
class People:
    """An office, and how to make people who work there."""

    storage: Storage
    office: int

    def account(self, local: str, **more: object) -> Account:
        """Open an account that the office looks after."""
        given = {"unit_id": self.office, "password": PASSWORD, "temporary": False, **more}
        with self.storage.work(SYSTEM) as work:
            return identity.open_account(
                work,
                f"{local}@vinhlong.example",
                f"Người {local}",
                **given,  # type: ignore[arg-type]
            )

    def enter(
        self, account: Account, address: str = HOME, life: SessionLife | None = None
    ) -> tuple[Actor, str]:
        """Open a session; return who acts and the session's token."""
        origin = Origin(address, "Firefox")
        with self.storage.work(SYSTEM) as work:
            token, _ = identity.open_session(
                work, account, origin, life or SessionLife(), by="password", factors=1
            )
        actor = identity.actor_of_session(self.storage, token, address)
        assert actor is not None
        return actor, token

    def session(self, token: str) -> Session:
        """Return the session of a token that is alive."""
        with self.storage.reading() as connection:
            found = identity.signed_in(connection, token, self.storage.clock.now())
        assert found is not None
        return found[0]


def open_unit(work: Work, name: str, code: str, parent: int | None) -> int:
    """Open a unit; one without parent is the province's committee."""
    kind = UnitKind.DEPARTMENT if parent else UnitKind.PROVINCE
    facts = UnitFacts(name=name, kind=kind, code=code, parent_id=parent)
    return directory.open_unit(work, facts, SINCE).id


def open_office(storage: Storage) -> People:
    """Open the province's committee in an empty database."""
    with storage.work(SYSTEM) as work:
        return People(storage, open_unit(work, "Ủy ban nhân dân tỉnh", "H61", None))


def enable_app(people: People, account: Account) -> tuple[pyotp.TOTP, list[str]]:
    """Turn the authenticator app on as its owner does; return the app and the recovery codes."""
    actor, token = people.enter(account)
    session = people.session(token)
    with people.storage.work(actor) as work:
        secret, uri = identity.start_totp(work, session, "Tỉnh Vĩnh Long")
    assert pyotp.parse_uri(uri).secret == secret
    app = pyotp.TOTP(secret)
    with people.storage.work(actor) as work:
        codes = identity.finish_totp(work, session, app.at(people.storage.clock.now()))
    return app, codes


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords cost a thousandth of what they cost outside the tests."""
    quick = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
