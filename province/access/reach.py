"""How far a role held at a unit reaches: down the tree, and back to the units it took over from.

The tree is the one of the day; a unit that ended is reached through its successors, link by link.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from province import directory
from province.access.model import Grant


def reaches(connection: Connection, grants: Iterable[Grant], unit_id: int, day: date) -> bool:
    """Tell whether one of some grants counts at a unit, walking up from it."""
    grants = list(grants)
    at = {grant.unit_id for grant in grants}
    if None in at or unit_id in at:
        return True
    doing_its_work = _with_successors(connection, unit_id)
    if at & doing_its_work:
        return True
    with_all_below = {grant.unit_id for grant in grants if grant.subtree}
    return bool(with_all_below) and any(
        with_all_below & set(directory.above(connection, one, day)) for one in doing_its_work
    )


def units_reached(connection: Connection, grants: Iterable[Grant], day: date) -> set[int]:
    """Return every unit at which one of some grants counts, walking down."""
    grants = set(grants)
    if any(grant.unit_id is None for grant in grants):
        reached = {unit.id for unit in directory.units_on(connection, day)}
    else:
        reached = set()
        for grant in grants:
            assert grant.unit_id is not None
            below = grant.subtree and directory.below(connection, grant.unit_id, day)
            reached |= below or {grant.unit_id}
    return _with_predecessors(connection, reached)


def _with_successors(connection: Connection, unit_id: int) -> set[int]:
    known, asked = {unit_id}, {unit_id}
    while asked:
        links = directory.successions_from(connection, asked)
        asked = {link.successor_id for link in links} - known
        known |= asked
    return known


def _with_predecessors(connection: Connection, unit_ids: set[int]) -> set[int]:
    known, asked = set(unit_ids), set(unit_ids)
    while asked:
        links = directory.successions_to(connection, asked)
        asked = {link.predecessor_id for link in links} - known
        known |= asked
    return known
