"""The inbox of a desk, and of one person."""

from dataclasses import replace
from datetime import date

from province import incoming
from province.basics import FrozenClock
from province.incoming import store
from tests.documents.cast import PAPER, TODAY, Cast


def test_the_inbox_counts_what_it_lists(cast: Cast, clock: FrozenClock) -> None:
    soon = date(2026, 11, 25)
    for place, due in enumerate((None, date(2026, 11, 20), date(2026, 11, 24), date(2027, 1, 5))):
        cast.registered(replace(PAPER, number=f"{place + 1}/QĐ-UBND", due_on=due))
    cast.issued()
    with cast.storage.reading() as connection:
        counts = store.inbox_counts(connection, [cast.construction], TODAY, soon)
        listed = {
            view: len(store.inbox(connection, [cast.construction], view, TODAY, soon))
            for view in incoming.VIEWS
        }
    assert counts == listed
    assert {view: counts[view] for view in ("waiting", "open", "soon", "late", "done", "all")} == {
        "waiting": 1,
        "open": 4,
        "soon": 1,
        "late": 1,
        "done": 0,
        "all": 5,
    }


def test_the_lead_has_a_desk_of_their_own(small_cast: Cast) -> None:
    incoming_id, _ = small_cast.registered()
    small_cast.registered(replace(PAPER, number="2/QĐ-UBND"))
    with small_cast.storage.work(small_cast.giang) as work:
        incoming.direct(work, incoming_id, "Làm", lead_account_id=small_cast.hoa.account_id)
    with small_cast.storage.reading() as connection:
        mine = incoming.inbox(connection, small_cast.hoa, "open", TODAY, TODAY, mine=True)
        counts = incoming.inbox_counts(connection, small_cast.hoa, TODAY, TODAY, mine=True)
    assert [row.id for row in mine] == [incoming_id]
    assert counts["open"] == 1


def test_known_authors_come_commonest_first(small_cast: Cast) -> None:
    small_cast.registered(replace(PAPER, author="Bộ Xây dựng", number="1/A"))
    for number in range(2):
        small_cast.registered(replace(PAPER, number=f"{number + 2}/A"))
    with small_cast.storage.reading() as connection:
        assert incoming.known_authors(connection, small_cast.construction) == [
            PAPER.author,
            "Bộ Xây dựng",
        ]
