"""Who sees what came."""

import pytest

from province import incoming
from province.basics import NOBODY, NotFound
from province.documents import Recipient
from tests.asked import statements
from tests.documents.cast import NO_IDS, Cast


def test_the_lead_finds_and_reads_without_further_rights(cast: Cast) -> None:
    cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        incoming.register(work, entry)
        incoming.assign(work, entry, lead_account_id=cast.hoa.account_id)
    with cast.storage.reading() as connection:
        assert incoming.see_incoming(connection, cast.hoa, entry, cast.today).lead == "Đỗ Thị Hoa"
        with pytest.raises(NotFound):
            incoming.see_incoming(connection, cast.stranger, entry, cast.today)


def test_one_desk_is_found_among_many_without_asking_for_each(small_cast: Cast) -> None:
    cast, counts = small_cast, []
    for to in ([cast.interior], [*cast.communes, cast.interior, cast.finance]):
        document_id = cast.issued(cast.letter(*(Recipient("", unit_id) for unit_id in to)))
        with cast.storage.reading() as connection, statements(cast.storage) as asked:
            assert incoming.entry_of(connection, cast.em, document_id, cast.today) is None
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("incoming_id", NO_IDS)
def test_nobody_sees_what_never_came(cast: Cast, incoming_id: str) -> None:
    with cast.storage.reading() as connection:
        assert incoming.entry_of(connection, cast.an, incoming_id, cast.today) is None
    with pytest.raises(NotFound), cast.storage.work(cast.an) as work:
        incoming.accept(work, incoming_id)


def test_a_desk_is_read_by_its_own_and_by_nobody_else(small_cast: Cast) -> None:
    small_cast.issued()
    day, unit_id = small_cast.today, small_cast.construction
    with small_cast.storage.reading() as connection:
        for actor, many in ((small_cast.em, 1), (small_cast.stranger, 0), (NOBODY, 0)):
            who = (connection, actor)
            for asked in (None, unit_id):
                rows = incoming.inbox(*who, "all", day, day, unit_id=asked)
                counts = incoming.inbox_counts(*who, day, day, unit_id=asked)
                assert (len(rows), counts["all"]) == (many, many)
        assert not incoming.inbox(connection, NOBODY, "all", day, day, mine=True)
