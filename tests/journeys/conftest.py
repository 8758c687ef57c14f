"""One running instance for all journeys, and where their pictures are kept."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ROOT, Running, running


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration province, started by the door and stopped at the end."""
    with running(tmp_path_factory.mktemp("province") / "var") as instance:
        yield instance


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots are kept as build output."""
    folder = Path(os.environ.get("VL_PICTURES", ROOT / "var" / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
