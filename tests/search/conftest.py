"""A small index of things a province is asked for, and a searcher of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from province import index
from province.search import Searcher
from tests.index.entries import ENTRIES
from tests.search.finding import ids


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of ENTRIES."""
    path = tmp_path_factory.mktemp("search") / "index"
    index.rebuild(path, ENTRIES)
    return path


@pytest.fixture(scope="session")
def searcher(shared: Path) -> Searcher:
    """A searcher of ENTRIES."""
    return Searcher(shared)


@pytest.fixture
def found(searcher: Searcher) -> Callable[..., list[str]]:
    """Ask for the ids a question finds, in order."""

    def ask(text: str, **filters: object) -> list[str]:
        return ids(searcher, text, **filters)

    return ask
