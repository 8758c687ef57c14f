"""Each count equals the list it leads to, and is shown to whom it concerns."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

from province import access, documents, incoming, outgoing, registers
from province.basics import SYSTEM, Actor
from province.documents import Outgoing
from province.incoming import Arrival
from tests.documents.cast import TODAY, Cast

SOON = date(2026, 11, 25)


def told(cast: Cast, actor: Actor) -> dict[str, registers.Waiting]:
    with cast.storage.reading() as connection:
        waiting = registers.waiting_for(connection, actor, TODAY, SOON)
    return {one.label: one for one in waiting}


def listed(cast: Cast, actor: Actor, href: str) -> int:
    """How many rows the list behind an address has."""
    address = urlsplit(href)
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    unit_id = int(query["don_vi"]) if "don_vi" in query else None
    with cast.storage.reading() as connection:
        if address.path.endswith("/di"):
            states = [Outgoing(query["xem"])]
            return len(documents.listed(connection, actor, TODAY, states, unit_id=unit_id))
        mine = query.get("cua") == "toi"
        who = (connection, actor, query["xem"], TODAY, SOON)
        return len(incoming.inbox(*who, unit_id=unit_id, mine=mine))


def test_each_count_leads_to_as_many_rows(cast: Cast) -> None:
    paper = Arrival("Bộ Xây dựng", "1/BXD-VP", date(2026, 11, 1), "Xin ý kiến")
    with cast.storage.work(cast.em) as work:
        for number, due in enumerate((date(2026, 11, 20), date(2026, 11, 24), None)):
            entry, _ = incoming.register_paper(
                work, cast.construction, replace(paper, number=f"{number}/BXD-VP", due_on=due)
            )
        incoming.assign(work, entry, lead_account_id=cast.hoa.account_id)
    first = cast.issued()
    cast.issued()
    cast.signed()
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, first, "Nhầm")
    for actor in (cast.an, cast.binh, cast.dung, cast.em, cast.giang, cast.hoa):
        for label, one in told(cast, actor).items():
            assert one.count == listed(cast, actor, one.href), (actor.name, label)
    em = told(cast, cast.em)
    assert em["Văn bản đến chờ đăng ký"].count == 2
    assert em["Yêu cầu thu hồi chờ trả lời"].count == 1
    assert (em["Văn bản đến quá hạn"].count, em["Văn bản đến quá hạn"].urgent) == (1, True)
    assert told(cast, cast.an)["Văn bản chờ phát hành"].count == 1
    assert told(cast, cast.hoa)["Văn bản giao tôi xử lý"].count == 1


def test_counts_concern_whom_they_are_told(small_cast: Cast) -> None:
    assert "Văn bản chờ ký" in told(small_cast, small_cast.dung)
    assert "Văn bản chờ ký" not in told(small_cast, small_cast.an)
    assert "Văn bản đến chờ đăng ký" not in told(small_cast, small_cast.hoa)
    citizen = Actor("account", "dan@example.com", "Người dân", account_id=999)
    assert told(small_cast, citizen) == {}


def test_each_desk_one_was_given_is_counted_and_no_desk_below(small_cast: Cast) -> None:
    """The chief of office sits elsewhere and signs for the committee, which leads all others."""
    cast = small_cast
    with cast.storage.work(SYSTEM) as work:
        account_id = cast.giang.account_id or 0
        access.give_role(work, account_id, "director", cast.committee, subtree=True)
    assert "Văn bản chờ ký – UBND tỉnh" not in told(cast, cast.giang)  # nought
    with cast.storage.work(cast.em) as work:
        paper = Arrival("Bộ Xây dựng", "1/BXD-VP", date(2026, 11, 1), "Xin ý kiến")
        incoming.register_paper(work, cast.construction, paper)
    document_id = cast.drafted()
    with cast.storage.work(cast.binh) as work:
        documents.submit(work, document_id)
    found = told(cast, cast.giang)
    assert found["Dự thảo chờ kiểm tra"].count == 0
    assert found["Văn bản đến chờ ý kiến chỉ đạo"].count == 1
    there = found["Dự thảo chờ kiểm tra – UBND tỉnh"]
    assert there.count == listed(cast, cast.giang, there.href) == 1
    assert not any("xã" in label for label in found)
