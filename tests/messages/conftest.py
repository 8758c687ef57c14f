"""The mail rooms' cast in an empty database, and a folder for mailboxes."""

from pathlib import Path

import pytest

from province.storage import Storage
from tests.mailboxes.cast import Cast, assemble


@pytest.fixture
def cast(storage: Storage) -> Cast:
    """Units, people and their addresses."""
    return assemble(storage)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty folder of mailboxes."""
    return tmp_path / "mail"
