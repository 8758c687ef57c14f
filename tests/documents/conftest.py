"""The cast of the documents' tests, in an empty database."""

from datetime import date
from pathlib import Path

import pytest

from province import access, directory, printing
from province.basics import SYSTEM, Actor
from province.directory import UnitFacts, UnitKind
from province.storage import Storage, Work
from tests.documents.cast import Cast

REFORM = date(2025, 7, 1)


@pytest.fixture
def cast(storage: Storage, tmp_path: Path) -> Cast:
    """The cast, once on each engine."""
    return _cast(storage, tmp_path / "blobs")


@pytest.fixture
def wide_cast(storage: Storage, tmp_path: Path) -> Cast:
    """The cast with twenty-two communes, once on each engine."""
    return _cast(storage, tmp_path / "blobs", communes_many=22)


@pytest.fixture
def small_cast(sqlite_storage: Storage, tmp_path: Path) -> Cast:
    """The cast on SQLite, for tests in which the engine does not matter."""
    return _cast(sqlite_storage, tmp_path / "blobs")


def _cast(storage: Storage, folder: Path, communes_many: int = 2) -> Cast:
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


def _paper(*lines: str) -> bytes:
    data = {
        "title": "Thử", "unit": "Sở Xây dựng", "parent": None, "number": "01/SXD-VP",
        "place_date": "Vĩnh Long, ngày 23 tháng 11 năm 2026", "kind": None, "about": "thử",
        "grounds": [], "passages": list(lines), "urgency": None, "circulation": None,
        "signature": ["Giám đốc"], "signer": "Võ Giang", "addressees": [],
        "recipients": ["Lưu: VT"],
    }  # fmt: skip
    return printing.pdf("document", data)


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """A PDF that says something harmless."""
    return _paper("Đẩy mạnh tin học hóa quản lý hành chính nhà nước.")


@pytest.fixture(scope="session")
def secret_pdf() -> bytes:
    """A PDF with a secrecy stamp on a line of its own."""
    return _paper("TỐI MẬT", "Nội dung không ai được thấy ở đây.")
