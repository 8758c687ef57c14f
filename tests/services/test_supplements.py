"""Supplements: asked for all at once, as many rounds as needed, and the clock stands meanwhile."""

from datetime import timedelta

import pytest

from province import dossiers, services
from province.basics import SYSTEM, Conflict, FrozenClock, Invalid, NotFound, StateSecret
from province.dossiers import Dossier, State, Upload, store
from province.services import Filed, Item
from tests.services.cast import BOTH_ENGINES, PDF, House

PHOTO = b"\xff\xd8\xff\xe0" + b"0" * 200


def ask(house: House, code: str, who: str = "officer") -> Dossier:
    with house.storage.work(house[who]) as work:
        return services.ask_supplement(
            work, code, [Item("", "Ảnh hiện trạng khu đất")], "Điều 54 Nghị định 175/2024/NĐ-CP"
        )


def answer(house: House, filed: Filed, message: str = "Tôi gửi ảnh", *files: Upload) -> Dossier:
    with house.storage.work(house["citizen"]) as work:
        return services.answer_supplement(
            work,
            house,
            filed.dossier.code,
            filed.secret,
            message,
            dossiers.lay_down(house, SYSTEM, files),
        )


@pytest.fixture
def filed(house: House) -> Filed:
    """A dossier that was filed and accepted."""
    filed = house.file()
    with house.storage.work(house["desk"]) as work:
        services.accept(work, filed.dossier.code)
    return filed


def test_the_clock_stands_until_the_answer_and_then_goes_on(
    house: House, filed: Filed, frozen: FrozenClock
) -> None:
    frozen.set_local(2026, 11, 26, 9, 0)
    asked = ask(house, filed.dossier.code)
    assert (asked.state, asked.due_at) == (State.SUPPLEMENT, None)
    assert not asked.overdue(asked.filed_at + timedelta(days=365))
    frozen.set_local(2026, 12, 10, 9, 0)  # ten working days later
    back = answer(house, filed)
    assert back.state is State.PROCESSING
    assert back.promised_at is not None
    assert back.due_at is not None
    assert back.due_at.date() == house.calendar.add_working_days(back.promised_at.date(), 10)


@BOTH_ENGINES
def test_three_rounds_add_up_and_each_is_kept(
    house: House, filed: Filed, frozen: FrozenClock
) -> None:
    for round_ in (1, 2, 3):
        frozen.advance(timedelta(days=1))
        ask(house, filed.dossier.code)
        frozen.advance(timedelta(days=7))
        dossier = answer(
            house, filed, f"Lần {round_}", Upload("", f"anh {round_}.jpg", PHOTO + bytes([round_]))
        )
    with house.storage.reading() as connection:
        file = dossiers.whole_of(connection, dossier)
    asked = [fact for fact in file.facts if fact.kind.value == "supplement"]
    assert [fact.body["round"] for fact in asked] == [1, 2, 3]
    assert [fact.body["answer"] for fact in asked] == ["Lần 1", "Lần 2", "Lần 3"]
    assert [paper.round for paper in file.papers if paper.round] == [1, 2, 3]
    numbers = [one.number for one in file.forms if one.kind.value == "supplement"]
    code = dossier.code
    assert numbers == [f"{code}/HDHS", f"{code}-2/HDHS", f"{code}-3/HDHS"]
    assert dossier.due_at is not None
    assert dossier.promised_at is not None
    stood = 4 + 5 + 5  # the first round stood over the holiday of 24 November
    promised = dossier.promised_at.date()
    assert dossier.due_at.date() == house.calendar.add_working_days(promised, stood)
    assert not dossier.overdue(frozen.now())


def test_a_request_at_intake_goes_back_to_intake(house: House) -> None:
    filed = house.file()
    ask(house, filed.dossier.code, "desk")
    assert answer(house, filed).state is State.RECEIVED


@BOTH_ENGINES
def test_an_answer_given_twice_is_taken_once(house: House, filed: Filed) -> None:
    ask(house, filed.dossier.code)
    answer(house, filed, "Gửi", Upload("", "anh.jpg", PHOTO))
    with pytest.raises(Conflict, match="not_asked"):
        answer(house, filed, "Gửi", Upload("", "anh.jpg", PHOTO))
    with house.storage.reading() as connection:
        rounds = [paper.round for paper in store.papers_of(connection, filed.dossier.id)]
    assert rounds.count(1) == 1


def test_an_answer_may_be_empty_of_files_or_words_but_not_of_both(
    house: House, filed: Filed
) -> None:
    ask(house, filed.dossier.code)
    with pytest.raises(Invalid, match=r"supplement\.empty"):
        answer(house, filed, "  ")
    assert answer(house, filed, "Giấy tờ đã có trong hồ sơ").state is State.PROCESSING


def test_nothing_of_a_refused_answer_is_kept(house: House, filed: Filed) -> None:
    ask(house, filed.dossier.code)
    good = Upload("", "anh.jpg", PHOTO)
    for bad in (Upload("", "virus.pdf", b"MZ" + PDF), Upload("no-such", "anh2.jpg", PHOTO)):
        with pytest.raises(Invalid):
            answer(house, filed, "Gửi", good, bad)
    with pytest.raises(StateSecret):
        answer(house, filed, "TUYỆT MẬT", good)
    with house.storage.reading() as connection:
        assert all(not paper.round for paper in store.papers_of(connection, filed.dossier.id))
        dossier = store.by_code(connection, filed.dossier.code)
    assert dossier is not None
    assert dossier.state is State.SUPPLEMENT


def test_only_who_has_the_secret_answers(house: House, filed: Filed) -> None:
    ask(house, filed.dossier.code)
    with pytest.raises(NotFound, match="not_yours"), house.storage.work(house["mallory"]) as work:
        services.answer_supplement(work, house, filed.dossier.code, "AAAAAAAA", "x", [])


def test_a_request_says_at_least_one_thing_and_why(house: House, filed: Filed) -> None:
    code = filed.dossier.code
    for items, reason in (([], "Thiếu"), ([Item("", "  ")], "Thiếu"), ([Item("", "Ảnh")], "")):
        with pytest.raises(Invalid), house.storage.work(house["officer"]) as work:
            services.ask_supplement(work, code, items, reason)


def test_a_refusal_while_waiting_ends_the_pause(house: House, filed: Filed) -> None:
    ask(house, filed.dossier.code)
    with house.storage.work(house["chairman"]) as work:
        dossier = services.refuse(work, filed.dossier.code, "Quá lâu không bổ sung")
    with house.storage.reading() as connection:
        facts = store.facts_of(connection, dossier.id)
    assert services.open_request(facts) is None
