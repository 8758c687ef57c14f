"""A deed is written down last, when it holds every row it needs but those of jobs.

The audit's head is a lock everybody needs until the work ends. Whoever goes on changing rows with
it in hand may wait, on PostgreSQL, for somebody who waits for it.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from province import access, procedures
from province.storage import Work
from tests.house.scene import Scene
from tests.house.test_grants import ACTIONS, NEW
from tests.written import after_the_audit, tables_written

UNWRITTEN = {  # leave no entry: by themselves nothing comes of them that anybody could ask after
    "access.speak_for",
    "authentication.start_adding",
    "drafts.attach",
    "drafts.detach",
    "identity.start_totp",
    "procedures.load_revisions",  # the scene has loaded all there are: see below
    "rosters.preview_sheet",
}
WRITTEN = [name for name in ACTIONS if name not in UNWRITTEN and not ACTIONS[name].then]


def two_came(work: Work, scene: Scene) -> None:
    """Open two accounts of the ward's clerk, who have no mailbox and do not hold hers yet."""
    for email in (NEW, f"cung.{NEW}"):
        access.open_account(work, email, "Mới", unit_id=scene.ward.id, person_id=scene.person.id)


BEFORE: dict[str, Callable[[Work, Scene], None]] = {  # what gives a deed more than nothing to do
    "mailboxes.follow_directory": two_came,
    "mailboxes.follow_unit": two_came,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_but_jobs_comes_after_the_audit(scene: Scene, name: str) -> None:
    deed = ACTIONS[name]
    with tables_written(scene.house.storage) as tables, scene.work(deed.rightful) as work:
        BEFORE.get(name, lambda _work, _scene: None)(work, scene)
        tables.clear()
        deed.do(work, scene)
        work.connection.rollback()
    assert after_the_audit(tables) <= {"jobs"}


@pytest.mark.parametrize("name", sorted(UNWRITTEN))
def test_what_is_not_written_down_takes_no_turn_at_the_audit(scene: Scene, name: str) -> None:
    deed = ACTIONS[name]
    with tables_written(scene.house.storage) as tables, scene.work(deed.rightful) as work:
        deed.do(work, scene)
        work.connection.rollback()
    assert not [table for table in tables if table.startswith("audit_")]


def test_procedures_are_written_down_when_all_are_loaded(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "thu-tuc"
    shutil.copytree(scene.house.procedures, folder)
    for path in sorted(folder.glob("xay-dung/*.md"))[:2]:
        said = path.read_text(encoding="utf-8")
        path.write_text(said.replace("\ntitle: ", "\ntitle: Mới ", 1), encoding="utf-8")
    with tables_written(scene.house.storage) as tables, scene.work("system") as work:
        assert len(procedures.load_revisions(work, folder).added) == 2
        work.connection.rollback()
    assert after_the_audit(tables) == set()
