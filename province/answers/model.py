"""What comes of reading a form: clean answers and what is wrong, and what a dossier costs."""

from dataclasses import dataclass
from typing import Any


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
