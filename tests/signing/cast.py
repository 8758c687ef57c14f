"""A unit, and people in positions of it."""

from datetime import date

from province.directory import Appointment, Person, Position, Unit, UnitKind

SINCE = date(2025, 7, 1)


def unit(kind: UnitKind) -> Unit:
    """Return a unit of a kind."""
    return Unit(
        name="Đơn vị", kind=kind, id=1, valid_from=SINCE, valid_to=None, since=SINCE, until=None
    )


def appointment(position: str, *, is_head: bool = False) -> Appointment:
    """Return somebody's appointment to a position of it."""
    return Appointment(
        id=1,
        person=Person(1, "Trần Văn Bình", email_local=None, phone="", work_number=""),
        unit_id=1,
        position=Position(1, position, 1),
        valid_from=SINCE,
        valid_to=None,
        is_head=is_head,
        order=1,
    )
