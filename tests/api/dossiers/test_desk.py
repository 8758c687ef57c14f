"""The officer's desk: lists, a dossier, deeds as buttons, files as harmless downloads."""

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from province import audit, services
from province.dossiers import Upload, store
from tests.api.dossiers.conftest import Enter
from tests.services.cast import PDF, House

DESK = "/lam-viec/ho-so"


def shown(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return html.unescape(answer.text)


@pytest.fixture
def code(office: House) -> str:
    """A dossier that was just filed."""
    return office.file().dossier.code


def state(office: House, code: str) -> str:
    with office.storage.reading() as connection:
        found = store.by_code(connection, code)
        assert found is not None
        return found.state.value


def test_a_day_at_the_desk_from_inbox_to_result(enter: Enter, office: House, code: str) -> None:
    desk, officer, chairman = enter("desk"), enter("officer"), enter("chairman")
    assert code in shown(desk, f"{DESK}?muc=moi")
    page = shown(desk, f"{DESK}/{code}")
    assert "Tiếp nhận" in page
    assert "Ký duyệt, cấp kết quả" not in page
    assert "086•••••••34" in page
    assert desk.post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"}).status_code == 303
    assert officer.post(f"{DESK}/{code}/nhan-xu-ly").status_code == 303
    asked = officer.post(
        f"{DESK}/{code}/bo-sung",
        data={
            "paper_id": ["", "house_drawings"],
            "what": ["Ảnh hiện trạng", ""],
            "reason": "Điều 54",
        },
    )
    assert asked.status_code == 303
    assert state(office, code) == "supplement"
    assert code in shown(officer, f"{DESK}?muc=cho-bo-sung")
    refused = chairman.post(f"{DESK}/{code}/tu-choi", data={"reason": "Quá lâu"})
    assert refused.status_code == 303
    assert state(office, code) == "refused"


def test_a_decision_can_be_read_before_it_is_signed(enter: Enter, office: House, code: str) -> None:
    enter("desk").post(f"{DESK}/{code}/tiep-nhan")
    chairman = enter("chairman")
    for data in ({"loai": "duyet"}, {"loai": "tu-choi", "reason": "Trái quy hoạch"}):
        preview = chairman.post(f"{DESK}/{code}/xem-truoc", data=data)
        assert preview.content.startswith(b"%PDF")
    assert state(office, code) == "processing"
    assert chairman.post(f"{DESK}/{code}/duyet").status_code == 303
    assert state(office, code) == "approved"


def test_the_second_decision_is_a_409_that_names_the_first(
    enter: Enter, office: House, code: str
) -> None:
    enter("desk").post(f"{DESK}/{code}/tiep-nhan")
    enter("chairman").post(f"{DESK}/{code}/duyet", data={"version": "2"})
    late = enter("deputy").post(
        f"{DESK}/{code}/tu-choi", data={"version": "2", "reason": "Trái quy hoạch"}
    )
    assert late.status_code == 409
    assert "Trần Văn Bình" in late.text


@pytest.mark.parametrize(
    "path", ["", "/tep/1", "/van-ban/1.pdf"], ids=["dossier", "paper", "document"]
)
def test_another_units_officer_sees_nothing(enter: Enter, code: str, path: str) -> None:
    assert enter("stranger").get(f"{DESK}/{code}{path}").status_code == 403
    assert enter().get(f"{DESK}/{code}{path}").status_code == 303


@pytest.mark.parametrize(
    "deed",
    ["tiep-nhan", "bo-sung", "duyet", "tu-choi", "phan-cong", "phi", "dung", "y-kien", "dinh-danh"],
)
def test_another_units_officer_does_nothing(
    enter: Enter, office: House, code: str, deed: str
) -> None:
    data = {"reason": "x", "body": "x", "what": "x", "paper_id": "", "officer": "1"}
    assert enter("nobody_special").post(f"{DESK}/{code}/{deed}", data=data).status_code == 403
    assert enter().post(f"{DESK}/{code}/{deed}", data=data).status_code == 401
    assert state(office, code) == "received"


def test_a_paper_is_handed_out_to_be_kept_or_looked_at_safely(enter: Enter, code: str) -> None:
    desk = enter("desk")
    page = shown(desk, f"{DESK}/{code}")
    links = re.findall(rf"{DESK}/{re.escape(code)}/tep/\d+", page)
    kept = desk.get(links[0])
    assert kept.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in kept.headers["content-security-policy"]
    looked = desk.get(f"{links[0]}?xem=1")
    assert looked.headers["content-disposition"].startswith("inline;")
    assert looked.headers["content-type"] == "application/pdf"
    for answer in (kept, looked):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_document_that_browsers_run_is_never_shown_inline(enter: Enter, office: House) -> None:
    spreadsheet = office.papers_needed()
    uploads = [Upload(one.paper_id, 'x";evil="\r\nSet-Cookie: a=b.pdf', PDF) for one in spreadsheet]
    with office.storage.work(office["citizen"]) as work:
        filed = services.file_dossier(work, office, office.filing(uploads))
        [paper, *_] = store.papers_of(work.connection, filed.dossier.id)
    answer = enter("desk").get(f"{DESK}/{filed.dossier.code}/tep/{paper.id}")
    assert "set-cookie" not in answer.headers
    assert "\n" not in answer.headers["content-disposition"]


def test_a_note_is_for_colleagues_only(enter: Enter, office: House) -> None:
    filed = office.file()
    code = filed.dossier.code
    enter("officer").post(f"{DESK}/{code}/y-kien", data={"body": "Hàng xóm đang tranh chấp"})
    assert "Hàng xóm đang tranh chấp" in shown(enter("desk"), f"{DESK}/{code}")
    citizen = shown(enter(), f"/ho-so/{code}?secret={filed.secret}")
    assert "Hàng xóm đang tranh chấp" not in citizen


def test_identifiers_are_shown_in_full_once_and_written_down(enter: Enter, code: str) -> None:
    officer = enter("officer")
    revealed = officer.post(f"{DESK}/{code}/dinh-danh")
    assert "086185001234" in revealed.text
    assert revealed.headers["cache-control"] == "no-store"
    assert "086185001234" not in shown(officer, f"{DESK}/{code}")


@pytest.mark.parametrize(
    "query", ["muc=xyz", "trang=-1", "trang=99999", "q=%00%25_", "thu-tuc=%00"]
)
def test_odd_questions_are_answered(enter: Enter, code: str, query: str) -> None:
    shown(enter("desk"), f"{DESK}?{query}")


def test_what_was_typed_for_a_refused_deed_stays_in_its_form(enter: Enter, code: str) -> None:
    desk = enter("desk")
    asked = {"paper_id": ["", "house_drawings"], "what": ["Ảnh hiện trạng", ""], "reason": " "}
    answer = desk.post(f"{DESK}/{code}/bo-sung", data=asked)
    said = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "Hãy nêu lý do phải bổ sung" in said
    assert 'value="Ảnh hiện trạng"' in said
    assert 'value="house_drawings" selected' in said
    refused = desk.post(f"{DESK}/{code}/y-kien", data={"body": "Độ mật: Mật"})
    assert refused.status_code == 422
    assert "Độ mật: Mật</textarea>" in html.unescape(refused.text)


def test_a_paper_without_words_is_asked_for_too(enter: Enter, office: House, code: str) -> None:
    asked = {"paper_id": ["house_drawings"], "what": [""], "reason": "Điều 54"}
    assert enter("desk").post(f"{DESK}/{code}/bo-sung", data=asked).status_code == 303
    assert state(office, code) == "supplement"


def test_who_signs_has_the_list_of_what_waits_for_that(enter: Enter, code: str) -> None:
    enter("desk").post(f"{DESK}/{code}/tiep-nhan")
    assert code in shown(enter("chairman"), f"{DESK}?muc=cho-quyet-dinh")
    assert "Chờ quyết định" in shown(enter("chairman"), DESK)
    assert "Chờ quyết định" not in shown(enter("desk"), DESK)


def facts(office: House, code: str) -> list[str]:
    with office.storage.reading() as connection:
        found = store.by_code(connection, code)
        assert found is not None
        return [fact.kind.value for fact in store.facts_of(connection, found.id)]


ASKED = {"paper_id": "", "what": "Ảnh hiện trạng", "reason": "Điều 54", "version": "1"}


@pytest.mark.parametrize(
    ("who", "deed", "data", "said"),
    [
        ("desk", "tiep-nhan", {"version": "1"}, "Đã tiếp nhận hồ sơ."),
        ("desk", "bo-sung", ASKED, "Đã gửi yêu cầu bổ sung."),
        ("chairman", "tu-choi", {"version": "1", "reason": "Không đúng nơi"}, "Đã từ chối."),
        ("officer", "nhan-xu-ly", {}, "đã nhận xử lý hồ sơ này."),
        ("desk", "dung", {"reason": "Người nộp đề nghị"}, "Đã dừng giải quyết hồ sơ."),
        ("desk", "y-kien", {"body": "Đã gọi điện"}, "Đã ghi ý kiến."),
    ],
)
def test_a_second_click_finds_its_deed_done(
    enter: Enter, office: House, code: str, who: str, deed: str, data: dict[str, str], said: str
) -> None:
    browser = enter(who)
    sent = [browser.post(f"{DESK}/{code}/{deed}", data=data) for _ in range(2)]
    assert [one.status_code for one in sent] == [303, 303]
    assert {one.headers["location"] for one in sent} == {f"{DESK}/{code}"}
    page = shown(browser, f"{DESK}/{code}")
    assert page.count(said) == 1
    assert page.count(data.get("body", said)) == 1
    assert len(facts(office, code)) == (1 if deed == "y-kien" else 2)
    assert said not in shown(browser, f"{DESK}/{code}")


def test_reading_between_two_clicks_changes_nothing(enter: Enter, code: str) -> None:
    desk = enter("desk")
    desk.post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"})
    shown(enter("officer"), f"{DESK}/{code}")
    assert desk.post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"}).status_code == 303


def test_the_same_deed_of_somebody_else_is_told_who_was_first(enter: Enter, code: str) -> None:
    enter("desk").post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"})
    late = enter("officer").post(f"{DESK}/{code}/bo-sung", data=ASKED)
    assert late.status_code == 409
    assert "Đỗ Thị An, lúc 09:00 23/11/2026" in html.unescape(late.text)
    signed = {"version": "2"}
    enter("chairman").post(f"{DESK}/{code}/duyet", data=signed)
    assert enter("chairman").post(f"{DESK}/{code}/duyet", data=signed).status_code == 303
    assert enter("deputy").post(f"{DESK}/{code}/duyet", data=signed).status_code == 409
    other = enter("chairman").post(f"{DESK}/{code}/tu-choi", data={**signed, "reason": "Sai"})
    assert other.status_code == 409
    assert "đã được Trần Văn Bình giải quyết lúc 09:00 23/11/2026" in html.unescape(other.text)


def test_two_clicks_at_one_moment_are_one_deed(
    enter: Enter, office: House, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second asks before the first is through, and is refused by the room after it."""
    desk = enter("desk")
    desk.post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"})
    whole, asked = audit.sent_before, []

    def not_yet(*given: Any) -> bool:
        asked.append(given)
        return len(asked) > 1 and whole(*given)

    monkeypatch.setattr(audit, "sent_before", not_yet)
    assert desk.post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"}).status_code == 303
    assert len(asked) == 2


def test_the_same_words_after_others_are_a_deed_anew(
    enter: Enter, office: House, code: str
) -> None:
    for who in ("desk", "officer", "desk"):
        enter(who).post(f"{DESK}/{code}/y-kien", data={"body": "Đồng ý"})
    assert shown(enter("desk"), f"{DESK}/{code}").count("Đồng ý") == 3


def test_a_list_is_filtered_by_either_field_alone(enter: Enter) -> None:
    page = shown(enter("desk"), DESK)
    search = re.search(r'<form class="inline-form".*?</form>', page, re.DOTALL)
    assert search
    assert 'name="q"' in search[0]
    assert 'name="thu-tuc"' in search[0]
    assert " required" not in search[0]


def test_more_lines_are_asked_for_and_what_is_typed_stays(
    enter: Enter, office: House, code: str
) -> None:
    desk = enter("desk")
    assert html.unescape(desk.get(f"{DESK}/{code}").text).count('name="what"') == 4
    asked = {"what": ["một", "hai", "ba", "bốn"], "paper_id": [""] * 4, "reason": "Điều 9"}
    for shown_now in (8, 12):
        answer = desk.post(f"{DESK}/{code}/them-muc", data=asked)
        page = html.unescape(answer.text)
        assert page.count('name="what"') == shown_now
        assert all(f'value="{one}"' in page for one in asked["what"])
        assert "Điều 9" in page
        assert 'id="bo-sung" open' in page
        asked["paper_id"] = [""] * shown_now
        asked["what"] = [*asked["what"], *[""] * 4]
    whole = {"what": ["x"] * 40, "paper_id": [""] * 40, "reason": ""}
    page = html.unescape(desk.post(f"{DESK}/{code}/them-muc", data=whole).text)
    assert page.count('name="what"') == services.ITEMS_MOST
    assert "Thêm mục" not in page
    assert state(office, code) == "received"
    six = {"what": [f"giấy {n}" for n in range(6)], "paper_id": [""] * 6, "reason": ""}
    refused = desk.post(f"{DESK}/{code}/bo-sung", data=six)
    assert refused.status_code == 422
    assert 'value="giấy 5"' in html.unescape(refused.text)


def keys_told(page: str) -> list[str]:
    """Return the page's own keys, as the help that "?" opens lists them."""
    listed = re.findall(r"<dt>(.*?)</dt>", page[page.index('id="phim-tat"') :])
    return re.findall(r"<kbd>(.)</kbd>", "".join(listed[6:]))


def test_the_help_lists_the_keys_that_do_something(enter: Enter, code: str) -> None:
    keys = {who: keys_told(shown(enter(who), f"{DESK}/{code}")) for who in ("desk", "chairman")}
    assert keys == {"desk": ["t", "b"], "chairman": ["c"]}
    enter("desk").post(f"{DESK}/{code}/tiep-nhan", data={"version": "1"})
    assert keys_told(shown(enter("chairman"), f"{DESK}/{code}")) == ["d", "c"]


def test_words_find_what_is_over_from_any_list(enter: Enter, code: str) -> None:
    enter("chairman").post(f"{DESK}/{code}/tu-choi", data={"reason": "Trái quy hoạch"})
    desk = enter("desk")
    assert code not in shown(desk, f"{DESK}?muc=moi")
    page = shown(desk, f"{DESK}?muc=moi&q=086185001234")
    assert code in page
    assert f'<a href="{DESK}?muc=da-xong">Đã xong</a>' in page
    assert 'aria-current="page">Chờ tiếp nhận' not in page
    assert "cả hồ sơ đã xong" in shown(desk, f"{DESK}?q=086185001235")
