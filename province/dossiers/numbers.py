"""Number books of dossiers: codes of each day, and forms of each unit and year.

A code's book is named as the code begins, so that no two codes are ever alike. A form's book is the
unit's, whatever code it bears: a new code does not begin a new book.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection

from province.basics import legal_day
from province.directory import Unit
from province.dossiers import store
from province.dossiers.model import FormKind, code_of
from province.storage import Work, last_numbers, next_number

RECEIPT, REFUSAL = "TNHS", "TC"  # what their numbers end in; a result's: its own symbol
_BOOKS = {RECEIPT: "services.receipt", REFUSAL: "services.refusal"}
_CODES = "services.dossier"

Place = tuple[str, str]  # book, period


def next_code(work: Work, receiving: Unit) -> str:
    """Take the next code of a day for a dossier of the unit that receives it."""
    beginning = receiving.code or f"U{receiving.id}"
    number = next_number(work, f"{_CODES}:{beginning}", work.today.isoformat())
    return code_of(beginning, work.today, number)


def next_form_number(work: Work, ending: str, unit_id: int) -> int:
    """Take the next number of a unit's forms whose numbers end alike, in a year."""
    return next_number(work, _form_book(ending, unit_id), f"{work.today:%Y}")


def _form_book(ending: str, unit_id: int) -> str:
    return f"{_BOOKS.get(ending, f'services.{ending}')}:{unit_id}"


def number_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield every number book that says another number than was given last."""
    used = _used(connection)
    given = last_numbers(connection, "services.")
    for book, period in sorted(used.keys() | given.keys()):
        last, most = given.get((book, period), 0), used[book, period]
        if last != most:
            reason = f"says {last}, the highest number used is {most}"
            yield f"number_books {book} {period}", reason


def _used(connection: Connection) -> Counter[Place]:
    """Return the highest number used of each book."""
    used: Counter[Place] = Counter()
    for code in store.all_codes(connection):
        beginning, day, number = code.rsplit("-", 2)
        place = f"{_CODES}:{beginning}", f"20{day[:2]}-{day[2:4]}-{day[4:]}"
        used[place] = max(used[place], int(number))
    for form in store.numbered_forms(connection):
        number, _, ending = form.number.partition("/")
        received = form.kind == FormKind.RECEIPT
        unit_id = form.receiving_unit_id if received else form.deciding_unit_id
        place = _form_book(ending, unit_id), str(legal_day(form.made_at).year)
        used[place] = max(used[place], int(number))
    return used
