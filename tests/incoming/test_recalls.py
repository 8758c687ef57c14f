"""A desk that is asked to cancel a document agrees, or says why not."""

import pytest

from province import incoming, outgoing, registers
from province.basics import Conflict, Forbidden, Invalid
from province.documents import Outgoing, Status
from province.incoming import Incoming
from tests.documents.cast import Cast


@pytest.mark.parametrize("registered", [False, True])
def test_a_recall_that_is_agreed(cast: Cast, registered: bool) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    if registered:
        with cast.storage.work(cast.em) as work:
            incoming.register(work, entry)
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Ban hành nhầm nội dung")
    assert cast.document(document_id).state == Outgoing.RECALLED
    assert cast.statuses(document_id) == [Status.RECALL_ASKED]
    with cast.storage.reading() as connection:
        said = incoming.recall_reason(connection, cast.incoming(entry))
    assert said == "Ban hành nhầm nội dung"
    if not registered:
        with pytest.raises(Conflict, match="being_recalled"), cast.storage.work(cast.em) as work:
            incoming.register(work, entry)
    with cast.storage.work(cast.em) as work:
        incoming.agree_to_recall(work, entry)
    assert cast.incoming(entry).state == Incoming.WITHDRAWN
    assert cast.statuses(document_id) == [Status.RECALL_AGREED]
    with cast.storage.reading() as connection:
        assert incoming.files_of(connection, cast.incoming(entry)) == []
        assert registers.number_gaps(connection, cast.construction, 2026) == {}
        shown = registers.entry_for_search(connection, document_id)
    assert shown is not None
    assert shown["readers"] == [f"documents.document.read@{cast.committee}"]


def test_a_recall_that_is_refused_says_why(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        incoming.register(work, entry)
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Nhầm")
    with pytest.raises(Invalid), cast.storage.work(cast.em) as work:
        incoming.refuse_recall(work, entry, " ")
    with cast.storage.work(cast.em) as work:
        incoming.refuse_recall(work, entry, "Đã thực hiện xong")
    assert cast.statuses(document_id) == [Status.RECALL_REFUSED]
    assert cast.incoming(entry).state == Incoming.REGISTERED
    with pytest.raises(Conflict, match="not_asked"), cast.storage.work(cast.em) as work:
        incoming.agree_to_recall(work, entry)
    told = [job for job in cast.letters() if "không đồng ý thu hồi" in job.payload["subject"]]
    assert [job.payload["to"] for job in told] == ["vanthu@vinhlong.example"]


def test_only_the_issuer_recalls_and_only_the_receiver_answers(cast: Cast) -> None:
    document_id = cast.issued()
    entry = cast.arrived()
    with pytest.raises(Forbidden), cast.storage.work(cast.em) as work:
        outgoing.recall(work, document_id, "Nhầm")
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Nhầm")
    with pytest.raises(Forbidden), cast.storage.work(cast.stranger) as work:
        incoming.agree_to_recall(work, entry)
