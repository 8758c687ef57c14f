"""Check a filled form against its definition, and say what follows from the answers.

One pass in the order of the form: a condition asks earlier questions only. What comes out of a
finished form holds exactly the questions that apply, as clean values; a draft keeps everything
that was typed, right or wrong, and only says what does not fit yet.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from province.basics import Refusal, text
from province.procedures import answers as reading
from province.procedures.model import (
    CASE,
    CHANNEL,
    Channel,
    Definition,
    Fee,
    Field,
    FieldGroup,
    FieldKind,
    Paper,
    TimeLimit,
    holds,
)

PAPER_PREFIX = "papers."  # errors about a paper are named `papers.<id>`

_TYPED_ROWS_MOST = 500  # rows looked at at all; a door may be sent anything


@dataclass(frozen=True)
class Checked:
    """A form that was looked at."""

    values: dict[str, Any]  # clean answers by field id, with `case` and `channel`; rows as lists
    errors: dict[str, str]  # field id, `group.row.field` or `papers.id` → what to do, Vietnamese

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.errors


@dataclass(frozen=True)
class FeeLine:
    """One fee of a dossier."""

    name: str
    amount: int | None  # đồng; None: set elsewhere, the desk tells it
    note: str  # why it is not asked, or where it is set


@dataclass(frozen=True)
class FeeDue:
    """What a dossier costs."""

    amount: int | None  # đồng, all lines; None as soon as one is set elsewhere
    lines: tuple[FeeLine, ...]


@dataclass
class _Pass:
    """One walk through the form."""

    world: reading.World
    draft: bool
    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)


def check(
    definition: Definition,
    given: Mapping[str, Any],
    papers: Mapping[str, int] | None = None,
    *,
    today: date,
    draft: bool = False,
    channel: Channel | str = Channel.ONLINE,
    units: Container[str] | None = None,
) -> Checked:
    """Read all answers and see whether the dossier is complete.

    `given` maps field ids to what was typed or sent; a repeating group maps to a list of rows.
    `papers` maps paper ids to how many files (or sheets, at the counter) are there; None leaves
    papers unchecked, as while typing. `units` are the codes a `unit` answer may have.

    A draft refuses nothing for being empty and keeps unreadable answers as typed, so that nothing
    typed is lost; its errors are hints.
    """
    walk = _Pass(reading.World(today, units), draft, {CHANNEL: Channel(channel).value})
    _refuse_unknown(definition, given, walk)
    _read_case(definition, given, walk)
    for group in definition.form:
        if not draft and not holds(group.when, walk.values):
            continue
        if group.rows_most:
            _read_rows(group, given.get(group.id), walk)
        else:
            _read_fields(group.fields, given, walk.values, "", walk)
    if papers is not None:
        _check_papers(definition, papers, walk)
    return Checked(walk.values, walk.errors)


def _refuse_unknown(definition: Definition, given: Mapping[str, Any], walk: _Pass) -> None:
    known = {CASE, CHANNEL} | {group.id for group in definition.form if group.rows_most}
    known |= {one.id for group in definition.form if not group.rows_most for one in group.fields}
    for name in sorted(set(given) - known)[:50]:
        walk.errors[name[:100]] = "Mẫu này không có mục ấy. Vui lòng bỏ mục này rồi gửi lại."


def _read_case(definition: Definition, given: Mapping[str, Any], walk: _Pass) -> None:
    if not definition.cases:
        return
    case_id = given.get(CASE)
    if len(definition.cases) == 1 and reading.is_empty(case_id):
        case_id = definition.cases[0].id
    if isinstance(case_id, str) and definition.case_named(case_id):
        walk.values[CASE] = case_id
    elif not (walk.draft and reading.is_empty(case_id)):
        walk.errors[CASE] = "Vui lòng chọn trường hợp của ông/bà trong danh sách."


def _read_rows(group: FieldGroup, given: Any, walk: _Pass) -> None:
    rows = given if isinstance(given, list) else [] if reading.is_empty(given) else [given]
    if any(not isinstance(row, Mapping) for row in rows):
        walk.errors[group.id] = f"Mục “{group.title}” cần được gửi thành danh sách."
        return
    rows = [row for row in rows[:_TYPED_ROWS_MOST] if not all(map(reading.is_empty, row.values()))]
    if len(rows) > group.rows_most:
        walk.errors[group.id] = (
            f"Mục “{group.title}” nhận nhiều nhất {group.rows_most} dòng. "
            "Vui lòng kê phần còn lại vào một tệp đính kèm."
        )
    elif not rows and not walk.draft:
        walk.errors[group.id] = f"Vui lòng kê ít nhất một dòng ở mục “{group.title}”."
    clean = []
    for number, row in enumerate(rows if walk.draft else rows[: group.rows_most]):
        values: dict[str, Any] = {}
        _read_fields(group.fields, row, values, f"{group.id}.{number}.", walk)
        clean.append(values)
    walk.values[group.id] = clean


def _read_fields(
    fields: Iterable[Field],
    given: Mapping[str, Any],
    values: dict[str, Any],
    prefix: str,
    walk: _Pass,
) -> None:
    for asked in fields:
        if not walk.draft and not holds(asked.when, {**walk.values, **values}):
            continue
        typed = given.get(asked.id)
        try:
            value = None if reading.is_empty(typed) else reading.read(asked, typed, walk.world)
        except Refusal as refusal:
            walk.errors[prefix + asked.id] = refusal.sentence
            if walk.draft:
                values[asked.id] = text.nfc(typed) if isinstance(typed, str) else typed
            continue
        if not reading.is_empty(value):
            values[asked.id] = value
        elif asked.required and not walk.draft:
            walk.errors[prefix + asked.id] = _missing(asked)


def _missing(asked: Field) -> str:
    verb = "chọn" if asked.choices or asked.kind is FieldKind.YES_NO else "nhập"
    return f"Vui lòng {verb} “{asked.label}”."


def _check_papers(definition: Definition, papers: Mapping[str, int], walk: _Pass) -> None:
    known = {paper.id for paper in definition.papers}
    for name in sorted(set(papers) - known)[:50]:
        walk.errors[PAPER_PREFIX + name[:100]] = "Hồ sơ này không có loại giấy tờ ấy."
    if walk.draft:
        return
    for paper in papers_needed(definition, walk.values):
        if paper.required and not papers.get(paper.id):
            walk.errors[PAPER_PREFIX + paper.id] = f"Vui lòng đính kèm “{paper.name}”."


def asked(definition: Definition, values: Mapping[str, Any]) -> tuple[FieldGroup, ...]:
    """Return the groups and questions that apply to the answers so far."""
    groups = (group for group in definition.form if holds(group.when, values))
    return tuple(
        group
        if group.rows_most
        else replace(group, fields=tuple(f for f in group.fields if holds(f.when, values)))
        for group in groups
    )


def papers_needed(definition: Definition, values: Mapping[str, Any]) -> tuple[Paper, ...]:
    """Return the papers to attach: what applies, less what is only shown or the form makes."""
    return tuple(
        paper
        for paper in definition.papers
        if holds(paper.when, values) and not paper.shown and not paper.is_form
    )


def time_limit(definition: Definition, values: Mapping[str, Any]) -> TimeLimit | None:
    """Return the time limit the answers lead to; None while the case is not chosen."""
    return next((limit for limit in definition.time_limits if holds(limit.when, values)), None)


def fee_due(definition: Definition, values: Mapping[str, Any]) -> FeeDue:
    """Add up the fees the answers lead to."""
    lines = tuple(_line(fee, values) for fee in definition.fees if holds(fee.when, values))
    amounts = [line.amount for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return FeeDue(sum(known) if len(known) == len(amounts) else None, lines)


def _line(fee: Fee, values: Mapping[str, Any]) -> FeeLine:
    free = next((e for e in fee.exemptions if e.when and holds(e.when, values)), None)
    if free:
        return FeeLine(fee.name, 0, f"Được miễn: {free.text}")
    if fee.amount is None:
        return FeeLine(fee.name, None, fee.note)
    counted = values.get(fee.per, 0) if fee.per else 1
    times = len(counted) if isinstance(counted, list) else int(counted)
    return FeeLine(fee.name, fee.amount * times, fee.note)


def gather(definition: Definition, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Put the name and value pairs of a posted HTML form together as `check` wants them.

    `owners.0.name` is field `name` in row 0 of the repeating group `owners`; a `choices` field may
    come several times. Names of no question are left to `check`, which says so.
    """
    several = {
        f.id for group in definition.form for f in group.fields if f.kind is FieldKind.CHOICES
    }
    repeating = {group.id for group in definition.form if group.rows_most}
    answers: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in pairs:
        group, _, rest = name.partition(".")
        row, _, inner = rest.partition(".")
        place, key = answers, name
        if group in repeating and inner and row.isdecimal() and int(row) < _TYPED_ROWS_MOST:
            place, key = rows.setdefault(group, {}).setdefault(int(row), {}), inner
        if key in several:
            place.setdefault(key, []).append(value)
        else:
            place[key] = value
    answers.update({group: [by[n] for n in sorted(by)] for group, by in rows.items()})
    return answers
