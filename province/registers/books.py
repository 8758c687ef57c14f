"""The register books as people read them: outgoing, incoming, and what became of it.

Law: 30/2020/NĐ-CP Đ16 k2b, Đ22 k3b, PL IV, PL VI V
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access, directory, documents, incoming, signing
from province.basics import Actor, Invalid, legal_day, text
from province.documents import RECEIVED, Outgoing, in_words, not_found
from province.incoming import OPEN, Incoming
from province.registers.numbers import number_gaps
from province.symbols import TYPES

YEARS_MOST = 5  # calendar years one register may reach over


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of register: its name and its columns with their relative widths."""

    code: str
    name: str
    columns: tuple[tuple[str, int], ...]


OUTGOING = Book(
    "di",
    "Sổ đăng ký văn bản đi",
    (
        ("Số, ký hiệu văn bản", 9),
        ("Ngày tháng văn bản", 7),
        ("Tên loại và trích yếu nội dung văn bản", 22),
        ("Người ký", 9),
        ("Nơi nhận văn bản", 18),
        ("Đơn vị, người nhận bản lưu", 7),
        ("Số lượng bản", 5),
        ("Ngày chuyển", 7),
        ("Ký nhận", 8),
        ("Ghi chú", 8),
    ),
)
INCOMING = Book(
    "den",
    "Sổ đăng ký văn bản đến",
    (
        ("Ngày đến", 7),
        ("Số đến", 5),
        ("Tác giả", 14),
        ("Số, ký hiệu văn bản", 9),
        ("Ngày tháng văn bản", 7),
        ("Tên loại và trích yếu nội dung văn bản", 24),
        ("Đơn vị hoặc người nhận", 11),
        ("Ngày chuyển", 7),
        ("Ký nhận", 7),
        ("Ghi chú", 9),
    ),
)
TRACKING = Book(
    "theo-doi",
    "Sổ theo dõi giải quyết văn bản đến",
    (
        ("Số đến", 5),
        ("Tên loại, số, ký hiệu, ngày, tháng và tên cơ quan, tổ chức ban hành văn bản", 30),
        ("Đơn vị hoặc người nhận", 15),
        ("Thời hạn giải quyết", 9),
        ("Tiến độ giải quyết", 19),
        ("Số, ký hiệu văn bản trả lời", 11),
        ("Ghi chú", 11),
    ),
)
BOOKS = {book.code: book for book in (OUTGOING, INCOMING, TRACKING)}


@dataclass(frozen=True, slots=True)
class Register:
    """A register of one unit for a period, as people read it."""

    book: Book
    unit: str
    parent: str | None
    first: date
    last: date
    rows: list[list[str]]
    gaps: list[str]  # one sentence for each book of numbers that is not whole


def register(
    connection: Connection,
    actor: Actor,
    today: date,
    unit_id: int,
    code: str,
    first: date,
    last: date,
) -> Register:
    """Return a register of a unit for a period, both days included.

    Refuses: documents.unknown to who may not read what the unit writes or receives,
    documents.register.too_long.
    """
    if last.year - first.year >= YEARS_MOST:
        sentence = f"Một lần xem sổ tối đa {YEARS_MOST} năm. Hãy chọn khoảng ngắn hơn."
        raise Invalid("documents.register.too_long", sentence, fields={"last": sentence})
    book = BOOKS.get(code) or not_found()
    deed = "documents.document.read" if book is OUTGOING else "documents.incoming.read"
    if not access.may(connection, actor, deed, unit_id, today):
        not_found()
    day = min(last, today)
    unit = directory.unit_as_of(connection, unit_id, day)
    parent = signing.governing_name(connection, unit, day)
    if book is OUTGOING:
        rows = _outgoing(connection, unit_id, first, last)
    else:
        came = incoming.arrived_between(connection, unit_id, first, last)
        rows = [_incoming(row) if book is INCOMING else _tracked(row, today) for row in came]
    gaps = _gaps(connection, unit_id, book, first.year, last.year)
    return Register(book, unit.name, parent, first, last, rows, gaps)


def _outgoing(connection: Connection, unit_id: int, first: date, last: date) -> list[list[str]]:
    issued = documents.issued_between(connection, unit_id, first, last)
    groups = documents.groups(connection, last)
    rows = []
    for start in range(0, len(issued), 500):
        batch = issued[start : start + 500]
        addressed = documents.recipients_of(connection, [row.id for row in batch])
        for row in batch:
            named = addressed.get(row.id, [])
            inside = [one for one in named if one.unit_id is not None]
            received = sum(one.status in RECEIVED for one in inside)
            rows.append(
                [
                    row.number_text,
                    text.date_vi(row.issued_on),
                    f"{TYPES[row.type].name} {row.abstract}",
                    row.signature["name"],
                    "; ".join(in_words(named, groups, unit_id)),
                    row.kept_by + (f", {row.drafted_by}" if row.drafted_by else ""),
                    str(row.copies),
                    text.date_vi(legal_day(row.issued_at)),
                    f"{received}/{len(inside)} nơi đã tiếp nhận" if inside else "",
                    _note(row.note, "Đã thu hồi" if row.state == Outgoing.RECALLED else ""),
                ]
            )
    return rows


def _incoming(row: Row[Any]) -> list[str]:
    ended = row.state in (Incoming.RETURNED, Incoming.WITHDRAWN)
    return [
        text.date_vi(row.arrived_on),
        str(row.arrival_number),
        row.author,
        row.number_text,
        _day(row.document_date),
        f"{row.type_name} {row.abstract}",
        row.lead,
        _day(row.handed_on),
        "",  # signed by hand on the printed page
        _note(row.note, Incoming(row.state).label if ended else ""),
    ]


def _tracked(row: Row[Any], today: date) -> list[str]:
    state = Incoming(row.state)
    progress = state.label if state not in OPEN or not row.progress else row.progress
    if state is Incoming.DONE:
        progress = f"Đã giải quyết ngày {text.date_vi(row.done_on)}"
    late = state in OPEN and row.due_on is not None and row.due_on < today
    number = f" số {row.number_text}" if row.number_text else ""
    dated = f" ngày {text.date_vi(row.document_date)}" if row.document_date else ""
    return [
        str(row.arrival_number),
        f"{row.type_name}{number}{dated} của {row.author}: {row.abstract}",
        row.lead + (f"; phối hợp: {row.supports}" if row.supports else ""),
        _day(row.due_on),
        progress + (" (quá hạn)" if late else ""),
        row.answer_number,
        row.note,
    ]


def _day(day: date | None) -> str:
    return text.date_vi(day) if day else ""


def _note(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


def _gaps(connection: Connection, unit_id: int, book: Book, first: int, last: int) -> list[str]:
    said = []
    for year in range(first, last + 1):
        for series, missing in number_gaps(connection, unit_id, year).items():
            if (series == "incoming") is not (book is OUTGOING):
                numbers = ", ".join(map(str, missing))
                said.append(f"Năm {year}, {_SERIES.get(series, series)}: thiếu số {numbers}")
    return said


_SERIES = {"incoming": "số đến", "common": "dãy số chung", "copy": "dãy số bản sao"} | {
    code: f"dãy số {kind.name}" for code, kind in TYPES.items()
}
