"""A small province for the access tests: one office tree, and people who hold this and that."""

from dataclasses import dataclass
from datetime import date

import pytest
from argon2 import PasswordHasher

from province import access, directory
from province.access import Account, Session, passwords
from province.basics import SYSTEM, Actor
from province.directory import UnitFacts, UnitKind
from province.storage import Storage, Work

PASSWORD = "con mèo trèo cây cau"
HOME = "203.0.113.5"
SINCE = date(2025, 7, 1)


@dataclass(frozen=True)
class Province:
    """Units by name, and how to make people who work there."""

    storage: Storage
    root: int
    construction: int  # a department
    licences: int  # a division below it
    finance: int  # another department

    def account(
        self, local: str, *roles: tuple[str, int | None], below: bool = False, **more: object
    ) -> Account:
        """Open an account that holds roles at units."""
        given = {"unit_id": self.construction, "password": PASSWORD, "temporary": False, **more}
        with self.storage.work(SYSTEM) as work:
            account = access.open_account(
                work,
                f"{local}@vinhlong.example",
                f"Người {local}",
                **given,  # type: ignore[arg-type]
            )
            for role, unit_id in roles:
                access.give_role(work, account.id, role, unit_id, subtree=below)
        return account

    def enter(self, account: Account, address: str = HOME) -> tuple[Actor, str]:
        """Sign somebody in by password; return who acts and the session's token."""
        entered = access.sign_in(
            self.storage, account.email, PASSWORD, address=address, agent="Firefox"
        )
        actor = access.actor_of_session(self.storage, entered.token, address)
        assert actor is not None
        return actor, entered.token

    def session(self, token: str) -> Session:
        """Return the session of a token that is alive."""
        with self.storage.reading() as connection:
            found = access.signed_in(connection, token, self.storage.clock.now())
        assert found is not None
        return found[0]


def open_unit(work: Work, name: str, code: str, parent: int | None) -> int:
    kind = UnitKind.DEPARTMENT if parent else UnitKind.PROVINCE
    facts = UnitFacts(name=name, kind=kind, code=code, parent_id=parent)
    return directory.open_unit(work, facts, SINCE).id


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords cost a thousandth of what they cost outside the tests."""
    quick = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)


@pytest.fixture
def province(storage: Storage) -> Province:
    """The province's committee, two departments, and one division."""
    with storage.work(SYSTEM) as work:
        access.ensure_roles(work)
        root = open_unit(work, "Ủy ban nhân dân tỉnh", "H61", None)
        construction = open_unit(work, "Sở Xây dựng", "H61.17", root)
        licences = open_unit(work, "Phòng Cấp phép", "H61.17.01", construction)
        finance = open_unit(work, "Sở Tài chính", "H61.15", root)
    return Province(storage, root, construction, licences, finance)
