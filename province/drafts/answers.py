"""Which of the typed answers count: those a form asks for, a page showed, and we may keep."""

from collections.abc import Collection, Mapping
from typing import Any

from province.basics import secrecy
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


def unmarked(answers: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Part the answers we may keep from those that carry a mark of state secrets.

    Returns: the former, and the names of the latter; of a group's rows as `owners.0.name`.
    Law: 117/2025/QH15
    """
    clean: dict[str, Any] = {}
    marked: list[str] = []
    for name, value in answers.items():
        several = value if isinstance(value, list) else [value]
        if several and all(isinstance(row, Mapping) for row in several):
            rows = [unmarked(row) for row in several]
            clean[name] = [kept for kept, _ in rows]
            marked += [f"{name}.{n}.{one}" for n, (_, found) in enumerate(rows) for one in found]
        elif secrecy.found_in(*(one for one in several if isinstance(one, str))):
            marked.append(name)
        else:
            clean[name] = value
    return clean, marked
