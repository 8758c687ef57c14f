"""Whom a drafter chose becomes addressees: groups, ticked units, names of ours and of others."""

from datetime import date

import pytest

from province import directory, documents
from province.basics import SYSTEM, Invalid
from province.documents import Choice, Recipient
from tests.documents.cast import TODAY, Cast


def chosen(cast: Cast, choice: Choice, day: date = TODAY) -> list[tuple[str, int | None, bool]]:
    with cast.storage.reading() as connection:
        found = documents.addressed(connection, cast.interior, choice, day)
    return [(one.name, one.unit_id, one.direct) for one in found]


def test_a_group_is_all_its_units_but_the_issuer(small_cast: Cast) -> None:
    found = chosen(small_cast, Choice(groups={"cac-so"}, unit_ids={small_cast.communes[0]}))
    assert [unit_id for _, unit_id, _ in found] == [
        small_cast.finance,
        small_cast.construction,
        small_cast.communes[0],
    ]
    assert all(direct for *_, direct in found)


def test_a_name_of_ours_is_our_unit_and_another_is_written_to_by_post(small_cast: Cast) -> None:
    typed = Choice(to_act=["so xay dung"], to_know=["UBND tỉnh", "Văn phòng Chính phủ"])
    assert chosen(small_cast, typed) == [
        ("so xay dung", small_cast.construction, True),
        ("UBND tỉnh", small_cast.committee, False),
        ("Văn phòng Chính phủ", None, False),
    ]
    with small_cast.storage.reading() as connection:
        units = directory.units_on(connection, TODAY)
    assert documents.names_outside(units, typed.to_know) == ["Văn phòng Chính phủ"]


def test_what_has_ended_is_named_with_its_heir(small_cast: Cast) -> None:
    day = date(2027, 1, 1)
    with small_cast.storage.work(SYSTEM) as work:
        directory.merge_units(work, [small_cast.construction], small_cast.finance, day, note="NQ 9")
    assert len(chosen(small_cast, Choice(unit_ids={small_cast.construction}))) == 1
    with pytest.raises(Invalid) as refused:
        chosen(small_cast, Choice(unit_ids={small_cast.construction, 99}), day)
    assert refused.value.code == "documents.recipient.unknown"
    assert "Sở Xây dựng không còn hoạt động; nơi nhận hiện nay: Sở Tài chính." in str(refused.value)
    assert "Không có cơ quan nhận nào mang số “99”." in str(refused.value)
    letter = small_cast.letter(Recipient("", 99))
    with pytest.raises(Invalid, match="unfit"):
        small_cast.drafted(letter)
