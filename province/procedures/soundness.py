"""What makes a definition hang together beyond the type of each value.

Each rule yields a plain sentence for whoever writes the file: a place in the definition and what
is wrong there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from province.basics.calendar import LimitUnit
from province.procedures.model import (
    CASE,
    CHANNEL,
    Channel,
    Condition,
    Definition,
    Field,
    FieldKind,
    Filed,
    Level,
    Starts,
)

FIELDS = {  # folder → name; the directive's item 4
    "dat-dai": "Đất đai",
    "nha-o": "Nhà ở",
    "xay-dung": "Xây dựng",
    "kinh-doanh": "Đăng ký kinh doanh",
    "phuong-tien": "Phương tiện",
    "dan-cu": "Dân cư",
}
APPLICANT_FIELDS = ("applicant_name", "applicant_phone", "applicant_email", "applicant_address")

_ID = re.compile(r"[a-z][a-z0-9_]*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"\d\.\d{6}")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_RAW_HTML = re.compile(r"<[a-zA-Z/!]")
_CHOOSING = (FieldKind.CHOICE, FieldKind.CHOICES)
_COUNTED = (FieldKind.NUMBER, FieldKind.MONEY)

Place = tuple[str | int, ...]
Problem = tuple[Place, str]


def problems(definition: Definition) -> Iterator[Problem]:
    """Yield everything wrong with a definition; nothing for a sound one."""
    yield from _about_names(definition)
    yield from _about_dates(definition)
    yield from _about_authority(definition)
    yield from _about_fields(definition)
    yield from _about_conditions(definition)
    yield from _about_money_and_time(definition)


def _about_names(definition: Definition) -> Iterator[Problem]:
    if not _CODE.fullmatch(definition.code):
        yield ("code",), f"{definition.code!r} is not a national code such as 1.013225"
    if not _SLUG.fullmatch(definition.slug):
        yield (), f"the file name {definition.slug!r} is not lower-case letters, digits and dashes"
    for name in (definition.field, *definition.also_in):
        if name not in FIELDS:
            yield (), f"{name!r} is not one of the fields {', '.join(FIELDS)}"
    if not _MONTH.fullmatch(definition.retrieved_on):
        yield ("retrieved_on",), "is not a month such as 2026-07"
    if _RAW_HTML.search(definition.body):
        yield ("body",), "holds raw HTML; write Markdown"
    if re.search(r"^# ", definition.body, re.MULTILINE):
        yield ("body",), "has a first-level heading; the title is the only one, begin with ##"
    top_level = [f.id for g in definition.form if not g.rows_most for f in g.fields]
    groups = [group.id for group in definition.form]
    yield from _ids(("form",), [*top_level, *groups])
    for place, group in enumerate(definition.form):
        if group.rows_most:
            yield from _ids(("form", place), [field.id for field in group.fields])
    yield from _ids(("cases",), [case.id for case in definition.cases])
    yield from _ids(("papers",), [paper.id for paper in definition.papers])
    yield from _ids(("route",), [step.id for step in definition.route])
    missing = [name for name in APPLICANT_FIELDS if name not in top_level]
    if missing:
        yield ("form",), f"does not ask {', '.join(missing)}; use the shared group `applicant`"


def _ids(place: Place, ids: Iterable[str]) -> Iterator[Problem]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield place, f"the id {name!r} is used {times} times"
        if not _ID.fullmatch(name) or name in (CASE, CHANNEL):
            yield place, f"{name!r} is not an id: lower-case letters, digits and underscores"


def _about_dates(definition: Definition) -> Iterator[Problem]:
    if definition.effective_to and definition.effective_to <= definition.effective_from:
        yield ("effective_to",), "is not after effective_from"


def _about_authority(definition: Definition) -> Iterator[Problem]:
    authority = definition.authority
    if definition.level is Level.COMMUNE:
        place = definition.field_named(authority.place)
        if authority.unit or place is None or place.kind is not FieldKind.UNIT:
            yield ("authority", "place"), "must name the `unit` field that tells the commune"
    elif authority.place or not authority.unit:
        yield ("authority", "unit"), "must name the deciding department's abbreviation"
    if (definition.filed is Filed.DESK) == (Channel.ONLINE in definition.channels):
        yield ("filed",), "must be desk when, and only when, online is not among the channels"


def _about_fields(definition: Definition) -> Iterator[Problem]:
    for number, group in enumerate(definition.form):
        if not group.fields:
            yield ("form", number), "has no fields"
        for position, field in enumerate(group.fields):
            for sentence in _field_problems(field):
                yield ("form", number, "fields", position), sentence


def _field_problems(field: Field) -> Iterator[str]:
    if (field.kind in _CHOOSING) != bool(field.choices):
        yield f"{field.id}: a field has choices when, and only when, one chooses in it"
    if len({choice.value for choice in field.choices}) < len(field.choices):
        yield f"{field.id}: two choices have one value"
    if field.kind not in _COUNTED and (field.at_least, field.at_most) != (None, None):
        yield f"{field.id}: only numbers and money have at_least and at_most"
    if field.decimals and field.kind is not FieldKind.NUMBER:
        yield f"{field.id}: only numbers have decimals"
    if field.pattern:
        yield from _pattern_problems(field)


def _pattern_problems(field: Field) -> Iterator[str]:
    try:
        matched = re.fullmatch(field.pattern, field.example)
    except re.error as error:
        yield f"{field.id}: the pattern is no regular expression: {error}"
        return
    if field.kind is not FieldKind.TEXT or not matched:
        yield f"{field.id}: a pattern is for text and needs an example that matches it"


def _about_conditions(definition: Definition) -> Iterator[Problem]:
    """A condition asks earlier questions only, so one pass over the form decides everything."""
    known: dict[str, Field | None] = {CHANNEL: None}
    if definition.cases:
        known[CASE] = None
    for number, group in enumerate(definition.form):
        yield from _unknown(("form", number), group.when, known, definition)
        inside = dict(known)
        for position, field in enumerate(group.fields):
            yield from _unknown(
                ("form", number, "fields", position), field.when, inside, definition
            )
            inside[field.id] = field
        if not group.rows_most:
            known = inside
    for name in ("papers", "time_limits", "fees"):
        for position, part in enumerate(getattr(definition, name)):
            place = (name, position)
            yield from _unknown(place, part.when, known, definition)
            if part.when and not part.only_if and not _asks_case_only(part.when):
                yield place, "has a condition but no only_if: say it in the citizen's words"
    for position, fee in enumerate(definition.fees):
        for exemption in fee.exemptions:
            yield from _unknown(("fees", position), exemption.when, known, definition)


def _asks_case_only(when: Condition) -> bool:
    return all(test.field in (CASE, CHANNEL) for test in when.tests())


def _unknown(
    place: Place,
    when: Condition | None,
    known: dict[str, Field | None],
    definition: Definition,
) -> Iterator[Problem]:
    for test in when.tests() if when else ():
        if test.field not in known:
            yield place, f"asks {test.field!r}, which is not an earlier question"
            continue
        allowed = _values(test.field, known[test.field], definition)
        wrong = [value for value in test.values if allowed is not None and value not in allowed]
        if wrong:
            yield place, f"{test.field!r} is never {wrong[0]!r}"


def _values(name: str, field: Field | None, definition: Definition) -> set[str | bool] | None:
    """Return what an answer can be, or None where it can be anything."""
    if name == CASE:
        return {case.id for case in definition.cases}
    if field is None:
        return set(Channel)
    if field.kind is FieldKind.YES_NO:
        return {True, False}
    return {choice.value for choice in field.choices} if field.kind in _CHOOSING else None


def _about_money_and_time(definition: Definition) -> Iterator[Problem]:
    for position, limit in enumerate(definition.time_limits):
        if (limit.amount < 1) != (limit.unit is LimitUnit.SAME_DAY):
            yield ("time_limits", position), "needs an amount, unless it is same_day"
        if limit.starts is Starts.FEE_PAYMENT and not definition.fees:
            yield ("time_limits", position), "starts at the payment of a fee, but there is none"
    if not definition.time_limits or definition.time_limits[-1].when is not None:
        cases = {case.id for case in definition.cases}
        told = {
            v for limit in definition.time_limits if limit.when for v in _plain_cases(limit.when)
        }
        if not cases or not cases <= told:
            yield ("time_limits",), "must end with one that has no condition, or name every case"
    groups = {group.id for group in definition.form if group.rows_most}
    for position, fee in enumerate(definition.fees):
        counted = definition.field_named(fee.per)
        if fee.per and fee.per not in groups and (not counted or counted.kind not in _COUNTED):
            yield ("fees", position), f"per: {fee.per!r} is not a number or a repeating group"
        if fee.amount is None and not fee.note:
            yield ("fees", position), "has no amount and no note that says where it is set"


def _plain_cases(when: Condition) -> Iterator[str | bool]:
    """Yield the cases a condition holds for whatever else was answered."""
    if when.field == CASE:
        yield from when.values
