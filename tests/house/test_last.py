"""A deed is written down last, when it holds every row it needs but those of jobs."""

import pytest

from tests.house.scene import Scene
from tests.house.test_grants import ACTIONS
from tests.written import after_the_audit, tables_written

ROOMS = ("documents", "incoming", "outgoing", "registers")


@pytest.mark.parametrize("name", [name for name in ACTIONS if name.partition(".")[0] in ROOMS])
def test_nothing_but_jobs_comes_after_the_audit(scene: Scene, name: str) -> None:
    deed = ACTIONS[name]
    with tables_written(scene.house.storage) as tables, scene.work(deed.rightful) as work:
        deed.do(work, scene)
        work.connection.rollback()
    assert after_the_audit(tables) <= {"jobs"}
