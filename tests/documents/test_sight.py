"""Who sees what, and that reading is written down."""

import pytest

from province import audit, documents
from province.basics import Actor, NotFound
from province.documents import Recipient
from tests.documents.cast import Cast


def see(cast: Cast, actor: Actor, document_id: str) -> bool:
    with cast.storage.reading() as connection:
        try:
            documents.see_document(connection, actor, document_id, cast.today)
        except NotFound:
            return False
        return True


def file_of(cast: Cast, document_id: str) -> str:
    with cast.storage.reading() as connection:
        (file,) = documents.files(connection, documents=[document_id])
    return str(file.id)


def may_open(cast: Cast, actor: Actor, file_id: str) -> bool:
    try:
        with cast.storage.work(actor) as work:
            documents.open_file(work, file_id)
    except NotFound:
        return False
    return True


def test_a_draft_is_its_units_own(cast: Cast) -> None:
    document_id = cast.drafted()
    assert see(cast, cast.binh, document_id)
    assert see(cast, cast.dung, document_id)
    assert not see(cast, cast.em, document_id)


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
        documents.return_to_sender(work, cast.arrived(), "Sai nơi nhận")
    assert not may_open(cast, cast.em, file_id)
    assert may_open(cast, cast.an, file_id)


@pytest.mark.parametrize("document_id", ["nothing", "", "\x00", "a\x00b", "' OR 1=1 --", "ạ" * 30])
def test_nobody_sees_what_does_not_exist(cast: Cast, document_id: str) -> None:
    assert not see(cast, cast.an, document_id)
    assert not may_open(cast, cast.an, document_id)
    with cast.storage.reading() as connection:
        assert documents.entry_of(connection, cast.an, document_id, cast.today) is None
    for deed in (documents.submit, documents.accept):
        with pytest.raises(NotFound), cast.storage.work(cast.an) as work:
            deed(work, document_id)


def test_search_entries_are_for_sender_and_receivers(cast: Cast) -> None:
    document_id = cast.issued(
        cast.letter(Recipient("", cast.construction), Recipient("", cast.interior))
    )
    draft = cast.drafted()
    with cast.storage.reading() as connection:
        entry = documents.entry_for_search(connection, document_id)
        assert documents.entry_for_search(connection, draft) is None
        assert documents.entry_for_search(connection, "nothing") is None
        assert list(documents.ids_for_search(connection)) == [document_id]
        keys = {
            actor.name: documents.reader_keys(connection, actor, cast.today)
            for actor in (cast.an, cast.em, cast.stranger)
        }
    assert entry is not None
    assert entry["number"] == "01/UBND-VX"
    assert entry["title"] == "Công văn 01/UBND-VX: V/v đẩy mạnh tin học hóa"
    readers = set(entry["readers"])
    assert readers & keys["Trần Thị An"]
    assert readers & keys["Phạm Thị Em"]
    assert not readers & keys["Người Lạ"]


def test_the_lead_finds_and_reads_without_further_rights(cast: Cast) -> None:
    cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        documents.register(work, entry)
        documents.assign(work, entry, lead_account_id=cast.hoa.account_id)
    with cast.storage.reading() as connection:
        assert documents.see_incoming(connection, cast.hoa, entry, cast.today).lead == "Đỗ Thị Hoa"
        with pytest.raises(NotFound):
            documents.see_incoming(connection, cast.stranger, entry, cast.today)
