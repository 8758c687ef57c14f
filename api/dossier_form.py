"""A procedure's form as pages show it: which groups now, which questions in them, drawn how.

Nothing is decided here that `procedures` does not decide: this turns definitions and what was typed
so far into what the templates draw, and a posted page back into answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from starlette.datastructures import FormData

from api.forms import chosen
from province import answers, blobs, dossiers, drafts, procedures
from province.answers import Checked
from province.dossiers import Upload
from province.drafts import Draft, DraftPaper
from province.procedures import CASE, Condition, Definition, Field, FieldGroup, FieldKind

PAPERS, REVIEW = "giay-to", "xem-lai"
WHOLE = "ca-mau"  # in place of a page's number: the form on one page
CONTROLS = frozenset({"nhap", "buoc", "nhom", "viec"})  # names of the page's own, not answers
NOTHING: Mapping[str, Any] = MappingProxyType({})
RADIOS_MOST = 7  # more choices than that are a list to open

_KINDS = {
    FieldKind.LONG_TEXT: "textarea",
    FieldKind.MONEY: "money",
    FieldKind.EMAIL: "email",
    FieldKind.PHONE: "tel",
    FieldKind.CHOICES: "checkboxes",
    FieldKind.UNIT: "select",
    FieldKind.YES_NO: "radio",
}
_ATTRS: Mapping[FieldKind, Mapping[str, str]] = {
    FieldKind.NUMBER: {"inputmode": "decimal", "autocomplete": "off"},
    FieldKind.DATE: {"inputmode": "numeric", "placeholder": "ngày/tháng/năm"},
    FieldKind.IDENTITY_NUMBER: {"inputmode": "numeric", "autocomplete": "off"},
    FieldKind.TAX_CODE: {"inputmode": "numeric", "autocomplete": "off"},
}
_AUTOCOMPLETE = {
    "applicant_name": "name",
    "applicant_phone": "tel",
    "applicant_email": "email",
    "applicant_address": "street-address",
}
_SHORT = (
    FieldKind.NUMBER,
    FieldKind.MONEY,
    FieldKind.DATE,
    FieldKind.PHONE,
    FieldKind.IDENTITY_NUMBER,
    FieldKind.TAX_CODE,
)


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    id: str  # a group's id, "case", "giay-to", "xem-lai"
    title: str


@dataclass(frozen=True)
class Filling:
    """A form that is being filled in: the definition and everything typed and attached so far."""

    definition: Definition
    typed: Mapping[str, Any]
    papers: tuple[DraftPaper, ...]
    hints: Checked  # read leniently: what cannot be read is said, nothing is missed yet
    strict: Checked  # as if it were filed now
    units: Mapping[str, str]  # code → name

    @property
    def groups(self) -> tuple[FieldGroup, ...]:
        """Return the groups that apply, or may apply once an earlier question is answered."""
        return tuple(g for g in self.definition.form if self.may_apply(g.when))

    @property
    def steps(self) -> list[Step]:
        """Return the pages of the form in order."""
        case = [Step(CASE, "Trường hợp")] if len(self.definition.cases) > 1 else []
        groups = [Step(group.id, group.title) for group in self.groups]
        papers = [Step(PAPERS, "Giấy tờ kèm theo")] if self.papers_asked else []
        return [*case, *groups, *papers, Step(REVIEW, "Xem lại và nộp")]

    @property
    def papers_asked(self) -> tuple[procedures.Paper, ...]:
        """Return the papers to attach as far as the answers tell."""
        return answers.papers_needed(self.definition, self.strict.values)

    def may_apply(self, when: Condition | None) -> bool:
        """Tell whether something applies, or may once an earlier question is answered."""
        values = self.hints.values
        if when is None or when.holds(values):
            return True
        return any(values.get(test.field) in (None, "", []) for test in when.tests())

    def number_of(self, step_id: str) -> int:
        """Return the number of a page, 1 for the first."""
        ids = [step.id for step in self.steps]
        return ids.index(step_id) + 1 if step_id in ids else 1

    def step_of_error(self, name: str) -> str:
        """Return the page on which an error is mended."""
        if name == CASE:
            return CASE
        if name.startswith("papers."):
            return PAPERS
        top = name.partition(".")[0]
        for group in self.definition.form:
            if group.id == top or any(field.id == top for field in group.fields):
                return group.id
        return self.steps[0].id

    @property
    def onward(self) -> int:
        """Return the number of the page to go on with: the first with something left to answer."""
        left = {self.step_of_error(name) for name in self.strict.errors} | {REVIEW}
        return next(n for n, step in enumerate(self.steps, 1) if step.id in left)

    def errors_on(self, step_id: str) -> dict[str, str]:
        """Return what must be mended on a page before one goes on."""
        found = self.strict.errors.items()
        return {name: said for name, said in found if self.step_of_error(name) == step_id}


def filling_of(
    definition: Definition,
    draft: Draft | None,
    units: Mapping[str, str],
    today: date,
    unkept: Mapping[str, Any] = NOTHING,
) -> Filling:
    """Return the form with what a draft holds, and over it what was typed but could not be kept."""
    kept = drafts.still_asked(definition, draft.answers) if draft else {}
    typed = {**kept, **unkept}
    papers = draft.papers if draft else ()
    counts = {one.paper_id: 0 for one in papers}
    for one in papers:
        counts[one.paper_id] += 1
    return Filling(
        definition=definition,
        typed=typed,
        papers=papers,
        hints=answers.check(definition, typed, today=today, draft=True, units=units),
        strict=answers.check(definition, typed, counts, today=today, units=units),
        units=units,
    )


def drawn_group(
    filling: Filling, group: FieldGroup, errors: Mapping[str, str], blank_rows: int = 0
) -> dict[str, Any]:
    """Return a group with its questions, row by row, as the template draws it."""
    rows: list[dict[str, Any]] = []
    if group.rows_most:
        given = filling.typed.get(group.id) or []
        filled: list[Mapping[str, Any]] = [row for row in given if isinstance(row, Mapping)]
        wanted = min(max(1, len(filled) + blank_rows), group.rows_most)
        for place in range(wanted):
            typed = filled[place] if place < len(filled) else {}
            prefix = f"{group.id}.{place}."
            drawn = [question(filling, f, prefix, typed, errors) for f in group.fields]
            rows.append({"title": f"{group.title}: dòng {place + 1}", "questions": drawn})
    else:
        drawn = [question(filling, f, "", filling.typed, errors) for f in group.fields]
        rows = [{"title": "", "questions": [one for one in drawn if one["applies"]]}]
    return {
        "id": group.id,
        "title": group.title,
        "help": _with_condition(filling, group.help, group.when),
        "rows": rows,
        "error": errors.get(group.id, ""),
        "more": bool(group.rows_most) and len(rows) < group.rows_most,
    }


def question(
    filling: Filling,
    field: Field,
    prefix: str,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
) -> dict[str, Any]:
    """Return one question as the `field` component takes it."""
    name, kind = prefix + field.id, _KINDS.get(field.kind, "text")
    if field.kind is FieldKind.CHOICE:
        kind = "radio" if len(field.choices) <= RADIOS_MOST else "select"
    attrs = dict(_ATTRS.get(field.kind, {}))
    if field.id in _AUTOCOMPLETE and not prefix:
        attrs["autocomplete"] = _AUTOCOMPLETE[field.id]
    said = field.help
    if field.example:
        said = f"{said} Ví dụ: {field.example}.".strip()
    return {
        "name": name,
        "kind": kind,
        "label": f"{field.label} ({field.suffix})" if field.suffix else field.label,
        "value": _shown(field, typed.get(field.id)),
        "help": _with_condition(filling, said, field.when),
        "error": errors.get(name, ""),
        "options": _options(filling, field, kind),
        "required": field.required,
        "attrs": {} if kind in ("radio", "checkboxes") else attrs,
        "short": field.kind in _SHORT,
        "applies": bool(prefix) or filling.may_apply(field.when),
    }


def _with_condition(filling: Filling, said: str, when: Condition | None) -> str:
    """Say when a question applies, unless the answers so far decide that already."""
    if when is None or when.holds(filling.hints.values):
        return said
    return (
        f"{said} Chỉ trả lời khi {procedures.wording.condition(filling.definition, when)}.".strip()
    )


def _shown(field: Field, value: Any) -> Any:
    if field.kind is FieldKind.YES_NO and isinstance(value, bool):
        return "yes" if value else "no"
    if field.kind is FieldKind.CHOICES:
        return value if isinstance(value, list) else []
    return "" if value is None else value


def _options(filling: Filling, field: Field, kind: str) -> list[list[str]]:
    if field.kind is FieldKind.YES_NO:
        return [["yes", "Có"], ["no", "Không"]]
    if field.kind is FieldKind.UNIT:
        return [["", "Chọn xã, phường"], *([code, name] for code, name in filling.units.items())]
    options = [[choice.value, choice.label] for choice in field.choices]
    return [["", "Chọn một câu trả lời"], *options] if kind == "select" else options


def drawn_papers(filling: Filling, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the papers to attach with what is attached already."""
    return [
        {
            "id": paper.id,
            "name": paper.name,
            "help": paper.help,
            "required": paper.required,
            "template": paper.template,
            "error": errors.get(f"papers.{paper.id}", ""),
            "files": [one for one in filling.papers if one.paper_id == paper.id],
        }
        for paper in filling.papers_asked
    ]


def answers_of(definition: Definition, form: FormData) -> dict[str, Any]:
    """Return the answers of a posted page, without the page's own controls and files."""
    pairs = (
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in CONTROLS and not name.startswith("papers.")
    )
    return drafts.still_asked(definition, answers.gather(definition, pairs))


def uploads_of(form: FormData) -> Iterable[Upload]:
    """Yield the files of a posted page: `papers.<id>`, each as often as it was chosen."""
    for name, one in chosen(form):
        if name.startswith("papers."):
            yield Upload(name.removeprefix("papers."), one.filename or "", one.file)


def limits_in_words(upload_bytes_most: int) -> str:
    """Say what may be attached, before anybody chooses a file."""
    megabytes = upload_bytes_most // 2**20
    kinds = blobs.kinds_in_words(dossiers.ALLOWED_KINDS)
    return (
        f"Mỗi tệp không quá {megabytes} MB, cả hồ sơ không quá {dossiers.PAPERS_MOST} tệp. "
        f"Nhận: {kinds}. Chụp bằng điện thoại cũng được, miễn là đọc rõ chữ."
    )
