"""What follows from the answers: questions that apply, papers to attach, time limit and fee."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from province.answers.model import FeeDue, FeeLine
from province.procedures import Definition, Fee, FieldGroup, Paper, TimeLimit, holds


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
    times = Decimal(len(counted)) if isinstance(counted, list) else Decimal(str(counted))
    amount = (fee.amount * times).to_integral_value(ROUND_HALF_UP)
    return FeeLine(fee.name, int(amount), fee.note)
