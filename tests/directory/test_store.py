import unicodedata
from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from province import directory
from province.basics import SYSTEM
from province.directory.tables import appointments, unit_versions, units
from province.storage import Storage
from tests.directory.cast import BEFORE, REFORM, Cast

TODAY = date(2026, 11, 23)


def test_below_and_above_walk_the_tree_of_the_day(storage: Storage, cast: Cast) -> None:
    with storage.reading() as connection:
        assert directory.below(connection, cast.district, BEFORE) == {cast.district, cast.office}
        assert directory.below(connection, cast.province, BEFORE) == {
            cast.province,
            cast.construction,
            cast.transport,
            cast.district,
            cast.office,
        }
        assert directory.above(connection, cast.office, BEFORE) == [cast.district, cast.province]
        assert directory.above(connection, cast.province, BEFORE) == []


def test_units_above_end_where_a_circle_closes(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        upside_down = unit_versions.c.unit_id == cast.district
        work.execute(unit_versions.update().where(upside_down).values(parent_id=cast.office))
        assert directory.above(work.connection, cast.office, BEFORE) == [cast.district, cast.office]
        assert directory.below(work.connection, cast.office, BEFORE) == {cast.district, cast.office}


@pytest.mark.parametrize("words", ["xay dung", "XÂY DỰNG", "sxd", "h61.17", "dung so"])
def test_units_are_found_with_and_without_accents(storage: Storage, cast: Cast, words: str) -> None:
    with storage.reading() as connection:
        for form in ("NFC", "NFD"):
            found = directory.search_units(connection, unicodedata.normalize(form, words), TODAY)
            assert [unit.id for unit in found] == [cast.construction]


def test_search_takes_wildcards_as_letters(storage: Storage, cast: Cast) -> None:
    with storage.reading() as connection:
        assert directory.search_units(connection, "%", TODAY) == []
        assert directory.search_units(connection, "s_d", TODAY) == []


def test_people_are_found_and_stand_by_given_name(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        for number, name in enumerate(["Trần Văn Bình", "Đặng Ân", "Nguyễn Thị An", "Lê Thị An"]):
            directory.add_person(work, name, work_number=f"CB{number}")
        directory.add_person(work, "Võ Đào", email_local="daov")
    with storage.reading() as connection:

        def found(words: str) -> list[str]:
            return [person.full_name for person in directory.search_people(connection, words)]

        assert found("") == [
            "Lê Thị An",
            "Nguyễn Thị An",
            "Đặng Ân",
            "Trần Văn Bình",
            "Võ Đào",
        ]
        assert found("thi an") == ["Lê Thị An", "Nguyễn Thị An"]
        assert found("daov") == found("đào") == ["Võ Đào"]
        assert found("cb0") == ["Trần Văn Bình"]
        assert [p.full_name for p in directory.search_people(connection, "", 1)] == ["Lê Thị An"]
        [third] = directory.search_people(connection, "", 1, skip=2)
        assert third.full_name == "Đặng Ân"
        assert [directory.count_people(connection, words) for words in ("", "thi an")] == [5, 2]


def test_the_engine_refuses_two_open_bearers_of_a_code(storage: Storage, cast: Cast) -> None:
    with (
        storage.work(SYSTEM) as work,
        pytest.raises(IntegrityError),
        work.connection.begin_nested(),
    ):
        unit_id = directory.store.add_unit(work, BEFORE, None)
        taken = directory.last_known(work.connection, cast.construction).facts
        directory.store.add_version(work, unit_id, taken, BEFORE)


def test_the_engine_refuses_empty_periods_and_self_parents(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        with pytest.raises(IntegrityError), work.connection.begin_nested():
            work.execute(insert(units).values(valid_from=REFORM, valid_to=REFORM))
        with pytest.raises(IntegrityError), work.connection.begin_nested():
            itself = unit_versions.c.unit_id == cast.province
            work.execute(unit_versions.update().where(itself).values(parent_id=cast.province))


def test_the_engine_refuses_two_open_heads(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        position = directory.define_position(work, "Giám đốc")
        row = {
            "unit_id": cast.construction,
            "position_id": position.id,
            "is_head": True,
            "order": 0,
            "valid_from": BEFORE,
        }
        one = directory.add_person(work, "Lê An", work_number="1").id
        other = directory.add_person(work, "Lê Bình", work_number="2").id
        work.execute(insert(appointments).values(person_id=one, **row))
        with pytest.raises(IntegrityError), work.connection.begin_nested():
            work.execute(insert(appointments).values(person_id=other, **row))
        work.execute(insert(appointments).values(person_id=other, **row | {"is_head": False}))
