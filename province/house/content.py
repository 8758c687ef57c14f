"""What is made from files and registers: procedure revisions, the website, the search index."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from province import access, index, procedures, publishing, registers
from province.basics import SYSTEM
from province.house.house import House
from province.index import Entry

Say = Callable[[str], None]


def lay_roles(house: House, say: Say) -> None:
    """Bring the roles in the database up to what ships with the software."""
    with house.storage.work(SYSTEM) as work:
        if access.ensure_roles(work):
            say("Roles laid in.")


def load_procedures(house: House, say: Say) -> None:
    """Load a revision of each procedure file that says something new."""
    with house.storage.work(SYSTEM) as work:
        loaded = procedures.load_revisions(work, house.procedures)
    if loaded.added:
        say(f"{len(loaded.added)} procedure revisions loaded.")


def publish(house: House, say: Say) -> None:
    """Take in what editors wrote: the website, then the forms, then the search index.

    Refuses: publishing.content.faulty, publishing.site.broken; what was published before stays.
    """
    built = build_site(house, say)
    load_procedures(house, say)
    index_all(house, say, only_if_missing=not built)


def build_site(house: House, say: Say) -> bool:
    """Build the website when something it is made of has changed; tell whether it was built."""
    with house.storage.reading() as connection:
        now = house.clock.now()
        built = publishing.build_site(house.settings, connection, now, content=house.content)
    if built.fresh:
        say(f"Website built: {built.pages} pages in {built.seconds:.1f} s.")
    return built.fresh


def index_all(house: House, say: Say, *, only_if_missing: bool) -> bool:
    """Rebuild the search index from the database and the content, beside the one in use."""
    if only_if_missing and index.trouble(house.settings.index) is None:
        return False
    with house.storage.reading() as connection:
        count = index.rebuild(house.settings.index, _entries(connection, house))
    say(f"Search index rebuilt: {count} entries.")
    return True


def _entries(connection: Connection, house: House) -> Iterator[Entry]:
    now = house.clock.now()
    yield from publishing.entries_for_search(connection, now, content=house.content)
    for item_id in registers.ids_for_search(connection):
        if (entry := document_entry(connection, item_id)) is not None:
            yield entry


def document_entry(connection: Connection, item_id: str) -> Entry | None:
    """Return an official document's search entry, None when it is not to be found any more."""
    found = registers.entry_for_search(connection, item_id)
    return None if found is None else Entry(**{**found, "readers": frozenset(found["readers"])})
