"""A document as it is printed: Mẫu 1.4 for named documents, Mẫu 1.5 for letters.

Law: 30/2020/NĐ-CP Đ8, PL I, PL III
"""

import re
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import directory, documents, printing, signing, symbols
from province.basics import legal_day, text
from province.documents import in_words
from province.outgoing import store
from province.symbols import LETTER, Circulation, DocumentType, Urgency

_GROUND = re.compile(r"(Căn cứ|Theo đề nghị|Thực hiện|Xét)\b.*;$|(Căn cứ|Theo đề nghị)\b.*[;.]$")
_TO_ABOVE = ("to-trinh", "bao-cao")  # typed documents that begin with Kính gửi, as letters do


def document_pdf(connection: Connection, row: Row[Any]) -> bytes:
    """Print a document from its text; before it is issued, with room for number and day."""
    day = row.issued_on or legal_day(row.changed_at)
    data = _data(connection, row, day)
    return printing.pdf("document", data, at=row.issued_at or row.changed_at)


def _data(connection: Connection, row: Row[Any], day: date) -> dict[str, Any]:
    kind = symbols.type_of(row.type)
    unit = directory.unit_as_of(connection, row.unit_id, day)
    desk = store.desk(connection, row.unit_id)
    place = (desk.place if desk else "") or signing.place_of(connection, unit, day)
    blank = f"        /{symbols.symbol(kind, unit.abbreviation, row.drafted_by)}"
    day_in_words = text.date_long_vi(day)
    if row.issued_on is None:
        day_in_words = f"ngày       tháng       năm {day.year}"
    grounds, passages = split_body(row.body)
    signature = row.signature or {}
    return {
        "title": f"{kind.name} {row.abstract}",
        "parent": signing.governing_name(connection, unit, day),
        "unit": row.issuer,
        "number": row.number_text or blank,
        "place_date": f"{place}, {day_in_words}",
        "kind": None if kind is LETTER else kind.name,
        "about": re.sub(r"^(V/v|Về việc)\s+", "", row.abstract),
        "grounds": grounds,
        "passages": passages,
        "urgency": Urgency(row.urgency).label.upper() if row.urgency else None,
        "circulation": Circulation(row.circulation).label.upper() if row.circulation else None,
        "signature": signature.get("lines", []),
        "signer": signature.get("name"),
        **_recipients(connection, row, kind, day),
    }


def _recipients(
    connection: Connection, row: Row[Any], kind: DocumentType, day: date
) -> dict[str, list[str]]:
    """Kính gửi for letters, and for what goes up; then Nơi nhận with the copy that is kept."""
    named = documents.recipients(connection, row.id)
    groups = documents.groups(connection, day)
    direct = [one for one in named if one.direct]
    others = [one for one in named if not one.direct]
    if kind is not LETTER and kind.code not in _TO_ABOVE:
        direct, others = [], list(named)
    lines = in_words(others, groups, row.unit_id)
    if direct:
        lines.insert(0, "Như trên")
    kept = row.kept_by + (f", {row.drafted_by}" if row.drafted_by else "")
    return {
        "addressees": in_words(direct, groups, row.unit_id),
        "recipients": [*lines, f"Lưu: {kept}"],
    }


def split_body(body: str) -> tuple[list[str], list[str]]:
    """Part a body into its grounds (căn cứ, the first lines) and its passages, ended by `./.`."""
    lines = [line for line in body.splitlines() if line.strip()]
    grounds = []
    while lines and _GROUND.match(lines[0]):
        grounds.append(lines.pop(0).rstrip(" ;."))
    if lines:
        lines[-1] = f"{lines[-1].rstrip(' ./')}./."
    return grounds, lines
