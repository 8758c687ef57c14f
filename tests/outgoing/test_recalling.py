"""What was issued is called back, and stands frozen whatever the addressees answer."""

import pytest

from province import documents, incoming, outgoing
from province.basics import Conflict, FrozenClock
from province.documents import Status
from tests.documents.cast import Cast


def test_a_recalled_document_is_frozen(cast: Cast) -> None:
    document_id = cast.issued()
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Nhầm")
    with pytest.raises(Conflict), cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Nhầm lần nữa")
    with pytest.raises(Conflict), cast.storage.work(cast.binh) as work:
        documents.edit(work, document_id, cast.letter())


def test_what_was_returned_is_not_recalled_again(small_cast: Cast, clock: FrozenClock) -> None:
    document_id = small_cast.issued()
    with small_cast.storage.work(small_cast.em) as work:
        incoming.return_to_sender(work, small_cast.arrived(), "Sai nơi nhận")
    with small_cast.storage.work(small_cast.an) as work:
        outgoing.recall(work, document_id, "Nhầm")
    assert small_cast.statuses(document_id) == [Status.RETURNED]
