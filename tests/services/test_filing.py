"""Filing: exactly once, all or nothing, and nothing that identifies a person in the open."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from province import audit, dossiers, services
from province.basics import (
    Actor,
    Conflict,
    Forbidden,
    FrozenClock,
    Invalid,
    NotSignedIn,
    Refusal,
    StateSecret,
    TooMany,
)
from province.dossiers import Channel, State, store
from province.services import Filing
from tests.services.cast import (
    ANSWERS,
    BOTH_ENGINES,
    HOUSE_PERMIT,
    House,
    everything_stored,
    rows_kept,
    with_settings,
)


@BOTH_ENGINES
def test_a_dossier_is_filed_with_code_secret_due_day_and_receipt(house: House) -> None:
    filed = house.file()
    dossier = filed.dossier
    assert dossier.code == "H61.B2-261123-0001"
    assert dossier.state is State.RECEIVED
    assert len(filed.secret) == 8
    assert dossier.due_at == dossier.promised_at
    assert dossier.due_at is not None
    assert f"{dossier.due_at:%Y-%m-%d %H:%M}" == "2026-12-03 10:00"  # 24 November is a holiday
    assert dossier.receiving_unit_id == dossier.deciding_unit_id == house.ward
    with house.storage.reading() as connection:
        file = dossiers.whole_of(connection, dossier)
        entries = audit.history(connection, dossiers.RECORD_KIND, dossier.code)
    assert {paper.round for paper in file.papers} == {0}
    assert [paper.name for paper in file.papers] == [one.name for one in house.papers_needed()]
    assert [document.number for document in file.forms] == ["0001/TNHS"]
    assert [entry.deed for entry in entries] == ["services.dossier.filed"]


@BOTH_ENGINES
def test_numbers_go_on_within_the_day_and_begin_anew_the_next(
    house: House, frozen: FrozenClock
) -> None:
    codes = [house.file().dossier.code for _ in range(2)]
    frozen.set_local(2026, 12, 31, 23, 59)
    codes.append(house.file().dossier.code)
    frozen.set_local(2027, 1, 1, 0, 0)
    codes.append(house.file().dossier.code)
    assert [code[-11:] for code in codes] == [
        "261123-0001",
        "261123-0002",
        "261231-0001",
        "270101-0001",
    ]


@BOTH_ENGINES
def test_eight_people_at_once_get_eight_codes_without_a_gap(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: house.file().dossier.code, range(50)))
    assert codes == [f"H61.B2-261123-{n:04d}" for n in range(1, 51)]


def test_the_same_request_twice_is_one_dossier_with_the_same_answer(house: House) -> None:
    first, second = house.file(key="k-1"), house.file(key="k-1")
    assert (second.dossier.code, second.secret) == (first.dossier.code, first.secret)
    assert (first.repeated, second.repeated) == (False, True)


@BOTH_ENGINES
def test_the_same_request_from_eight_threads_is_one_dossier(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        filed = list(pool.map(lambda _: house.file(key="k-1"), range(8)))
    assert {one.dossier.code for one in filed} == {"H61.B2-261123-0001"}
    assert sum(not one.repeated for one in filed) == 1


@BOTH_ENGINES
def test_another_request_under_the_same_key_is_refused(house: House) -> None:
    first = house.file(key="k-1")
    with pytest.raises(Conflict, match="other_request"):
        house.file(key="k-1", applicant_name="Lê Văn Khác")
    assert house.file(key="k-1").dossier.code == first.dossier.code


def test_keys_of_different_people_never_meet(house: House) -> None:
    codes = {house.file(key="k-1", actor=house[who]).dossier.code for who in ("citizen", "hoa")}
    assert len(codes) == 2


@pytest.mark.parametrize("key", ["có dấu", "a b", "x" * 201, "a\n"])
def test_a_malformed_key_is_refused(house: House, key: str) -> None:
    with pytest.raises(Invalid, match=r"filing_key\.malformed"):
        house.file(key=key)


def test_decomposed_answers_are_kept_composed(house: House) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    assert house.file(applicant_name=name).dossier.applicant.name == "Nguyễn Thị Hường"


def test_missing_answers_and_papers_are_named_each_and_nothing_is_kept(house: House) -> None:
    before = rows_kept(house)
    filing = Filing(HOUSE_PERMIT, {**ANSWERS, "applicant_name": " ", "applicant_phone": "12"})
    with pytest.raises(Invalid) as said, house.storage.work(house["citizen"]) as work:
        services.file_dossier(work, house, filing)
    assert said.value.code == "services.dossier.incomplete"
    assert {"applicant_name", "applicant_phone"} < set(said.value.fields)
    assert any(name.startswith("papers.") for name in said.value.fields)
    assert rows_kept(house) == before


@pytest.mark.parametrize(
    "secret", [{"site_address": "TỐI MẬT"}, {"designer_name": "Độ mật: Tuyệt mật"}]
)
def test_a_secrecy_mark_in_an_answer_keeps_nothing(house: House, secret: dict[str, Any]) -> None:
    before = rows_kept(house)
    with pytest.raises(StateSecret):
        house.file(**secret)
    assert rows_kept(house) == before


@BOTH_ENGINES
def test_identifiers_and_secrets_stand_nowhere_in_the_open(house: House) -> None:
    filed = house.file(key="k-1")
    stored = everything_stored(house)
    for hidden in ("086185001234", "086 185 001 234", "0912345678", filed.secret):
        assert hidden not in stored
    assert filed.dossier.answers["applicant_identity"] == "086•••••••34"
    assert filed.dossier.applicant.phone == "091•••••78"


def test_an_unknown_address_files_so_many_a_minute(house: House, frozen: FrozenClock) -> None:
    house = with_settings(house, submissions_per_minute=2)
    assert [house.file().repeated for _ in range(2)] == [False, False]
    with pytest.raises(TooMany, match="too_often"):
        house.file()
    house.file(actor=house["hoa"])  # people we know are not bounded so
    frozen.advance(timedelta(seconds=61))
    house.file()


def test_neighbours_in_one_ipv6_network_file_within_one_bound(house: House) -> None:
    house = with_settings(house, submissions_per_minute=1)
    first, second, far = (
        replace(house["citizen"], address=address)
        for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    )
    house.file(actor=first)
    with pytest.raises(TooMany, match="too_often"):
        house.file(actor=second)
    house.file(actor=far)


def test_a_clerk_enters_a_paper_dossier_for_the_desk_of_her_unit(house: House) -> None:
    filing = house.filing(house.papers_needed(), channel=Channel.COUNTER)
    with house.storage.work(house["stranger"]) as work:
        dossier = services.file_dossier(work, house, filing).dossier
    assert dossier.receiving_unit_id == dossier.helping_unit_id == house.other_ward
    assert dossier.deciding_unit_id == house.ward
    assert dossier.code.startswith("H61.A0-")
    assert dossier.applicant_account_id is None


@pytest.mark.parametrize(
    ("who", "refusal"), [("nobody_special", Forbidden), ("citizen", NotSignedIn)]
)
def test_nobody_else_enters_paper_dossiers(house: House, who: str, refusal: type[Refusal]) -> None:
    filing = house.filing(house.papers_needed(), channel=Channel.COUNTER)
    with pytest.raises(refusal), house.storage.work(house[who]) as work:
        services.file_dossier(work, house, filing)


def test_a_program_files_only_with_a_token_for_it(house: House) -> None:
    token = Actor("token", "999", "Phần mềm", account_id=house["hoa"].account_id)
    filing = house.filing(house.papers_needed(), channel=Channel.API)
    with pytest.raises(Forbidden), house.storage.work(token) as work:
        services.file_dossier(work, house, filing)


@BOTH_ENGINES
def test_the_register_agrees_with_the_audit_until_a_row_is_altered(house: House) -> None:
    dossier = house.file().dossier
    house.file()
    with house.storage.reading() as connection:
        records = list(dossiers.records(connection))
        assert audit.verify_records(connection, dossiers.RECORD_KIND, records) == []
    with house.storage.work(house["desk"]) as work:
        store.change(work, dossier, {"decided_by": ""})
    with house.storage.reading() as connection:
        [fault] = audit.verify_records(
            connection, dossiers.RECORD_KIND, dossiers.records(connection)
        )
    assert fault.place == f"dossier {dossier.code}"
