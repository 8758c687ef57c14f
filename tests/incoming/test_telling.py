"""Letters reach the registry that does a unit's work today, and cost no question for each."""

from dataclasses import replace
from datetime import date

from province import directory, outgoing
from province.basics import SYSTEM, FrozenClock
from tests.documents.cast import Cast


def test_who_has_ended_is_told_through_its_heir(small_cast: Cast, clock: FrozenClock) -> None:
    document_id = small_cast.issued()
    with small_cast.storage.work(SYSTEM) as work:
        day = date(2026, 12, 1)
        directory.merge_units(
            work, [small_cast.construction], small_cast.interior, day, note="NQ 9"
        )
    clock.set_local(2026, 12, 2, 9)
    with small_cast.storage.work(small_cast.an) as work:
        outgoing.recall(work, document_id, "Ban hành nhầm")
    asked = [one for one in small_cast.letters() if "thu hồi" in one.payload["subject"]]
    assert [one.payload["to"] for one in asked] == ["vanthu@snv.vinhlong.example"]


def test_an_address_planned_for_later_is_not_written_to(small_cast: Cast) -> None:
    with small_cast.storage.work(SYSTEM) as work:
        unit = directory.unit(work.connection, small_cast.construction, work.today)
        facts = replace(unit.facts, email="moi@vinhlong.example")
        directory.change_unit(work, small_cast.construction, facts, date(2027, 1, 1))
    small_cast.issued()
    assert [one.payload["to"] for one in small_cast.letters()] == ["vanthu@sxd.vinhlong.example"]
