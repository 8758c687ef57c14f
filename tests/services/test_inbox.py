"""The inbox shows the dossiers of one's units only, by what is to be done next."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest

from province import services
from province.basics import Actor, FrozenClock
from province.services import Inbox, View
from province.services.inbox import PAGE_SIZE
from tests.services.cast import BOTH_ENGINES, House


def shown(house: House, who: str | Actor, view: View, **wanted: Any) -> list[str]:
    return [one.code[-4:] for one in inbox(house, who, view, **wanted).dossiers]


def inbox(house: House, who: str | Actor, view: View, **wanted: Any) -> Inbox:
    actor = house[who] if isinstance(who, str) else who
    with house.storage.reading() as connection:
        return services.inbox(connection, house, actor, view, **wanted)


@pytest.fixture
def four(house: House, frozen: FrozenClock) -> House:
    """0001 filed first and accepted, 0002 waiting for a supplement, 0003 new, 0004 refused."""
    codes = [house.file(applicant_name=name).dossier.code for name in ("An", "Bình", "Đào", "Én")]
    with house.storage.work(house["desk"]) as work:
        services.accept(work, codes[0])
        services.accept(work, codes[1])
        services.ask_supplement(work, codes[1], [services.Item("", "Ảnh")], "Thiếu ảnh")
    with house.storage.work(house["chairman"]) as work:
        services.refuse(work, codes[3], "Trái quy hoạch")
    return house


@BOTH_ENGINES
def test_each_list_has_its_own(four: House) -> None:
    assert shown(four, "desk", View.UNIT) == ["0001", "0003", "0002"]  # what stands comes last
    assert shown(four, "desk", View.MINE) == ["0001", "0002"]
    assert shown(four, "desk", View.NEW) == ["0003"]
    assert shown(four, "desk", View.WAITING) == ["0002"]
    assert shown(four, "desk", View.CLOSED) == ["0004"]
    assert shown(four, "officer", View.MINE) == []
    assert shown(four, "chairman", View.DECIDE) == ["0001"]
    assert shown(four, "desk", View.DECIDE) == []


@BOTH_ENGINES
def test_due_soon_and_overdue_leave_out_what_stands(four: House, frozen: FrozenClock) -> None:
    assert shown(four, "desk", View.SOON) == []
    frozen.set_local(2026, 12, 2, 9, 0)
    assert shown(four, "desk", View.SOON) == ["0001", "0003"]
    frozen.set_local(2026, 12, 3, 17, 1)
    assert shown(four, "desk", View.OVERDUE) == ["0001", "0003"]
    assert shown(four, "desk", View.SOON) == []


def test_counts_say_what_the_lists_show(four: House) -> None:
    with four.storage.reading() as connection:
        counts = services.inbox_counts(connection, four, four["desk"])
    assert counts == {view: inbox(four, "desk", view).total for view in counts}


def test_everybody_has_the_lists_of_what_they_may_do(four: House, frozen: FrozenClock) -> None:
    with four.storage.reading() as connection:
        day = frozen.now().date()
        lists = {
            who: services.views_of(connection, four[who], day)
            for who in ("desk", "chairman", "nobody_special")
        }
    everything = list(View)
    assert lists["desk"] == [view for view in everything if view is not View.DECIDE]
    assert lists["chairman"] == [view for view in everything if view is not View.NEW]
    assert lists["nobody_special"] == []


@pytest.mark.parametrize("who", ["stranger", "nobody_special", "citizen"])
def test_another_units_dossiers_are_not_there(four: House, who: str) -> None:
    assert all(inbox(four, who, view).total == 0 for view in View)
    assert inbox(four, who, View.UNIT, words="H61").total == 0


@BOTH_ENGINES
def test_a_dossier_is_found_by_name_code_or_identity_number(four: House) -> None:
    assert shown(four, "desk", View.UNIT, words="dao") == ["0003"]
    assert shown(four, "desk", View.UNIT, words=unicodedata.normalize("NFD", "Đào")) == ["0003"]
    assert shown(four, "desk", View.UNIT, words="261123-0002") == ["0002"]
    for view in View:  # whatever list is open, and what is over comes last
        found = shown(four, "desk", view, words="086 185 001 234")
        assert found == ["0001", "0003", "0002", "0004"], view
    assert shown(four, "desk", View.UNIT, words="086 185 001 235") == []
    assert shown(four, "desk", View.UNIT, words="%") == []


def test_what_is_found_says_in_which_list_it_stands(four: House, frozen: FrozenClock) -> None:
    def lists(who: str) -> dict[str, View]:
        found = inbox(four, who, View.UNIT, words="H61")
        with four.storage.reading() as connection:
            views = services.views_of(connection, four[who], frozen.now().date())
        return {one.code[-4:]: services.list_of(one, four[who], views) for one in found.dossiers}

    mine = {"0001": View.MINE, "0002": View.MINE, "0003": View.NEW, "0004": View.CLOSED}
    assert lists("desk") == mine
    theirs = {"0001": View.UNIT, "0002": View.WAITING, "0003": View.UNIT, "0004": View.CLOSED}
    assert lists("chairman") == theirs, "who accepts nothing has no list of what is new"
    for who, view in (("desk", View.NEW), ("chairman", View.CLOSED)):
        listed = set(shown(four, who, view))
        assert listed == {code for code, found in lists(who).items() if found is view}


def test_pages_are_bounded_and_together_show_all(house: House) -> None:
    for _ in range(PAGE_SIZE + 1):
        house.file()
    first, second = (inbox(house, "desk", View.UNIT, page=page) for page in (1, 99))
    assert (first.page, second.page, first.pages) == (1, 2, 2)
    assert len({one.code for one in first.dossiers + second.dossiers}) == first.total


def test_old_dossiers_do_not_hurry(four: House, frozen: FrozenClock) -> None:
    frozen.advance(timedelta(days=365))
    assert shown(four, "desk", View.OVERDUE) == ["0001", "0003"]
