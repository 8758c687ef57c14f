"""A ward with its people, the building-permit procedure, and a house for them to work in."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from province import access, answers, directory, dossiers, procedures, services
from province.basics import SYSTEM, Actor, Settings
from province.basics.calendar import WorkingCalendar
from province.directory import UnitFacts, UnitKind
from province.dossiers import Channel, Upload
from province.house.tables import metadata
from province.services import Filed, Filing
from province.storage import Storage

SHIPPED = Path(__file__).parents[2] / "content" / "thu-tuc"
SINCE = date(2025, 7, 1)
HOUSE_PERMIT = "1.013225"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
ANSWERS: Mapping[str, Any] = {
    "case": "private_house",
    "applicant_kind": "person",
    "applicant_name": "Nguyễn Thị Hoa",
    "applicant_identity": "086 185 001 234",
    "applicant_address": "Số 12, đường Phạm Hùng, phường Long Châu",
    "applicant_phone": "0912 345 678",
    "applicant_email": "hoa@thu.example",
    "site_commune": "H61.B2",
    "site_address": "Số 25, đường Nguyễn Huệ, khóm 3",
    "site_parcel": "tờ 12, thửa 345",
    "site_area": "120,5",
    "land_paper": "certificate",
    "land_certificate_number": "AB 123456",
    "land_rented": "no",
    "land_kinds_unclear": "no",
    "house_owner_kind": "household",
    "house_footprint": "80",
    "house_floor_area": "160,25",
    "house_height": "7,8",
    "house_floors": "2",
    "house_basements": "0",
    "house_mezzanines": "0",
    "adjoining": "no",
    "fire_safety_result": "no",
    "design_reviewed": "no",
    "designer_name": "Công ty Thiết kế Cổ Chiên",
    "building_months": "8",
    "filed_by_other": "no",
    "result_by": "electronic",
    "declaration": "agree",
}


@dataclass(frozen=True)
class House:
    """What the room borrows from the house, and the people of these tests."""

    settings: Settings
    calendar: WorkingCalendar
    storage: Storage
    ward: int
    other_ward: int
    people: Mapping[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]

    def papers_needed(self) -> list[Upload]:
        """A PDF for each paper the permit needs of Hoa."""
        with self.storage.reading() as connection:
            definition = procedures.current(connection, HOUSE_PERMIT, date(2026, 11, 23)).definition
        checked = answers.check(definition, ANSWERS, today=date(2026, 11, 23), units={"H61.B2"})
        assert checked.sound, checked.errors
        needed = answers.papers_needed(definition, checked.values)
        return [Upload(p.id, f"{p.id}.pdf", PDF + p.id.encode()) for p in needed if p.required]

    def filing(
        self,
        uploads: Iterable[Upload],
        changed: Mapping[str, Any] | None = None,
        channel: Channel = Channel.ONLINE,
    ) -> Filing:
        """Fill in the form for Hoa's house, with some answers changed."""
        said = services.looked_through({**ANSWERS, **(changed or {})})
        return Filing(HOUSE_PERMIT, said, dossiers.lay_down(self, SYSTEM, uploads), channel)

    def file(self, key: str = "", actor: Actor | None = None, **changed: Any) -> Filed:
        """File Hoa's house, with some answers changed."""
        filing = replace(self.filing(self.papers_needed(), changed), key=key)
        with self.storage.work(actor or self["citizen"]) as work:
            return services.file_dossier(work, self, filing)


def ship_permit(folder: Path) -> Path:
    """Put the shipped building permit alone into a folder of procedure files."""
    (folder / "xay-dung").mkdir()
    shutil.copy(SHIPPED / "chung.yml", folder)
    shutil.copy(SHIPPED / "xay-dung" / "cap-giay-phep-xay-dung.md", folder / "xay-dung")
    return folder


def make_house(storage: Storage, var: Path, permit_folder: Path) -> House:
    """Open the ward, its people and the permit in an empty database."""
    with storage.work(SYSTEM) as work:
        access.ensure_roles(work)
        procedures.load_revisions(work, permit_folder)

        def unit(name: str, kind: UnitKind, code: str, parent: int | None = None) -> int:
            short = name.removeprefix("Ủy ban nhân dân ") if parent else ""
            facts = UnitFacts(
                name=name,
                kind=kind,
                code=code,
                short_name=short[:1].upper() + short[1:],
                parent_id=parent,
                phone="02703822111",
            )
            return directory.open_unit(work, facts, SINCE).id

        root = unit("Ủy ban nhân dân tỉnh Vĩnh Long", UnitKind.PROVINCE, "H61")
        ward = unit("Ủy ban nhân dân phường Long Châu", UnitKind.WARD, "H61.B2", root)
        other = unit("Ủy ban nhân dân xã Cái Nhum", UnitKind.COMMUNE, "H61.A0", root)
        chairman = directory.define_position(work, "Chủ tịch", 1)
        binh = directory.add_person(work, "Trần Văn Bình", email_local="binhtv")
        directory.appoint(work, binh.id, ward, chairman.id, SINCE, is_head=True)

        def person(local: str, name: str, unit_id: int, *roles: str, **more: Any) -> Actor:
            opened = access.open_account(
                work, f"{local}@vinhlong.example", name, unit_id=unit_id, **more
            )
            for role in roles:
                access.give_role(work, opened.id, role, unit_id)
            return opened.actor("192.0.2.7")

        people = {
            "desk": person("andt", "Đỗ Thị An", ward, "desk_officer"),
            "officer": person("chiendv", "Đặng Văn Chiến", ward, "case_officer"),
            "chairman": person("binhtv", "Trần Văn Bình", ward, "director", person_id=binh.id),
            "deputy": person("dungnt", "Ngô Thị Dung", ward, "director"),
            "stranger": person("laph", "Phạm Hoài La", other, "desk_officer", "director"),
            "nobody_special": person("khongv", "Võ Không", ward),
            "citizen": Actor("nobody", "nobody", "Khách", address="198.51.100.4"),
            "mallory": Actor("nobody", "nobody", "Khách", address="203.0.113.66"),
        }
        account = access.open_account(work, "hoa@thu.example", "Nguyễn Thị Hoa", kind="citizen")
        people["hoa"] = account.actor("198.51.100.5")
    settings = Settings(var=var, public_url="https://vinhlong.example", submissions_per_minute=1000)
    return House(settings, WorkingCalendar.load(), storage, ward, other, people)


def with_settings(house: House, **changed: Any) -> House:
    """The same house with some settings changed."""
    return replace(house, settings=house.settings.model_copy(update=changed))


def everything_stored(house: House) -> str:
    """All rows of all tables, as text."""
    with house.storage.reading() as connection:
        return "\n".join(
            str(tuple(row))
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
        )


def rows_kept(house: House) -> dict[str, int]:
    """How many rows each table of dossiers, files, jobs and the audit has."""
    watched = [
        table
        for name, table in metadata.tables.items()
        if name.startswith(("dossier", "filing", "blobs", "jobs", "number_books", "audit_entries"))
    ]
    with house.storage.reading() as connection:
        return {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in watched
        }


BOTH_ENGINES = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
