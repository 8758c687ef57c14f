"""What the search is told, and who may find it."""

from province import registers
from province.documents import Recipient
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
