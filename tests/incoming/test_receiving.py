"""What comes is registered once, under the next number, or returned."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from province import documents, incoming, registers
from province.basics import Conflict, FrozenClock, Invalid, StateSecret
from province.documents import Status
from province.incoming import Arrival, Incoming
from tests.documents.cast import PAPER, TODAY, Cast


def test_a_paper_is_registered_by_hand(cast: Cast) -> None:
    incoming_id, number = cast.registered()
    row = cast.incoming(incoming_id)
    assert number == 1
    assert (row.type_name, row.arrived_on, row.registered_by, row.state) == (
        "Quyết định",
        TODAY,
        "Phạm Thị Em",
        Incoming.REGISTERED,
    )


def test_paper_and_electronic_share_one_series(cast: Cast) -> None:
    assert cast.registered()[1] == 1
    cast.issued()
    with cast.storage.work(cast.em) as work:
        assert incoming.register(work, cast.arrived()) == 2
    assert cast.registered(replace(PAPER, number="16/QĐ-UBND"))[1] == 3


def test_clerks_at_once_leave_no_gap(cast: Cast) -> None:
    papers = [replace(PAPER, number=f"{number}/QĐ-UBND") for number in range(1, 25)]
    with ThreadPoolExecutor(6) as pool:
        given = sorted(number for _, number in pool.map(lambda one: cast.registered(one), papers))
    assert given == list(range(1, 25))
    with cast.storage.reading() as connection:
        assert registers.number_gaps(connection, cast.construction, 2026) == {}


def test_two_clerks_registering_one_arrival(cast: Cast) -> None:
    cast.issued()
    incoming_id = cast.arrived()

    def attempt(_: int) -> str:
        try:
            with cast.storage.work(cast.em) as work:
                return str(incoming.register(work, incoming_id))
        except Conflict as refusal:
            return f"{refusal.code} {refusal.detail['by']}"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, range(2)))
    assert outcomes == ["1", "documents.state.moved_on Phạm Thị Em"]


def test_arrival_numbers_begin_anew_on_1_january(cast: Cast, clock: FrozenClock) -> None:
    clock.set_local(2026, 12, 31, 23, 59)
    assert cast.registered()[1] == 1
    clock.advance(timedelta(minutes=1))
    incoming_id, number = cast.registered(replace(PAPER, number="99/QĐ-UBND"))
    row = cast.incoming(incoming_id)
    assert (number, row.arrival_year, row.arrived_on) == (1, 2027, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("number", "author"),
    [
        ("15/QĐ-UBND", "Ủy ban nhân dân tỉnh Hòa Bình"),
        (" 15 / QĐ - UBND ", "Ủy ban nhân dân tỉnh Hoà Bình"),
        ("Số: 15/QĐ–UBND", "Uỷ  ban nhân dân Tỉnh Hòa Bình"),
        ("015/qđ-ubnd", "UBND tỉnh Hoà Bình"),
        (unicodedata.normalize("NFD", "15/QĐ-UBND"), unicodedata.normalize("NFD", PAPER.author)),
    ],
)
def test_doubles_are_noticed_however_they_are_written(
    small_cast: Cast, number: str, author: str
) -> None:
    first, _ = small_cast.registered()
    again = replace(PAPER, number=number, author=author)
    with pytest.raises(Conflict) as refused:
        small_cast.registered(again)
    assert refused.value.code == "documents.incoming.duplicate"
    assert refused.value.detail == {"id": first, "arrival_number": 1}
    assert small_cast.registered(again, confirmed=True)[1] == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(PAPER, number="15/QĐ-HĐND"),
        replace(PAPER, author="Ủy ban nhân dân tỉnh Bến Tre"),
        replace(PAPER, document_date=date(2025, 11, 20)),
        replace(PAPER, number=""),
    ],
)
def test_what_differs_is_no_double(small_cast: Cast, other: Arrival) -> None:
    small_cast.registered()
    assert small_cast.registered(other)[1] == 2


def test_the_longest_and_strangest_writings_are_kept(cast: Cast) -> None:
    author = " ".join(["UBND"] * 40)
    strange = replace(PAPER, author=author, number="1/" + "ﬃ" * 58, abstract="ß" * 500)
    cast.registered(strange)
    with pytest.raises(Conflict, match="duplicate"):
        cast.registered(strange)


def test_papers_without_number_are_no_doubles_of_each_other(small_cast: Cast) -> None:
    nameless = replace(PAPER, number="")
    assert [small_cast.registered(nameless)[1] for _ in range(2)] == [1, 2]


def test_a_paper_that_came_before_the_electronic_one_is_noticed(cast: Cast) -> None:
    cast.issued()
    paper = replace(PAPER, author="UBND tỉnh Vĩnh Long", number="1/UBND-VX", document_date=TODAY)
    cast.registered(paper)
    entry = cast.arrived()
    with pytest.raises(Conflict, match="duplicate"), cast.storage.work(cast.em) as work:
        incoming.register(work, entry)
    with cast.storage.work(cast.em) as work:
        assert incoming.register(work, entry, confirmed=True) == 2


def test_a_state_secret_is_not_registered(cast: Cast) -> None:
    before = cast.rows()
    for marked in (
        replace(PAPER, abstract="TỐI MẬT"),
        replace(PAPER, note="Độ mật: Mật"),
        replace(PAPER, type_name="tuyệt mật"),
    ):
        with pytest.raises(StateSecret):
            cast.registered(marked)
    assert cast.rows() == before


def lay_down(cast: Cast, data: bytes, name: str) -> documents.Laid:
    return incoming.lay_down(cast.folder, data, name, bytes_most=10**6)


def test_a_scan_is_kept_beside_its_entry(small_cast: Cast, pdf: bytes, secret_pdf: bytes) -> None:
    cast = small_cast
    incoming_id, _ = cast.registered()
    with cast.storage.work(cast.em) as work:
        incoming.add_scans(work, incoming_id, [lay_down(cast, pdf, "quét.pdf")])
    with cast.storage.reading() as connection:
        held = incoming.files_of(connection, cast.incoming(incoming_id))
        entry = registers.entry_for_search(connection, incoming_id)
    assert [file.name for file in held] == ["quét.pdf"]
    assert entry is not None
    assert "tin học hóa" in entry["text"]
    before = cast.rows()
    with pytest.raises(StateSecret):
        lay_down(cast, secret_pdf, "b.pdf")
    with pytest.raises(Invalid, match="too_many"), cast.storage.work(cast.em) as work:
        incoming.add_scans(work, incoming_id, [lay_down(cast, pdf, "nữa.pdf")] * 20)
    assert cast.rows() == before


def test_a_paper_is_registered_with_its_scans(small_cast: Cast, pdf: bytes) -> None:
    scans = [lay_down(small_cast, pdf, name) for name in ("trước.pdf", "sau.pdf")]
    em = small_cast.em
    with small_cast.storage.work(em) as work:
        incoming_id, _ = incoming.register_paper(work, small_cast.construction, PAPER, scans)
        held = documents.files(work.connection, incoming=[incoming_id])
    assert [file.name for file in held] == ["trước.pdf", "sau.pdf"]


def test_a_paper_needs_author_and_abstract(small_cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        small_cast.registered(replace(PAPER, author=" ", abstract="", pages=0, copies=1000))
    assert set(refused.value.fields) == {"author", "abstract", "pages", "copies"}


def test_returning_needs_a_reason_and_tells_the_sender(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with pytest.raises(Invalid), cast.storage.work(cast.em) as work:
        incoming.return_to_sender(work, entry, "")
    with cast.storage.work(cast.em) as work:
        incoming.return_to_sender(work, entry, "Gửi sai nơi nhận")
    with cast.storage.reading() as connection:
        (recipient,) = documents.recipients(connection, document_id)
    assert (recipient.status, recipient.reason) == (Status.RETURNED, "Gửi sai nơi nhận")
    told = [job for job in cast.letters() if job.payload["to"] == "vanthu@vinhlong.example"]
    assert "Gửi sai nơi nhận" in told[0].payload["text"]
    with pytest.raises(Conflict), cast.storage.work(cast.em) as work:
        incoming.register(work, entry)
