"""Which of the typed answers count: those a form still asks for, those a page did not show."""

from collections.abc import Collection, Mapping
from typing import Any

from province.procedures import CASE, Definition


def still_asked(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to questions a form has: an older form's other answers wait unseen."""
    asked = {CASE} | {group.id for group in definition.form if group.rows_most}
    asked |= {f.id for group in definition.form if not group.rows_most for f in group.fields}
    return {name: value for name, value in answers.items() if name in asked}


def not_shown(
    definition: Definition, answers: Mapping[str, Any], groups: Collection[str]
) -> dict[str, Any]:
    """Return the answers to questions of other groups than those shown; `case` is its own group."""
    shown = {CASE} & set(groups)
    for group in definition.form:
        if group.id in groups:
            shown |= {group.id} if group.rows_most else {field.id for field in group.fields}
    return {name: value for name, value in answers.items() if name not in shown}
