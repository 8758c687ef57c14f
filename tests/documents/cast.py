"""The people and units everybody in these tests knows."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from province import documents
from province.basics import Actor, legal_day
from province.basics.calendar import WorkingCalendar
from province.documents import Authority, Draft, Recipient, Signature, store
from province.storage import Storage, metadata

CALENDAR = WorkingCalendar.load()
CHAIRMAN = Signature("Chủ tịch", Authority.TM, collective="Ủy ban nhân dân")
BODY = "Căn cứ Nghị định số 30/2020/NĐ-CP;\nỦy ban nhân dân tỉnh gửi văn bản.\nĐề nghị thực hiện."


@dataclass
class Cast:
    """One province: its committee, three departments, some communes, and who works there."""

    storage: Storage
    folder: Path  # of kept files
    committee: int  # Ủy ban nhân dân tỉnh, UBND
    construction: int  # Sở Xây dựng, SXD
    interior: int  # Sở Nội vụ, SNV
    finance: int  # Sở Tài chính, STC
    communes: list[int]
    an: Actor  # clerk of the committee
    binh: Actor  # drafts and checks content there
    dung: Actor  # its chairman
    em: Actor  # clerk of the construction department
    giang: Actor  # its director
    hoa: Actor  # handles cases there
    stranger: Actor  # clerk of the finance department

    @property
    def today(self) -> date:
        """The legal day it is."""
        return legal_day(self.storage.clock.now())

    def letter(self, *recipients: Recipient, **changed: object) -> Draft:
        """A letter of the committee to the construction department, unless told otherwise."""
        to = recipients or (Recipient("", self.construction),)
        values = {
            "type": "cong-van",
            "abstract": "V/v đẩy mạnh tin học hóa",
            "body": BODY,
            "drafted_by": "VX",
            "recipients": to,
        }
        return Draft(**{**values, **changed})  # type: ignore[arg-type]

    def drafted(self, written: Draft | None = None) -> str:
        """Bình drafts."""
        with self.storage.work(self.binh) as work:
            return documents.draft(work, self.committee, written or self.letter())

    def signed(self, written: Draft | None = None) -> str:
        """Bình drafts and submits, Bình and An check, Dũng signs."""
        document_id = self.drafted(written)
        with self.storage.work(self.binh) as work:
            documents.submit(work, document_id)
            documents.check_content(work, document_id)
        with self.storage.work(self.an) as work:
            documents.check_form(work, document_id)
        with self.storage.work(self.dung) as work:
            documents.sign(work, document_id, CHAIRMAN)
        return document_id

    def issued(self, written: Draft | None = None) -> str:
        """The same, and An issues."""
        document_id = self.signed(written)
        self.issue(document_id)
        return document_id

    def issue(self, document_id: str) -> documents.Issued:
        """An numbers and sends."""
        with self.storage.work(self.an) as work:
            return documents.issue(work, self.folder, CALENDAR, document_id)

    def arrived(self, unit_id: int | None = None) -> str:
        """The id of what was sent to a unit, the construction department by default."""
        with self.storage.reading() as connection:
            units = [unit_id or self.construction]
            came = documents.inbox(connection, units, "all", self.today, self.today)
            return next(str(row.id) for row in came if row.channel == "system")

    def incoming(self, incoming_id: str) -> Any:
        """An incoming document as it stands."""
        with self.storage.reading() as connection:
            return store.incoming(connection, incoming_id)

    def document(self, document_id: str) -> Any:
        """A document as it stands."""
        with self.storage.reading() as connection:
            return store.document(connection, document_id)

    def statuses(self, document_id: str) -> list[str]:
        """What stands with each addressee, in order."""
        with self.storage.reading() as connection:
            return [row.status for row in store.recipients(connection, document_id)]

    def rows(self) -> dict[str, int]:
        """How many rows each table of the room, the files, the jobs and the audit have."""
        with self.storage.reading() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
                if table.name.startswith(("document", "incoming", "blob", "job", "audit", "number"))
            }
