"""No deed takes the audit's head before all else is done.

It is a lock everybody needs until the work ends. Whoever goes on changing rows with it in hand may
wait, on PostgreSQL, for somebody who waits for it.
"""

import pytest

from tests.house.scene import Scene
from tests.house.test_grants import ACTIONS
from tests.written import tables_written


class Enough(Exception):
    """Raised to undo a work that was looked at."""


@pytest.mark.parametrize("name", [name for name in ACTIONS if not ACTIONS[name].then])
def test_the_audit_is_left_alone_until_the_deed_is_done(scene: Scene, name: str) -> None:
    deed = ACTIONS[name]
    with (
        tables_written(scene.house.storage) as tables,
        pytest.raises(Enough),
        scene.work(deed.rightful) as work,
    ):
        deed.do(work, scene)
        raise Enough
    assert not [table for table in tables if table.startswith("audit_")]
