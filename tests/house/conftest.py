"""The scene of the wiring tests: set once, because nothing may change it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.scene import Scene, open_scene


@pytest.fixture(scope="session")
def scene(demo_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The demonstration province with one of everything, on SQLite and a clock that stands."""
    from province.basics import FrozenClock, SystemClock, load_settings
    from province.house import open_house

    var = tmp_path_factory.mktemp("scene") / "var"
    shutil.copytree(demo_var, var)
    house = open_house(load_settings(var=var), FrozenClock(SystemClock().now()))
    yield open_scene(house)
    house.storage.close()
