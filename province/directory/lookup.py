"""Finding units: by id, by either spelling of a code, in the tree, and through their successors."""

from datetime import date

from sqlalchemy import Connection

from province.basics import NotFound, identifiers
from province.directory import store
from province.directory.model import Unit


def unit(connection: Connection, unit_id: int, on: date) -> Unit:
    """Return a unit as it was on a day.

    Refuses: directory.unit.unknown when there is no such unit, or not on that day.
    """
    for version in store.unit_versions_of(connection, unit_id):
        if _holds(version, on):
            return version
    raise _unknown()


def last_known(connection: Connection, unit_id: int) -> Unit:
    """Return a unit as it was said to be last, perhaps only from a day to come: what changes go by.

    To show a unit, ask for it on a day.

    Refuses: directory.unit.unknown.
    """
    versions = store.unit_versions_of(connection, unit_id)
    if not versions:
        raise _unknown()
    return versions[0]


def unit_as_of(connection: Connection, unit_id: int, day: date) -> Unit:
    """Return a unit as it was on a day: as it was last if it had ended, as at first if not begun.

    For what is written about a unit that others may do the work of by now.

    Refuses: directory.unit.unknown.
    """
    versions = store.unit_versions_of(connection, unit_id)
    if not versions:
        raise _unknown()
    return next((version for version in versions if version.since <= day), versions[-1])


def unit_by_code(connection: Connection, code: str, on: date) -> Unit | None:
    """Return the unit that bears a code on a day.

    Both spellings are read: `H61.17` and `000.00.17.H61`.

    Refuses: basics.identifiers.unit_code.
    """
    bearers = store.units_with_code(connection, identifiers.unit_code(code))
    return next((bearer for bearer in bearers if _holds(bearer, on)), None)


def heirs(connection: Connection, unit_id: int, on: date) -> list[Unit]:
    """Return the units that do a unit's work on a day: itself, or whoever came after, link by link.

    Returns: each heir once, in the order of the links.
    """
    found: list[Unit] = []
    asked, waiting = {unit_id}, [unit_id]
    while waiting:
        current = waiting.pop(0)
        versions = store.unit_versions_of(connection, current)
        living = next((version for version in versions if _holds(version, on)), None)
        if living:
            found.append(living)
            continue
        links = store.successions_from(connection, [current])
        following = [link.successor_id for link in links if link.successor_id not in asked]
        asked.update(following)
        waiting.extend(following)
    return found


def tree(connection: Connection, on: date) -> list[tuple[int, Unit]]:
    """Return the units of a day from the top down with their depth, each before those under it.

    A unit whose parent does not exist that day stands at the top.
    """
    units = store.units_on(connection, on)
    living = {one.id for one in units}
    under: dict[int | None, list[Unit]] = {}
    for one in units:
        under.setdefault(one.parent_id if one.parent_id in living else None, []).append(one)
    rows: list[tuple[int, Unit]] = []
    waiting = [(0, one) for one in reversed(under.get(None, []))]
    while waiting:
        depth, one = waiting.pop()
        rows.append((depth, one))
        waiting.extend((depth + 1, child) for child in reversed(under.get(one.id, [])))
    return rows


def _unknown() -> NotFound:
    return NotFound("directory.unit.unknown", "Không tìm thấy đơn vị này trong danh mục.")


def _holds(version: Unit, on: date) -> bool:
    return version.since <= on and (version.until is None or on < version.until)
