"""What the directory is made of: units, positions, people, and who does what from when to when.

Every period is half open: `valid_from` is the first day, `valid_to` the first day no more, None
while it lasts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from province.basics import Invalid, identifiers, text

NAME_CHARACTERS_MOST = 200
ADDRESS_CHARACTERS_MOST = 300

DEEDS = {
    "directory.unit.opened": "Thành lập đơn vị",
    "directory.unit.changed": "Thay đổi thông tin đơn vị",
    "directory.unit.closed": "Giải thể, sáp nhập hoặc chia tách đơn vị",
    "directory.position.defined": "Khai báo chức vụ",
    "directory.person.added": "Thêm cán bộ",
    "directory.person.changed": "Sửa thông tin cán bộ",
    "directory.appointment.made": "Bổ nhiệm, điều động cán bộ",
    "directory.appointment.ended": "Kết thúc bổ nhiệm",
    "directory.responsibility.assigned": "Giao nhiệm vụ phụ trách",
    "directory.responsibility.ended": "Thôi giao nhiệm vụ phụ trách",
}


class UnitKind(StrEnum):
    """What kind of body a unit is."""

    CENTRAL = "central"
    PROVINCE = "province"
    ASSEMBLY = "assembly"
    OFFICE = "office"
    DEPARTMENT = "department"
    AGENCY = "agency"
    COMMUNE = "commune"
    WARD = "ward"
    DIVISION = "division"
    CENTRE = "centre"
    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    DISTRICT_2003 = "district_2003"
    TOWN_2003 = "town_2003"


UNIT_KINDS_VI = {
    UnitKind.CENTRAL: "Cơ quan trung ương",
    UnitKind.PROVINCE: "Ủy ban nhân dân tỉnh",
    UnitKind.ASSEMBLY: "Hội đồng nhân dân, cơ quan Đảng, đoàn thể",
    UnitKind.OFFICE: "Văn phòng",
    UnitKind.DEPARTMENT: "Sở, ban, ngành",
    UnitKind.AGENCY: "Cơ quan ngành dọc trên địa bàn",
    UnitKind.COMMUNE: "Xã",
    UnitKind.WARD: "Phường",
    UnitKind.DIVISION: "Phòng, ban trực thuộc",
    UnitKind.CENTRE: "Trung tâm, đơn vị sự nghiệp",
    UnitKind.SCHOOL: "Trường",
    UnitKind.ENTERPRISE: "Doanh nghiệp nhà nước",
    UnitKind.DISTRICT_2003: "Huyện (trước 01/7/2025)",
    UnitKind.TOWN_2003: "Thị xã, thị trấn (trước 01/7/2025)",
}


class Confidence(StrEnum):
    """How sure we are of a unit's particulars, codes above all."""

    SURE = "sure"
    LIKELY = "likely"
    VERIFY = "verify"  # sample data: to be checked against the province's decision


CONFIDENCE_VI = {
    Confidence.SURE: "Đã xác nhận",
    Confidence.LIKELY: "Tin cậy",
    Confidence.VERIFY: "Cần kiểm tra",
}


class ResponsibilityKind(StrEnum):
    """What a person is responsible for in a unit, beside the position held."""

    LEADER_IN_CHARGE = "leader_in_charge"
    IT_OFFICER = "it_officer"
    CONTACT = "contact"
    RECORDS_CLERK = "records_clerk"
    ARCHIVIST = "archivist"
    ONE_STOP_CLERK = "one_stop_clerk"


RESPONSIBILITIES_VI = {
    ResponsibilityKind.LEADER_IN_CHARGE: "Lãnh đạo phụ trách công nghệ thông tin",
    ResponsibilityKind.IT_OFFICER: "Cán bộ chuyên trách công nghệ thông tin",
    ResponsibilityKind.CONTACT: "Đầu mối liên hệ",
    ResponsibilityKind.RECORDS_CLERK: "Văn thư",
    ResponsibilityKind.ARCHIVIST: "Lưu trữ",
    ResponsibilityKind.ONE_STOP_CLERK: "Cán bộ bộ phận một cửa",
}


@dataclass(frozen=True)
class UnitFacts:
    """What is said of a unit for a time: everything that may change while it stays the unit."""

    name: str  # "Sở Xây dựng"
    kind: UnitKind
    code: str | None = None  # identity code in the spelling in force, "H61.17"
    short_name: str = ""  # "Sở XD"
    abbreviation: str = ""  # in document symbols, "SXD"
    parent_id: int | None = None
    address: str = ""
    phone: str = ""  # national form, "02703823456"
    email: str = ""
    email_domain: str = ""  # of its mailboxes, "sxd.vinhlong.example"
    order: int = 0  # place in official lists; equal ones follow by name
    confidence: Confidence = Confidence.SURE

    def tidied(self) -> "UnitFacts":
        """Return the facts in normal form.

        Refuses: directory.unit.facts, with a sentence for each field.
        """
        faults: dict[str, str] = {}
        facts = replace(
            self,
            name=text.clean_line(self.name, characters_most=NAME_CHARACTERS_MOST),
            kind=UnitKind(self.kind),
            code=_checked(faults, "code", identifiers.unit_code, self.code or "") or None,
            short_name=text.clean_line(self.short_name, characters_most=NAME_CHARACTERS_MOST),
            abbreviation=text.clean_line(self.abbreviation, characters_most=40).replace(" ", ""),
            address=text.clean_line(self.address, characters_most=ADDRESS_CHARACTERS_MOST),
            phone=_checked(faults, "phone", identifiers.phone_number, self.phone),
            email=_checked(faults, "email", _email, self.email),
            email_domain=_checked(faults, "email_domain", _domain, self.email_domain),
            confidence=Confidence(self.confidence),
        )
        if not facts.name:
            faults["name"] = "Vui lòng ghi tên đơn vị."
        if faults:
            raise Invalid(
                "directory.unit.facts",
                "Thông tin đơn vị chưa đúng; chưa có gì thay đổi. " + " ".join(faults.values()),
                fields=faults,
            )
        return facts


@dataclass(frozen=True, kw_only=True)
class Unit(UnitFacts):
    """A unit with what was said of it on one day."""

    id: int
    valid_from: date  # the unit's own life
    valid_to: date | None
    since: date  # the period in which these facts hold
    until: date | None

    @property
    def facts(self) -> UnitFacts:
        """Return the facts alone, to change some of them."""
        return UnitFacts(**{field.name: getattr(self, field.name) for field in fields(UnitFacts)})

    @property
    def label(self) -> str:
        """Return the name to show where room is short."""
        return self.short_name or self.name


@dataclass(frozen=True)
class Succession:
    """Where the work of a unit went."""

    predecessor_id: int
    successor_id: int
    on: date  # the successor's first day of it
    note: str  # the decision: "Nghị quyết 202/2025/QH15"


@dataclass(frozen=True)
class Position:
    """A position people are appointed to, chức vụ: "Giám đốc", "Chuyên viên"."""

    id: int
    name: str
    order: int  # rank in lists, smallest first


@dataclass(frozen=True)
class Person:
    """Somebody who works, or has worked, in a unit."""

    id: int
    full_name: str  # whole, as in the personnel file; never split
    email_local: str | None  # the part before @, "annv"
    phone: str  # national form
    work_number: str | None  # số hiệu cán bộ; binds imports and exports to the person


@dataclass(frozen=True)
class Appointment:
    """A person in a position of a unit, bổ nhiệm, for a time."""

    id: int
    person: Person
    unit_id: int
    position: Position
    valid_from: date
    valid_to: date | None
    is_head: bool  # thủ trưởng of the unit; one at a time
    order: int  # place among equals


@dataclass(frozen=True)
class Responsibility:
    """A person responsible for something in a unit, for a time."""

    id: int
    person: Person
    unit_id: int
    kind: ResponsibilityKind
    valid_from: date
    valid_to: date | None


def check_period(start: date, end: date | None) -> None:
    """Refuse a period that ends before its first day is over.

    Refuses: directory.period.
    """
    if end is not None and end <= start:
        raise Invalid("directory.period", "Ngày kết thúc phải sau ngày bắt đầu.")


def suggest_email_local(full_name: str, taken: Collection[str]) -> str:
    """Suggest a mailbox name the way offices do: `Nguyễn Văn An` → `annv`, then `annv2`, …"""
    syllables = text.fold(full_name).split()
    given = "".join(c for c in syllables[-1] if c.isalnum()) if syllables else ""
    base = given + "".join(syllable[0] for syllable in syllables[:-1])
    if not base.isascii() or not base:
        base = "canbo"
    number, local = 1, base
    while local in taken:
        number += 1
        local = f"{base}{number}"
    return local


def normal_email_local(typed: str) -> str:
    """Read a mailbox name: letters, digits, dot, dash, underscore.

    Refuses: directory.person.email_local.
    """
    local = typed.strip().lower()
    if not (local.isascii() and len(local) <= 64 and _atoms(local, ".-_")):
        raise Invalid(
            "directory.person.email_local",
            "Tên hộp thư chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch ngang, ví dụ annv.",
        )
    return local


def _atoms(value: str, joints: str) -> bool:
    for joint in joints:
        value = value.replace(joint, ".")
    return all(atom.isalnum() for atom in value.split("."))


def _email(typed: str) -> str:
    local, _, domain = typed.strip().rpartition("@")
    try:
        return f"{normal_email_local(local)}@{_domain(domain)}"
    except Invalid:
        raise Invalid("directory.unit.email", "Địa chỉ thư điện tử chưa đúng.") from None


def _domain(typed: str) -> str:
    domain = typed.strip().lower()
    if not (domain.isascii() and "." in domain and len(domain) <= 253 and _atoms(domain, "-")):
        raise Invalid(
            "directory.unit.email_domain", "Tên miền chưa đúng, ví dụ sxd.vinhlong.example."
        )
    return domain


def _checked(faults: dict[str, str], field: str, read: Callable[[str], str], typed: str) -> str:
    """Read a field that may be empty, noting the sentence of a refusal instead of raising it."""
    try:
        return read(typed) if typed.strip() else ""
    except Invalid as refusal:
        faults[field] = refusal.sentence
        return ""
