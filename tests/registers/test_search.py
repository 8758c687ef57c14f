"""What the search is told, and who may find it."""

from datetime import date

from province import blobs, documents, registers
from province.basics import SYSTEM
from province.documents import Recipient
from tests.directory.cast import rename
from tests.documents.cast import Cast


def test_search_entries_are_for_sender_and_receivers(cast: Cast) -> None:
    document_id = cast.issued(
        cast.letter(Recipient("", cast.construction), Recipient("", cast.interior))
    )
    draft = cast.drafted()
    with cast.storage.reading() as connection:
        entry = registers.entry_for_search(connection, document_id)
        assert registers.entry_for_search(connection, draft) is None
        assert registers.entry_for_search(connection, "nothing") is None
        assert list(registers.ids_for_search(connection)) == [document_id]
        keys = {
            actor.name: registers.reader_keys(connection, actor, cast.today)
            for actor in (cast.an, cast.em, cast.stranger)
        }
    assert entry is not None
    assert entry["number"] == "01/UBND-VX"
    assert entry["title"] == "Công văn 01/UBND-VX: V/v đẩy mạnh tin học hóa"
    readers = set(entry["readers"])
    assert readers & keys["Trần Thị An"]
    assert readers & keys["Phạm Thị Em"]
    assert not readers & keys["Người Lạ"]


def test_a_paper_is_found_under_its_units_name_of_the_day_it_came(small_cast: Cast) -> None:
    came, _ = small_cast.registered()
    with small_cast.storage.work(SYSTEM) as work:
        rename(work, small_cast.construction, "Sở Đô thị", date(2027, 1, 1))
    with small_cast.storage.reading() as connection:
        entry = registers.entry_for_search(connection, came)
    assert entry is not None
    assert entry["unit"] == "Sở Xây dựng"


def test_a_typed_document_is_found_by_its_annexes_too(small_cast: Cast, pdf: bytes) -> None:
    document_id = small_cast.drafted()
    with small_cast.storage.work(small_cast.binh) as work:
        laid = small_cast.laid(pdf, "Phụ lục.pdf")
        documents.attach(work, document_id, [laid])
    with small_cast.storage.work(SYSTEM) as work:
        blobs.settle(work, laid.blob.sha256, None)
    small_cast.sign(document_id)
    small_cast.issue(document_id)
    small_cast.print(document_id)
    with small_cast.storage.reading() as connection:
        entry = registers.entry_for_search(connection, document_id)
    assert entry is not None
    assert entry["text"].count("Đề nghị thực hiện.") == 1  # typed and printed, told once
    assert "Đẩy mạnh tin học hóa quản lý hành chính nhà nước." in entry["text"]
