"""The mail rooms' cast in an empty database."""

import pytest

from province.storage import Storage
from tests.mailboxes.cast import Cast, assemble


@pytest.fixture
def cast(storage: Storage) -> Cast:
    """Units, people and their addresses."""
    return assemble(storage)
