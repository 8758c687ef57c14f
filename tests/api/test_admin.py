"""The administration through the browser: Giang does each journey, An is let into none of it."""

import html
import re
from datetime import date
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from api import admin
from api.admin import people as people_door
from demo.cast import PASSWORD
from province import access, audit, authentication, directory, identity, jobs, mailboxes
from province.basics import SYSTEM, legal_day
from province.house import House
from tests.directory.cast import rename

HERE = "/lam-viec/quan-tri"
FORM = {"Accept": "text/html"}
REGISTER = "Đăng ký văn bản giấy"  # what a clerk may do
AT = {"address": "127.0.0.1", "agent": "Firefox"}


def enter(client: TestClient, house: House, local: str, password: str = PASSWORD) -> None:
    """Let somebody of the demonstration province sit down at the browser."""
    email = f"{local}@vinhlong.example"
    entered = authentication.sign_in(house.storage, email, password, **AT)
    client.cookies.set("vl_session", entered.token)
    client.headers.update(FORM)


@pytest.fixture
def giang(client: TestClient, house: House) -> TestClient:
    """The browser with Giang before it, the province's administrator."""
    enter(client, house, "giang")
    return client


def ok(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[:3000]
    return html.unescape(answer.text)


def went(answer: Any) -> str:
    assert answer.status_code == 303, answer.text[:3000]
    return str(answer.headers["location"])


def said(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, page[:3000]
    return found[1]


def test_the_frame_says_who_acts_for_whom(giang: TestClient) -> None:
    page = ok(giang.get("/lam-viec"))
    unit = said(r"<b>Nơi làm việc</b><span>([^<]+)</span>", page)
    assert unit
    assert f"· {unit}</span>" in page  # on paper
    assert said(r'class="who"><b>[^<]+</b><br>([^<]+)</p>', page)


def unit_id(house: House, code: str) -> int:
    with house.storage.reading() as connection:
        found = directory.unit_by_code(connection, code, legal_day(house.clock.now()))
    assert found
    return found.id


def addresses() -> list[tuple[str, str]]:
    """Every method and address of the administration, with something in each gap."""
    gap = re.compile(r"\{[^}]+\}")
    return [
        (method, gap.sub("1", route.path))
        for route in admin.routes
        if isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


def test_a_clerk_is_refused_at_every_door(client: TestClient, house: House) -> None:
    enter(client, house, "an")
    assert len(addresses()) > 50
    answers = {
        (method, path): client.request(method, path).status_code for method, path in addresses()
    }
    assert {key: status for key, status in answers.items() if status != 403} == {}


def test_nobody_is_led_to_sign_in(client: TestClient) -> None:
    client.headers.update(FORM)
    for method, path in addresses():
        answer = client.request(method, path)
        if method == "GET":
            assert went(answer).startswith("/dang-nhap?tiep=/lam-viec/quan-tri"), path
        else:
            assert answer.status_code == 401, path


def test_a_page_that_only_shows_takes_no_turn_to_write(
    giang: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn(_: object) -> None:
        raise AssertionError("opened a work")

    monkeypatch.setattr(house.storage, "work", turn)
    written_down = f"{HERE}/nhat-ky"  # who reads the audit is in the audit
    shown = [path for method, path in addresses() if method == "GET"]
    answers = {
        path: giang.get(path).status_code for path in shown if not path.startswith(written_down)
    }
    assert len(answers) > 15
    assert set(answers.values()) <= {200, 404}
    with pytest.raises(AssertionError, match="opened a work"):
        giang.get(written_down)


def test_the_overview_counts_and_leads_everywhere(giang: TestClient) -> None:
    page = ok(giang.get(HERE))
    links = set(re.findall(rf'href="({HERE}/[a-z-]+)[?"]', page))
    assert len(links) == 9
    for link in links:
        ok(giang.get(link))


# Accounts


def open_account(giang: TestClient, email: str, unit: int) -> tuple[str, str]:
    given = {"kind": "staff", "email": email, "name": "Lê Văn Mới", "unit_id": str(unit)}
    page = ok(giang.post(f"{HERE}/tai-khoan", data=given))
    return said(r'id="mat-khau-tam">([^<]+)<', page), said(rf'href="({HERE}/tai-khoan/\d+)"', page)


def test_an_account_is_opened_given_a_role_and_its_owner_gets_to_work(
    giang: TestClient, house: House
) -> None:
    unit = unit_id(house, "H61.07")
    password, path = open_account(giang, "moi.le@vinhlong.example", unit)
    page = ok(giang.get(path))
    assert "Chưa được giao vai trò nào" in page
    given = {"role_code": "clerk", "unit_id": str(unit)}
    went(giang.post(f"{path}/vai-tro", data=given))
    assert "Văn thư" in ok(giang.get(path))

    entered = giang.post(
        "/dang-nhap", data={"email": "moi.le@vinhlong.example", "password": password}
    )
    assert went(entered) == "/tai-khoan/mat-khau"
    assert REGISTER not in ok(giang.get("/lam-viec/van-ban"))
    chosen = {"password": "bông lúa vàng ven sông", "again": "bông lúa vàng ven sông"}
    assert went(giang.post("/tai-khoan/mat-khau", data=chosen)) == "/tai-khoan"
    assert REGISTER in ok(giang.get("/lam-viec/van-ban"))


def test_a_new_member_of_staff_has_a_mailbox_at_once(giang: TestClient, house: House) -> None:
    open_account(giang, "moi.le@vinhlong.example", unit_id(house, "H61.07"))
    page = ok(giang.get(f"{HERE}/hop-thu", params={"q": "moi.le"}))
    assert "moi.le@vinhlong.example" in page


def test_an_account_is_written_down(giang: TestClient, house: House) -> None:
    _, path = open_account(giang, "moi.le@vinhlong.example", unit_id(house, "H61.07"))
    with house.storage.reading() as connection:
        told = audit.history(connection, "account", path.rpartition("/")[2])
    assert [entry.deed for entry in told] == ["access.account.opened"]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    giang: TestClient, house: House
) -> None:
    given = {"kind": "staff", "email": "an@vinhlong.example", "name": "Trùng Tên", "unit_id": ""}
    page = ok(giang.post(f"{HERE}/tai-khoan", data=given), 409)
    assert "đã có tài khoản" in page
    assert 'value="Trùng Tên"' in page


def path_of(house: House, local: str) -> tuple[int, str]:
    with house.storage.reading() as connection:
        found = identity.account_by_email(connection, f"{local}@vinhlong.example")
    assert found
    return found.id, f"{HERE}/tai-khoan/{found.id}"


def test_a_role_taken_back_ends_the_work_at_once(giang: TestClient, house: House) -> None:
    account_id, path = path_of(house, "anh")
    with house.storage.reading() as connection:
        [held] = access.holdings_of(connection, account_id, directory_day(house))
    went(giang.post(f"{path}/vai-tro/{held.id}/thu-hoi"))
    enter(giang, house, "anh")
    assert REGISTER not in ok(giang.get("/lam-viec/van-ban"))


def directory_day(house: House) -> Any:
    with house.storage.work(SYSTEM) as work:
        return work.today


def test_suspending_needs_a_reason_and_releasing_lets_in_again(
    giang: TestClient, house: House
) -> None:
    _, path = path_of(house, "anh")
    assert "lý do" in ok(giang.post(f"{path}/khoa", data={"reason": " "}), 422)
    went(giang.post(f"{path}/khoa", data={"reason": "đi công tác dài ngày"}))
    assert "Tạm khóa" in ok(giang.get(path))
    refused = giang.post("/dang-nhap", data={"email": "anh@vinhlong.example", "password": PASSWORD})
    assert refused.status_code == 403
    went(giang.post(f"{path}/mo-khoa"))
    enter(giang, house, "anh")


@pytest.mark.parametrize("deed", ["dong", "mat-khau", "buoc-hai"])
def test_dangerous_acts_are_asked_once_more(giang: TestClient, house: House, deed: str) -> None:
    account_id, path = path_of(house, "anh")
    page = ok(giang.post(f"{path}/{deed}"))
    assert "Xin xem lại trước khi làm" in page
    with house.storage.reading() as connection:
        before = [one.deed for one in audit.history(connection, "account", account_id)]
    sure = said(r'<input type="hidden" name="(\w+)" value="1">', page)
    assert giang.post(f"{path}/{deed}", data={sure: "1"}).status_code in (200, 303)
    with house.storage.reading() as connection:
        after = [one.deed for one in audit.history(connection, "account", account_id)]
    assert len(after) == len(before) + 1


def test_an_administrator_does_none_of_this_to_himself(giang: TestClient, house: House) -> None:
    _, path = path_of(house, "giang")
    page = ok(giang.get(path))
    assert "Giao vai trò" not in page
    given = {"role_code": "director", "unit_id": ""}
    assert giang.post(f"{path}/vai-tro", data=given).status_code == 403


def test_the_administrator_of_one_unit_sees_and_helps_its_people_only(
    giang: TestClient, house: House
) -> None:
    unit = unit_id(house, "H61.07")
    inside, mine = path_of(house, "anh")
    _, elsewhere = path_of(house, "an")
    helper, _ = path_of(house, "dung")
    with house.storage.work(SYSTEM) as work:
        access.give_role(work, helper, "unit_administrator", unit)
    enter(giang, house, "dung")
    ok(giang.get(mine))
    assert giang.get(elsewhere).status_code == 404
    assert giang.post(f"{elsewhere}/khoa", data={"reason": "thử"}).status_code == 403
    assert "an@vinhlong.example" not in ok(giang.get(f"{HERE}/tai-khoan", params={"q": "Trần An"}))
    went(giang.post(f"{mine}/phien"))
    assert giang.get(f"{HERE}/viec-nen").status_code == 403
    with house.storage.reading() as connection:
        assert audit.history(connection, "account", inside)[-1].actor_id == "dung@vinhlong.example"


# Units and people


def test_the_tree_of_2003_and_of_today_are_both_to_be_seen(giang: TestClient) -> None:
    today = ok(giang.get(f"{HERE}/don-vi"))
    past = ok(giang.get(f"{HERE}/don-vi", params={"ngay": "31/12/2003"}))
    assert "phường Long Châu" in today
    assert "phường Long Châu" not in past
    assert "Huyện Bình Minh" in past


def test_a_unit_is_opened_renamed_and_abolished_with_a_look_before(
    giang: TestClient, house: House
) -> None:
    parent = unit_id(house, "H61.07")
    facts = {"name": "Phòng Chuyển đổi số", "kind": "division", "parent_id": str(parent)}
    assert "ngày" in ok(giang.post(f"{HERE}/don-vi", data=facts), 422)
    path = went(giang.post(f"{HERE}/don-vi", data={**facts, "on": "01/10/2026"}))
    renamed = {**facts, "name": "Phòng Công nghệ số", "on": "01/11/2026"}
    went(giang.post(f"{path}/sua", data=renamed))
    page = ok(giang.get(path))
    assert "Phòng Công nghệ số" in page
    assert "Phòng Chuyển đổi số" in page
    assert "Phòng Chuyển đổi số" in ok(giang.get(path, params={"ngay": "15/10/2026"}))

    end = {"on": "20/11/2026", "note": "Quyết định 12/QĐ-UBND", "successors": str(parent)}
    asked = ok(giang.post(f"{path}/giai-the", data=end))
    assert "Phòng Công nghệ số kết thúc hoạt động từ ngày 20/11/2026" in asked
    assert "đến nay" in ok(giang.get(path))
    sure = said(r'<input type="hidden" name="(\w+)" value="1">', asked)
    went(giang.post(f"{path}/giai-the", data={**end, sure: "1"}))
    assert "đã kết thúc hoạt động" in ok(giang.get(path)).lower()


def test_a_name_planned_for_later_is_not_shown_yet(giang: TestClient, house: House) -> None:
    path = f"{HERE}/don-vi/{unit_id(house, 'H61.07')}"
    with house.storage.work(SYSTEM) as work:
        rename(work, int(path.rpartition("/")[2]), "Sở Mai Sau", date(2099, 1, 1))
    heading = r"<h1[^>]*>([^<]+)</h1>"
    assert said(heading, ok(giang.get(path))) != "Sở Mai Sau"
    assert said(heading, ok(giang.get(path, params={"ngay": "01/01/2099"}))) == "Sở Mai Sau"
    assert 'value="Sở Mai Sau"' in ok(giang.get(f"{path}/sua"))  # changes go by what comes last


def test_units_are_merged_and_split(giang: TestClient, house: House) -> None:
    parent = str(unit_id(house, "H61.07"))
    paths = {}
    for name in ("Phòng Một", "Phòng Hai"):
        facts = {"name": name, "kind": "division", "parent_id": parent, "on": "01/10/2026"}
        paths[name] = went(giang.post(f"{HERE}/don-vi", data=facts))
    end = {"on": "01/11/2026", "note": "Quyết định 13/QĐ-UBND", "chac_chan": "1"}
    other = paths["Phòng Hai"].rpartition("/")[2]
    merged = went(
        giang.post(
            f"{paths['Phòng Một']}/sap-nhap", data={**end, "also": other, "name": "Phòng Ba"}
        )
    )
    assert "Tiếp nhận công việc của" in ok(giang.get(merged))
    one = {**end, "on": "15/11/2026", "name_1": "Phòng Bốn"}
    assert "ít nhất hai" in ok(giang.post(f"{merged}/chia-tach", data=one), 422)
    went(giang.post(f"{merged}/chia-tach", data={**one, "name_2": "Phòng Năm"}))
    page = ok(giang.get(merged))
    assert "Phòng Bốn" in page
    assert "Phòng Năm" in page


def test_somebody_is_added_made_responsible_and_leaves(giang: TestClient, house: House) -> None:
    unit = unit_id(house, "H61.07")
    with house.storage.reading() as connection:
        position = directory.all_positions(connection)[-1]
    given = {
        "full_name": "Đỗ Thị Ngọc Lan",
        "unit_id": str(unit),
        "position_id": str(position.id),
        "on": "01/11/2026",
    }
    person = went(giang.post(f"{HERE}/can-bo", data=given))
    assert "landtn" in ok(giang.get(person))
    assert "Đỗ Thị Ngọc Lan" in ok(giang.get(f"{HERE}/can-bo", params={"q": "ngoc lan do"}))

    person_id = person.rpartition("/")[2]
    duty = {"person_id": person_id, "kind": "it_officer", "on": "02/11/2026"}
    went(giang.post(f"{HERE}/don-vi/{unit}/nhiem-vu", data=duty))
    page = ok(giang.get(f"{HERE}/don-vi/{unit}"))
    assert "Cán bộ chuyên trách công nghệ thông tin" in page
    ended = said(rf'action="({HERE}/don-vi/{unit}/nhiem-vu/\d+/thoi)"', page)
    went(giang.post(ended))

    end = said(rf'action="({person}/bo-nhiem/\d+/ket-thuc)"', ok(giang.get(person)))
    went(giang.post(end, data={"on": "20/11/2026"}))
    assert "trước 20/11/2026" in ok(giang.get(person))


def test_who_leaves_hands_over_and_roles_left_behind_are_told(
    giang: TestClient, house: House
) -> None:
    today = directory_day(house)
    with house.storage.reading() as connection:
        _, held, account, box = next(
            (unit, one, account, box)
            for unit in directory.units_on(connection, today)
            for one in directory.staff_on(connection, unit.id, today)
            for account in identity.accounts_of_person(connection, one.person.id)
            for box in mailboxes.mailboxes_of_unit(connection, unit.id, today)
            if account.id in mailboxes.holders(connection, box.id, today)
            and one.person
            in directory.responsible_on(
                connection, unit.id, directory.ResponsibilityKind.RECORDS_CLERK, today
            )
            and any(
                role.unit_id == unit.id
                for role in access.holdings_of(connection, account.id, today)
            )
        )
    path = f"{HERE}/can-bo/{held.person.id}"
    assert "Còn giữ vai trò" not in ok(giang.get(path))
    on = f"{today:%d/%m/%Y}"
    went(giang.post(f"{path}/bo-nhiem/{held.id}/ket-thuc", data={"on": on}))
    page = ok(giang.get(path))
    assert "Kết thúc cùng ngày các nhiệm vụ: " in page
    assert "Văn thư" in page
    assert f"thôi chức vụ từ ngày {on}" in page
    assert f"{HERE}/tai-khoan/{account.id}#vai-tro" in page
    with house.storage.reading() as connection:
        assert account.id not in mailboxes.holders(connection, box.id, today)


def test_an_account_for_a_person_is_filled_in_from_the_directory(
    giang: TestClient, house: House
) -> None:
    with house.storage.work(SYSTEM) as work:
        person = directory.add_person(work, "Lý Thị Hoa", email_local="hoalt9")
    page = ok(giang.get(f"{HERE}/tai-khoan/moi", params={"can_bo": person.id}))
    assert 'value="hoalt9@vinhlong.example"' in page


# Tables


CSV = "Số hiệu;Họ và tên;Tên hộp thư;Điện thoại\r\n"


def preview(giang: TestClient, rows: str) -> str:
    files = {"file": ("can-bo.csv", (CSV + rows).encode(), "text/csv")}
    return ok(giang.post(f"{HERE}/nhap-xuat", data={"what": "people"}, files=files))


def people(house: House) -> int:
    with house.storage.reading() as connection:
        return len(directory.all_people(connection))


def test_a_table_with_errors_is_looked_at_before_its_good_rows_are_written(
    giang: TestClient, house: House
) -> None:
    before = people(house)
    page = preview(giang, "CB-9001;Ngô Văn Tám;tamnv9;\r\nCB-9002;;chinnv9;\r\n")
    assert "thêm <b>1</b>" in page
    assert ">3</td>" in page
    assert "Họ và tên" in page
    assert people(house) == before
    data = said(r'name="data" value="([^"]+)"', page)
    kept = {"what": "people", "data": data}
    ok(giang.post(f"{HERE}/nhap-xuat/ghi", data=kept))
    assert people(house) == before
    went(giang.post(f"{HERE}/nhap-xuat/ghi", data={**kept, "keep_good": "1"}))
    assert people(house) == before + 1


def test_a_table_without_errors_is_written_whole_and_once(giang: TestClient, house: House) -> None:
    before = people(house)
    rows = "CB-9001;Ngô Văn Tám;tamnv9;\r\nCB-9002;Ngô Văn Chín;chinnv9;\r\n"
    data = said(r'name="data" value="([^"]+)"', preview(giang, rows))
    went(giang.post(f"{HERE}/nhap-xuat/ghi", data={"what": "people", "data": data}))
    assert people(house) == before + 2
    assert "giống hệt" in preview(giang, rows)


@pytest.mark.parametrize(
    ("data", "told"), [(b"", "Chưa chọn tệp"), (b"a;b\r\n", "tiêu đề"), (b"\xff\xfe\xfa", "")]
)
def test_what_is_no_table_is_refused_with_a_sentence(
    giang: TestClient, data: bytes, told: str
) -> None:
    files = {"file": ("x.csv", data, "text/csv")}
    page = ok(giang.post(f"{HERE}/nhap-xuat", data={"what": "people"}, files=files), 422)
    assert told in page


@pytest.mark.parametrize("data", ["Số hiệu,Họ và tên", "YWJ", "===="])
def test_a_table_that_did_not_arrive_whole_is_refused(giang: TestClient, data: str) -> None:
    page = ok(giang.post(f"{HERE}/nhap-xuat/ghi", data={"what": "people", "data": data}), 422)
    assert "Hãy chọn lại tệp" in page


def test_tables_go_out_and_come_back_unchanged(giang: TestClient) -> None:
    for what in ("units", "people", "appointments"):
        sheet = giang.get(f"{HERE}/nhap-xuat/{what}.xlsx")
        files = {"file": (f"{what}.xlsx", sheet.content, "application/octet-stream")}
        page = ok(giang.post(f"{HERE}/nhap-xuat", data={"what": what}, files=files))
        assert "giống hệt" in page, what
    assert "Xuất danh mục ra tệp" in ok(giang.get(f"{HERE}/nhat-ky"))
    assert giang.get(f"{HERE}/nhap-xuat/people.csv").content.startswith(b"\xef\xbb\xbf")
    assert giang.get(f"{HERE}/nhap-xuat/secrets.csv").status_code == 404


# Failed work, audit, tokens, mailboxes


def shelve(house: House) -> str:
    with house.storage.work(SYSTEM) as work:
        payload = {"email": "chi@congdan.vinhlong.example", "code": "314159"}
        wanted = jobs.ask(work, "access.send_code", payload)
    while True:
        with house.storage.work(SYSTEM) as work:
            job = jobs.lease(work, "worker", 60)
            assert job
            if job.id == wanted:
                jobs.failed(work, job, "Connection refused\nby the relay", for_good=True)
                return job.id


def test_a_shelved_job_is_seen_without_its_secret_and_tried_again(
    giang: TestClient, house: House
) -> None:
    job_id = shelve(house)
    page = ok(giang.get(f"{HERE}/viec-nen"))
    assert "Lỗi: by the relay" in page
    assert "chi@congdan.vinhlong.example" in page
    assert "314159" not in page
    went(giang.post(f"{HERE}/viec-nen/{job_id}"))
    with house.storage.reading() as connection:
        assert job_id not in {job.id for job in jobs.shelved(connection)}
    assert giang.post(f"{HERE}/viec-nen/{job_id}").status_code == 409


def test_the_audit_is_searched_paged_and_opened(giang: TestClient, house: House) -> None:
    account_id, _ = path_of(house, "an")
    asked = {"subject_kind": "account", "subject_id": account_id}
    page = ok(giang.get(f"{HERE}/nhat-ky", params=asked))
    assert "Mở tài khoản" in page
    assert "Giao và thu hồi vai trò" in page
    link = said(rf'href="({HERE}/nhat-ky/\d+)"', page)
    assert "Còn nguyên vẹn" in ok(giang.get(link))

    first = ok(giang.get(f"{HERE}/nhat-ky"))
    older = said(r'href="([^"]+truoc=\d+)"', first)
    newest = [int(one) for one in re.findall(rf'href="{HERE}/nhat-ky/(\d+)"', first)]
    next_page = re.findall(rf'href="{HERE}/nhat-ky/(\d+)"', ok(giang.get(older)))
    assert max(int(one) for one in next_page) == min(newest) - 1
    assert giang.get(f"{HERE}/nhat-ky", params={"since": "mai"}).status_code == 422
    assert giang.get(f"{HERE}/nhat-ky/999999999").status_code == 404


def test_a_token_is_shown_once_acts_and_is_revoked(giang: TestClient, house: House) -> None:
    given = {
        "email": "khoa@cuulong.vinhlong.example",
        "name": "Máy chủ thử",
        "deeds": ["services.dossier.filed"],
        "days": "30",
    }
    assert "ít nhất một việc" in ok(
        giang.post(f"{HERE}/ma-truy-cap", data={**given, "deeds": []}), 422
    )
    secret = said(r'id="ma-truy-cap">([^<]+)<', ok(giang.post(f"{HERE}/ma-truy-cap", data=given)))
    actor = access.actor_of_token(house.storage, secret, "127.0.0.1")
    assert actor
    page = ok(giang.get(f"{HERE}/ma-truy-cap"))
    assert secret not in page
    assert "Nộp hồ sơ" in page
    went(giang.post(f"{HERE}/ma-truy-cap/{actor.id}/thu-hoi"))
    assert access.actor_of_token(house.storage, secret, "127.0.0.1") is None


def test_a_shared_mailbox_is_opened_given_taken_and_closed(giang: TestClient, house: House) -> None:
    unit = unit_id(house, "H61.07")
    here = f"{HERE}/hop-thu"
    given = {"unit_id": str(unit), "address": "tiepdan@vinhlong.example", "name": "Tiếp dân"}
    assert went(giang.post(here, data=given)) == f"{here}?don_vi={unit}"
    assert giang.post(here, data=given).status_code == 409
    box = f"{here}/tiepdan@vinhlong.example"
    assert giang.post(f"{box}/giao", data={"email": "khongco@vinhlong.example"}).status_code == 422
    went(giang.post(f"{box}/giao", data={"email": "anh@vinhlong.example"}))
    page = ok(giang.get(here, params={"don_vi": unit}))
    went(giang.post(said(rf'action="({box}/thoi/\d+)"', page)))
    assert "Xin xem lại" in ok(giang.post(f"{box}/dong"))
    went(giang.post(f"{box}/dong", data={"chac_chan": "1"}))
    assert f'action="{box}/giao"' not in ok(giang.get(here, params={"don_vi": unit}))


def test_a_mailbox_is_found_among_many_that_hold_its_address(
    giang: TestClient, house: House
) -> None:
    unit, domain = unit_id(house, "H61.07"), house.settings.domain
    with house.storage.work(SYSTEM) as work:
        for local in [*(f"a{number}.kho" for number in range(25)), "kho"]:
            name = "Z" if local == "kho" else "A"
            kind = mailboxes.Kind.ROLE
            mailboxes.open_shared(work, unit, f"{local}@{domain}", name, kind=kind)
    went(giang.post(f"{HERE}/hop-thu/kho@{domain}/dong", data={"chac_chan": "1"}))
    assert giang.post(f"{HERE}/hop-thu/kho@{domain}/dong").status_code == 404


def test_people_are_counted_all_and_shown_a_page_at_a_time(
    giang: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_door, "ROWS_A_PAGE", 2)
    asked: list[int] = []

    def searching(connection: Any, words: str, most: int, **page: int) -> list[directory.Person]:
        found = search(connection, words, most, **page)
        asked.append(len(found))
        return found

    search = directory.search_people
    monkeypatch.setattr(directory, "search_people", searching)
    with house.storage.reading() as connection:
        total = directory.count_people(connection, "")
    page = ok(giang.get(f"{HERE}/can-bo", params={"trang": "2"}))
    assert f"<b>{total}</b> cán bộ" in page
    assert page.count("data-row") == 2
    last = ok(giang.get(f"{HERE}/can-bo", params={"trang": "99999"}))
    assert last.count("data-row") == (total % 2 or 2)
    assert max(asked) == 2


def test_roles_are_told_in_sentences(giang: TestClient) -> None:
    page = ok(giang.get(f"{HERE}/vai-tro"))
    assert "Ký duyệt, cấp kết quả" in page
    assert "services.dossier.approved" not in page
