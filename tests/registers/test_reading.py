"""Files are opened by sender and receivers, and each reading is written down."""

import pytest

from province import audit, documents, incoming, registers
from province.basics import Actor, NotFound
from tests.documents.cast import NO_IDS, Cast


def file_of(cast: Cast, document_id: str) -> str:
    with cast.storage.reading() as connection:
        (file,) = documents.files(connection, documents=[document_id])
    return str(file.id)


def may_open(cast: Cast, actor: Actor, file_id: str) -> bool:
    try:
        with cast.storage.work(actor) as work:
            registers.open_file(work, file_id)
    except NotFound:
        return False
    return True


def test_a_file_is_read_by_sender_and_receivers_only(cast: Cast) -> None:
    document_id = cast.issued()
    file_id = file_of(cast, document_id)
    assert may_open(cast, cast.an, file_id)
    assert may_open(cast, cast.em, file_id)
    assert may_open(cast, cast.hoa, file_id)
    assert not may_open(cast, cast.stranger, file_id)
    with cast.storage.reading() as connection:
        read = audit.history(connection, "incoming", cast.arrived())
    assert [entry.actor_name for entry in read if entry.deed == "documents.file.read"] == [
        "Phạm Thị Em",
        "Đỗ Thị Hoa",
    ]


def test_what_was_returned_can_no_longer_be_read(cast: Cast) -> None:
    document_id = cast.issued()
    file_id = file_of(cast, document_id)
    with cast.storage.work(cast.em) as work:
        incoming.return_to_sender(work, cast.arrived(), "Sai nơi nhận")
    assert not may_open(cast, cast.em, file_id)
    assert may_open(cast, cast.an, file_id)


@pytest.mark.parametrize("file_id", NO_IDS)
def test_nobody_opens_what_does_not_exist(cast: Cast, file_id: str) -> None:
    assert not may_open(cast, cast.an, file_id)
