import fcntl
import json
import multiprocessing
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import whoosh.index

from province import index
from province.basics import Unavailable
from province.index import Entry, OpenIndex, writing
from province.index.folder import read_pointer
from tests.index.entries import ENTRIES, holding, notice

HERE = Path(__file__).resolve().parents[2]


def test_what_is_put_is_found_at_once_and_what_is_removed_is_not(here: Path) -> None:
    opened = OpenIndex(here)
    assert holding(opened, "đò ngang Cổ Chiên") == []
    index.put(here, [notice("ferry", "Bến đò ngang Cổ Chiên tạm ngừng.")])
    assert holding(opened, "đò ngang Cổ Chiên") == ["ferry"]
    index.put(here, [notice("ferry", "Bến phà hoạt động lại.")])
    assert holding(opened, "đò ngang Cổ Chiên") == []
    assert holding(opened, "bến phà") == ["ferry"]
    index.remove(here, ["ferry", "never there"])
    assert holding(opened, "bến phà") == []


def test_the_last_of_two_entries_put_under_one_id_stands(here: Path) -> None:
    index.put(here, [notice("twice", "bản đầu tiên"), notice("twice", "bản sau cùng")])
    assert holding(OpenIndex(here), "bản sau cùng") == ["twice"]
    assert len(holding(OpenIndex(here), "")) == 8


def test_entries_of_a_rebuild_may_not_share_an_id_and_a_failed_one_changes_nothing(
    here: Path,
) -> None:
    with pytest.raises(ValueError, match="'twice'"):
        index.rebuild(here, [notice("twice", "một"), notice("twice", "hai")])
    assert holding(OpenIndex(here), "hòa giải") == ["notice:mediation"]
    assert sorted(path.name for path in here.iterdir()) == ["1", "current", "lock"]


def test_a_rebuild_leaves_one_folder_and_one_process_may_read(here: Path) -> None:
    assert index.rebuild(here, ENTRIES[:3]) == 3
    assert sorted(path.name for path in here.iterdir()) == ["2", "current", "lock"]
    assert here.stat().st_mode & 0o077 == 0
    assert len(holding(OpenIndex(here), "")) == 3


def test_many_small_changes_leave_few_segments(here: Path) -> None:
    for number in range(25):
        index.put(here, [notice(f"n{number}", "khuyến nông")])
    toc = whoosh.index.TOC.read(
        writing.storage_of(here, read_pointer(here)), "MAIN", schema=writing.SCHEMA
    )
    assert len(toc.segments) <= writing.SMALL_SEGMENTS_MOST
    assert len(holding(OpenIndex(here), "khuyến nông")) == 25


def test_one_process_writes_at_a_time(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "LOCK_SECONDS_MOST", 0.05)
    with open(here / "lock", "ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        for write in (
            lambda: index.put(here, [notice("a", "b")]),
            lambda: index.remove(here, ["a"]),
            lambda: index.rebuild(here, ENTRIES),
        ):
            with pytest.raises(Unavailable) as refused:
                write()
            assert refused.value.code == "search.index.busy"
    index.put(here, [notice("a", "hết khóa")])
    assert holding(OpenIndex(here), "hết khóa") == ["a"]


def test_a_commit_that_fails_leaves_no_lock_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(whoosh.index.TOC, "write", full)
        with pytest.raises(Unavailable) as refused:
            index.put(here, [notice("a", "không ghi được")])
        assert refused.value.code == "search.index.unwritten"
    assert holding(OpenIndex(here), "không ghi được") == []
    index.put(here, [notice("a", "ghi được rồi")])
    assert holding(OpenIndex(here), "ghi được rồi") == ["a"]


def test_writers_in_two_processes_lose_nothing_to_each_other(here: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=put_ten, args=(here, name)) for name in ("p", "q")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(holding(OpenIndex(here), "khuyến ngư")) == 20


def put_ten(path: Path, name: str) -> None:
    for number in range(10):
        index.put(path, [notice(f"{name}{number}", f"khuyến ngư {name}")])


PUT_FOR_EVER = """
import sys, itertools
from pathlib import Path
from province import index
from province.index import Entry
path = Path(sys.argv[1])
for number in itertools.count():
    name = f"k{number % 40}"
    index.put(path, [Entry(name, "notice", f"Tin {name}", "bản tin dở dang " * 50, "/" + name)])
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_readable_index(here: Path) -> None:
    chance = random.Random(3)
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", PUT_FOR_EVER, str(here)], stdout=subprocess.PIPE, cwd=HERE
        )
        assert writer.stdout is not None
        for _ in range(1 + chance.randrange(12)):
            writer.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            writer.wait(chance.random() / 50)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        opened = OpenIndex(here)
        assert holding(opened, "hòa giải") == ["notice:mediation"]
        assert holding(opened, "bản tin dở dang") != []
    index.put(here, [notice("after", "ghi tiếp được")])
    assert holding(OpenIndex(here), "ghi tiếp được") == ["after"]


def test_a_rebuild_killed_half_way_is_swept_up_by_the_next(here: Path) -> None:
    (here / "2").mkdir()
    (here / "2" / "MAIN_half.trm").write_bytes(b"half")
    assert holding(OpenIndex(here), "hòa giải") == ["notice:mediation"]
    index.rebuild(here, ENTRIES)
    assert sorted(path.name for path in here.iterdir()) == ["3", "current", "lock"]


def test_entries_are_read_only_once_the_lock_is_held(here: Path) -> None:
    def entries() -> Iterator[Entry]:
        with open(here / "lock", "ab") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield notice("a", "b")

    assert index.rebuild(here, entries()) == 1
    assert json.loads((here / "current").read_text())["folder"] == 2
