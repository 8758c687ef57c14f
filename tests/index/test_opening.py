import os
import shutil
import threading
from pathlib import Path

import pytest
import whoosh.index
from whoosh import fields

from province import index
from province.basics import Unavailable
from province.index import OpenIndex
from province.index.opening import open_snapshot
from province.index.segments import Cache
from tests.index.entries import ENTRIES, holding, notice


def test_a_segment_that_is_known_is_not_opened_again(shared: Path) -> None:
    first = open_snapshot(shared, Cache(), ())
    assert open_snapshot(shared, Cache(), first.segments).segments == first.segments


def test_a_missing_index_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        OpenIndex(tmp_path / "none").now()
    assert refused.value.code == "search.index.missing"
    with pytest.raises(Unavailable):
        index.put(tmp_path / "none", [notice("a", "b")])
    assert index.trouble(tmp_path / "none") == refused.value.sentence


def test_a_sound_index_is_no_trouble_unless_others_may_write_it(here: Path) -> None:
    assert index.trouble(here) is None
    here.chmod(0o777)
    assert "chmod" in (index.trouble(here) or "")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 0, "folder": 1, "change": 0}'])
def test_a_pointer_that_is_not_ours_is_refused(here: Path, content: str) -> None:
    (here / "current").write_text(content)
    with pytest.raises(Unavailable) as refused:
        OpenIndex(here).now()
    assert refused.value.code == "search.index.foreign"


class Harmful:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def test_an_index_from_elsewhere_is_refused_and_runs_nothing(here: Path, tmp_path: Path) -> None:
    folder = here / "1"
    shutil.rmtree(folder)
    folder.mkdir()
    foreign = whoosh.index.create_in(str(folder), fields.Schema(text=fields.TEXT))
    toc = whoosh.index.TOC(foreign.schema, [Harmful(tmp_path / "harmed")], 1)
    toc.write(foreign.storage, "MAIN")
    with pytest.raises(Unavailable) as refused:
        OpenIndex(here).now()
    assert refused.value.code == "search.index.damaged"
    with pytest.raises(Unavailable):
        index.put(here, [notice("a", "b")])
    assert not (tmp_path / "harmed").exists()
    foreign.storage.close()


def test_a_damaged_file_is_refused_never_a_crash(shared: Path, tmp_path: Path) -> None:
    names = [path.name for path in (shared / "1").iterdir() if path.stat().st_size]
    refused = []
    for name in names:
        for kept in (0, 1, 2):
            damaged = tmp_path / f"{name}.{kept}"
            shutil.copytree(shared, damaged)
            file = damaged / "1" / name
            os.truncate(file, file.stat().st_size * kept // 3)
            opened = OpenIndex(damaged)
            try:
                assert holding(opened, "giấy phép xây dựng")
                assert opened.now().terms("title_pairs", b"giay phep", 10)
            except Unavailable as refusal:
                refused.append(refusal.code)
    assert len(refused) >= 6
    assert set(refused) == {"search.index.damaged"}
    index.rebuild(damaged, ENTRIES)
    assert index.trouble(damaged) is None


def test_readers_see_the_old_index_or_the_new_one_whole(here: Path) -> None:
    generations = [
        [notice(f"{word}{number}", f"{word} cùng nhau") for number in range(30)]
        for word in ("một", "hai", "ba")
    ]
    index.rebuild(here, generations[0])
    opened = OpenIndex(here)
    stop, seen, failures = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                found = holding(opened, "cùng nhau")
            except Exception as error:
                failures.append(error)
                return
            seen.add((len(found), len({name.rstrip("0123456789") for name in found})))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(12):
        index.rebuild(here, generations[number % 3])
    stop.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert seen == {(30, 1)}
