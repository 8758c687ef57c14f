"""The answers of a form as people read them."""

from collections.abc import Mapping
from typing import Any

from province import procedures
from province.answers import asked
from province.procedures import Definition, Field, FieldKind


def sections_of(
    definition: Definition, answers: Mapping[str, Any], units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return clean answers as people read them, group by group; `units` names unit codes.

    Returns: [{"id", "title", "lines": [{"id", "label", "value"}]}], of groups that have any.
    """
    sections = []
    for group in asked(definition, answers):
        rows = answers.get(group.id, []) if group.rows_most else [answers]
        lines = [
            {"id": field.id, "label": field.label, "value": _in_words(field, row[field.id], units)}
            for row in rows
            for field in group.fields
            if row.get(field.id) not in (None, "", [])
        ]
        if lines:
            sections.append({"id": group.id, "title": group.title, "lines": lines})
    return sections


def _in_words(field: Field, value: Any, units: Mapping[str, str]) -> str:
    if field.kind is FieldKind.UNIT:
        return units.get(str(value), str(value))
    return procedures.wording.answer(field, value)
