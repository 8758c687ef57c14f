"""A small index of things a province is asked for."""

from pathlib import Path

import pytest

from province import index
from tests.index.entries import ENTRIES


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of ENTRIES; not to be written to."""
    path = tmp_path_factory.mktemp("index") / "index"
    index.rebuild(path, ENTRIES)
    return path


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An index of ENTRIES of one's own."""
    path = tmp_path / "index"
    index.rebuild(path, ENTRIES)
    return path
