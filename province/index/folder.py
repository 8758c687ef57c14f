"""Where the index lies.

    var/index/current     which folder is the index: {"format": 3, "folder": 7, "change": 3}
    var/index/7/          a Whoosh index: segments and a table of contents
    var/index/lock        held by the one process that writes

The index is a cache, never a record: whatever is lost with it is rebuilt from the database and the
content. So a damaged, foreign or missing index is refused with a sentence (`Unavailable`); nothing
tries to mend it.
"""

# mypy: disable-error-code="no-untyped-call"
# Whoosh's codec classes carry no annotations.

import json
import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.filedb.filetables import FileFormatError
from whoosh.index import IndexError as DamagedIndex
from whoosh.index import LockError
from whoosh.reading import CorruptIndexError

from province.basics import Unavailable
from province.index.lists import IndexStorage

FORMAT = 3  # of folder, schema and lists together; another number means: rebuild
POINTER = "current"

DAMAGE = (
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    OverflowError,
    AssertionError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
    DamagedIndex,
    LockError,
    CorruptIndexError,
    FileFormatError,
)  # what reading a damaged file of an index is known to raise


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which folder is the index, and how often it was changed since it was built."""

    folder: int
    change: int


@contextmanager
def reading_files() -> Iterator[None]:
    """Turn what a damaged index raises into a refusal.

    Refuses: search.index.damaged.
    """
    try:
        yield
    except DAMAGE as damage:
        raise Unavailable(
            "search.index.damaged",
            "Chỉ mục tìm kiếm bị hỏng nên tạm thời chưa tìm được. Dữ liệu vẫn nguyên vẹn; "
            "quản trị viên cần lập lại chỉ mục.",
            detail={"cause": f"{type(damage).__name__}: {damage}"},
        ) from damage


def read_pointer(path: Path) -> Pointer:
    """Return which folder is the index.

    Refuses: search.index.missing, search.index.foreign.
    """
    try:
        found = json.loads((path / POINTER).read_bytes())
        pointer, version = Pointer(int(found["folder"]), int(found["change"])), found["format"]
    except FileNotFoundError:
        raise Unavailable(
            "search.index.missing",
            "Chỉ mục tìm kiếm chưa được lập nên tạm thời chưa tìm được. "
            "Ông/bà có thể xem theo mục trên trang chủ; quản trị viên cần lập chỉ mục.",
        ) from None
    except (OSError, LookupError, TypeError, ValueError) as error:
        raise _foreign() from error
    if version != FORMAT:
        raise _foreign()
    return pointer


def _foreign() -> Unavailable:
    return Unavailable(
        "search.index.foreign",
        "Chỉ mục tìm kiếm không phải do hệ thống này (hoặc phiên bản này) lập nên không được dùng. "
        "Dữ liệu vẫn nguyên vẹn; quản trị viên cần lập lại chỉ mục.",
    )


def storage_of(path: Path, pointer: Pointer) -> IndexStorage:
    """Return the folder of an index as Whoosh sees it."""
    return IndexStorage(str(path / str(pointer.folder)))
