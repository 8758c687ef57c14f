"""Number books: numbers without gaps or doubles, taken inside the deed that uses them.

A number that is taken and a deed that is undone go back together; that is why numbers come from a
row and not from a database sequence. Books restart with their period: a year for documents, a day
for dossiers.

Law: 30/2020/NĐ-CP Đ15
"""

from sqlalchemy import Column, Connection, Integer, String, Table, select, update

from province.storage.inserting import insert_or_leave
from province.storage.metadata import metadata
from province.storage.work import Work

number_books = Table(
    "number_books",
    metadata,
    Column("book", String(80), primary_key=True),  # e.g. "incoming:H61"
    Column("period", String(10), primary_key=True),  # "2026", or "2026-11-23"
    Column("last", Integer, nullable=False),  # the number given last; the first one is 1
)


def next_number(work: Work, book: str, period: str) -> int:
    """Take the next number of a book in a period: 1, 2, 3, … without a gap."""
    here = (number_books.c.book == book) & (number_books.c.period == period)
    raised = update(number_books).where(here).values(last=number_books.c.last + 1)
    if not work.execute(raised).rowcount:
        insert_or_leave(work, number_books, {"book": book, "period": period, "last": 0})
        work.execute(raised)
    return int(work.execute(select(number_books.c.last).where(here)).scalar_one())


def last_number(connection: Connection, book: str, period: str) -> int:
    """Return the number given last, 0 when the book has not been opened."""
    found = connection.execute(
        select(number_books.c.last).where(
            number_books.c.book == book, number_books.c.period == period
        )
    ).scalar()
    return int(found or 0)


def last_numbers(connection: Connection, beginning: str) -> dict[tuple[str, str], int]:
    """Return the numbers given last, by book and period, of all books whose names begin alike."""
    found = select(number_books).where(number_books.c.book.startswith(beginning, autoescape=True))
    return {(row.book, row.period): row.last for row in connection.execute(found)}
