"""`verify` names a register row somebody changed behind our back."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from sqlalchemy import Table, delete, update

from province import audit, documents, incoming, outgoing, registers
from province.documents.tables import document_files
from province.documents.tables import documents as documents_table
from province.incoming import Arrival
from province.incoming.tables import incoming_documents
from tests.documents.cast import TODAY, Cast


def faults(cast: Cast) -> list[str]:
    with cast.storage.reading() as connection:
        return [
            str(fault)
            for room in (documents, incoming)
            for fault in audit.verify_records(
                connection, room.RECORD_KIND, room.records(connection)
            )
        ]


def busy(cast: Cast) -> tuple[str, str]:
    """Everything that may happen happens; return a document and a registered entry."""
    document_id = cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        incoming.accept(work, entry)
        incoming.register(work, entry)
        incoming.register_paper(
            work,
            cast.construction,
            Arrival("Bộ Xây dựng", "1/BXD-VP", date(2026, 11, 1), "Xin ý kiến"),
        )
        incoming.assign(work, entry, lead_account_id=cast.hoa.account_id)
    with cast.storage.work(cast.hoa) as work:
        incoming.note_progress(work, entry, "Đang làm")
        incoming.complete(work, entry)
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Nhầm")
    with cast.storage.work(cast.em) as work:
        incoming.agree_to_recall(work, entry)
    returned = cast.issued(replace(cast.letter(), abstract="V/v khác"))
    cast.drafted()
    with cast.storage.reading() as connection:
        waiting = incoming.inbox(connection, cast.em, "waiting", TODAY, TODAY)
    with cast.storage.work(cast.em) as work:
        incoming.return_to_sender(work, waiting[0].id, "Sai")
    assert returned
    return document_id, entry


def alter(cast: Cast, table: Table, row_id: str, **values: object) -> None:
    with cast.storage.work(cast.an) as work:
        work.execute(update(table).where(table.c.id == row_id).values(values))


def test_registers_are_whole_after_every_deed(cast: Cast) -> None:
    busy(cast)
    assert faults(cast) == []
    with cast.storage.reading() as connection:
        assert audit.verify_chain(connection) == []
        assert list(registers.number_faults(connection)) == []
        assert list(incoming.arrival_faults(connection)) == []


def test_what_is_written_down_while_another_changes_it_is_what_it_is_after_both(
    cast: Cast,
) -> None:
    document_id, begun = cast.issued(), threading.Event()

    def note() -> None:
        with cast.storage.work(cast.em) as work:
            begun.set()
            documents.write_down(work, "documents.file.added", document_id, name="a.pdf")

    with ThreadPoolExecutor() as pool:
        with cast.storage.work(cast.an) as work:
            outgoing.recall(work, document_id, "Nhầm")
            noted = pool.submit(note)
            begun.wait(0.5)  # SQLite lets the other begin only when this one is done
            time.sleep(0.2)  # long enough to have read what is about to change
        noted.result()
    assert faults(cast) == []


def test_altered_rows_are_named(cast: Cast) -> None:
    document_id, entry = busy(cast)
    alter(cast, documents_table, document_id, abstract="V/v chuyện khác")
    alter(cast, incoming_documents, entry, arrived_on=date(2026, 11, 20))
    assert faults(cast) == [
        f"document {document_id}: was altered outside the system",
        f"incoming {entry}: was altered outside the system",
    ]


def test_an_exchanged_file_and_a_lost_row_are_named(small_cast: Cast) -> None:
    document_id, entry = busy(small_cast)
    with small_cast.storage.work(small_cast.an) as work:
        file = update(document_files).where(document_files.c.document_id == document_id)
        work.execute(file.values(name="khác.pdf"))
        documents_gone = incoming_documents.c.id != entry
        paper = incoming_documents.c.channel == "paper"
        work.execute(delete(incoming_documents).where(documents_gone, paper))
    found = faults(small_cast)
    assert found[0] == f"document {document_id}: was altered outside the system"
    assert len(found) == 2
    assert found[1].endswith("is missing from the register")
