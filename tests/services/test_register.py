"""Whatever is done to a dossier, the audit is written last: only jobs are asked for after it."""

from collections.abc import Callable

import pytest

from province import services
from province.services import Filed, Item, Upload
from province.storage import Work
from tests.services.cast import PDF, House
from tests.written import after_the_audit, tables_written

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


def accept(house: House) -> tuple[Filed, list[str]]:
    filed = house.file()
    with tables_written(house.storage) as tables, house.storage.work(house["desk"]) as work:
        services.accept(work, filed.dossier.code)
    return filed, tables


def test_a_dossier_is_taken_up_before_it_is_written_down(house: House) -> None:
    _, tables = accept(house)
    assert after_the_audit(tables) <= {"jobs"}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_before_it_is_written_down(house: House, name: str) -> None:
    who, do = DEEDS[name]
    filed, _ = accept(house)
    with tables_written(house.storage) as tables, house.storage.work(house[who]) as work:
        do(work, house, filed)
    assert after_the_audit(tables) <= {"jobs"}


def test_an_answer_is_taken_in_before_it_is_written_down(house: House) -> None:
    filed, _ = accept(house)
    code = filed.dossier.code
    papers = services.lay_down(house, [Upload("", "anh.pdf", PDF)])
    with house.storage.work(house["desk"]) as work:
        services.ask_supplement(work, code, [Item("", "Ảnh")], "Thiếu ảnh")
    with tables_written(house.storage) as tables, house.storage.work(house["citizen"]) as work:
        services.answer_supplement(work, house, code, filed.secret, "Đây", papers)
    assert after_the_audit(tables) <= {"jobs"}
