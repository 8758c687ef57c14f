"""What the house lends to the deeds on dossiers: anything with these three will do."""

from typing import Protocol

from province.basics import Settings
from province.basics.calendar import WorkingCalendar
from province.storage import Storage


class Means(Protocol):
    """Settings, calendar and storage of the house a deed is done in."""

    @property
    def settings(self) -> Settings:
        """Return the settings: secret key, folders, limits, public address."""
        ...

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the working calendar."""
        ...

    @property
    def storage(self) -> Storage:
        """Return the database."""
        ...
