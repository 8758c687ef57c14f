import io
import pickle
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.index import lists
from province.index.lists import IndexStorage, MappedFile, Pool, pack, unpack


@given(
    st.dictionaries(
        st.integers(0, 3_000_000), st.integers(1, lists.COUNT_MOST), min_size=1, max_size=400
    )
)
def test_a_list_is_read_as_it_was_written(postings: dict[int, int]) -> None:
    documents = sorted(postings)
    counts = [postings[document] for document in documents]
    read = unpack(pack(array("I", documents), bytearray(counts)))
    assert read[0].tolist() == documents
    assert read[1].tolist() == counts


def test_the_pool_gives_fields_and_documents_in_order() -> None:
    pool = Pool()
    for posting in [("z", b"x", 0, 1.0, b""), ("a", b"y", 0, 999.0, b""), ("z", b"x", 7, 2.0, b"")]:
        pool.add(posting)
    gathered = list(pool.iter_postings())
    assert [field for field, _ in gathered] == ["a", "z"]
    assert gathered[0][1][b"y"] == (array("I", [0]), bytearray([lists.COUNT_MOST]))
    assert gathered[1][1][b"x"] == (array("I", [0, 7]), bytearray([1, 2]))


def test_a_mapped_file_outlives_its_removal(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"0123456789")
    file = IndexStorage(str(tmp_path)).open_file("list")
    (tmp_path / "list").unlink()
    assert file.get(2, 3) == b"234"


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("harmed"),)


def test_a_pickle_that_is_not_ours_is_not_loaded() -> None:
    with pytest.raises(pickle.UnpicklingError, match="holds no"):
        MappedFile(io.BytesIO(pickle.dumps(Harmful())), "toc").read_pickle()
