"""Who sees a document that is written here."""

import pytest

from province import documents
from province.basics import NOBODY, Actor, NotFound
from tests.documents.cast import NO_IDS, Cast


def see(cast: Cast, actor: Actor, document_id: str) -> bool:
    with cast.storage.reading() as connection:
        try:
            documents.see_document(connection, actor, document_id, cast.today)
        except NotFound:
            return False
        return True


def test_a_draft_is_its_units_own(cast: Cast) -> None:
    document_id = cast.drafted()
    assert see(cast, cast.binh, document_id)
    assert see(cast, cast.dung, document_id)
    assert not see(cast, cast.em, document_id)


def test_a_unit_lists_what_it_writes_to_its_own_only(small_cast: Cast) -> None:
    small_cast.drafted()
    day, unit_id = small_cast.today, small_cast.committee
    with small_cast.storage.reading() as connection:
        for actor, many in ((small_cast.an, 1), (small_cast.em, 0), (NOBODY, 0)):
            who = (connection, actor, day)
            for asked in (None, unit_id):
                assert len(documents.listed(*who, ["draft"], unit_id=asked)) == many
            assert sum(documents.counts(*who, unit_id).values()) == many


@pytest.mark.parametrize("document_id", NO_IDS)
def test_nobody_sees_what_does_not_exist(cast: Cast, document_id: str) -> None:
    assert not see(cast, cast.an, document_id)
    with pytest.raises(NotFound), cast.storage.work(cast.binh) as work:
        documents.submit(work, document_id)
