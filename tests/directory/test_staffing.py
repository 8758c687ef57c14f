from datetime import date

import pytest

from province import audit, directory
from province.basics import SYSTEM, Conflict, Invalid, NotFound
from province.directory import Person, Position, ResponsibilityKind
from province.storage import Storage, Work
from tests.directory.cast import BEFORE, REFORM, Cast

TODAY = date(2026, 11, 23)


def person(work: Work, name: str) -> Person:
    return directory.add_person(work, name, work_number=name)


def director(work: Work) -> Position:
    return directory.define_position(work, "Giám đốc", 10)


def test_staff_of_a_day_stands_by_given_name(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        clerk = directory.define_position(work, "Văn thư", 50)
        for name in ("Trần Bình", "Võ Đào", "Lê Thị An", "Nguyễn Dung"):
            directory.appoint(work, person(work, name).id, cast.construction, clerk.id, BEFORE)
        leaving = directory.staff_on(work.connection, cast.construction, TODAY)[1]
        directory.end_appointment(work, leaving.id, REFORM)
    with storage.reading() as connection:

        def names(day: date) -> list[str]:
            staff = directory.staff_on(connection, cast.construction, day)
            return [one.person.full_name for one in staff]

        assert names(TODAY) == ["Lê Thị An", "Nguyễn Dung", "Võ Đào"]
        assert names(date(2025, 6, 30)) == ["Lê Thị An", "Trần Bình", "Nguyễn Dung", "Võ Đào"]
        assert names(date(2002, 1, 1)) == []


def test_a_unit_has_one_head_at_a_time(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        place, old, new = director(work), person(work, "Lê An"), person(work, "Lê Bình")
        first = directory.appoint(work, old.id, cast.construction, place.id, BEFORE, is_head=True)
        with pytest.raises(Conflict) as refused:
            directory.appoint(work, new.id, cast.construction, place.id, REFORM, is_head=True)
        assert refused.value.code == "directory.appointment.other_head"
        assert "Lê An" in refused.value.sentence
        directory.end_appointment(work, first.id, REFORM)
        directory.appoint(work, new.id, cast.construction, place.id, REFORM, is_head=True)
    with storage.reading() as connection:
        before = directory.head_on(connection, cast.construction, date(2025, 6, 30))
        after = directory.heads_on(connection, REFORM)[cast.construction]
        assert before is not None
        assert (before.person, after.person) == (old, new)
        assert directory.head_on(connection, cast.district, TODAY) is None


def test_the_same_appointment_twice_is_refused(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        place, one = director(work), person(work, "Lê An")
        directory.appoint(work, one.id, cast.construction, place.id, REFORM)
        with pytest.raises(Conflict, match="already_appointed"):
            directory.appoint(work, one.id, cast.construction, place.id, TODAY)
        directory.appoint(work, one.id, cast.construction, place.id, BEFORE, until=REFORM)
        directory.appoint(work, one.id, cast.transport, place.id, TODAY)
        assert len(directory.appointments_of(work.connection, one.id)) == 3
        assert len(directory.appointments_of(work.connection, one.id, TODAY)) == 2


def test_an_appointment_ends_once_and_after_it_began(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        place, one = director(work), person(work, "Lê An")
        made = directory.appoint(work, one.id, cast.construction, place.id, BEFORE)
        with pytest.raises(Invalid, match=r"directory.period"):
            directory.end_appointment(work, made.id, BEFORE)
        assert directory.end_appointment(work, made.id, REFORM).valid_to == REFORM
        with pytest.raises(Conflict, match=r"directory.appointment.ended"):
            directory.end_appointment(work, made.id, TODAY)
        with pytest.raises(NotFound):
            directory.end_appointment(work, 999, TODAY)


def test_who_leaves_a_unit_is_responsible_for_nothing_there(storage: Storage, cast: Cast) -> None:
    clerk = ResponsibilityKind.RECORDS_CLERK
    with storage.work(SYSTEM) as work:
        place, one, stays = director(work), person(work, "Lê An"), person(work, "Lê Bình")
        first = directory.appoint(work, one.id, cast.construction, place.id, BEFORE)
        other = directory.define_position(work, "Phó Giám đốc")
        second = directory.appoint(work, one.id, cast.construction, other.id, BEFORE)
        for who, unit_id in (
            (one, cast.construction),
            (one, cast.transport),
            (stays, cast.construction),
        ):
            directory.assign_responsibility(work, who.id, unit_id, clerk, BEFORE)
        directory.assign_responsibility(
            work, one.id, cast.construction, ResponsibilityKind.CONTACT, TODAY
        )

        def responsible(unit_id: int, day: date) -> set[int]:
            found = directory.responsibilities_on(work.connection, unit_id, day)
            return {held.person.id for held in found}

        directory.end_appointment(work, first.id, REFORM)
        assert responsible(cast.construction, TODAY) == {one.id, stays.id}  # the other post
        directory.end_appointment(work, second.id, REFORM)
        assert responsible(cast.construction, REFORM) == {stays.id}
        assert responsible(cast.construction, TODAY) == {stays.id}
        assert responsible(cast.construction, BEFORE) == {one.id, stays.id}
        assert responsible(cast.transport, TODAY) == {one.id}


def test_nobody_is_appointed_where_there_is_nothing(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        place, one = director(work), person(work, "Lê An")
        with pytest.raises(NotFound, match="unit"):
            directory.appoint(work, one.id, cast.construction, place.id, date(2002, 1, 1))
        with pytest.raises(NotFound, match="person"):
            directory.appoint(work, 999, cast.construction, place.id, TODAY)
        with pytest.raises(NotFound, match="position"):
            directory.appoint(work, one.id, cast.construction, 999, TODAY)


def test_an_appointment_ends_with_its_unit_at_the_latest(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        directory.abolish_unit(work, cast.transport, REFORM, note="")
        made = directory.appoint(
            work, person(work, "Lê An").id, cast.transport, director(work).id, BEFORE
        )
        assert made.valid_to == REFORM


def test_mailbox_and_number_belong_to_one_person(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        one = directory.add_person(work, " Lê  An ", email_local="AnL", work_number="CB1")
        assert (one.full_name, one.email_local) == ("Lê An", "anl")
        for field, value in (("email_local", "anl"), ("work_number", "CB1")):
            with pytest.raises(Conflict) as refused:
                directory.add_person(work, "Lê Ân", **{field: value})
            assert refused.value.code == f"directory.person.{field}_taken"
            assert field in refused.value.fields
        assert directory.person_with(work.connection, email_local="anl") == one
        assert directory.person_with(work.connection, work_number="CB1") == one
        assert directory.person_with(work.connection, work_number="CB2") is None


def test_a_changed_person_is_sorted_anew_and_the_audit_keeps_the_old(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        one = directory.add_person(work, "Lê Xuân", work_number="1")
        directory.add_person(work, "Lê Mai", work_number="2")
        same = directory.change_person(
            work, one.id, "Lê Xuân", email_local=None, phone="", work_number="1"
        )
        assert same == one
        directory.change_person(
            work, one.id, "Lê Ánh", email_local=None, phone="+84912345678", work_number="1"
        )
        people = directory.all_people(work.connection)
        assert [p.full_name for p in people] == ["Lê Ánh", "Lê Mai"]
        assert people[0].phone == "0912345678"
    with storage.work(SYSTEM) as work:
        _, changed = audit.history(work.connection, "person", one.id)
        assert changed.detail["changed"]["full_name"] == ["Lê Xuân", "Lê Ánh"]
        with pytest.raises(NotFound):
            directory.change_person(work, 9, "X", email_local=None, phone="", work_number=None)


def test_people_and_positions_have_names(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        with pytest.raises(Invalid, match=r"directory.person.name"):
            directory.add_person(work, " \u200b ")
        with pytest.raises(Invalid, match=r"directory.position.name"):
            directory.define_position(work, "")


def test_a_position_is_defined_once_and_listed_by_rank(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        clerk = directory.define_position(work, "Văn thư", 50)
        assert directory.define_position(work, " Văn  thư ", 1) == clerk
        director(work)
        names = [place.name for place in directory.all_positions(work.connection)]
        assert names == ["Giám đốc", "Văn thư"]


def test_responsibilities_have_their_days(storage: Storage, cast: Cast) -> None:
    officer = ResponsibilityKind.IT_OFFICER
    with storage.work(SYSTEM) as work:
        one = person(work, "Lê An")
        held = directory.assign_responsibility(work, one.id, cast.construction, officer, BEFORE)
        with pytest.raises(Conflict, match=r"directory.responsibility.assigned"):
            directory.assign_responsibility(work, one.id, cast.construction, officer, TODAY)
        directory.end_responsibility(work, held.id, REFORM)
        with pytest.raises(Conflict, match=r"directory.responsibility.ended"):
            directory.end_responsibility(work, held.id, TODAY)
        directory.assign_responsibility(work, one.id, cast.construction, officer, TODAY)
    with storage.reading() as connection:

        def officers(day: date) -> list[Person]:
            return directory.responsible_on(connection, cast.construction, officer, day)

        assert officers(date(2025, 6, 30)) == officers(TODAY) == [one]
        assert officers(date(2025, 12, 1)) == []
        contact = ResponsibilityKind.CONTACT
        assert directory.responsible_on(connection, cast.construction, contact, TODAY) == []


def test_a_duty_given_by_mistake_is_taken_back_the_same_day(storage: Storage, cast: Cast) -> None:
    clerk = ResponsibilityKind.RECORDS_CLERK
    with storage.work(SYSTEM) as work:
        one = person(work, "Trần Văn Nhầm")
        held = directory.assign_responsibility(work, one.id, cast.construction, clerk, TODAY)
        directory.end_responsibility(work, held.id, TODAY)
        found = directory.responsible_on(work.connection, cast.construction, clerk, TODAY)
        assert one not in found
        with pytest.raises(NotFound, match=r"directory.responsibility.unknown"):
            directory.end_responsibility(work, held.id, TODAY)
        directory.assign_responsibility(work, one.id, cast.construction, clerk, TODAY)
    with storage.reading() as connection:
        deeds = [entry.deed for entry in audit.history(connection, "person", str(one.id))]
    assert deeds.count("directory.responsibility.assigned") == 2
    assert deeds.count("directory.responsibility.ended") == 1
