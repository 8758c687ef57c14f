"""E-mails to registries: a unit is told what lies, or was answered, at its desk.

Law: 30/2020/NĐ-CP PL VI III.1i, III.1k
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from province import directory, jobs
from province.storage import Work

LETTER_INTERVAL = timedelta(seconds=0.25)  # between two letters of one broadcast


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail from a unit to registries."""

    from_unit_id: int
    subject: str
    text: str


def notify(work: Work, keys: Mapping[int, str], letter: Letter) -> None:
    """Write an e-mail to the registries of units, one by one, in the order of the keys.

    Who has ended is reached through whoever does its work today. A key keeps a letter from being
    asked for twice.
    """
    alive = {unit.id: unit for unit in directory.units_on(work.connection, work.today)}
    place = 0
    for unit_id, key in keys.items():
        own = alive.get(unit_id)
        for one in [own] if own else directory.heirs(work.connection, unit_id, work.today):
            if one.email:
                told = {
                    "to": one.email,
                    "subject": letter.subject[:300],
                    "text": letter.text,
                    "from_unit_id": letter.from_unit_id,
                }
                once = key if one is own else f"{key}:{one.id}"
                leaves = work.now + place * LETTER_INTERVAL
                jobs.ask(work, "notifications.send", told, key=once, not_before=leaves)
                place += 1
