"""How a unit's desk works: where it sits, how it numbers, and whether it registers by itself.

Law: 30/2020/NĐ-CP Đ15 k1, PL I II.4
"""

from collections.abc import Sequence

from province import access, audit, directory, documents
from province.basics import Conflict, text
from province.outgoing import store
from province.storage import Work
from province.symbols import type_of


def set_desk(
    work: Work,
    unit_id: int,
    *,
    place: str = "",
    registers_itself: bool = False,
    own_series: Sequence[str] | None = None,
) -> None:
    """Say where a unit sits, how it receives, and which types it numbers apart (None: all).

    The way of numbering changes between years only: a number and symbol must not come twice.

    Refuses: directory.unit.unknown, documents.desk.numbers_given. Law: 30/2020/NĐ-CP Đ15 k1
    """
    access.require(work, "documents.desk.set", unit_id)
    directory.unit(work.connection, unit_id, work.today)
    own = None if own_series is None else sorted({type_of(one).code for one in own_series})
    before = store.desk(work.connection, unit_id)
    changes = own != (before.own_series if before else None)
    if changes and documents.numbers_of_series(work.connection, unit_id, work.today.year):
        raise Conflict(
            "documents.desk.numbers_given",
            f"Năm {work.today.year} cơ quan đã cấp số văn bản, nên cách đánh số chỉ đổi được từ "
            "ngày 01 tháng 01 năm sau.",
        )
    values = {
        "place": text.clean_line(place, characters_most=100),
        "registers_itself": registers_itself,
        "own_series": own,
    }
    store.set_desk(work, unit_id, values)
    audit.write(
        work, "documents.desk.set", subject=("desk", unit_id), unit_id=unit_id, detail=values
    )
