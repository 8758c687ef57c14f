"""Where a dossier stands is said so that its applicant knows what to do, and when."""

from datetime import timedelta

from province import dossiers, letters, services
from province.basics import FrozenClock
from province.dossiers import Dossier, State, WholeDossier
from province.services import Item
from tests.services.cast import House


def file_of(house: House, code: str) -> WholeDossier:
    with house.storage.reading() as connection:
        found = dossiers.whole_of(connection, dossiers.dossier(connection, code))
    return found


def due(house: House, dossier: Dossier) -> str:
    return letters.due_sentence(dossier, house.storage.clock.now())


def test_every_state_has_its_sentence(house: House) -> None:
    dossier = house.file().dossier
    values = {name: getattr(dossier, name) for name in Dossier.__slots__}
    said = {letters.status_sentence(Dossier(**{**values, "state": state})) for state in State}
    assert len(said) == len(State)


def test_the_due_day_is_said_and_why_it_moved(house: House, clock: FrozenClock) -> None:
    filed = house.file()
    assert due(house, filed.dossier) == (
        "Hẹn trả kết quả: 17 giờ 00 phút, ngày 03 tháng 12 năm 2026."
    )
    with house.storage.work(house["desk"]) as work:
        asked = services.ask_supplement(work, filed.dossier.code, [Item("", "Ảnh")], "Thiếu ảnh")
    assert "đang tạm dừng" in due(house, asked)
    clock.advance(timedelta(days=7))
    with house.storage.work(house["citizen"]) as work:
        answered = services.answer_supplement(work, house, asked.code, filed.secret, "Đây", [])
    assert "được dời" in due(house, answered)
    clock.advance(timedelta(days=60))
    assert "quá hạn. Đây là lỗi của cơ quan" in due(house, answered)
    with house.storage.work(house["chairman"]) as work:
        refused = services.refuse(work, answered.code, "Trái quy hoạch")
    assert due(house, refused) == ""


def test_the_story_is_told_in_order_with_what_comes_next(house: House, clock: FrozenClock) -> None:
    filed = house.file()
    with house.storage.work(house["desk"]) as work:
        services.ask_supplement(work, filed.dossier.code, [Item("", "Ảnh")], "Thiếu ảnh")
    waiting = letters.story(file_of(house, filed.dossier.id), clock.now())
    assert [(one.title, one.state) for one in waiting] == [
        ("Đã nộp hồ sơ", "done"),
        ("Yêu cầu bổ sung lần 1", "waiting"),
    ]
    clock.advance(timedelta(hours=1))
    with house.storage.work(house["citizen"]) as work:
        services.answer_supplement(work, house, filed.dossier.code, filed.secret, "Đây ạ!", [])
    told = letters.story(file_of(house, filed.dossier.id), clock.now())
    assert [(one.title, one.when, one.state) for one in told] == [
        ("Đã nộp hồ sơ", "09:00 23/11/2026", "done"),
        ("Yêu cầu bổ sung lần 1", "09:00 23/11/2026", "done"),
        ("Đã nộp bổ sung lần 1", "10:00 23/11/2026", "done"),
        ("Trả kết quả", "", "next"),
    ]
    assert told[1].text == "Thiếu ảnh. Thời hạn tạm dừng từ lúc này."
    assert told[2].text == "Đây ạ! Thời hạn tiếp tục được tính."
