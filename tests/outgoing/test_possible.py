"""Each button that is shown leads somewhere, and each step that may be taken has its button."""

from province import documents, outgoing
from province.basics import Actor
from tests.documents.cast import CHAIRMAN, Cast


def possible(cast: Cast, actor: Actor, document_id: str) -> set[str]:
    with cast.storage.reading() as connection:
        row = documents.document(connection, document_id)
        assert row is not None
        found = outgoing.possible_deeds(connection, actor, row, cast.today)
    return {name for name, may in found.items() if may}


def test_what_may_be_done_follows_the_state_and_the_grants(small_cast: Cast) -> None:
    cast = small_cast
    document_id = cast.drafted()
    assert possible(cast, cast.binh, document_id) == {"edit", "cancel"}
    assert possible(cast, cast.em, document_id) == set()
    with cast.storage.work(cast.binh) as work:
        documents.submit(work, document_id)
    assert possible(cast, cast.binh, document_id) == {"check_content", "send_back", "cancel"}
    assert {"check_form", "send_back"} <= possible(cast, cast.an, document_id)
    with cast.storage.work(cast.binh) as work:
        documents.check_content(work, document_id)
    assert "check_content" not in possible(cast, cast.binh, document_id)
    with cast.storage.work(cast.an) as work:
        documents.check_form(work, document_id)
    assert {"sign", "send_back"} <= possible(cast, cast.dung, document_id)
    assert not {"sign", "send_back", "issue"} & possible(cast, cast.an, document_id)
    with cast.storage.work(cast.dung) as work:
        documents.sign(work, document_id, CHAIRMAN)
    assert {"issue", "send_back"} <= possible(cast, cast.an, document_id)
    cast.issue(document_id)
    assert possible(cast, cast.an, document_id) == {"recall"}
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Gửi nhầm")
    assert possible(cast, cast.an, document_id) == set()
