"""Who sees what came."""

import pytest

from province import incoming
from province.basics import NotFound
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


@pytest.mark.parametrize("incoming_id", NO_IDS)
def test_nobody_sees_what_never_came(cast: Cast, incoming_id: str) -> None:
    with cast.storage.reading() as connection:
        assert incoming.entry_of(connection, cast.an, incoming_id, cast.today) is None
    with pytest.raises(NotFound), cast.storage.work(cast.an) as work:
        incoming.accept(work, incoming_id)
