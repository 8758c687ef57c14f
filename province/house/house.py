"""What a running process holds: settings, clock, database, calendar, search."""

from dataclasses import dataclass
from pathlib import Path

from province import search
from province.basics import Clock, Settings, SystemClock
from province.basics.calendar import WorkingCalendar
from province.storage import Storage

ROOT = Path(__file__).resolve().parents[2]  # the checkout: build.py and the doors live there


@dataclass(frozen=True)
class House:
    """Everything a door or a worker needs to do its part."""

    settings: Settings
    clock: Clock
    storage: Storage
    calendar: WorkingCalendar
    searcher: search.Searcher

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
    clock = clock or SystemClock()
    return House(
        settings=settings,
        clock=clock,
        storage=Storage(settings.database, clock),
        calendar=WorkingCalendar.load(settings.working_days_file),
        searcher=search.Searcher(settings.index),
    )
