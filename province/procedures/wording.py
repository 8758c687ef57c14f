"""The Vietnamese words for what a definition declares: units of time, kinds of applicant, …

Both the guide page and the forms speak with these, so that a thing has one name everywhere.
"""

from province.basics import text
from province.basics.calendar import LimitUnit
from province.procedures.model import (
    CASE,
    CHANNEL,
    ApplicantKind,
    Channel,
    Condition,
    Definition,
    Fee,
    Field,
    FieldKind,
    Level,
    Paper,
    StepRole,
    TimeLimit,
)

APPLICANT_KINDS = {
    ApplicantKind.CITIZEN: "Công dân Việt Nam",
    ApplicantKind.OVERSEAS_VIETNAMESE: "Người Việt Nam định cư ở nước ngoài",
    ApplicantKind.FOREIGNER: "Người nước ngoài",
    ApplicantKind.OFFICIAL: "Cán bộ, công chức, viên chức",
    ApplicantKind.ENTERPRISE: "Doanh nghiệp",
    ApplicantKind.FOREIGN_ENTERPRISE: "Doanh nghiệp có vốn đầu tư nước ngoài",
    ApplicantKind.COOPERATIVE: "Hợp tác xã",
    ApplicantKind.ORGANISATION: "Tổ chức (không bao gồm doanh nghiệp, hợp tác xã)",
    ApplicantKind.FOREIGN_ORGANISATION: "Tổ chức nước ngoài",
}
CHANNELS = {
    Channel.ONLINE: "Trực tuyến",
    Channel.COUNTER: "Trực tiếp tại quầy",
    Channel.POST: "Qua dịch vụ bưu chính",
}
LEVELS = {Level.COMMUNE: "Cấp xã", Level.PROVINCE: "Cấp tỉnh"}
ROLES = {
    StepRole.APPLICANT: "Người nộp hồ sơ",
    StepRole.DESK: "Bộ phận một cửa",
    StepRole.OFFICER: "Chuyên viên thụ lý",
    StepRole.REVIEWER: "Lãnh đạo phòng chuyên môn",
    StepRole.LEADER: "Lãnh đạo cơ quan",
    StepRole.CLERK: "Văn thư",
    StepRole.OTHER_AGENCY: "Cơ quan phối hợp",
}
_UNITS = {
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.HALF_DAYS: "nửa ngày làm việc",
    LimitUnit.DAYS: "ngày",
    LimitUnit.HOURS: "giờ làm việc",
    LimitUnit.MONTHS: "tháng",
}
_YES_NO = {True: "Có", False: "Không"}


def duration(amount: int, unit: LimitUnit) -> str:
    """Say a length of time: `7 ngày làm việc`; same day with what that means after 15:00."""
    if unit is LimitUnit.SAME_DAY:
        return "Trong ngày làm việc (nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo)"
    return f"{amount} {_UNITS[unit]}"


def time_limit(limit: TimeLimit) -> str:
    """Say a time limit, with the verifying that comes before it."""
    counted = duration(limit.amount, limit.unit)
    if limit.verification_days:
        return f"{counted}, sau khi xác minh trong {limit.verification_days} ngày"
    return counted


def fee(declared: Fee) -> str:
    """Say a fee's amount: `15.000 đồng`, `Miễn phí`, or that it is set elsewhere."""
    if declared.amount is None:
        return "Theo quy định"
    return text.money_vi(declared.amount) if declared.amount else "Miễn phí"


def paper_count(paper: Paper) -> str:
    """Say how many of a paper: `2 bản chính, 1 bản sao`; empty when the format tells none."""
    parts = []
    if paper.originals:
        parts.append(f"{paper.originals} bản chính")
    if paper.copies:
        parts.append(f"{paper.copies} bản sao")
    return ", ".join(parts)


def condition(definition: Definition, when: Condition) -> str:
    """Say a condition with the words of the form, for a reader without JavaScript.

    `“Xây liền kề nhà khác” là “Có”`; parts are joined by “và”, “hoặc”, “không phải”.
    """
    if when.any_of:
        return " hoặc ".join(condition(definition, part) for part in when.any_of)
    if when.none_of:
        parts = " hoặc ".join(condition(definition, part) for part in when.none_of)
        return f"không phải {parts}"
    if when.all_of:
        return " và ".join(condition(definition, part) for part in when.all_of)
    return _test(definition, when)


def _test(definition: Definition, test: Condition) -> str:
    asked = definition.field_named(test.field)
    label = asked.label if asked else {CASE: "Trường hợp", CHANNEL: "Cách nộp"}[test.field]
    if test.at_least is not None:
        return f"“{label}” từ {text.number_vi(test.at_least)} trở lên"
    if test.at_most is not None:
        return f"“{label}” không quá {text.number_vi(test.at_most)}"
    if not test.values:
        return f"có trả lời “{label}”"
    answers = " hoặc ".join(f"“{_answer(definition, test.field, v)}”" for v in test.values)
    return f"“{label}” là {answers}"


def _answer(definition: Definition, name: str, value: str | bool) -> str:
    if name == CASE:
        case = definition.case_named(str(value))
        return case.name if case else str(value)
    if name == CHANNEL:
        return CHANNELS[Channel(str(value))]
    asked = definition.field_named(name)
    return answer(asked, value) if asked else str(value)


def answer(asked: Field, value: object) -> str:
    """Say a clean answer as a person reads it: on the review page, in the receipt, in a letter."""
    labels = {choice.value: choice.label for choice in asked.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return _YES_NO[value]
    if asked.kind is FieldKind.MONEY and isinstance(value, int):
        return text.money_vi(value)
    if asked.kind is FieldKind.NUMBER and isinstance(value, int | float):
        return f"{text.number_vi(value)} {asked.suffix}".strip()
    if asked.kind is FieldKind.DATE and (day := text.parse_date(str(value))):
        return text.date_vi(day)
    return labels.get(str(value), "" if value is None else str(value))
