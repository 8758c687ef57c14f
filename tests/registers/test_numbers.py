"""A number that belongs to nothing is named."""

from province import registers
from province.documents.tables import documents as documents_table
from tests.documents.cast import Cast


def test_a_gap_is_named(small_cast: Cast) -> None:
    ids = [small_cast.issued() for _ in range(3)]
    with small_cast.storage.work(small_cast.an) as work:
        change = documents_table.update().where(documents_table.c.id == ids[1])
        work.execute(change.values(number=None, number_text=None))
    with small_cast.storage.reading() as connection:
        assert registers.number_gaps(connection, small_cast.committee, 2026) == {"cong-van": [2]}
        assert list(registers.number_faults(connection)) == [
            (f"documents of unit {small_cast.committee}, cong-van 2026", "numbers 2 are missing")
        ]
