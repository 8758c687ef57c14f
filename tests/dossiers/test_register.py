"""Whatever is done to a dossier, the audit is written last, with all the dossier is after it.

Only jobs are asked for after it; and whoever changes by hand what belongs to a dossier is found.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from province import audit, dossiers, services
from province.basics import SYSTEM
from province.dossiers import Upload
from province.services import Filed, Item
from province.storage import Work
from tests.services.cast import PDF, House

Deed = Callable[[Work, House, Filed], object]
DEEDS: dict[str, tuple[str, Deed]] = {
    "assign": (
        "chairman",
        lambda w, it, f: services.assign(w, f.dossier.code, it["officer"].account_id or 0),
    ),
    "ask": (
        "desk",
        lambda w, it, f: services.ask_supplement(w, f.dossier.code, [Item("", "Ảnh")], "Thiếu"),
    ),
    "pay": ("desk", lambda w, it, f: services.note_payment(w, it, f.dossier.code)),
    "approve": ("chairman", lambda w, it, f: services.approve(w, f.dossier.code)),
    "refuse": ("chairman", lambda w, it, f: services.refuse(w, f.dossier.code, "Trái quy hoạch")),
    "stop": ("desk", lambda w, it, f: services.stop(w, f.dossier.code, "Người nộp đề nghị")),
    "note": ("desk", lambda w, it, f: services.write_note(w, f.dossier.code, "Đã gọi điện")),
    "reveal": ("officer", lambda w, it, f: services.reveal(w, it, f.dossier.code)),
    "withdraw": ("citizen", lambda w, it, f: services.withdraw(w, it, f.dossier.code, f.secret)),
}


def faults(house: House) -> list[str]:
    registers = (
        (dossiers.RECORD_KIND, dossiers.records),
        (dossiers.PRINT_KIND, dossiers.printed_forms),
    )
    with house.storage.reading() as connection:
        return [
            str(fault)
            for kind, records in registers
            for fault in audit.verify_records(connection, kind, records(connection))
        ]


def accept(house: House) -> Filed:
    filed = house.file()
    with house.storage.work(house["desk"]) as work:
        services.accept(work, filed.dossier.code)
    return filed


@pytest.mark.parametrize("name", DEEDS)
def test_what_a_deed_leaves_behind_is_what_is_written_down(house: House, name: str) -> None:
    who, do = DEEDS[name]
    filed = accept(house)
    with house.storage.work(house[who]) as work:
        do(work, house, filed)
    assert faults(house) == []


def test_an_answer_to_a_supplement_is_what_is_written_down(house: House) -> None:
    filed = accept(house)
    code = filed.dossier.code
    papers = dossiers.lay_down(house, SYSTEM, [Upload("", "anh.pdf", PDF)])
    with house.storage.work(house["desk"]) as work:
        services.ask_supplement(work, code, [Item("", "Ảnh")], "Thiếu ảnh")
    with house.storage.work(house["citizen"]) as work:
        services.answer_supplement(work, house, code, filed.secret, "Đây", papers)
    assert faults(house) == []


def test_a_print_is_kept_once_and_written_down(house: House) -> None:
    filed = accept(house)
    with house.storage.reading() as connection:
        [form] = dossiers.whole_of(connection, filed.dossier).forms
        [paper, *_] = dossiers.papers_of(connection, filed.dossier.id)
    with house.storage.work(house["desk"]) as work:
        assert dossiers.keep_print(work, form.id, paper.sha256)
    with house.storage.work(house["desk"]) as work:
        assert not dossiers.keep_print(work, form.id, paper.sha256)
    assert faults(house) == []
    with house.storage.work(house["desk"]) as work:
        work.execute(text("UPDATE dossier_documents SET sha256 = NULL"))
    assert faults(house) == [f"dossier_form {form.id}: is missing from the register"]
