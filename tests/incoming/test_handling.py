"""Who directs, who works, and what answers a document that came."""

from dataclasses import replace
from datetime import date

import pytest

from province import documents, incoming
from province.basics import Forbidden, Invalid, NotFound
from province.incoming import Incoming
from tests.documents.cast import PAPER, TODAY, Cast


def test_from_direction_to_answer(cast: Cast) -> None:
    incoming_id, _ = cast.registered()
    due = date(2026, 12, 1)
    with cast.storage.work(cast.giang) as work:
        incoming.direct(work, incoming_id, "Giao Phòng Hạ tầng nghiên cứu", due_on=due)
    assert cast.incoming(incoming_id).state == Incoming.DIRECTED
    with cast.storage.work(cast.em) as work:
        incoming.assign(
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
        notes = incoming.notes(connection, incoming_id)
    assert [job.payload["to"] for job in cast.letters()] == ["hoa@vinhlong.example"]
    assert [(note.kind, note.by) for note in notes] == [
        ("direction", "Võ Giang"),
        ("assignment", "Phạm Thị Em"),
    ]
    with cast.storage.work(cast.hoa) as work:
        incoming.complete(work, incoming_id, answer_number="12/SXD-HT")
    row = cast.incoming(incoming_id)
    assert (row.state, row.answer_number, row.done_on) == (Incoming.DONE, "12/SXD-HT", TODAY)


def test_an_issued_answer_closes_what_it_answers(cast: Cast) -> None:
    with cast.storage.work(cast.an) as work:
        incoming_id, _ = incoming.register_paper(work, cast.committee, PAPER)
    with cast.storage.work(cast.binh) as work:
        document_id = incoming.answer(work, cast.committee, incoming_id, cast.letter())
        documents.edit(work, document_id, cast.letter(abstract="V/v trả lời"))
    cast.sign(document_id)
    cast.issue(document_id)
    row = cast.incoming(incoming_id)
    assert (row.state, row.answer_id, row.answer_number) == (
        Incoming.DONE,
        document_id,
        "01/UBND-VX",
    )


def test_an_answer_belongs_to_the_unit_that_was_asked(small_cast: Cast) -> None:
    incoming_id, _ = small_cast.registered()
    with pytest.raises(NotFound), small_cast.storage.work(small_cast.binh) as work:
        incoming.answer(work, small_cast.committee, incoming_id, small_cast.letter())


def test_who_may_do_what(cast: Cast) -> None:
    incoming_id, _ = cast.registered()
    with pytest.raises(Forbidden), cast.storage.work(cast.stranger) as work:
        incoming.register_paper(work, cast.construction, replace(PAPER, number="1/A"))
    with pytest.raises(Forbidden), cast.storage.work(cast.hoa) as work:
        incoming.direct(work, incoming_id, "Giao tôi")
    with pytest.raises(Forbidden), cast.storage.work(cast.an) as work:
        incoming.note_progress(work, incoming_id, "…")
    with pytest.raises(Invalid, match=r"lead\.unfit"), cast.storage.work(cast.giang) as work:
        incoming.direct(work, incoming_id, "Giao", lead_account_id=cast.stranger.account_id)
    with pytest.raises(Invalid, match=r"lead\.missing"), cast.storage.work(cast.giang) as work:
        incoming.assign(work, incoming_id)
