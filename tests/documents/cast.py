"""The people and units everybody in the tests of documents, coming or going, knows."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from sqlalchemy import func, select

from province import access, directory, documents, incoming, jobs, outgoing, printing
from province.basics import SYSTEM, Actor, legal_day
from province.basics.calendar import WorkingCalendar
from province.directory import UnitFacts, UnitKind
from province.documents import Draft, Laid, Recipient
from province.incoming import Arrival
from province.signing import Authority, Signature
from province.storage import Storage, Work, metadata

REFORM = date(2025, 7, 1)
TODAY = date(2026, 11, 23)
CALENDAR = WorkingCalendar.load()
CHAIRMAN = Signature("Chủ tịch", Authority.TM, collective="Ủy ban nhân dân")
BODY = "Căn cứ Nghị định số 30/2020/NĐ-CP;\nỦy ban nhân dân tỉnh gửi văn bản.\nĐề nghị thực hiện."

PAPER = Arrival(
    author="Ủy ban nhân dân tỉnh Hòa Bình",
    number="15/QĐ-UBND",
    document_date=date(2026, 11, 20),
    abstract="Về việc phối hợp quản lý",
)
NO_IDS = ["nothing", "", "\x00", "a\x00b", "' OR 1=1 --", "ạ" * 30]  # of nothing there is


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

    def broadcast(self) -> Draft:
        """A letter to all communes, 3 departments, and two bodies outside the system."""
        inside = [self.construction, self.interior, self.finance, *self.communes]
        return self.letter(
            *(Recipient("", unit_id) for unit_id in inside),
            Recipient("Văn phòng Chính phủ", direct=False),
            Recipient("Ban điều hành 112 CP", direct=False),
        )

    def laid(self, data: bytes, name: str, *, main: bool = False) -> Laid:
        """A file laid down to be kept with a document."""
        return documents.lay_down(self.folder, data, name, main=main, bytes_most=10**7)

    def drafted(self, written: Draft | None = None) -> str:
        """Bình drafts."""
        with self.storage.work(self.binh) as work:
            return documents.draft(work, self.committee, written or self.letter())

    def signed(self, written: Draft | None = None) -> str:
        """Bình drafts and submits, Bình and An check, Dũng signs."""
        document_id = self.drafted(written)
        self.sign(document_id)
        return document_id

    def sign(self, document_id: str) -> None:
        """The same steps from the draft on."""
        with self.storage.work(self.binh) as work:
            documents.submit(work, document_id)
            documents.check_content(work, document_id)
        with self.storage.work(self.an) as work:
            documents.check_form(work, document_id)
        with self.storage.work(self.dung) as work:
            documents.sign(work, document_id, CHAIRMAN)

    def issued(self, written: Draft | None = None) -> str:
        """The same, and An issues; it is printed."""
        document_id = self.signed(written)
        self.issue(document_id)
        if self.document(document_id).body:
            self.print(document_id)
        return document_id

    def print(self, document_id: str) -> None:
        """The worker prints what was issued."""
        keep = outgoing.print_original(self.storage, self.folder, {"id": document_id})
        with self.storage.work(SYSTEM) as work:
            keep(work)

    def issue(self, document_id: str) -> outgoing.Issued:
        """An numbers and sends."""
        with self.storage.work(self.an) as work:
            return outgoing.issue(work, CALENDAR, document_id)

    def registered(self, paper: Arrival = PAPER, *, confirmed: bool = False) -> tuple[str, int]:
        """Em registers a paper at the construction department; its id and arrival number."""
        with self.storage.work(self.em) as work:
            return incoming.register_paper(work, self.construction, paper, confirmed=confirmed)

    def arrived(self, unit_id: int | None = None) -> str:
        """The id of what was sent to a unit, the construction department by default."""
        with self.storage.reading() as connection:
            entry = metadata.tables["incoming_documents"].c
            here = (entry.unit_id == (unit_id or self.construction), entry.channel == "system")
            newest = select(entry.id).where(*here).order_by(entry.came_at.desc(), entry.id.desc())
            return str(connection.execute(newest.limit(1)).scalar_one())

    def incoming(self, incoming_id: str) -> Any:
        """An incoming document as it stands."""
        with self.storage.reading() as connection:
            return incoming.entry(connection, incoming_id)

    def document(self, document_id: str) -> Any:
        """A document as it stands."""
        with self.storage.reading() as connection:
            return documents.document(connection, document_id)

    def statuses(self, document_id: str) -> list[str]:
        """What stands with each addressee, in order."""
        with self.storage.reading() as connection:
            return [row.status for row in documents.recipients(connection, document_id)]

    def letters(self) -> list[jobs.Job]:
        """The e-mails that wait to be sent."""
        return self.asked_for("notifications.send")

    def asked_for(self, kind: str) -> list[jobs.Job]:
        """The jobs of a kind that wait."""
        with self.storage.reading() as connection:
            return [job for job in jobs.waiting(connection) if job.kind == kind]

    def administrator(self) -> Actor:
        """Somebody who sets how desks work."""
        with self.storage.work(SYSTEM) as work:
            account = access.open_account(work, "quantri@vinhlong.example", "Quản trị")
            access.give_role(work, account.id, "administrator", None, valid_from=REFORM)
        return account.actor("127.0.0.1")

    def rows(self) -> dict[str, int]:
        """How many rows each table of these rooms, the files, the jobs and the audit have."""
        with self.storage.reading() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
                if table.name.startswith(("document", "incoming", "blob", "job", "audit", "number"))
            }


def open_cast(storage: Storage, folder: Path, communes_many: int = 2) -> Cast:
    """Open the province and its people in an empty database."""
    with storage.work(SYSTEM) as work:
        access.ensure_roles(work)
        committee = _unit(
            work,
            UnitFacts(
                "Ủy ban nhân dân tỉnh Vĩnh Long",
                UnitKind.PROVINCE,
                code="H61",
                short_name="UBND tỉnh",
                abbreviation="UBND",
                email="vanthu@vinhlong.example",
            ),
        )
        departments = [
            _unit(
                work,
                UnitFacts(
                    f"Sở {name}",
                    UnitKind.DEPARTMENT,
                    code=f"H61.{place}",
                    abbreviation=abbreviation,
                    parent_id=committee,
                    email=f"vanthu@{abbreviation.lower()}.vinhlong.example",
                ),
            )
            for place, name, abbreviation in (
                (17, "Xây dựng", "SXD"),
                (18, "Nội vụ", "SNV"),
                (19, "Tài chính", "STC"),
            )
        ]
        communes = [
            _unit(
                work,
                UnitFacts(
                    f"Ủy ban nhân dân xã Số {number}",
                    UnitKind.COMMUNE,
                    code=f"H61.{number}",
                    abbreviation="UBND",
                    parent_id=committee,
                ),
            )
            for number in range(40, 40 + communes_many)
        ]
        construction, _, finance = departments
        return Cast(
            storage,
            folder,
            committee,
            *departments,
            communes=communes,
            an=_person(work, "an", "Trần Thị An", committee, "clerk"),
            binh=_person(work, "binh", "Lê Văn Bình", committee, "manager"),
            dung=_person(work, "dung", "Nguyễn Dũng", committee, "director"),
            em=_person(work, "em", "Phạm Thị Em", construction, "clerk"),
            giang=_person(work, "giang", "Võ Giang", construction, "director"),
            hoa=_person(work, "hoa", "Đỗ Thị Hoa", construction, "case_officer"),
            stranger=_person(work, "la", "Người Lạ", finance, "clerk"),
        )


def _unit(work: Work, facts: UnitFacts) -> int:
    return directory.open_unit(work, facts, REFORM).id


def _person(work: Work, local: str, name: str, unit_id: int, role: str) -> Actor:
    account = access.open_account(work, f"{local}@vinhlong.example", name, unit_id=unit_id)
    access.give_role(work, account.id, role, unit_id, valid_from=REFORM)
    return account.actor("127.0.0.1")


def words(pdf: bytes) -> str:
    """Return what a PDF says, in one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", "\n".join(pages)))


def paper(*lines: str) -> bytes:
    """Return a PDF that says these lines."""
    data = {
        "title": "Thử", "unit": "Sở Xây dựng", "parent": None, "number": "01/SXD-VP",
        "place_date": "Vĩnh Long, ngày 23 tháng 11 năm 2026", "kind": None, "about": "thử",
        "grounds": [], "passages": list(lines), "urgency": None, "circulation": None,
        "signature": ["Giám đốc"], "signer": "Võ Giang", "addressees": [],
        "recipients": ["Lưu: VT"],
    }  # fmt: skip
    return printing.pdf("document", data)
