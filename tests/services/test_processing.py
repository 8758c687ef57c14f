"""Officers' deeds: who may, in what order, and only one decision however many decide at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from province import audit, dossiers, services
from province.basics import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refusal
from province.dossiers import Dossier, FactKind, FormKind, State, store
from province.storage import Work
from tests.services.cast import BOTH_ENGINES, House

Deed = Callable[[Work, str], object]
DEEDS: dict[str, tuple[str, Deed]] = {  # deed → who may do it in these tests, and how
    "services.dossier.accepted": ("desk", services.accept),
    "services.dossier.assigned": (
        "chairman",
        lambda work, code: services.assign(work, code, officer_id(work, code)),
    ),
    "services.supplement.asked": (
        "officer",
        lambda work, code: services.ask_supplement(
            work, code, [services.Item("", "Ảnh hiện trạng")], "Thiếu ảnh"
        ),
    ),
    "services.dossier.approved": ("chairman", services.approve),
    "services.dossier.refused": ("chairman", lambda w, c: services.refuse(w, c, "Trái quy hoạch")),
    "services.dossier.stopped": ("desk", lambda w, c: services.stop(w, c, "Người nộp đề nghị")),
    "services.note.written": ("officer", lambda w, c: services.write_note(w, c, "Đã gọi điện")),
}


def officer_id(work: Work, code: str) -> int:
    dossier = store.by_code(work.connection, code)
    assert dossier is not None
    found = services.officers_for(work.connection, dossier, work.today)
    return next(one.id for one in found if one.name == "Đặng Văn Chiến")


def do(house: House, who: str, deed: Callable[..., Dossier], *args: object) -> Dossier:
    with house.storage.work(house[who]) as work:
        return deed(work, *args)


def accepted(house: House) -> Dossier:
    return do(house, "desk", services.accept, house.file().dossier.code)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("who", "refusal"),
    [("nobody_special", Forbidden), ("stranger", Forbidden), ("citizen", NotSignedIn)],
)
def test_without_the_grant_nothing_is_done(
    house: House, deed: str, who: str, refusal: type[Refusal]
) -> None:
    before = accepted(house)
    with pytest.raises(refusal), house.storage.work(house[who]) as work:
        DEEDS[deed][1](work, before.code)
    with house.storage.reading() as connection:
        assert store.by_code(connection, before.code) == before


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_is_one_audit_line_of_who_may(house: House, deed: str) -> None:
    filed = house.file().dossier
    if deed not in ("services.dossier.accepted",):
        do(house, "desk", services.accept, filed.code)
    who, act = DEEDS[deed]
    with house.storage.work(house[who]) as work:
        act(work, filed.code)
    with house.storage.reading() as connection:
        entries = audit.history(connection, dossiers.RECORD_KIND, filed.code)
        records = dossiers.records(connection)
        assert audit.verify_records(connection, dossiers.RECORD_KIND, records) == []
    assert [entry.deed for entry in entries].count(deed) == 1
    assert entries[-1].actor_id == house[who].id


def test_accepting_keeps_the_promised_day_and_names_an_officer(house: House) -> None:
    filed = house.file().dossier
    dossier = do(house, "desk", services.accept, filed.code)
    assert dossier.state is State.PROCESSING
    assert dossier.due_at == filed.promised_at
    assert dossier.officer_name == "Đỗ Thị An"
    with pytest.raises(Conflict, match="not_now"):
        do(house, "desk", services.accept, filed.code)


def test_an_assignment_is_kept_with_who_had_it_before(house: House) -> None:
    dossier = accepted(house)
    assigned = do(house, "chairman", services.assign, dossier.code, house["officer"].account_id)
    assert assigned.officer_name == "Đặng Văn Chiến"
    with house.storage.reading() as connection:
        fact = store.facts_of(connection, dossier.id)[-1]
    assert (fact.kind, fact.body) == (
        FactKind.ASSIGNED,
        {"from": "Đỗ Thị An", "to": "Đặng Văn Chiến"},
    )


def test_an_officer_takes_up_a_dossier_alone_but_gives_none_away(house: House) -> None:
    code = accepted(house).code
    mine = do(house, "officer", services.assign, code, house["officer"].account_id)
    assert mine.officer_account_id == house["officer"].account_id
    with pytest.raises(Forbidden):
        do(house, "officer", services.assign, code, house["desk"].account_id)


def test_a_dossier_goes_to_nobody_who_may_not_work_on_it(house: House) -> None:
    code = accepted(house).code
    with pytest.raises(Invalid, match=r"officer\.not_granted"):
        do(house, "chairman", services.assign, code, house["stranger"].account_id)


def test_a_result_is_numbered_in_the_units_book_and_says_who_signed(house: House) -> None:
    numbers = []
    for _ in range(2):
        dossier = do(house, "chairman", services.approve, accepted(house).code)
        with house.storage.reading() as connection:
            result = dossiers.whole_of(connection, dossier).form(FormKind.RESULT)
        assert result is not None
        numbers.append(result.number)
    assert numbers == ["01/GPXD", "02/GPXD"]
    assert result.said["signer"] == {
        "lines": ["TM. Ủy ban nhân dân", "Chủ tịch"],
        "name": "Trần Văn Bình",
    }
    assert dossier.decided_by == "Trần Văn Bình"
    assert dossier.closed_at is not None


def test_nothing_is_approved_before_it_was_accepted(house: House) -> None:
    code = house.file().dossier.code
    with pytest.raises(Conflict, match="not_now"):
        do(house, "chairman", services.approve, code)


def test_a_refusal_needs_its_reason(house: House) -> None:
    code = accepted(house).code
    with pytest.raises(Invalid, match=r"reason\.missing"):
        do(house, "chairman", services.refuse, code, " \n ")
    refused = do(house, "chairman", services.refuse, code, "Đất nằm trong hành lang an toàn kênh.")
    assert refused.state is State.REFUSED


@BOTH_ENGINES
def test_the_second_officer_is_told_who_decided_and_nothing_else_happens(house: House) -> None:
    code = accepted(house).code
    approved = do(house, "chairman", services.approve, code)
    with pytest.raises(Conflict, match="already_decided") as said:
        do(house, "deputy", services.refuse, code, "Trái quy hoạch")
    assert said.value.http == 409
    assert said.value.detail["decided_by"] == "Trần Văn Bình"
    with house.storage.reading() as connection:
        assert store.by_code(connection, code) == approved
        kinds = [one.kind for one in store.forms_of(connection, approved.id)]
    assert kinds == [FormKind.RECEIPT, FormKind.RESULT]


@BOTH_ENGINES
@pytest.mark.parametrize("turn", range(6))
def test_of_two_officers_at_once_exactly_one_decides(house: House, turn: int) -> None:
    code = accepted(house).code
    start = threading.Barrier(2)

    def decide(who: str) -> str:
        start.wait()
        try:
            if (who == "chairman") == (turn % 2 == 0):
                do(house, who, services.approve, code)
            else:
                do(house, who, services.refuse, code, "Trái quy hoạch")
        except Conflict as refusal:
            return f"{refusal.code} {refusal.detail['decided_by']}"
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(
            zip(("chairman", "deputy"), pool.map(decide, ("chairman", "deputy")), strict=True)
        )
    [winner] = [who for who, outcome in outcomes.items() if outcome == "decided"]
    [loser] = set(outcomes) - {winner}
    assert outcomes[loser] == f"services.dossier.already_decided {house[winner].name}"
    with house.storage.reading() as connection:
        file = dossiers.whole_of(connection, store.by_code(connection, code))  # type: ignore[arg-type]
    ends = [one.kind for one in file.facts if one.kind in (FactKind.APPROVED, FactKind.REFUSED)]
    issued = [one.kind for one in file.forms if one.kind is not FormKind.RECEIPT]
    assert len(ends) == len(issued) == 1
    assert ends[0].value == file.dossier.state.value


def test_a_late_click_on_an_old_page_changes_nothing(house: House) -> None:
    seen = accepted(house)
    do(house, "chairman", services.assign, seen.code, house["officer"].account_id)
    with (
        pytest.raises(Conflict, match=r"dossier\.changed"),
        house.storage.work(house["chairman"]) as work,
    ):
        services.approve(work, seen.code, expected_version=seen.version)
    with house.storage.work(house["deputy"]) as work:
        services.approve(work, seen.code, expected_version=seen.version + 1)
    with (
        pytest.raises(Conflict, match="already_decided"),
        house.storage.work(house["chairman"]) as work,
    ):
        services.approve(work, seen.code, expected_version=seen.version)


def test_an_applicant_withdraws_with_the_secret_and_nobody_without(house: House) -> None:
    filed = house.file()
    code = filed.dossier.code
    with pytest.raises(NotFound), house.storage.work(house["mallory"]) as work:
        services.withdraw(work, house, code, "AAAA-AAAA")
    with house.storage.work(house["citizen"]) as work:
        stopped = services.withdraw(work, house, code, filed.secret, "Tôi đổi ý")
    assert stopped.state is State.STOPPED
    assert stopped.decided_by == ""
    with pytest.raises(Conflict, match=r"dossier\.closed"):
        do(house, "desk", services.accept, code)


def test_an_account_withdraws_what_it_filed_without_a_secret(house: House) -> None:
    filed = house.file(actor=house["hoa"])
    with house.storage.work(house["hoa"]) as work:
        assert services.withdraw(work, house, filed.dossier.code, "").state is State.STOPPED


def test_looking_behind_the_mask_is_written_down(house: House) -> None:
    code = accepted(house).code
    with house.storage.work(house["officer"]) as work:
        shown = services.reveal(work, house, code)
    assert shown["applicant_identity"] == "086185001234"
    with house.storage.reading() as connection:
        entry = audit.history(connection, dossiers.RECORD_KIND, code)[-1]
    assert (entry.deed, entry.actor_name) == ("services.identity.revealed", "Đặng Văn Chiến")
    assert "086185001234" not in str(entry)


def test_a_code_nobody_bears_is_unknown(house: House) -> None:
    with pytest.raises(NotFound, match=r"dossier\.unknown"):
        do(house, "desk", services.accept, "H61.B2-261123-9999")
