"""Each unit numbers and receives in its own way."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from province import outgoing, registers
from province.basics import Conflict, FrozenClock, NotFound
from province.documents import Recipient, Status
from province.incoming import Incoming, store
from tests.documents.cast import TODAY, Cast


def register_itself(cast: Cast, *unit_ids: int) -> None:
    with cast.storage.work(cast.administrator()) as work:
        for unit_id in unit_ids:
            outgoing.set_desk(work, unit_id, registers_itself=True)


def test_each_type_is_numbered_apart_unless_the_desk_says_otherwise(cast: Cast) -> None:
    def number(type_code: str) -> str:
        written = cast.letter(type=type_code)
        return cast.issue(cast.signed(written)).number_text

    assert [number("cong-van"), number("ke-hoach"), number("quy-dinh"), number("cong-van")] == [
        "01/UBND-VX",
        "01/KH-UBND",
        "01/QyĐ-UBND",
        "02/UBND-VX",
    ]
    administrator = cast.administrator()
    with pytest.raises(Conflict, match="numbers_given"), cast.storage.work(administrator) as work:
        outgoing.set_desk(work, cast.committee, own_series=["ke-hoach"])
    clock = cast.storage.clock
    assert isinstance(clock, FrozenClock)
    clock.set_local(2027, 1, 4, 8)
    with cast.storage.work(administrator) as work:
        outgoing.set_desk(work, cast.committee, own_series=["ke-hoach"])
    assert [number("cong-van"), number("ke-hoach"), number("thong-bao")] == [
        "01/UBND-VX",
        "01/KH-UBND",
        "02/TB-UBND",
    ]


def test_a_unit_that_is_not_there_has_no_desk(cast: Cast) -> None:
    with pytest.raises(NotFound), cast.storage.work(cast.administrator()) as work:
        outgoing.set_desk(work, 999_999)


def test_a_desk_may_register_by_itself(cast: Cast) -> None:
    register_itself(cast, cast.construction, cast.communes[1])
    document_id = cast.issued(cast.broadcast())
    assert cast.statuses(document_id).count(Status.ACCEPTED) == 2
    entry = cast.incoming(cast.arrived())
    assert (entry.state, entry.arrival_number, entry.registered_by) == (
        Incoming.REGISTERED,
        1,
        "Hệ thống",
    )
    with cast.storage.reading() as connection:
        assert registers.number_gaps(connection, cast.construction, 2026) == {}


def test_broadcasts_at_once_to_desks_that_register_do_not_wait_for_each_other(cast: Cast) -> None:
    register_itself(cast, cast.construction, cast.interior, cast.finance)
    there = [Recipient("", unit) for unit in (cast.construction, cast.interior, cast.finance)]
    ids = [cast.signed(cast.letter(*order)) for order in (there, there[::-1]) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        assert sorted(issued.number_text[:2] for issued in pool.map(cast.issue, ids)) == [
            f"{number:02d}" for number in range(1, 9)
        ]
    with cast.storage.reading() as connection:
        for unit_id in (cast.construction, cast.interior, cast.finance):
            came = store.inbox(connection, [unit_id], "open", TODAY, TODAY)
            assert sorted(entry.arrival_number for entry in came) == list(range(1, 9))
