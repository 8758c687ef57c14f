"""A small index of things a province is asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from province import search
from province.search import Searcher
from tests.search.entries import ENTRIES, ids


@pytest.fixture(scope="session")
def shared_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of ENTRIES; not to be written to."""
    path = tmp_path_factory.mktemp("search") / "index"
    search.rebuild(path, ENTRIES)
    return path


@pytest.fixture(scope="session")
def searcher(shared_index: Path) -> Searcher:
    """A searcher of ENTRIES."""
    return Searcher(shared_index)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of ENTRIES of one's own."""
    path = tmp_path / "index"
    search.rebuild(path, ENTRIES)
    return path


@pytest.fixture
def found(searcher: Searcher) -> Callable[..., list[str]]:
    """Ask for the ids a question finds, in order."""

    def ask(text: str, **filters: object) -> list[str]:
        return ids(searcher, text, **filters)

    return ask
