"""The cast of the documents' tests, in an empty database, and papers to send."""

from pathlib import Path

import pytest

from province.storage import Storage
from tests.documents.cast import Cast, open_cast, paper


@pytest.fixture
def cast(storage: Storage, tmp_path: Path) -> Cast:
    """The cast, once on each engine."""
    return open_cast(storage, tmp_path / "blobs")


@pytest.fixture
def wide_cast(storage: Storage, tmp_path: Path) -> Cast:
    """The cast with twenty-two communes, once on each engine."""
    return open_cast(storage, tmp_path / "blobs", communes_many=22)


@pytest.fixture
def small_cast(sqlite_storage: Storage, tmp_path: Path) -> Cast:
    """The cast on SQLite, for tests in which the engine does not matter."""
    return open_cast(sqlite_storage, tmp_path / "blobs")


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """A PDF that says something harmless."""
    return paper("Đẩy mạnh tin học hóa quản lý hành chính nhà nước.")


@pytest.fixture(scope="session")
def secret_pdf() -> bytes:
    """A PDF with a secrecy stamp on a line of its own."""
    return paper("TỐI MẬT", "Nội dung không ai được thấy ở đây.")
