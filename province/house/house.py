"""What a running process holds: settings, clock, database, calendar, search.

The rooms are imported when a house is opened: the supervisor opens none and need not carry them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from province.basics import Clock, Settings, SystemClock

if TYPE_CHECKING:
    from province.basics.calendar import WorkingCalendar
    from province.search import Searcher
    from province.storage import Storage

ROOT = Path(__file__).resolve().parents[2]  # the checkout: build.py and the doors live there


@dataclass(frozen=True)
class House:
    """Everything a door or a worker needs to do its part."""

    settings: Settings
    clock: Clock
    storage: "Storage"
    calendar: "WorkingCalendar"
    searcher: "Searcher"

    @property
    def content(self) -> Path:
        """Return the folder editors write in."""
        return self.settings.content or ROOT / "content"

    @property
    def procedures(self) -> Path:
        """Return the folder of procedure files."""
        return self.content / "thu-tuc"


def open_house(settings: Settings, clock: Clock | None = None) -> House:
    """Open the house as its settings say; nothing is created but the connections."""
    from province.basics.calendar import WorkingCalendar
    from province.search import Searcher
    from province.storage import Storage

    clock = clock or SystemClock()
    return House(
        settings=settings,
        clock=clock,
        storage=Storage(settings.database, clock),
        calendar=WorkingCalendar.load(settings.working_days_file),
        searcher=Searcher(settings.index),
    )
