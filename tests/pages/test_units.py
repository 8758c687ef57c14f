"""The public directory: today's units, where old ones went, who may be written to."""

from dataclasses import replace
from datetime import date

import pytest

from province import directory
from province.basics import SYSTEM
from province.directory import ResponsibilityKind, UnitFacts, UnitKind
from province.pages import StagedPage, open_book, unit_pages
from province.storage import Storage

BEFORE = date(2003, 1, 1)
REFORM = date(2025, 7, 1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def pages(sqlite_storage: Storage) -> dict[str, StagedPage]:
    """A province with a department that took another in, and a commune that took a district in."""
    with sqlite_storage.work(SYSTEM) as work:

        def opened(name: str, kind: UnitKind, on: date = BEFORE, **more: object) -> int:
            facts = replace(UnitFacts(name, kind), **more)  # type: ignore[arg-type]
            return directory.open_unit(work, facts, on).id

        top = opened("Ủy ban nhân dân tỉnh Vĩnh Long", UnitKind.PROVINCE, code="H61")
        building = opened(
            "Sở Xây dựng",
            UnitKind.DEPARTMENT,
            code="H61.17",
            abbreviation="SXD",
            parent_id=top,
            address="Phường Long Châu",
            phone="02703823456",
            email="sxd@vinhlong.example",
            email_domain="sxd.vinhlong.example",
        )
        traffic = opened("Sở Giao thông vận tải", UnitKind.DEPARTMENT, parent_id=top)
        opened("Phòng Quy hoạch", UnitKind.DIVISION, parent_id=building)
        commune = "Ủy ban nhân dân xã An Bình"
        opened(commune, UnitKind.COMMUNE, REFORM, code="H61.50", parent_id=top)
        opened(commune, UnitKind.COMMUNE, REFORM, code="H61.51", parent_id=top)
        note = "Nghị quyết 202/2025/QH15"
        directory.merge_units(work, [traffic], building, REFORM, note=note)
        head = directory.add_person(work, "Trần Thị Bưởi", email_local="buoitt")
        officer = directory.add_person(work, "Lê Văn Dừa", email_local="dualv")
        director = directory.define_position(work, "Giám đốc")
        directory.appoint(work, head.id, building, director.id, REFORM, is_head=True)
        chair = directory.define_position(work, "Chủ tịch")
        deputy = directory.define_position(work, "Phó Chủ tịch")
        engineer = directory.define_position(work, "Kỹ sư tin học")
        staff = (("Võ Thị An", deputy), ("Phạm Văn Xoài", chair), ("Lâm Văn Ổi", engineer))
        for name, position in staff:
            person = directory.add_person(work, name)
            first = position == chair
            directory.appoint(work, person.id, top, position.id, REFORM, is_head=first)
        directory.assign_responsibility(
            work, officer.id, building, ResponsibilityKind.CONTACT, REFORM
        )
        directory.assign_responsibility(
            work, officer.id, building, ResponsibilityKind.IT_OFFICER, REFORM
        )
    with sqlite_storage.reading() as connection:
        book = open_book(connection, TODAY)
        return {page.url: page for page in unit_pages(connection, book)}


def facts(page: StagedPage) -> dict[str, object]:
    return dict(page.meta["facts"])


def test_a_unit_says_how_to_reach_it(pages: dict[str, StagedPage]) -> None:
    said = facts(pages["/co-quan/so-xay-dung/"])
    assert said["Điện thoại"] == "0270 3823456"
    assert said["Thư điện tử"] == {
        "text": "sxd@vinhlong.example",
        "href": "mailto:sxd@vinhlong.example",
    }
    assert said["Lãnh đạo"] == ["Trần Thị Bưởi, Giám đốc"]
    assert said["Đầu mối liên hệ"] == ["Lê Văn Dừa (dualv@sxd.vinhlong.example)"]
    assert said["Phòng, ban trực thuộc"] == ["Phòng Quy hoạch"]
    assert said["Mã định danh"] == "H61.17 (trước đây viết 000.00.17.H61)"
    assert said["Trực thuộc"] == {
        "text": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "href": "/co-quan/uy-ban-nhan-dan-tinh-vinh-long/",
    }


def test_the_committee_shows_all_its_leaders_chair_first(pages: dict[str, StagedPage]) -> None:
    said = facts(pages["/co-quan/uy-ban-nhan-dan-tinh-vinh-long/"])
    assert said["Lãnh đạo"] == ["Phạm Văn Xoài, Chủ tịch", "Võ Thị An, Phó Chủ tịch"]


def test_inner_responsibilities_are_not_published(pages: dict[str, StagedPage]) -> None:
    assert not any("công nghệ thông tin" in name for name in facts(pages["/co-quan/so-xay-dung/"]))


def test_an_old_unit_leads_to_its_successor(pages: dict[str, StagedPage]) -> None:
    old = pages["/co-quan/so-giao-thong-van-tai/"]
    assert old.meta["marker"] == ["Cơ quan này không còn hoạt động."]
    link = {"text": "Sở Xây dựng", "href": "/co-quan/so-xay-dung/"}
    assert facts(old)["Công việc nay do"] == [link]
    assert facts(old)["Theo"] == ["Nghị quyết 202/2025/QH15"]
    assert facts(old)["Kết thúc hoạt động"] == "01/07/2025"
    back = {"text": "Sở Giao thông vận tải", "href": "/co-quan/so-giao-thong-van-tai/"}
    assert facts(pages["/co-quan/so-xay-dung/"])["Tiếp nhận công việc của"] == [back]
    [entry] = pages["/co-quan/truoc-day/"].meta["entries"]
    assert entry["text"] == "Nay do: Sở Xây dựng"


def test_units_of_one_name_have_two_addresses(pages: dict[str, StagedPage]) -> None:
    one = "/co-quan/uy-ban-nhan-dan-xa-an-binh"
    assert {f"{one}/", f"{one}-h61-51/"} <= set(pages)


def test_the_list_groups_units_by_kind(pages: dict[str, StagedPage]) -> None:
    groups = {group["title"]: group["links"] for group in pages["/co-quan/"].meta["groups"]}
    assert groups["Sở, ban, ngành"] == [["/co-quan/so-xay-dung/", "Sở Xây dựng"]]
    assert [label for _, label in groups["Xã (2)"]] == ["Xã An Bình", "Xã An Bình"]
    assert "Phòng, ban trực thuộc" not in groups


def test_without_a_directory_the_list_says_so() -> None:
    [page] = unit_pages(None, open_book(None, TODAY))
    assert page.url == "/co-quan/"
    assert page.meta["empty"]["title"] == "Chưa có cơ quan nào"
