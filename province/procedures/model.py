"""What a procedure is: its form, papers, time limits, fees, route and result, as declared data.

The classes below are the file format: a procedure file's front matter has these names and nothing
else (docs/procedures.md is tested against them). A default means "may be left out".

Law: 118/2025/NĐ-CP; 03/2025/TT-VPCP
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, dataclass_transform

from province.basics.calendar import LimitUnit

T = TypeVar("T")

DEEDS = {"procedures.revision.loaded": "Nạp phiên bản mới của thủ tục"}

CASE = "case"  # the answer that names the applicant's case; a question of every form with cases
CHANNEL = "channel"  # how the dossier came in; not asked, told by the door


@dataclass_transform(frozen_default=True, kw_only_default=True)
def declared(cls: type[T]) -> type[T]:
    """Make a class part of the file format: frozen, and load.py refuses names it does not have."""
    setattr(cls, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)


class Channel(StrEnum):
    """How a dossier comes in; in the national data ONLINE, DIRECT, POSTAL."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class Level(StrEnum):
    """Which tier decides."""

    COMMUNE = "commune"  # Cấp Xã
    PROVINCE = "province"  # Cấp Tỉnh


class Filed(StrEnum):
    """Where an online application is made; the guide's button follows it."""

    HERE = "here"
    NATIONAL_PORTAL = "national_portal"
    DESK = "desk"  # nowhere: taken on paper only


class ApplicantKind(StrEnum):
    """Who may apply."""

    CITIZEN = "citizen"
    OVERSEAS_VIETNAMESE = "overseas_vietnamese"
    FOREIGNER = "foreigner"
    OFFICIAL = "official"
    ENTERPRISE = "enterprise"
    FOREIGN_ENTERPRISE = "foreign_enterprise"
    COOPERATIVE = "cooperative"
    ORGANISATION = "organisation"
    FOREIGN_ORGANISATION = "foreign_organisation"


class FieldKind(StrEnum):
    """What an answer is; `province.answers` reads each kind, the doors draw each kind."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    EMAIL = "email"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    TAX_CODE = "tax_code"
    ADDRESS = "address"
    UNIT = "unit"
    PARCEL = "parcel"


class Dates(StrEnum):
    """Which days a date may be, seen from the day of filing."""

    ANY = "any"
    PAST = "past"  # today included
    FUTURE = "future"  # today included


class Starts(StrEnum):
    """The event the clock of a time limit starts at."""

    RECEIPT = "receipt"  # a complete, valid dossier is in
    FEE_PAYMENT = "fee_payment"  # … and its fee is paid


class StepRole(StrEnum):
    """Who does a step of the route."""

    APPLICANT = "applicant"
    DESK = "desk"  # bộ phận một cửa
    OFFICER = "officer"  # chuyên viên thụ lý
    REVIEWER = "reviewer"  # lãnh đạo phòng chuyên môn
    LEADER = "leader"  # thủ trưởng: signs
    CLERK = "clerk"  # văn thư: numbers, seals, issues
    OTHER_AGENCY = "other_agency"  # asked for an opinion or a figure


class Register(StrEnum):
    """The register of the law that an approved dossier is about; it tells a result's symbol."""

    LAND = "land"
    CONSTRUCTION_PERMITS = "construction_permits"
    HOUSE_NUMBERS = "house_numbers"
    HOUSEHOLD_BUSINESSES = "household_businesses"
    ENTERPRISES = "enterprises"
    VEHICLES = "vehicles"
    RESIDENCE = "residence"
    CIVIL_STATUS = "civil_status"
    NONE = "none"


class ResultKind(StrEnum):
    """What the applicant takes home."""

    PERMIT = "permit"  # giấy phép
    CERTIFICATE = "certificate"  # giấy chứng nhận
    CONFIRMATION = "confirmation"  # giấy xác nhận, thông báo
    EXTRACT = "extract"  # trích lục, bản sao
    DATA_UPDATE = "data_update"  # cập nhật cơ sở dữ liệu


@declared
class Condition:
    """A test of one earlier answer, or a combination of conditions: data, never code.

    Exactly one of `field`, `all_of`, `any_of`, `none_of` is set. A `field` without a test holds
    when the question is answered.
    """

    field: str = ""  # id of an earlier field, or "case", or "channel"
    values: tuple[str | bool, ...] = ()  # the answer is one of these
    at_least: int | None = None  # the number is not below this
    at_most: int | None = None  # the number is not above this
    all_of: tuple["Condition", ...] = ()
    any_of: tuple["Condition", ...] = ()
    none_of: tuple["Condition", ...] = ()

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the condition is met by clean answers; an unanswered question meets none."""
        if self.field:
            return self._answer_holds(answers.get(self.field))
        if self.any_of:
            return any(part.holds(answers) for part in self.any_of)
        if self.none_of:
            return not any(part.holds(answers) for part in self.none_of)
        return all(part.holds(answers) for part in self.all_of)

    def _answer_holds(self, answer: Any) -> bool:
        if answer is None or answer in ("", []):
            return False
        if self.at_least is not None and not answer >= self.at_least:
            return False
        if self.at_most is not None and not answer <= self.at_most:
            return False
        given = answer if isinstance(answer, list) else [answer]
        return not self.values or any(one in self.values for one in given)

    def tests(self) -> Iterator["Condition"]:
        """Yield every test of a single answer inside the condition."""
        if self.field:
            yield self
        for part in (*self.all_of, *self.any_of, *self.none_of):
            yield from part.tests()


def holds(when: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Tell whether something declared `when` applies; without a condition it always does."""
    return when is None or when.holds(answers)


@declared
class Case:
    """One situation an applicant can be in, with its own papers and time limit."""

    id: str
    name: str  # "Nhà ở riêng lẻ"
    help: str = ""  # how to know that one is in this case


@declared
class Choice:
    """One answer of a `choice` or `choices` field."""

    value: str
    label: str


@declared
class Field:
    """One question."""

    id: str  # name in the API and in conditions, "applicant_name"
    kind: FieldKind
    label: str
    help: str = ""  # under the label: what exactly, where to find it
    example: str = ""  # a good answer, shown as "Ví dụ: …"
    required: bool = True
    when: Condition | None = None  # asked only then; otherwise the answer is dropped
    choices: tuple[Choice, ...] = ()
    characters_most: int | None = None  # default 200 for a line, 3,000 for long text
    pattern: str = ""  # regular expression the whole answer must match; needs `example`
    at_least: int | None = None  # for numbers and money
    at_most: int | None = None
    decimals: int = 0  # places after the comma a number may have
    suffix: str = ""  # unit of a number: "m²", "tầng"
    dates: Dates = Dates.ANY


@declared
class FieldGroup:
    """Questions that belong together: one page of the form, or one box on it."""

    id: str
    title: str
    help: str = ""
    fields: tuple[Field, ...]
    when: Condition | None = None
    rows_most: int = 0  # 0: answered once; else answered for each of up to so many people or things


@declared
class Paper:
    """One paper of the dossier (thành phần hồ sơ)."""

    id: str
    name: str
    help: str = ""
    originals: int = 0  # số bản chính
    copies: int = 0  # số bản sao
    required: bool = True
    when: Condition | None = None
    only_if: str = ""  # `when` in the citizen's words; needed unless `when` asks for the case only
    shown: bool = False  # shown at the desk, not handed in (giấy tờ xuất trình)
    is_form: bool = False  # the form itself makes this paper: nothing to attach
    template: str = ""  # file name of a blank form beside the procedure file


@declared
class TimeLimit:
    """How long the office may take; the first one whose condition holds is the dossier's."""

    amount: int = 0  # 0 for same_day
    unit: LimitUnit
    starts: Starts = Starts.RECEIPT
    when: Condition | None = None
    only_if: str = ""
    verification_days: int = 0  # calendar days of verifying that come before and are not counted
    note: str = ""


@declared
class Exemption:
    """Who does not pay a fee. Without a condition the desk decides on the papers shown."""

    text: str
    when: Condition | None = None


@declared
class Fee:
    """One fee or charge; all whose condition holds are added up."""

    name: str  # "Lệ phí đăng ký tạm trú"
    amount: int | None = None  # đồng; None: set elsewhere, `note` says where
    per: str = ""  # id of a number field or repeating group the amount is multiplied by
    when: Condition | None = None
    only_if: str = ""
    exemptions: tuple[Exemption, ...] = ()
    note: str = ""


@declared
class Step:
    """One step of the route, as the citizen reads it and the office works it."""

    id: str
    name: str
    role: StepRole
    text: str = ""
    amount: int = 0  # inner time; it never replaces the time limit. 0: none set
    unit: LimitUnit = LimitUnit.WORKING_DAYS


@declared
class Authority:
    """Who receives, advises and decides, in words, and how the unit is found."""

    receive: str
    advise: str
    decide: str
    place: str = ""  # id of the `unit` field that names the deciding commune; commune level
    unit: str = ""  # abbreviation of the deciding department, "STC"; province level


@declared
class Result:
    """What the applicant gets."""

    name: str
    kind: ResultKind
    template: str = "result"  # name of the print template of the result document
    validity: str = ""  # how long it holds, in words


@declared
class LegalBasis:
    """One legal document the procedure stands on."""

    number: str  # "175/2024/NĐ-CP"
    name: str
    note: str = ""  # e.g. that it is no longer in force; shown on the page


@declared
class Portal:
    """Where an application is made that is not made here."""

    name: str
    url: str


NATIONAL_PORTAL = Portal(name="Cổng Dịch vụ công quốc gia", url="https://dichvucong.gov.vn")


@declared
class Definition:
    """A whole procedure, as one file says it."""

    field: str  # folder of the file: "xay-dung"
    slug: str  # name of the file: "cap-giay-phep-xay-dung"; unique over all fields
    body: str = ""  # the prose of the guide, Markdown
    code: str  # national code, "1.013225"
    title: str  # short and plain; page title, list entry
    name: str  # official name, word by word
    summary: str  # one sentence for lists and search results
    keywords: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()  # further fields whose lists show it
    decision: str  # number of the decision that publishes the procedure
    level: Level
    sector: str  # lĩnh vực on the national portal
    filed: Filed
    portal: Portal = NATIONAL_PORTAL  # the one that takes it, or takes it too
    channels: tuple[Channel, ...]
    applicants: tuple[ApplicantKind, ...]
    authority: Authority
    requirements: tuple[str, ...] = ()  # yêu cầu, điều kiện
    cases: tuple[Case, ...] = ()
    form: tuple[FieldGroup, ...]
    papers: tuple[Paper, ...]
    time_limits: tuple[TimeLimit, ...]
    fees: tuple[Fee, ...] = ()  # none: no fee
    route: tuple[Step, ...]
    result: Result
    register: Register = Register.NONE
    legal_basis: tuple[LegalBasis, ...]
    needs_checking: tuple[str, ...] = ()  # facts not sure; shown on the page
    effective_from: date
    effective_to: date | None = None  # first day it no longer applies
    checked_on: date  # when a person last compared the guide with its source
    retrieved_on: str  # month the source data was taken, "2026-07"

    @property
    def url(self) -> str:
        """Return the address of the public guide page."""
        return f"/thu-tuc/{self.field}/{self.slug}/"

    @property
    def filing_url(self) -> str:
        """Return the address of the form."""
        return f"/thu-tuc/{self.slug}/nop"

    def field_named(self, field_id: str) -> Field | None:
        """Find a question by its id, outside repeating groups."""
        once = (group for group in self.form if not group.rows_most)
        return next((f for group in once for f in group.fields if f.id == field_id), None)

    def case_named(self, case_id: str) -> Case | None:
        """Find a case by its id."""
        return next((case for case in self.cases if case.id == case_id), None)


@dataclass(frozen=True, slots=True)
class Revision:
    """One immutable, numbered state of a procedure; a dossier keeps the id of its own."""

    id: int
    code: str
    number: int  # 1, 2, 3, … for each code
    sha256: str  # of the definition's canonical text
    definition: Definition
    effective_from: date
    effective_to: date | None
