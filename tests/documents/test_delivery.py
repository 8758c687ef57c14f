"""From desk to desk: arrivals, what the sender sees, returns, recalls."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from province import access, documents, jobs
from province.basics import SYSTEM, Conflict, Forbidden, FrozenClock, Invalid
from province.documents import Incoming, Outgoing, Recipient, Status
from province.storage import Work
from tests.documents.cast import Cast

TODAY = date(2026, 11, 23)


def everyone(cast: Cast) -> documents.Draft:
    """A letter to all communes, 3 departments, and two bodies outside the system."""
    inside = [cast.construction, cast.interior, cast.finance, *cast.communes]
    return cast.letter(
        *(Recipient("", unit_id) for unit_id in inside),
        Recipient("Văn phòng Chính phủ", direct=False),
        Recipient("Ban điều hành 112 CP", direct=False),
    )


def register_itself(cast: Cast, *unit_ids: int) -> None:
    with cast.storage.work(SYSTEM) as work:
        account = access.open_account(work, "quantri@vinhlong.example", "Quản trị")
        access.give_role(work, account.id, "administrator", None, valid_from=date(2025, 7, 1))
    with cast.storage.work(account.actor("127.0.0.1")) as work:
        for unit_id in unit_ids:
            documents.set_desk(work, unit_id, registers_itself=True)


def letters(cast: Cast) -> list[jobs.Job]:
    with cast.storage.reading() as connection:
        return [job for job in jobs.waiting(connection) if job.kind == "notifications.send"]


def test_a_document_arrives_on_every_desk(wide_cast: Cast) -> None:
    cast = wide_cast
    document_id = cast.signed(everyone(cast))
    assert cast.issue(document_id).arrived_at == 25
    assert cast.statuses(document_id) == ["01"] * 25 + ["outside"] * 2
    for unit_id in (cast.construction, cast.communes[21]):
        entry = cast.incoming(cast.arrived(unit_id))
        assert (entry.state, entry.arrival_number) == (Incoming.ARRIVED, None)
        assert (entry.author, entry.number_text) == ("Ủy ban nhân dân tỉnh Vĩnh Long", "01/UBND-VX")
        assert (entry.document_date, entry.signer) == (TODAY, "Nguyễn Dũng")


def test_each_registry_with_an_address_gets_one_letter(cast: Cast) -> None:
    cast.issued(everyone(cast))
    sent = letters(cast)
    assert sorted(job.payload["to"] for job in sent) == [
        "vanthu@snv.vinhlong.example",
        "vanthu@stc.vinhlong.example",
        "vanthu@sxd.vinhlong.example",
    ]
    assert {job.payload["from_unit_id"] for job in sent} == {cast.committee}
    assert all("01/UBND-VX" in job.payload["subject"] for job in sent)
    leaving = sorted(job.not_before for job in sent)
    assert leaving[0] == sent[0].asked_at
    assert leaving[0] < leaving[1] < leaving[2]  # others' letters go between them


def test_a_desk_may_register_by_itself(cast: Cast) -> None:
    register_itself(cast, cast.construction, cast.communes[1])
    document_id = cast.issued(everyone(cast))
    assert cast.statuses(document_id).count(Status.ACCEPTED) == 2
    entry = cast.incoming(cast.arrived())
    assert (entry.state, entry.arrival_number, entry.registered_by) == (
        Incoming.REGISTERED,
        1,
        "Hệ thống",
    )
    with cast.storage.reading() as connection:
        assert documents.number_gaps(connection, cast.construction, 2026) == {}


def test_broadcasts_at_once_to_desks_that_register_do_not_wait_for_each_other(cast: Cast) -> None:
    register_itself(cast, cast.construction, cast.interior, cast.finance)
    there = [Recipient("", unit) for unit in (cast.construction, cast.interior, cast.finance)]
    ids = [cast.signed(cast.letter(*order)) for order in (there, there[::-1]) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        assert sorted(issued.number_text[:2] for issued in pool.map(cast.issue, ids)) == [
            f"{number:02d}" for number in range(1, 9)
        ]
    with cast.storage.reading() as connection:
        for unit_id in (cast.construction, cast.interior, cast.finance):
            came = documents.inbox(connection, [unit_id], "open", TODAY, TODAY)
            assert sorted(entry.arrival_number for entry in came) == list(range(1, 9))


def test_the_sender_sees_each_step(cast: Cast) -> None:
    document_id = cast.issued()
    seen = [cast.statuses(document_id)[0]]
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        assert documents.accept(work, entry) is True
        assert documents.accept(work, entry) is False
    seen += cast.statuses(document_id)
    with cast.storage.work(cast.em) as work:
        assert documents.register(work, entry) == 1
    with cast.storage.work(cast.giang) as work:
        documents.direct(work, entry, "Giao phòng chuyên môn tham mưu", lead="Phòng Hạ tầng")
    seen += cast.statuses(document_id)
    with cast.storage.work(cast.hoa) as work:
        documents.note_progress(work, entry, "Đang lấy ý kiến")
        seen.append(_status_now(work, document_id))
        documents.complete(work, entry, "Đã xong", answer_number="09/SXD-HT")
    seen += cast.statuses(document_id)
    assert seen == ["01", "03", "04", "05", "06"]
    with cast.storage.reading() as connection:
        recipients = documents.recipients(connection, document_id)
        history = documents.statuses(connection, [one.id for one in recipients])
    assert [row.status for row in history] == ["01", "03", "04", "05", "06"]
    assert history[1].by == "Phạm Thị Em"


def _status_now(work: Work, document_id: str) -> str:
    return str(documents.recipients(work.connection, document_id)[0].status)


def test_a_status_never_falls_back(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        documents.register(work, entry)
        documents.assign(work, entry, lead="Phòng Hạ tầng")
        documents.note_progress(work, entry, "Đang làm")
        documents.assign(work, entry, lead="Phòng Nhà ở")
    assert cast.statuses(document_id) == [Status.WORKED]


def test_returning_needs_a_reason_and_tells_the_sender(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with pytest.raises(Invalid), cast.storage.work(cast.em) as work:
        documents.return_to_sender(work, entry, "")
    with cast.storage.work(cast.em) as work:
        documents.return_to_sender(work, entry, "Gửi sai nơi nhận")
    with cast.storage.reading() as connection:
        (recipient,) = documents.recipients(connection, document_id)
    assert (recipient.status, recipient.reason) == (Status.RETURNED, "Gửi sai nơi nhận")
    told = [job for job in letters(cast) if job.payload["to"] == "vanthu@vinhlong.example"]
    assert "Gửi sai nơi nhận" in told[0].payload["text"]
    with pytest.raises(Conflict), cast.storage.work(cast.em) as work:
        documents.register(work, entry)


@pytest.mark.parametrize("registered", [False, True])
def test_a_recall_that_is_agreed(cast: Cast, registered: bool) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    if registered:
        with cast.storage.work(cast.em) as work:
            documents.register(work, entry)
    with cast.storage.work(cast.an) as work:
        documents.recall(work, document_id, "Ban hành nhầm nội dung")
    assert cast.document(document_id).state == Outgoing.RECALLED
    assert cast.statuses(document_id) == [Status.RECALL_ASKED]
    if not registered:
        with pytest.raises(Conflict, match="being_recalled"), cast.storage.work(cast.em) as work:
            documents.register(work, entry)
    with cast.storage.work(cast.em) as work:
        documents.answer_recall(work, entry, agreed=True)
    assert cast.incoming(entry).state == Incoming.WITHDRAWN
    assert cast.statuses(document_id) == [Status.RECALL_AGREED]
    with cast.storage.reading() as connection:
        assert documents.files_of(connection, cast.incoming(entry)) == []
        assert documents.number_gaps(connection, cast.construction, 2026) == {}
        shown = documents.entry_for_search(connection, document_id)
    assert shown is not None
    assert shown["readers"] == [f"documents.document.read@{cast.committee}"]


def test_a_recall_that_is_refused_says_why(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        documents.register(work, entry)
    with cast.storage.work(cast.an) as work:
        documents.recall(work, document_id, "Nhầm")
    with pytest.raises(Invalid), cast.storage.work(cast.em) as work:
        documents.answer_recall(work, entry, agreed=False)
    with cast.storage.work(cast.em) as work:
        documents.answer_recall(work, entry, agreed=False, reason="Đã thực hiện xong")
    assert cast.statuses(document_id) == [Status.RECALL_REFUSED]
    assert cast.incoming(entry).state == Incoming.REGISTERED
    with pytest.raises(Conflict, match="not_asked"), cast.storage.work(cast.em) as work:
        documents.answer_recall(work, entry, agreed=True)
    told = [job for job in letters(cast) if "không đồng ý thu hồi" in job.payload["subject"]]
    assert [job.payload["to"] for job in told] == ["vanthu@vinhlong.example"]


def test_a_recalled_document_is_frozen(cast: Cast) -> None:
    document_id = cast.issued()
    with cast.storage.work(cast.an) as work:
        documents.recall(work, document_id, "Nhầm")
    with pytest.raises(Conflict), cast.storage.work(cast.an) as work:
        documents.recall(work, document_id, "Nhầm lần nữa")
    with pytest.raises(Conflict), cast.storage.work(cast.binh) as work:
        documents.edit(work, document_id, cast.letter())


def test_only_the_issuer_recalls_and_only_the_receiver_answers(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with pytest.raises(Forbidden), cast.storage.work(cast.em) as work:
        documents.recall(work, document_id, "Nhầm")
    with cast.storage.work(cast.an) as work:
        documents.recall(work, document_id, "Nhầm")
    with pytest.raises(Forbidden), cast.storage.work(cast.stranger) as work:
        documents.answer_recall(work, entry, agreed=True)


def test_what_was_returned_is_not_recalled_again(small_cast: Cast, clock: FrozenClock) -> None:
    document_id = small_cast.issued()
    with small_cast.storage.work(small_cast.em) as work:
        documents.return_to_sender(work, small_cast.arrived(), "Sai nơi nhận")
    with small_cast.storage.work(small_cast.an) as work:
        documents.recall(work, document_id, "Nhầm")
    assert small_cast.statuses(document_id) == [Status.RETURNED]
