"""A document that comes: its number, doubles, who directs, who works, what answers it."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from province import documents, jobs
from province.basics import Conflict, Forbidden, FrozenClock, Invalid, NotFound, StateSecret
from province.documents import Arrival, Incoming
from tests.documents.cast import Cast

TODAY = date(2026, 11, 23)
PAPER = Arrival(
    author="Ủy ban nhân dân tỉnh Hòa Bình",
    number="15/QĐ-UBND",
    document_date=date(2026, 11, 20),
    abstract="Về việc phối hợp quản lý",
)


def register(cast: Cast, arrival: Arrival = PAPER, *, confirmed: bool = False) -> tuple[str, int]:
    with cast.storage.work(cast.em) as work:
        return documents.register_paper(work, cast.construction, arrival, confirmed=confirmed)


def test_a_paper_is_registered_by_hand(cast: Cast) -> None:
    incoming_id, number = register(cast)
    row = cast.incoming(incoming_id)
    assert number == 1
    assert (row.type_name, row.arrived_on, row.registered_by, row.state) == (
        "Quyết định",
        TODAY,
        "Phạm Thị Em",
        Incoming.REGISTERED,
    )


def test_paper_and_electronic_share_one_series(cast: Cast) -> None:
    assert register(cast)[1] == 1
    cast.issued()
    with cast.storage.work(cast.em) as work:
        assert documents.register(work, cast.arrived()) == 2
    assert register(cast, replace(PAPER, number="16/QĐ-UBND"))[1] == 3


def test_clerks_at_once_leave_no_gap(cast: Cast) -> None:
    papers = [replace(PAPER, number=f"{number}/QĐ-UBND") for number in range(1, 25)]
    with ThreadPoolExecutor(6) as pool:
        given = sorted(number for _, number in pool.map(lambda one: register(cast, one), papers))
    assert given == list(range(1, 25))
    with cast.storage.reading() as connection:
        assert documents.number_gaps(connection, cast.construction, 2026) == {}


def test_two_clerks_registering_one_arrival(cast: Cast) -> None:
    cast.issued()
    incoming_id = cast.arrived()

    def attempt(_: int) -> str:
        try:
            with cast.storage.work(cast.em) as work:
                return str(documents.register(work, incoming_id))
        except Conflict as refusal:
            return f"{refusal.code} {refusal.detail['by']}"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, range(2)))
    assert outcomes == ["1", "documents.state.moved_on Phạm Thị Em"]


def test_arrival_numbers_begin_anew_on_1_january(cast: Cast, clock: FrozenClock) -> None:
    clock.set_local(2026, 12, 31, 23, 59)
    assert register(cast)[1] == 1
    clock.advance(timedelta(minutes=1))
    incoming_id, number = register(cast, replace(PAPER, number="99/QĐ-UBND"))
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
    first, _ = register(small_cast)
    again = replace(PAPER, number=number, author=author)
    with pytest.raises(Conflict) as refused:
        register(small_cast, again)
    assert refused.value.code == "documents.incoming.duplicate"
    assert refused.value.detail == {"id": first, "arrival_number": 1}
    assert register(small_cast, again, confirmed=True)[1] == 2


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
    register(small_cast)
    assert register(small_cast, other)[1] == 2


def test_the_longest_and_strangest_writings_are_kept(cast: Cast) -> None:
    author = " ".join(["UBND"] * 40)
    strange = replace(PAPER, author=author, number="1/" + "ﬃ" * 58, abstract="ß" * 500)
    register(cast, strange)
    with pytest.raises(Conflict, match="duplicate"):
        register(cast, strange)


def test_papers_without_number_are_no_doubles_of_each_other(small_cast: Cast) -> None:
    nameless = replace(PAPER, number="")
    assert [register(small_cast, nameless)[1] for _ in range(2)] == [1, 2]


def test_a_paper_that_came_before_the_electronic_one_is_noticed(cast: Cast) -> None:
    cast.issued()
    paper = replace(PAPER, author="UBND tỉnh Vĩnh Long", number="1/UBND-VX", document_date=TODAY)
    register(cast, paper)
    entry = cast.arrived()
    with pytest.raises(Conflict, match="duplicate"), cast.storage.work(cast.em) as work:
        documents.register(work, entry)
    with cast.storage.work(cast.em) as work:
        assert documents.register(work, entry, confirmed=True) == 2


def test_a_state_secret_is_not_registered(cast: Cast) -> None:
    before = cast.rows()
    for marked in (
        replace(PAPER, abstract="TỐI MẬT"),
        replace(PAPER, note="Độ mật: Mật"),
        replace(PAPER, type_name="tuyệt mật"),
    ):
        with pytest.raises(StateSecret):
            register(cast, marked)
    assert cast.rows() == before


def test_a_scan_is_kept_beside_its_entry(small_cast: Cast, pdf: bytes, secret_pdf: bytes) -> None:
    cast = small_cast
    incoming_id, _ = register(cast)
    with cast.storage.work(cast.em) as work:
        documents.add_scan(work, cast.folder, incoming_id, pdf, "quét.pdf", bytes_most=10**6)
    with cast.storage.reading() as connection:
        held = documents.files_of(connection, cast.incoming(incoming_id))
        entry = documents.entry_for_search(connection, incoming_id)
    assert [file.name for file in held] == ["quét.pdf"]
    assert entry is not None
    assert "tin học hóa" in entry["text"]
    before = cast.rows()
    with pytest.raises(StateSecret), cast.storage.work(cast.em) as work:
        documents.add_scan(work, cast.folder, incoming_id, secret_pdf, "b.pdf", bytes_most=10**6)
    assert cast.rows() == before


def test_a_paper_needs_author_and_abstract(small_cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        register(small_cast, replace(PAPER, author=" ", abstract="", pages=0, copies=1000))
    assert set(refused.value.fields) == {"author", "abstract", "pages", "copies"}


def test_from_direction_to_answer(cast: Cast) -> None:
    incoming_id, _ = register(cast)
    due = date(2026, 12, 1)
    with cast.storage.work(cast.giang) as work:
        documents.direct(work, incoming_id, "Giao Phòng Hạ tầng nghiên cứu", due_on=due)
    assert cast.incoming(incoming_id).state == Incoming.DIRECTED
    with cast.storage.work(cast.em) as work:
        documents.assign(
            work, incoming_id, lead_account_id=cast.hoa.account_id, supports="Phòng Nhà ở"
        )
    row = cast.incoming(incoming_id)
    assert (row.state, row.lead, row.handed_on, row.due_on) == (
        Incoming.ASSIGNED,
        "Đỗ Thị Hoa",
        TODAY,
        due,
    )
    with cast.storage.reading() as connection:
        told = [job for job in jobs.waiting(connection) if job.kind == "notifications.send"]
        notes = documents.notes(connection, incoming_id)
    assert [job.payload["to"] for job in told] == ["hoa@vinhlong.example"]
    assert [(note.kind, note.by) for note in notes] == [
        ("direction", "Võ Giang"),
        ("assignment", "Phạm Thị Em"),
    ]
    with cast.storage.work(cast.hoa) as work:
        documents.complete(work, incoming_id, answer_number="12/SXD-HT")
    row = cast.incoming(incoming_id)
    assert (row.state, row.answer_number, row.done_on) == (Incoming.DONE, "12/SXD-HT", TODAY)


def test_an_issued_answer_closes_what_it_answers(cast: Cast) -> None:
    with cast.storage.work(cast.an) as work:
        incoming_id, _ = documents.register_paper(work, cast.committee, PAPER)
    document_id = cast.issued(cast.letter(answers=incoming_id))
    row = cast.incoming(incoming_id)
    assert (row.state, row.answer_id, row.answer_number) == (
        Incoming.DONE,
        document_id,
        "01/UBND-VX",
    )


def test_an_answer_belongs_to_the_unit_that_was_asked(small_cast: Cast) -> None:
    incoming_id, _ = register(small_cast)
    with pytest.raises(NotFound):
        small_cast.drafted(small_cast.letter(answers=incoming_id))


def test_who_may_do_what(cast: Cast) -> None:
    incoming_id, _ = register(cast)
    with pytest.raises(Forbidden), cast.storage.work(cast.stranger) as work:
        documents.register_paper(work, cast.construction, replace(PAPER, number="1/A"))
    with pytest.raises(Forbidden), cast.storage.work(cast.hoa) as work:
        documents.direct(work, incoming_id, "Giao tôi")
    with pytest.raises(Forbidden), cast.storage.work(cast.an) as work:
        documents.note_progress(work, incoming_id, "…")
    with pytest.raises(Invalid, match=r"lead\.unfit"), cast.storage.work(cast.giang) as work:
        documents.direct(work, incoming_id, "Giao", lead_account_id=cast.stranger.account_id)
    with pytest.raises(Invalid, match=r"lead\.missing"), cast.storage.work(cast.giang) as work:
        documents.assign(work, incoming_id)


def test_the_inbox_counts_what_it_lists(cast: Cast, clock: FrozenClock) -> None:
    soon = date(2026, 11, 25)
    for place, due in enumerate((None, date(2026, 11, 20), date(2026, 11, 24), date(2027, 1, 5))):
        register(cast, replace(PAPER, number=f"{place + 1}/QĐ-UBND", due_on=due))
    cast.issued()
    with cast.storage.reading() as connection:
        counts = documents.inbox_counts(connection, [cast.construction], TODAY, soon)
        listed = {
            view: len(documents.inbox(connection, [cast.construction], view, TODAY, soon))
            for view in documents.VIEWS
        }
    assert counts == listed
    assert {view: counts[view] for view in ("waiting", "open", "soon", "late", "done", "all")} == {
        "waiting": 1,
        "open": 4,
        "soon": 1,
        "late": 1,
        "done": 0,
        "all": 5,
    }


def test_the_lead_has_a_desk_of_their_own(small_cast: Cast) -> None:
    incoming_id, _ = register(small_cast)
    register(small_cast, replace(PAPER, number="2/QĐ-UBND"))
    with small_cast.storage.work(small_cast.giang) as work:
        documents.direct(work, incoming_id, "Làm", lead_account_id=small_cast.hoa.account_id)
    with small_cast.storage.reading() as connection:
        mine = documents.inbox(connection, [], "open", TODAY, TODAY, lead=small_cast.hoa.account_id)
        counts = documents.inbox_counts(
            connection, [], TODAY, TODAY, lead=small_cast.hoa.account_id
        )
    assert [row.id for row in mine] == [incoming_id]
    assert counts["open"] == 1


def test_known_authors_come_commonest_first(small_cast: Cast) -> None:
    register(small_cast, replace(PAPER, author="Bộ Xây dựng", number="1/A"))
    for number in range(2):
        register(small_cast, replace(PAPER, number=f"{number + 2}/A"))
    with small_cast.storage.reading() as connection:
        assert documents.known_authors(connection, small_cast.construction) == [
            PAPER.author,
            "Bộ Xây dựng",
        ]
