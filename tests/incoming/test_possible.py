"""Each button that is shown leads somewhere; a recall is answered before all else."""

from province import incoming, outgoing
from province.basics import Actor
from tests.documents.cast import Cast


def possible(cast: Cast, actor: Actor, entry: str) -> set[str]:
    with cast.storage.reading() as connection:
        row = cast.incoming(entry)
        found = incoming.possible_deeds(connection, actor, row, cast.today)
    return {name for name, may in found.items() if may}


def test_what_may_be_done_follows_the_state_and_the_grants(small_cast: Cast) -> None:
    cast = small_cast
    cast.issued()
    entry = cast.arrived()
    assert possible(cast, cast.em, entry) == {"register", "accept", "add_scans", "return"}
    assert possible(cast, cast.stranger, entry) == set()
    with cast.storage.work(cast.em) as work:
        incoming.accept(work, entry)
    assert "accept" not in possible(cast, cast.em, entry)
    with cast.storage.work(cast.em) as work:
        incoming.register(work, entry)
    assert "register" not in possible(cast, cast.em, entry)
    assert {"return", "add_scans"} <= possible(cast, cast.em, entry)
    assert {"direct", "assign"} <= possible(cast, cast.giang, entry)
    with cast.storage.work(cast.giang) as work:
        incoming.assign(work, entry, lead_account_id=cast.hoa.account_id)
    assert "work" in possible(cast, cast.hoa, entry)
    assert "return" not in possible(cast, cast.em, entry)
    with cast.storage.work(cast.hoa) as work:
        incoming.complete(work, entry, "Xong")
    assert possible(cast, cast.hoa, entry) == set()


def test_a_recall_is_answered_before_it_is_registered(small_cast: Cast) -> None:
    cast = small_cast
    document_id = cast.issued()
    entry = cast.arrived()
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Gửi nhầm")
    asked = possible(cast, cast.em, entry)
    assert "answer_recall" in asked
    assert not {"register", "accept"} & asked
    with cast.storage.work(cast.em) as work:
        incoming.refuse_recall(work, entry, "Đã thi hành")
    assert "register" in possible(cast, cast.em, entry)
    assert "answer_recall" not in possible(cast, cast.em, entry)
