"""A signed document goes out: numbers without gaps, dates of the law's own day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from province import blobs, documents, incoming, outgoing, printing, registers
from province.basics import SYSTEM, Conflict, FrozenClock, Gone, Unavailable
from province.basics.clock import VIETNAM
from province.documents import Outgoing, Recipient
from province.documents.tables import documents as documents_table
from province.symbols import Urgency
from tests.asked import about, statements
from tests.documents.cast import BODY, TODAY, Cast


def test_a_letter_goes_its_whole_way(cast: Cast) -> None:
    document_id = cast.signed()
    issued = cast.issue(document_id)
    assert issued == outgoing.Issued("01/UBND-VX", 1, ())
    row = cast.document(document_id)
    assert (row.state, row.issued_on, row.year) == (Outgoing.ISSUED, TODAY, 2026)
    assert row.exchange_id == "H61,2026/11/23,01/UBND-VX"
    assert row.signature["lines"] == ["TM. Ủy ban nhân dân", "Chủ tịch"]
    assert (row.content_checked_by, row.form_checked_by) == ("Lê Văn Bình", "Trần Thị An")


def test_numbers_begin_anew_at_midnight_in_viet_nam(cast: Cast, clock: FrozenClock) -> None:
    first, second, third = cast.signed(), cast.signed(), cast.signed()
    clock.instant = clock.instant.replace(month=12, day=31, hour=16, minute=59)  # 23:59 there
    assert cast.issue(first).number_text == "01/UBND-VX"
    assert cast.document(first).issued_on == date(2026, 12, 31)
    clock.advance(timedelta(minutes=2))
    assert clock.instant.year == 2026
    assert cast.issue(second).number_text == "01/UBND-VX"
    assert cast.document(second).issued_on == date(2027, 1, 1)
    assert cast.issue(third).number_text == "02/UBND-VX"


def test_a_cancelled_draft_takes_no_number(cast: Cast) -> None:
    kept, given_up = cast.signed(), cast.signed()
    with cast.storage.work(cast.binh) as work:
        documents.cancel(work, given_up, "Không còn cần thiết")
    with pytest.raises(Conflict):
        cast.issue(given_up)
    assert cast.issue(kept).number_text == "01/UBND-VX"
    with cast.storage.reading() as connection:
        assert registers.number_gaps(connection, cast.committee, 2026) == {}


def test_an_issue_that_fails_gives_its_number_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = cast.signed()
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(incoming, "announce", _breaks)
        cast.issue(document_id)
    assert cast.document(document_id).state == Outgoing.SIGNED
    assert cast.issue(document_id).number_text == "01/UBND-VX"


def _breaks(*_: object) -> bytes:
    raise RuntimeError("the wire is cut")


@pytest.mark.parametrize("slow", ["typesetting", "flushing"])
def test_nobody_waits_for_the_printer_to_issue(
    small_cast: Cast, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    """Only one can write to SQLite at once: the turn is not held while paper is drawn."""
    broken = {"typesetting": (printing, "pdf"), "flushing": (blobs.files, "keep")}[slow]
    document_id = small_cast.signed()
    monkeypatch.setattr(*broken, _breaks)
    assert small_cast.issue(document_id).number_text == "01/UBND-VX"
    (asked,) = small_cast.asked_for("documents.print")
    assert asked.payload == {"id": document_id}


def test_a_document_that_is_a_file_is_not_printed(small_cast: Cast, pdf: bytes) -> None:
    document_id = small_cast.drafted(small_cast.letter(type="quyet-dinh", body=""))
    with small_cast.storage.work(small_cast.binh) as work:
        laid = small_cast.laid(pdf, "Quyết định.pdf", main=True)
        documents.attach(work, document_id, [laid])
    with small_cast.storage.work(SYSTEM) as work:
        blobs.settle(work, laid.blob.sha256, None)
    small_cast.sign(document_id)
    small_cast.issue(document_id)
    assert small_cast.asked_for("documents.print") == []


def test_a_broadcast_asks_for_its_units_once(small_cast: Cast) -> None:
    few = _questions(small_cast, small_cast.communes[:1])
    many = _questions(small_cast, [*small_cast.communes, small_cast.interior, small_cast.finance])
    assert many == few


def _questions(cast: Cast, to: list[int]) -> int:
    """How often the units are read to draft a letter to some, and to issue it."""
    letter = cast.letter(*(Recipient("", unit_id) for unit_id in to))
    with statements(cast.storage) as drafting:
        document_id = cast.drafted(letter)
    cast.sign(document_id)
    with statements(cast.storage) as issuing:
        cast.issue(document_id)
    return about([*drafting, *issuing], "unit_versions", "units", "unit_successions")


def test_two_clerks_at_once_leave_no_gap_and_no_double(cast: Cast) -> None:
    signed = [cast.signed() for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        given = sorted(issued.number_text for issued in pool.map(cast.issue, signed))
    assert given == [f"{number:02d}/UBND-VX" for number in range(1, 13)]
    with cast.storage.reading() as connection:
        came = incoming.inbox(connection, cast.em, "waiting", TODAY, date(2026, 11, 24))
        assert len(came) == 12
        assert registers.number_gaps(connection, cast.committee, 2026) == {}


def test_two_clerks_issuing_one_document(cast: Cast) -> None:
    document_id = cast.signed()

    def attempt(_: int) -> str:
        try:
            return cast.issue(document_id).number_text
        except Conflict as refusal:
            return f"{refusal.code} {refusal.detail['by']}"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, range(2)))
    assert outcomes == ["01/UBND-VX", "documents.state.moved_on Trần Thị An"]


def test_the_database_refuses_a_number_twice_in_a_year(small_cast: Cast) -> None:
    document_id = small_cast.issued()
    row = small_cast.document(document_id)
    twin = {**row._mapping, "id": "twin", "exchange_id": None, "series": "x"}
    with pytest.raises(IntegrityError), small_cast.storage.work(small_cast.an) as work:
        work.execute(documents_table.insert().values(twin))


@pytest.mark.parametrize(
    ("urgency", "days", "warned"),
    [
        (Urgency.NORMAL, 0, False),
        (Urgency.NORMAL, 1, False),  # Tuesday, then Wednesday
        (Urgency.NORMAL, 2, True),
        (Urgency.EXPRESS, 1, True),
    ],
)
def test_issuing_late_warns(
    small_cast: Cast, clock: FrozenClock, urgency: Urgency, days: int, warned: bool
) -> None:
    clock.set_local(2026, 12, 1, 9)
    document_id = small_cast.signed(small_cast.letter(urgency=urgency))
    clock.advance(timedelta(days=days))
    warnings = small_cast.issue(document_id).warnings
    assert bool(warnings) is warned
    if warned:
        assert "01/12/2026" in warnings[0]


def test_friday_signed_monday_issued_is_in_time(small_cast: Cast, clock: FrozenClock) -> None:
    clock.set_local(2026, 12, 4, 16)
    document_id = small_cast.signed()
    clock.set_local(2026, 12, 7, 16)
    assert small_cast.issue(document_id).warnings == ()


def test_a_file_goes_out_only_once_it_is_known_to_be_safe(cast: Cast, pdf: bytes) -> None:
    document_id = cast.drafted()
    with cast.storage.work(cast.binh) as work:
        documents.attach(work, document_id, [cast.laid(pdf, "Chỉ thị.pdf")])
        (file,) = documents.files(work.connection, documents=[document_id])
    cast.sign(document_id)
    with pytest.raises(Unavailable, match="being_checked"):
        cast.issue(document_id)
    with cast.storage.work(SYSTEM) as work:
        blobs.settle(work, file.sha256, "macro")
    with pytest.raises(Gone, match="unsafe"):
        cast.issue(document_id)
    with pytest.raises(Gone), cast.storage.work(cast.binh) as work:
        registers.open_file(work, file.id)
    assert cast.document(document_id).number is None


def test_the_day_of_issue_is_the_legal_one(small_cast: Cast, clock: FrozenClock) -> None:
    clock.set_local(2026, 11, 24, 0, 30)
    assert clock.now().astimezone(VIETNAM).date() != clock.now().date()
    assert small_cast.document(small_cast.issued()).issued_on == date(2026, 11, 24)
    assert BODY.splitlines()[1] in small_cast.document(small_cast.drafted()).body
