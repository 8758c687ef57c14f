"""About three hundred demonstration officials: who holds which position where."""

from datetime import date

from demo.cast import STAFF, Member
from demo.names import Names
from demo.units import UnitIds, communes
from province import directory
from province.directory import Person, ResponsibilityKind
from province.storage import Work

SINCE = date(2025, 7, 1)
POSITIONS = (  # in the order of official lists
    "Chủ tịch", "Giám đốc", "Chánh Văn phòng", "Chánh Thanh tra", "Trưởng ban", "Phó Chủ tịch",
    "Phó Giám đốc", "Quản trị hệ thống", "Biên tập viên", "Chuyên viên một cửa", "Chuyên viên",
    "Kỹ sư tin học", "Văn thư",
)  # fmt: skip
HEADS = {"H61": "Chủ tịch", "H61.13": "Chánh Thanh tra", "H61.14": "Trưởng ban"}
# Registries kept by the cast: who, where.
REGISTRIES = (("clerk", "H61"), ("clerk", "H61.01"), ("clerk_department", "H61.07"))

People = dict[str, Person]  # kind of the cast → who plays it


class Staffing:
    """Fills positions; knows which addresses are taken."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.names = Names()
        self.taken: set[str] = set()
        self.positions = {
            name: directory.define_position(work, name, order).id
            for order, name in enumerate(POSITIONS)
        }

    def hire(self, name: str, position: str, unit_id: int, *, local: str = "", head: bool = False,
             order: int = 0) -> Person:  # fmt: skip
        """Add a person and appoint them."""
        local = local or directory.suggest_email_local(name, self.taken)
        self.taken.add(local)
        person = directory.add_person(self.work, name, email_local=local)
        directory.appoint(
            self.work, person.id, unit_id, self.positions[position], SINCE, is_head=head,
            order=order,
        )  # fmt: skip
        return person

    def hire_somebody(self, position: str, unit_id: int, **more: bool) -> Person:
        """Fill a position with a new name."""
        return self.hire(self.names.next().full, position, unit_id, **more)  # type: ignore[arg-type]


def appoint_all(work: Work, ids: UnitIds) -> People:
    """Fill the whole province; return the cast."""
    staffing = Staffing(work)
    for member in STAFF:
        staffing.names.take(member.name)
        staffing.taken.add(member.email_local)
    cast = {member.kind: _hire_member(staffing, member, ids) for member in STAFF}
    for kind, code in REGISTRIES:
        _assign(staffing, cast[kind], ids[code], ResponsibilityKind.RECORDS_CLERK)
    heads = {member.unit: cast[member.kind] for member in STAFF if member.is_head}
    for code in (code for code in ids if code.startswith("H61")):
        _fill_department(staffing, code, ids[code], headed=code in heads)
    for row in communes():
        _fill_commune(staffing, ids[row["code"]], heads.get(row["code"]))
    return cast


def _hire_member(staffing: Staffing, member: Member, ids: UnitIds) -> Person:
    return staffing.hire(
        member.name, member.position, ids[member.unit], local=member.email_local,
        head=member.is_head,
    )  # fmt: skip


def _fill_department(staffing: Staffing, code: str, unit_id: int, *, headed: bool) -> None:
    if not headed:
        staffing.hire_somebody(HEADS.get(code, "Giám đốc"), unit_id, head=True)
    deputy = "Phó Chủ tịch" if code == "H61" else "Phó Giám đốc"
    leader = staffing.hire_somebody(deputy, unit_id)
    engineer = staffing.hire_somebody("Kỹ sư tin học", unit_id)
    _assign(staffing, leader, unit_id, ResponsibilityKind.LEADER_IN_CHARGE)
    _assign(staffing, engineer, unit_id, ResponsibilityKind.IT_OFFICER)
    if code not in {registry for _, registry in REGISTRIES}:
        clerk = staffing.hire_somebody("Văn thư", unit_id)
        _assign(staffing, clerk, unit_id, ResponsibilityKind.RECORDS_CLERK)


def _fill_commune(staffing: Staffing, unit_id: int, head: Person | None) -> None:
    head = head or staffing.hire_somebody("Chủ tịch", unit_id, head=True)
    clerk = staffing.hire_somebody("Văn thư", unit_id)
    _assign(staffing, head, unit_id, ResponsibilityKind.LEADER_IN_CHARGE)
    _assign(staffing, clerk, unit_id, ResponsibilityKind.RECORDS_CLERK)


def _assign(staffing: Staffing, person: Person, unit_id: int, kind: ResponsibilityKind) -> None:
    directory.assign_responsibility(staffing.work, person.id, unit_id, kind, SINCE)
