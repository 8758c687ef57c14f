"""An office for the tests, and passwords that cost little."""

import pytest

from province.storage import Storage
from tests.identity.cast import People, hash_quickly, open_office


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords cost little."""
    hash_quickly(monkeypatch)


@pytest.fixture
def people(storage: Storage) -> People:
    """The office, in an empty database."""
    return open_office(storage)
