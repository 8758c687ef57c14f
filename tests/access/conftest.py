"""A small province for the access tests: one office tree, and people who hold this and that."""

from dataclasses import dataclass

import pytest

from province import access
from province.basics import SYSTEM
from province.identity import Account
from province.storage import Storage
from tests.identity.cast import People, hash_quickly, open_unit


@dataclass(frozen=True)
class Province(People):
    """Units by name, and how to make people who hold roles there; the office is a department."""

    root: int
    licences: int  # a division below the office
    finance: int  # another department

    @property
    def construction(self) -> int:
        """The department that looks after accounts."""
        return self.office

    def account(
        self, local: str, *roles: tuple[str, int | None], below: bool = False, **more: object
    ) -> Account:
        """Open an account that holds roles at units."""
        account = super().account(local, **more)
        with self.storage.work(SYSTEM) as work:
            for role, unit_id in roles:
                access.give_role(work, account.id, role, unit_id, subtree=below)
        return account


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords cost little."""
    hash_quickly(monkeypatch)


@pytest.fixture
def province(storage: Storage) -> Province:
    """The province's committee, two departments, and one division."""
    with storage.work(SYSTEM) as work:
        access.ensure_roles(work)
        root = open_unit(work, "Ủy ban nhân dân tỉnh", "H61", None)
        construction = open_unit(work, "Sở Xây dựng", "H61.17", root)
        licences = open_unit(work, "Phòng Cấp phép", "H61.17.01", construction)
        finance = open_unit(work, "Sở Tài chính", "H61.15", root)
    return Province(storage, construction, root=root, licences=licences, finance=finance)
