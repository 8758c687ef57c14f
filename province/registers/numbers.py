"""Numbers that were given and belong to nothing: both registers must be whole.

Law: 30/2020/NĐ-CP Đ15 k1, Đ22 k2
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from province import documents, incoming, symbols
from province.storage import last_number

ARRIVALS = "incoming"  # what the series of arrival numbers is called beside those of outgoing ones


def number_gaps(connection: Connection, unit_id: int, year: int) -> dict[str, list[int]]:
    """Return the numbers of a year that are missing from a unit's registers, by book.

    Returns: only books with a gap; "incoming", or the series of outgoing numbers. Empty: whole.
    """
    gaps = {}
    for series, (book, numbers) in _books(connection, unit_id, year).items():
        last = max(last_number(connection, book, str(year)), *numbers, 0)
        if missing := sorted(set(range(1, last + 1)) - set(numbers)):
            gaps[series] = missing
    return gaps


def _books(connection: Connection, unit_id: int, year: int) -> dict[str, tuple[str, list[int]]]:
    """Return a unit's number books of a year with the numbers used, by series."""
    arrived = incoming.arrival_numbers(connection, unit_id, year)
    books = {ARRIVALS: (incoming.number_book(unit_id), arrived)}
    for series, numbers in documents.numbers_of_series(connection, unit_id, year).items():
        books[series] = (symbols.number_book(unit_id, series), numbers)
    return books


def number_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield every number that was given and belongs to nothing, or was used and never given."""
    years = documents.numbered_years(connection) | incoming.numbered_years(connection)
    for unit_id, year in sorted(years):
        for series, missing in number_gaps(connection, unit_id, year).items():
            numbers = ", ".join(map(str, missing))
            yield f"documents of unit {unit_id}, {series} {year}", f"numbers {numbers} are missing"
        for book, used in _books(connection, unit_id, year).values():
            given, most = last_number(connection, book, str(year)), max(used, default=0)
            if given < most:
                reason = f"says {given}, the highest number used is {most}"
                yield f"number_books {book} {year}", reason
