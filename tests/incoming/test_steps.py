"""The sender sees each step, and never a step back; the search learns who may find what."""

from collections.abc import Callable

from province import documents, incoming
from province.documents import Status
from province.storage import Work
from tests.documents.cast import TODAY, Cast


def test_the_sender_sees_each_step(cast: Cast) -> None:
    document_id = cast.issued()
    seen = [cast.statuses(document_id)[0]]
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        assert incoming.accept(work, entry) is True
        assert incoming.accept(work, entry) is False
    seen += cast.statuses(document_id)
    with cast.storage.work(cast.em) as work:
        assert incoming.register(work, entry) == 1
    with cast.storage.work(cast.giang) as work:
        incoming.direct(work, entry, "Giao phòng chuyên môn tham mưu", lead="Phòng Hạ tầng")
    seen += cast.statuses(document_id)
    with cast.storage.work(cast.hoa) as work:
        incoming.note_progress(work, entry, "Đang lấy ý kiến")
        seen.append(_status_now(work, document_id))
        incoming.complete(work, entry, "Đã xong", answer_number="09/SXD-HT")
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
        incoming.register(work, entry)
        incoming.assign(work, entry, lead="Phòng Hạ tầng")
        incoming.note_progress(work, entry, "Đang làm")
        incoming.assign(work, entry, lead="Phòng Nhà ở")
    assert cast.statuses(document_id) == [Status.WORKED]


def test_the_search_is_told_whenever_who_may_find_something_changes(small_cast: Cast) -> None:
    cast, lead = small_cast, small_cast.hoa.account_id
    paper, _ = cast.registered()
    letters = [cast.issued() for _ in range(2)]
    with cast.storage.reading() as connection:
        entries = [incoming.entry_of(connection, cast.em, one, TODAY) for one in letters]
    first, second = (entry.id for entry in entries if entry)

    def told(deed: Callable[[Work], object]) -> list[str]:
        before = {job.id for job in cast.asked_for("search.put")}
        with cast.storage.work(cast.em) as work:
            deed(work)
        new = [job for job in cast.asked_for("search.put") if job.id not in before]
        return [job.payload["id"] for job in new]

    assert told(lambda work: incoming.assign(work, paper, lead_account_id=lead)) == [paper]
    assert told(lambda work: incoming.register(work, first)) == [letters[0]]
    assert told(lambda work: incoming.assign(work, first, lead_account_id=lead)) == [letters[0]]
    assert told(lambda work: incoming.return_to_sender(work, second, "Nhầm")) == [letters[1]]
