"""What comes from inside the system: it lies on the desk before anybody has touched it.

Law: 30/2020/NĐ-CP Đ21 k2, PL VI III.1
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from province import documents
from province.basics import text
from province.documents import Status
from province.incoming import store
from province.incoming.model import Incoming
from province.incoming.steps import RECORD_KIND, give_number, untouched
from province.incoming.telling import Letter, notify
from province.storage import Work, new_id
from province.symbols import TYPES, Urgency, issuer_key, number_key

UNSAID = dict.fromkeys(("direction", "lead", "supports", "progress", "answer_number", "note"), "")


def arrive(
    work: Work, document: Row[Any], addressed: Sequence[Row[Any]], at_once: Collection[int]
) -> tuple[list[int], list[str]]:
    """Put an issued document on the desk of each addressee.

    Units of `at_once` register by themselves and give the arrival number now; the rest wait for a
    clerk.

    Returns: the units it arrived at, and the entries that were registered, to be written down.
    """
    inside = sorted(addressed, key=_by_unit)
    entries = [
        {"id": new_id(work.now), "came_at": work.now, **_entry(document, recipient)}
        for recipient in inside
    ]
    store.add_entries(work, entries)
    documents.note_statuses(work, [one.id for one in inside], Status.ARRIVED)
    registered = [entry for entry in entries if entry["unit_id"] in at_once]
    for entry in registered:
        give_number(work, entry["id"], entry["unit_id"], "Hệ thống")
    return [entry["unit_id"] for entry in entries], [entry["id"] for entry in registered]


def _by_unit(recipient: Row[Any]) -> int:
    """Take desks in one order everywhere: two broadcasts at once must not wait for each other."""
    return int(recipient.unit_id)


def _entry(document: Row[Any], recipient: Row[Any]) -> dict[str, Any]:
    """Return what an entry says before anybody has touched it."""
    return {
        "unit_id": recipient.unit_id,
        "state": Incoming.ARRIVED,
        "channel": "system",
        "document_id": document.id,
        "recipient_id": recipient.id,
        "author": document.issuer,
        "author_key": issuer_key(document.issuer),
        "number_text": document.number_text,
        "number_key": number_key(document.number_text),
        "document_date": document.issued_on,
        "type_name": TYPES[document.type].name,
        "abstract": document.abstract,
        "signer": (document.signature or {}).get("name", ""),
        "urgency": document.urgency,
        "circulation": document.circulation,
        "copies": 1,
        "due_on": document.reply_by if recipient.direct else None,
        **UNSAID,
    }


def announce(work: Work, document: Row[Any], unit_ids: Collection[int]) -> None:
    """Tell each registry what has arrived, in one e-mail for each.

    The letters of a broadcast leave one by one, so that what people send meanwhile goes between.
    """
    urgency = Urgency(document.urgency)
    stamp = f"[{urgency.label.upper()}] " if urgency else ""
    subject = f"{stamp}Văn bản đến {document.number_text}: {document.abstract}"
    said = (
        f"{document.issuer} vừa gửi đến cơ quan văn bản số {document.number_text} "
        f"ngày {text.date_vi(document.issued_on)}: {document.abstract}\n\n"
        "Mời văn thư mở Nơi làm việc, mục Văn bản đến, để tiếp nhận và đăng ký trong ngày."
    )
    letter = Letter(document.unit_id, subject, said)
    notify(work, {one: f"documents.arrived:{document.id}:{one}" for one in unit_ids}, letter)


def arrival_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield place and nature of what lies on a desk untouched and not as it was sent there.

    An entry nobody has touched has no deed of its own: it must say what its document says.
    """
    for batch in untouched(connection):
        sent = documents.documents_with(connection, {record["document_id"] for record in batch})
        ids = {record["recipient_id"] for record in batch}
        addressed = documents.recipients_with(connection, ids)
        for record in batch:
            document = sent.get(record["document_id"])
            recipient = addressed.get(record["recipient_id"])
            if not (document and recipient and _as_sent(record, document, recipient)):
                yield f"{RECORD_KIND} {record['id']}", "does not say what was sent"


def _as_sent(record: Mapping[str, Any], document: Row[Any], recipient: Row[Any]) -> bool:
    by, at = document.issued_by, document.issued_at
    told = [(one["status"], one["at"], one["by"], one["description"]) for one in record["told"]]
    stands = (recipient.status, recipient.status_at, recipient.status_by, recipient.reason or "")
    if told != [(Status.ARRIVED, at, by, "")] or told != [stands]:
        return False
    expected = _entry(document, recipient) | {"came_at": at, "changed_at": at, "changed_by": by}
    del expected["type_name"]  # a type may be given a better name later
    return all(record[name] == value for name, value in expected.items())
