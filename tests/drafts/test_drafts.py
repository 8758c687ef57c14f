"""Drafts lose nothing that was typed, open by their link alone, and are filed once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from province import dossiers, drafts, services
from province.basics import (
    SYSTEM,
    FrozenClock,
    Invalid,
    NotFound,
    StateSecret,
    TooLarge,
    Unsupported,
)
from province.dossiers import Upload
from province.drafts import DRAFT_LASTS, Draft, actions
from tests.services.cast import ANSWERS, BOTH_ENGINES, HOUSE_PERMIT, PDF, House, everything_stored


def save(house: House, token: str, answers: dict[str, Any], *groups: str) -> str:
    token = token or drafts.new_token()
    with house.storage.work(house["citizen"]) as work:
        drafts.save_draft(work, house, HOUSE_PERMIT, token, answers, groups=groups or None)
    return token


def opened(house: House, token: str) -> Draft:
    with house.storage.reading() as connection:
        return drafts.draft_of(connection, house, token)


def attach_all(house: House, token: str) -> None:
    for paper in dossiers.lay_down(house, SYSTEM, house.papers_needed()):
        with house.storage.work(house["citizen"]) as work:
            drafts.attach(work, house, token, paper)


def forget(house: House) -> None:
    with house.storage.work(SYSTEM) as work:
        drafts.forget_expired(work)


def test_what_was_typed_stays_right_or_wrong_page_by_page(house: House) -> None:
    token = save(house, "", {"applicant_name": "Hoa", "applicant_phone": "sai"}, "applicant")
    save(house, token, {"site_address": "Khóm 3"}, "site")
    assert opened(house, token).answers == {
        "applicant_name": "Hoa",
        "applicant_phone": "sai",
        "site_address": "Khóm 3",
    }
    save(house, token, {"applicant_name": "Hoa"}, "applicant")  # the phone was emptied
    assert opened(house, token).answers == {"applicant_name": "Hoa", "site_address": "Khóm 3"}


def test_only_the_link_opens_a_draft_and_the_database_tells_nothing(house: House) -> None:
    token = save(house, "", {"applicant_name": "Lê Thị Kín", "applicant_identity": "086185001234"})
    stored = everything_stored(house)
    assert token not in stored
    assert "086185001234" not in stored
    assert "Lê Thị Kín" not in stored
    with pytest.raises(NotFound, match=r"draft\.unknown"):
        opened(house, token[:-1] + ("A" if token[-1] != "A" else "B"))


@BOTH_ENGINES
def test_first_saves_at_once_meet_in_one_draft(house: House) -> None:
    token = drafts.new_token()
    names = [f"Hoa {n}" for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: save(house, token, {"applicant_name": name}), names))
    assert opened(house, token).answers["applicant_name"] in names


def test_what_is_typed_into_a_forgotten_draft_is_kept(house: House, clock: FrozenClock) -> None:
    token = save(house, "", {"applicant_name": "Hoa"})
    clock.advance(DRAFT_LASTS + timedelta(days=1))
    forget(house)
    save(house, token, {"site_address": "Khóm 3"}, "site")
    assert opened(house, token).answers == {"site_address": "Khóm 3"}


@pytest.mark.parametrize("token", ["1", "x" * 31, "x" * 65, "x" * 31 + "/"])
def test_a_link_too_easy_to_guess_begins_nothing(house: House, token: str) -> None:
    with pytest.raises(NotFound):
        save(house, token, {"applicant_name": "Hoa"})


def test_files_are_attached_and_taken_off(house: House) -> None:
    token = save(house, "", dict(ANSWERS))
    attach_all(house, token)
    papers = opened(house, token).papers
    assert [one.name for one in papers] == [one.name for one in house.papers_needed()]
    for _ in range(2):
        with house.storage.work(house["citizen"]) as work:
            drafts.detach(work, house, token, papers[0].id)
    assert opened(house, token).papers == papers[1:]


@pytest.mark.parametrize(
    ("upload", "refusal"),
    [
        (Upload("no-such-paper", "a.pdf", PDF), Invalid),
        (Upload("application", "a.pdf", b"MZ" + PDF), Unsupported),
        (Upload("application", "TỐI MẬT", PDF), StateSecret),
    ],
)
def test_a_bad_file_leaves_the_draft_as_it_was(
    house: House, upload: Upload, refusal: type[Exception]
) -> None:
    token = save(house, "", {"applicant_name": "Hoa"})
    with pytest.raises(refusal), house.storage.work(house["citizen"]) as work:
        drafts.attach(work, house, token, *dossiers.lay_down(house, SYSTEM, [upload]))
    draft = opened(house, token)
    assert draft.papers == ()
    assert draft.answers == {"applicant_name": "Hoa"}


def test_marked_or_endless_text_is_refused_and_the_last_state_kept(house: House) -> None:
    token = save(house, "", {"applicant_name": "Hoa"})
    with pytest.raises(StateSecret):
        save(house, token, {"applicant_name": "TỐI MẬT"})
    with pytest.raises(TooLarge):
        save(house, token, {"applicant_name": "x" * 500_000})
    assert opened(house, token).answers == {"applicant_name": "Hoa"}


@BOTH_ENGINES
def test_a_finished_draft_becomes_one_dossier_however_often_it_is_sent(house: House) -> None:
    token = save(house, "", dict(ANSWERS))
    attach_all(house, token)

    def send(_: int) -> services.Filed:
        with house.storage.work(house["citizen"]) as work:
            return drafts.file_draft(work, house, token)

    with ThreadPoolExecutor(6) as pool:
        filed = list(pool.map(send, range(6)))
    assert len({(one.dossier.code, one.secret) for one in filed}) == 1
    assert sum(not one.repeated for one in filed) == 1
    draft = opened(house, token)
    assert draft.dossier_id == filed[0].dossier.id
    assert (draft.answers, draft.papers) == ({}, ())
    with pytest.raises(Invalid, match=r"draft\.filed"):
        save(house, token, {"applicant_name": "Khác"})


def test_an_unfinished_draft_is_told_what_is_missing_and_stays(house: House) -> None:
    token = save(house, "", {**ANSWERS, "applicant_name": ""})
    with pytest.raises(Invalid) as said, house.storage.work(house["citizen"]) as work:
        drafts.file_draft(work, house, token)
    assert "applicant_name" in said.value.fields
    assert opened(house, token).answers["site_address"] == ANSWERS["site_address"]


@BOTH_ENGINES
def test_a_draft_is_forgotten_after_its_time_and_not_before(
    house: House, clock: FrozenClock
) -> None:
    token = save(house, "", {"applicant_name": "Hoa"})
    clock.advance(DRAFT_LASTS - timedelta(seconds=1))
    forget(house)
    assert opened(house, token).answers == {"applicant_name": "Hoa"}
    clock.advance(timedelta(seconds=1))
    forget(house)
    with pytest.raises(NotFound):
        opened(house, token)


def test_all_that_have_had_their_time_are_forgotten_however_many(
    house: House, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "FORGOTTEN_AT_ONCE", 2)
    tokens = [save(house, "", dict(ANSWERS)) for _ in range(5)]
    attach_all(house, tokens[0])
    clock.advance(DRAFT_LASTS)
    tokens.append(save(house, "", {"applicant_name": "Hoa"}))
    forget(house)
    for token in tokens[:-1]:
        with pytest.raises(NotFound):
            opened(house, token)
    assert opened(house, tokens[-1]).answers == {"applicant_name": "Hoa"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_draft_is_not_forgotten_under_the_hands_of_who_types(
    house: House, clock: FrozenClock
) -> None:
    token = save(house, "", {"applicant_name": "Hoa"})
    clock.advance(DRAFT_LASTS)
    with house.storage.work(house["citizen"]) as typing:
        drafts.save_draft(typing, house, HOUSE_PERMIT, token, {"applicant_name": "Hoa Lê"})
        with house.storage.work(SYSTEM) as work:
            work.execute(text("SET LOCAL lock_timeout = '2s'"))
            drafts.forget_expired(work)
    assert opened(house, token).answers == {"applicant_name": "Hoa Lê"}


def test_what_is_marked_is_parted_from_what_is_kept() -> None:
    typed = {
        "name": "Hoa",
        "kinds": ["a", "b"],
        "place": "Độ mật: Mật",
        "owners": [{"name": "An"}, {"name": "Bình", "note": "TỐI MẬT"}],
    }
    clean, marked = drafts.unmarked(typed)
    assert clean == {
        "name": "Hoa",
        "kinds": ["a", "b"],
        "owners": [{"name": "An"}, {"name": "Bình"}],
    }
    assert marked == ["place", "owners.1.note"]
