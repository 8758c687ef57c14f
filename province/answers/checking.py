"""Check a filled form against its definition, in one pass in the order of the form.

A condition asks earlier questions only. What comes out of a finished form holds exactly the
questions that apply, as clean values; a draft keeps everything that was typed, right or wrong, and
only says what does not fit yet.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from province.answers import reading
from province.answers.consequences import papers_needed
from province.answers.model import Checked
from province.basics import Refusal, text
from province.procedures import (
    CASE,
    CHANNEL,
    Channel,
    Definition,
    Field,
    FieldGroup,
    FieldKind,
    holds,
)

PAPER_PREFIX = "papers."  # errors about a paper are named `papers.<id>`

_TYPED_ROWS_MOST = 500  # rows looked at at all; a door may be sent anything


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
