import fcntl
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import whoosh.index
from whoosh import fields

from province import search
from province.basics import Unavailable
from province.search import Entry, Question, Searcher
from province.search import index as writing
from tests.search.entries import ENTRIES, ids, random_entries

HERE = Path(__file__).resolve().parents[2]


def entry(name: str, text: str) -> Entry:
    return Entry(name, "notice", f"Thông báo {name}", text, f"/{name}")


def test_what_is_put_is_found_at_once_and_what_is_removed_is_not(index: Path) -> None:
    searcher = Searcher(index)
    assert ids(searcher, "đò ngang Cổ Chiên") == []
    search.put(index, [entry("ferry", "Bến đò ngang Cổ Chiên tạm ngừng.")])
    assert ids(searcher, "đò ngang Cổ Chiên") == ["ferry"]
    search.put(index, [entry("ferry", "Bến phà hoạt động lại.")])
    assert ids(searcher, "đò ngang Cổ Chiên") == []
    assert ids(searcher, "bến phà") == ["ferry"]
    search.remove(index, ["ferry", "never there"])
    assert ids(searcher, "bến phà") == []


def test_the_last_of_two_entries_put_under_one_id_stands(index: Path) -> None:
    search.put(index, [entry("twice", "bản đầu tiên"), entry("twice", "bản sau cùng")])
    assert ids(Searcher(index), "bản sau cùng") == ["twice"]
    assert Searcher(index).find(Question("")).total == 8


def test_entries_of_a_rebuild_may_not_share_an_id_and_a_failed_one_changes_nothing(
    index: Path,
) -> None:
    with pytest.raises(ValueError, match="'twice'"):
        search.rebuild(index, [entry("twice", "một"), entry("twice", "hai")])
    assert ids(Searcher(index), "hòa giải") == ["notice:mediation"]
    assert sorted(path.name for path in index.iterdir()) == ["1", "current", "lock"]


def test_a_rebuild_leaves_one_folder_and_one_process_may_read(index: Path) -> None:
    assert search.rebuild(index, ENTRIES[:3]) == 3
    assert sorted(path.name for path in index.iterdir()) == ["2", "current", "lock"]
    assert index.stat().st_mode & 0o077 == 0
    assert Searcher(index).find(Question("")).total == 3


def test_an_index_changed_in_steps_answers_as_one_built_at_once(tmp_path: Path) -> None:
    chance = random.Random(7)
    wanted = {entry.id: entry for entry in random_entries(chance.choice, 60)}
    grown = tmp_path / "grown"
    search.rebuild(grown, [])
    for number in range(40):
        batch = chance.sample(list(wanted.values()), 4)
        search.put(grown, [replace(e, text="cũ") if number < 20 else e for e in batch])
        if number % 5 == 0:
            search.remove(grown, [chance.choice(batch).id])
    search.put(grown, wanted.values())
    search.rebuild(tmp_path / "built", wanted.values())
    searchers = Searcher(grown), Searcher(tmp_path / "built")
    for text in ("cấp giấy phép", "dat dai", "hòa", "đăng ký kinh doanh hộ", "12/QĐ-SA", ""):
        question = Question(text, page_size=100, readers=frozenset("a"))
        answers = [searcher.find(question) for searcher in searchers]
        assert answers[0].total == answers[1].total
        scores = [sorted((hit.id, hit.score) for hit in answer.hits) for answer in answers]
        assert scores[0] == scores[1]
        assert searchers[0].facets(question) == searchers[1].facets(question)


def test_many_small_changes_leave_few_segments(index: Path) -> None:
    for number in range(25):
        search.put(index, [entry(f"n{number}", "khuyến nông")])
    toc = whoosh.index.TOC.read(
        writing.storage_of(index, writing.read_pointer(index)), "MAIN", schema=writing.SCHEMA
    )
    assert len(toc.segments) <= writing.SMALL_SEGMENTS_MOST
    assert Searcher(index).find(Question("khuyến nông")).total == 25


def test_a_missing_index_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        Searcher(tmp_path / "none").find(Question("đất"))
    assert refused.value.code == "search.index.missing"
    with pytest.raises(Unavailable):
        search.put(tmp_path / "none", [entry("a", "b")])
    assert search.trouble(tmp_path / "none") == refused.value.sentence


def test_a_sound_index_is_no_trouble_unless_others_may_write_it(index: Path) -> None:
    assert search.trouble(index) is None
    index.chmod(0o777)
    assert "chmod" in (search.trouble(index) or "")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 0, "folder": 1, "change": 0}'])
def test_a_pointer_that_is_not_ours_is_refused(index: Path, content: str) -> None:
    (index / "current").write_text(content)
    with pytest.raises(Unavailable) as refused:
        Searcher(index).find(Question("đất"))
    assert refused.value.code == "search.index.foreign"


class Harmful:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def test_an_index_from_elsewhere_is_refused_and_runs_nothing(index: Path, tmp_path: Path) -> None:
    folder = index / "1"
    shutil.rmtree(folder)
    folder.mkdir()
    foreign = whoosh.index.create_in(str(folder), fields.Schema(text=fields.TEXT))
    toc = whoosh.index.TOC(foreign.schema, [Harmful(tmp_path / "harmed")], 1)
    toc.write(foreign.storage, "MAIN")
    with pytest.raises(Unavailable) as refused:
        Searcher(index).find(Question("đất"))
    assert refused.value.code == "search.index.damaged"
    with pytest.raises(Unavailable):
        search.put(index, [entry("a", "b")])
    assert not (tmp_path / "harmed").exists()
    foreign.storage.close()


def test_a_damaged_file_is_refused_never_a_crash(shared_index: Path, tmp_path: Path) -> None:
    names = [path.name for path in (shared_index / "1").iterdir() if path.stat().st_size]
    refused = []
    for name in names:
        for kept in (0, 1, 2):
            damaged = tmp_path / f"{name}.{kept}"
            shutil.copytree(shared_index, damaged)
            file = damaged / "1" / name
            os.truncate(file, file.stat().st_size * kept // 3)
            searcher = Searcher(damaged)
            try:
                searcher.find(Question("giấy phép xây dựng"))
                searcher.suggest("giay phep")
            except Unavailable as refusal:
                refused.append(refusal.code)
    assert len(refused) >= 6
    assert set(refused) == {"search.index.damaged"}
    search.rebuild(damaged, ENTRIES)
    assert search.trouble(damaged) is None


def test_one_process_writes_at_a_time(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "LOCK_SECONDS_MOST", 0.05)
    with open(index / "lock", "ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        for write in (
            lambda: search.put(index, [entry("a", "b")]),
            lambda: search.remove(index, ["a"]),
            lambda: search.rebuild(index, ENTRIES),
        ):
            with pytest.raises(Unavailable) as refused:
                write()
            assert refused.value.code == "search.index.busy"
    search.put(index, [entry("a", "hết khóa")])
    assert ids(Searcher(index), "hết khóa") == ["a"]


def test_a_commit_that_fails_leaves_no_lock_behind(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(whoosh.index.TOC, "write", full)
        with pytest.raises(Unavailable) as refused:
            search.put(index, [entry("a", "không ghi được")])
        assert refused.value.code == "search.index.unwritten"
    assert ids(Searcher(index), "không ghi được") == []
    search.put(index, [entry("a", "ghi được rồi")])
    assert ids(Searcher(index), "ghi được rồi") == ["a"]


def test_readers_see_the_old_index_or_the_new_one_whole(index: Path) -> None:
    generations = [
        [entry(f"{word}{number}", f"{word} cùng nhau") for number in range(30)]
        for word in ("một", "hai", "ba")
    ]
    search.rebuild(index, generations[0])
    searcher = Searcher(index)
    stop, seen, failures = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                found = searcher.find(Question("cùng nhau", page_size=100))
            except Exception as error:
                failures.append(error)
                return
            seen.add((found.total, len({hit.id.rstrip("0123456789") for hit in found.hits})))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(12):
        search.rebuild(index, generations[number % 3])
    stop.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert seen == {(30, 1)}


def test_writers_in_two_processes_lose_nothing_to_each_other(index: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=put_ten, args=(index, name)) for name in ("p", "q")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Searcher(index).find(Question("khuyến ngư")).total == 20


def put_ten(path: Path, name: str) -> None:
    for number in range(10):
        search.put(path, [entry(f"{name}{number}", f"khuyến ngư {name}")])


PUT_FOR_EVER = """
import sys, itertools
from pathlib import Path
from province import search
from province.search import Entry
path = Path(sys.argv[1])
for number in itertools.count():
    name = f"k{number % 40}"
    search.put(path, [Entry(name, "notice", f"Tin {name}", "bản tin dở dang " * 50, "/" + name)])
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_readable_index(index: Path) -> None:
    chance = random.Random(3)
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", PUT_FOR_EVER, str(index)], stdout=subprocess.PIPE, cwd=HERE
        )
        assert writer.stdout is not None
        for _ in range(1 + chance.randrange(12)):
            writer.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            writer.wait(chance.random() / 50)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        searcher = Searcher(index)
        assert ids(searcher, "hòa giải") == ["notice:mediation"]
        assert searcher.find(Question("bản tin dở dang")).total >= 1
    search.put(index, [entry("after", "ghi tiếp được")])
    assert ids(Searcher(index), "ghi tiếp được") == ["after"]


def test_a_rebuild_killed_half_way_is_swept_up_by_the_next(index: Path) -> None:
    (index / "2").mkdir()
    (index / "2" / "MAIN_half.trm").write_bytes(b"half")
    assert ids(Searcher(index), "hòa giải") == ["notice:mediation"]
    search.rebuild(index, ENTRIES)
    assert sorted(path.name for path in index.iterdir()) == ["3", "current", "lock"]


def test_entries_are_read_only_once_the_lock_is_held(index: Path) -> None:
    def entries() -> Iterator[Entry]:
        with open(index / "lock", "ab") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield entry("a", "b")

    assert search.rebuild(index, entries()) == 1
    assert json.loads((index / "current").read_text())["folder"] == 2
