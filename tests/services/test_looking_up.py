"""Looking up: code and secret together, guesses bounded, officers' readings written down."""

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest

from province import access, audit, dossiers, sealing, services
from province.basics import SYSTEM, Forbidden, FrozenClock, NotFound, NotSignedIn, TooMany
from province.services.model import MISSES_PER_ADDRESS_MOST, MISSES_WINDOW, masked_name
from tests.services.cast import BOTH_ENGINES, House


def test_a_code_and_its_secret_open_a_dossier_however_they_are_typed(house: House) -> None:
    filed = house.file()
    code = unicodedata.normalize("NFD", f" {filed.dossier.code.lower()} ")
    secret = f" {sealing.spaced_secret(filed.secret).lower()} "
    found = services.look_up(house, house["mallory"], code, secret)
    assert found.dossier == filed.dossier


def test_a_wrong_pair_says_the_same_whichever_half_is_wrong(house: House) -> None:
    filed, other = house.file(), house.file()
    said = set()
    for code, secret in (
        (filed.dossier.code, other.secret),
        ("H61.B2-261123-9999", filed.secret),
        (filed.dossier.code, ""),
    ):
        with pytest.raises(NotFound) as refusal:
            services.look_up(house, house["mallory"], code, secret)
        said.add((refusal.value.code, refusal.value.sentence))
    assert len(said) == 1


@BOTH_ENGINES
def test_guessing_ends_for_the_guesser_and_for_nobody_else(
    house: House, frozen: FrozenClock
) -> None:
    filed = house.file()
    for _ in range(MISSES_PER_ADDRESS_MOST):
        with pytest.raises(NotFound):
            services.look_up(house, house["mallory"], filed.dossier.code, "AAAAAAAA")
    with pytest.raises(TooMany) as said:
        services.look_up(house, house["mallory"], filed.dossier.code, filed.secret)
    assert said.value.detail["retry_seconds"] == MISSES_WINDOW.total_seconds()
    assert services.look_up(house, house["citizen"], filed.dossier.code, filed.secret)
    frozen.advance(MISSES_WINDOW + timedelta(seconds=1))
    assert services.look_up(house, house["mallory"], filed.dossier.code, filed.secret)


def test_a_guesser_with_a_mapped_address_is_alone_in_the_dark(house: House) -> None:
    filed = house.file()
    guesser, other = (
        replace(house["mallory"], address=f"::ffff:203.0.113.{last}") for last in (66, 67)
    )
    for _ in range(MISSES_PER_ADDRESS_MOST):
        with pytest.raises(NotFound):
            services.look_up(house, guesser, filed.dossier.code, "AAAAAAAA")
    assert services.look_up(house, other, filed.dossier.code, filed.secret)
    with pytest.raises(TooMany):
        services.look_up(house, house["mallory"], filed.dossier.code, filed.secret)


def test_an_account_opens_what_it_filed_and_sees_it_listed(house: House) -> None:
    mine, other = house.file(actor=house["hoa"]), house.file()
    assert services.look_up(house, house["hoa"], mine.dossier.code, "")
    with pytest.raises(NotFound):
        services.look_up(house, house["hoa"], other.dossier.code, "")
    with house.storage.reading() as connection:
        assert services.own_dossiers(connection, house["hoa"]).dossiers == (mine.dossier,)
        assert services.own_dossiers(connection, house["citizen"]).total == 0


def test_ones_own_dossiers_come_newest_first_and_page_by_page(
    house: House, frozen: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.services.looking_up.OWN_PAGE_SIZE", 2)
    filed = []
    for _ in range(5):
        filed.append(house.file(actor=house["hoa"]).dossier.code)
        frozen.advance(timedelta(minutes=1))
    with house.storage.reading() as connection:
        pages = [services.own_dossiers(connection, house["hoa"], page) for page in (1, 2, 3, 99)]
    seen = [[one.code for one in page.dossiers] for page in pages]
    assert seen == [filed[:2:-1], filed[2:0:-1], filed[:1], filed[:1]]
    assert {(page.total, page.pages) for page in pages} == {(5, 3)}


def test_the_first_reading_of_a_day_is_written_down(house: House, frozen: FrozenClock) -> None:
    code = house.file().dossier.code
    for _ in range(3):
        services.open_for_officer(house, house["officer"], code)
    frozen.advance(timedelta(days=1))
    services.open_for_officer(house, house["officer"], code)
    with house.storage.reading() as connection:
        deeds = [e.deed for e in audit.history(connection, dossiers.RECORD_KIND, code)]
    assert deeds.count("services.dossier.read") == 2


def test_a_long_history_makes_no_reading_a_first_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.audit.actions.HISTORY_ENTRIES_MOST", 2)
    code = house.file().dossier.code
    for who in ("officer", "chairman", "desk", "officer", "chairman", "desk"):
        services.open_for_officer(house, house[who], code)
    monkeypatch.undo()
    with house.storage.reading() as connection:
        read = audit.history(connection, dossiers.RECORD_KIND, code)[1:]
    assert [entry.actor_name for entry in read] == ["Đặng Văn Chiến", "Trần Văn Bình", "Đỗ Thị An"]


def test_an_officer_of_another_unit_reads_nothing(house: House) -> None:
    code = house.file().dossier.code
    with pytest.raises(Forbidden):
        services.open_for_officer(house, house["stranger"], code)
    with pytest.raises(NotSignedIn):
        services.open_for_officer(house, house["citizen"], code)


def test_reading_again_still_asks_whether_one_may(house: House, frozen: FrozenClock) -> None:
    code = house.file().dossier.code
    services.open_for_officer(house, house["officer"], code)
    account_id = house["officer"].account_id
    assert account_id is not None
    with house.storage.work(SYSTEM) as work:
        [held] = access.holdings_of(work.connection, account_id, work.today)
        access.take_role(work, held.id)
    with pytest.raises(Forbidden):
        services.open_for_officer(house, house["officer"], code)


def test_a_result_can_be_verified_and_tells_initials_only(house: House) -> None:
    filed = house.file()
    with house.storage.reading() as connection, pytest.raises(NotFound):
        services.verify_result(connection, filed.dossier.code)
    with house.storage.work(house["desk"]) as work:
        services.accept(work, filed.dossier.code)
    with house.storage.work(house["chairman"]) as work:
        services.approve(work, filed.dossier.code)
    with house.storage.reading() as connection:
        said = services.verify_result(connection, filed.dossier.code.lower())
    assert (said.number, said.applicant) == ("01/GPXD", "N. T. H.")
    assert said.unit_name == "Ủy ban nhân dân phường Long Châu"


def test_a_public_page_shows_initials_only() -> None:
    assert masked_name("Nguyễn Thị Hoa") == "N. T. H."
