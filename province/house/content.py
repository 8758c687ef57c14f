"""What is made from files and registers: procedure revisions, the website, the search index."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from province import access, documents, procedures, publishing, search
from province.basics import SYSTEM
from province.house.house import House
from province.search import Entry

Say = Callable[[str], None]


def lay_foundations(house: House, say: Say) -> None:
    """Bring roles and procedures in the database up to what ships with the software."""
    with house.storage.work(SYSTEM) as work:
        if access.ensure_roles(work):
            say("Roles laid in.")
        loaded = procedures.load_revisions(work, house.procedures)
    if loaded.added:
        say(f"{len(loaded.added)} procedure revisions loaded.")


def build_site(house: House, say: Say) -> bool:
    """Build the website when something it is made of has changed; tell whether it was built."""
    with house.storage.reading() as connection:
        built = publishing.build_site(house.settings, connection, house.clock.now())
    if built.fresh:
        say(f"Website built: {built.pages} pages in {built.seconds:.1f} s.")
    return built.fresh


def index_all(house: House, say: Say, *, only_if_missing: bool) -> bool:
    """Rebuild the search index from the database and the content, beside the one in use."""
    if only_if_missing and search.trouble(house.settings.index) is None:
        return False
    with house.storage.reading() as connection:
        count = search.rebuild(house.settings.index, _entries(connection, house))
    say(f"Search index rebuilt: {count} entries.")
    return True


def _entries(connection: Connection, house: House) -> Iterator[Entry]:
    yield from publishing.entries_for_search(connection, house.clock.now())
    for item_id in documents.ids_for_search(connection):
        if (entry := document_entry(connection, item_id)) is not None:
            yield entry


def document_entry(connection: Connection, item_id: str) -> Entry | None:
    """Return an official document's search entry, None when it is not to be found any more."""
    found = documents.entry_for_search(connection, item_id)
    return None if found is None else Entry(**{**found, "readers": frozenset(found["readers"])})
