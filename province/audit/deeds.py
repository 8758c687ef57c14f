"""Deeds to be written down: each at once, or, where a greater one has parts, all at its end.

The audit's head is a lock everybody needs until the work ends. Whoever takes it and goes on
changing rows may wait for somebody who waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from province.audit.actions import write
from province.storage import Work


@dataclass(frozen=True)
class Deed:
    """What the audit is told of one change; the arguments of `write`, kept until then."""

    name: str  # "directory.unit.opened"
    subject: tuple[str, str | int]  # what it was done to: kind and id
    unit_id: int | None = None
    detail: Mapping[str, Any] | None = None
    record: Mapping[str, Any] | None = None

    def write(self, work: Work) -> None:
        """Write the deed down."""
        write(
            work,
            self.name,
            subject=self.subject,
            unit_id=self.unit_id,
            detail=self.detail,
            record=self.record,
        )


def write_or_keep(work: Work, deed: Deed, kept: list[Deed] | None) -> None:
    """Write a deed down, or keep it for the greater deed that gathers its parts."""
    if kept is None:
        deed.write(work)
    else:
        kept.append(deed)
