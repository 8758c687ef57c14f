"""Numbers go on through a unit's new code, units without a code keep books of their own."""

import importlib.util
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, insert

from province import access, directory, dossiers, services
from province.basics import SYSTEM, Actor, FrozenClock
from province.directory import UnitFacts, UnitKind
from province.dossiers import Channel, Dossier
from province.storage import schema
from province.storage.numbers import number_books
from tests.services.cast import BOTH_ENGINES, SINCE, House

NEW_CODE = "H61.B9"


def file(house: House, code: str = "H61.B2", clerk: Actor | None = None) -> Dossier:
    """Hoa's house, filed online or at a clerk's counter."""
    filing = house.filing(house.papers_needed(), {"site_commune": code})
    filing = replace(filing, channel=Channel.COUNTER if clerk else Channel.ONLINE)
    with house.storage.work(clerk or house["citizen"]) as work:
        return services.file_dossier(work, house, filing).dossier


def give_new_code(house: House, clock: FrozenClock) -> None:
    """From tomorrow on, which is today then, the ward bears another code."""
    clock.advance(timedelta(days=1))
    with house.storage.work(SYSTEM) as work:
        facts = directory.unit(work.connection, house.ward, work.today).facts
        directory.change_unit(work, house.ward, replace(facts, code=NEW_CODE), work.today)


def clerks_of_units_without_code(house: House) -> list[Actor]:
    clerks = []
    with house.storage.work(SYSTEM) as work:
        for name in ("a", "b"):
            facts = UnitFacts(
                name=f"Điểm tiếp nhận {name}", kind=UnitKind.DEPARTMENT, code="",
                short_name=f"Điểm {name}", parent_id=house.ward, phone="02703822111",
            )  # fmt: skip
            unit = directory.open_unit(work, facts, SINCE)
            email = f"diem.{name}@vinhlong.example"
            account = access.open_account(work, email, f"Lê {name}", unit_id=unit.id)
            access.give_role(work, account.id, "desk_officer", unit.id)
            clerks.append(account.actor("192.0.2.7"))
    return clerks


def numbers(house: House, *filed: Dossier) -> list[str]:
    with house.storage.reading() as connection:
        return [dossiers.whole_of(connection, one).forms[0].number for one in filed]


def faults(house: House) -> list[tuple[str, str]]:
    with house.storage.reading() as connection:
        return list(dossiers.number_faults(connection))


def books(house: House) -> dict[tuple[str, str], int]:
    with house.storage.reading() as connection:
        rows = connection.execute(number_books.select())
        return {(row.book, row.period): row.last for row in rows}


@BOTH_ENGINES
def test_a_new_code_begins_no_new_book_of_forms(house: House, frozen: FrozenClock) -> None:
    before = [file(house), file(house)]
    give_new_code(house, frozen)
    after = file(house, NEW_CODE)
    assert after.code == "H61.B9-261124-0001"
    assert numbers(house, *before, after) == ["0001/TNHS", "0002/TNHS", "0003/TNHS"]
    for code in (before[0].code, after.code):
        with house.storage.work(house["chairman"]) as work:
            services.refuse(work, code, "Trái quy hoạch")
    assert books(house)[f"services.refusal:{house.ward}", "2026"] == 2
    assert faults(house) == []


def test_units_without_a_code_keep_their_own_books(house: House) -> None:
    first, second = clerks_of_units_without_code(house)
    filed = [file(house, clerk=clerk) for clerk in (first, second, first)]
    assert [one.code for one in filed] == [
        f"U{first.unit_id}-261123-0001",
        f"U{second.unit_id}-261123-0001",
        f"U{first.unit_id}-261123-0002",
    ]
    assert numbers(house, *filed) == ["0001/TNHS", "0001/TNHS", "0002/TNHS"]
    assert faults(house) == []


def test_a_book_that_says_another_number_is_named(house: House) -> None:
    file(house)
    with house.storage.work(SYSTEM) as work:
        work.execute(number_books.update().values(last=7))
    assert faults(house) == [
        (f"number_books {book} {period}", "says 7, the highest number used is 1")
        for book, period in sorted(books(house))
    ]


@pytest.fixture
def migration() -> ModuleType:
    """The upgrade that names books by unit."""
    path = Path(schema.__file__).parent / "migrations" / "versions" / "0003_form_books.py"
    spec = importlib.util.spec_from_file_location("form_books", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@BOTH_ENGINES
def test_the_books_there_were_go_on(
    house: House, frozen: FrozenClock, migration: ModuleType
) -> None:
    [clerk, other] = clerks_of_units_without_code(house)
    filed = [file(house), file(house, clerk=clerk), file(house, clerk=other), file(house)]
    with house.storage.work(house["desk"]) as work:
        services.accept(work, filed[0].code)
    with house.storage.work(house["chairman"]) as work:
        services.approve(work, filed[0].code)
        services.refuse(work, filed[3].code, "Trái quy hoạch")
    now = books(house)
    as_they_were = {
        ("services.dossier:H61.B2", "2026-11-23"): 2,
        ("services.dossier:None", "2026-11-23"): 2,
        ("services.receipt:H61.B2", "2026"): 2,
        ("services.receipt:None", "2026"): 2,
        ("services.GPXD:H61.B2", "2026"): 1,
        ("services.refusal:H61.B2", "2026"): 1,
        ("incoming:1", "2026"): 4,
    }
    with house.storage.work(SYSTEM) as work:
        work.execute(delete(number_books))
        rows = [{"book": b, "period": p, "last": n} for (b, p), n in as_they_were.items()]
        work.execute(insert(number_books), rows)
    with house.storage.work(SYSTEM) as work:
        context = MigrationContext.configure(work.connection)
        with Operations.context(context):
            migration.upgrade()
    assert books(house) == {**now, ("incoming:1", "2026"): 4}
    assert faults(house) == []
    later = [file(house), file(house, clerk=clerk)]
    assert [one.code for one in later] == ["H61.B2-261123-0003", f"U{clerk.unit_id}-261123-0002"]
    assert numbers(house, *later) == ["0003/TNHS", "0002/TNHS"]
