"""The documents' desk through the browser: every step of a document, without a script."""

import html
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from api import documents as door
from api import documents_desk
from province import access, blobs, directory, documents, incoming, outgoing
from province.basics import SYSTEM
from province.house import deeds
from province.storage import Storage
from tests.api.office import FORM, Office, open_office
from tests.documents.cast import paper

DESK = "/lam-viec/van-ban"


@pytest.fixture
def office(
    sqlite_storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The documents' cast before the web application."""
    office = open_office(sqlite_storage, tmp_path, monkeypatch)
    with office.client:
        yield office


def ok(answer: Any) -> str:
    assert answer.status_code == 200, answer.text[:2000]
    return str(answer.text)


def went(answer: Any) -> str:
    """Where a done deed leads."""
    assert answer.status_code == 303, answer.text[:2000]
    return str(answer.headers["location"])


class Forms(HTMLParser):
    """Collect each form's address, and the fields a browser would send as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.autofocus = 0
        self.field = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.autofocus += "autofocus" in values
        if tag == "form":
            self.found.append((values.get("action", ""), {}))
            return
        if not self.found:
            return
        sent = self.found[-1][1]
        if tag in ("select", "textarea"):
            self.field = values.get("name", "")
            sent[self.field] = ""
        elif tag == "option" and "selected" in values:
            sent[self.field] = values["value"]
        elif tag == "input" and values.get("name"):
            ticks = values.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in values:
                sent[values["name"]] = values.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.field and self.lasttag == "textarea":
            self.found[-1][1][self.field] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.field = ""

    def to(self, ending: str) -> dict[str, str]:
        return next(fields for action, fields in self.found if action.endswith(ending))


def write(office: Office, **changed: Any) -> str:
    """Bình writes a letter to the construction department and hands it over; return its page."""
    client = office.by(office.cast.binh)
    form = {
        "don_vi": str(office.cast.committee),
        "loai": "cong-van",
        "soan_thao": "VX",
        "trich_yeu": "V/v gửi Chỉ thị đẩy mạnh tin học hóa",
        "noi_dung": "Ủy ban nhân dân tỉnh gửi Chỉ thị kèm theo.",
        "den": str(office.cast.construction),
        "de_biet": "- Văn phòng Chính phủ;\n- Ban điều hành 112 CP.",
        "lam": "trinh",
        **changed,
    }
    return went(client.post(f"{DESK}/di/moi", data=form))


def issue(office: Office, page: str) -> None:
    cast = office.cast
    went(office.by(cast.binh).post(f"{page}/kiem-tra-noi-dung"))
    went(office.by(cast.an).post(f"{page}/kiem-tra-the-thuc"))
    form = {"quyen_han": "TM.", "tap_the": "Ủy ban nhân dân", "chuc_vu": "Chủ tịch"}
    went(office.by(cast.dung).post(f"{page}/ky", data=form))
    went(office.by(cast.an).post(f"{page}/phat-hanh"))
    cast.print(page.rpartition("/")[2])


def test_a_document_goes_from_desk_to_desk(office: Office) -> None:
    cast = office.cast
    page = write(office)
    assert "Chờ kiểm tra" in ok(office.by(cast.an).get(page))
    issue(office, page)
    shown = ok(office.by(cast.an).get(page))
    assert "01/UBND-VX" in shown
    assert "Đã đến" in shown
    assert "Gửi ngoài hệ thống" in shown
    assert "0/1" in shown

    em = office.by(cast.em)
    listed = ok(em.get(f"{DESK}/den"))
    assert "V/v gửi Chỉ thị" in listed
    entry = re.search(rf'href="({DESK}/den/[0-9a-z]+)"', listed)
    assert entry is not None
    there = entry[1]
    opened = ok(em.get(there))
    assert "Số đến tiếp theo: <b>1</b>" in opened
    assert went(em.post(f"{there}/dang-ky", data={"han": "01/12"})) == there
    shown = ok(office.by(cast.giang).get(there))
    assert "01/12/2026" in shown
    form = {"chi_dao": "Giao đồng chí Hoa tham mưu", "nguoi_chu_tri": str(cast.hoa.account_id)}
    went(office.by(cast.giang).post(f"{there}/chi-dao", data=form))
    hoa = office.by(cast.hoa)
    assert "V/v gửi Chỉ thị" in ok(hoa.get(f"{DESK}/den?cua=toi"))
    went(hoa.post(f"{there}/tien-do", data={"tien_do": "Đang làm"}))
    went(hoa.post(f"{there}/ket-thuc", data={"tra_loi": "05/SXD-HT"}))
    assert "Hoàn thành" in ok(office.by(cast.an).get(page))


def test_registering_what_arrived_takes_one_key_each(office: Office) -> None:
    """Enter in the list opens the first; from there `d` registers and leads to the next."""
    for _ in range(2):
        issue(office, write(office))
    em = office.by(office.cast.em)
    listed = ok(em.get(f"{DESK}/den"))
    assert Forms(listed).autofocus == 1
    there = re.findall(rf'href="({DESK}/den/[0-9a-z]+)" autofocus', listed)[0]
    opened = ok(em.get(there))
    assert opened.count('data-key="d"') == 1
    assert ["<kbd>d<" in opened, "<kbd>c<" in opened] == [True, False]  # who directs has `c`
    following = went(em.post(f"{there}/dang-ky", data=Forms(opened).to("/dang-ky")))
    assert following not in (there, f"{DESK}/den")
    assert went(em.post(f"{following}/dang-ky")) == following
    assert "Đã đăng ký số đến 2" in ok(em.get(following))


def test_a_paper_takes_four_keys_beyond_its_text(office: Office) -> None:
    """Number Tab issuer Tab day Tab abstract Enter; the type is told by the symbol."""
    em = office.by(office.cast.em)
    page = ok(em.get(f"{DESK}/den/moi"))
    assert Forms(page).autofocus == 1
    order = [name for name in Forms(page).to("/den/moi") if name not in ("don_vi", "han", "tep")]
    assert order[:4] == ["so_ky_hieu", "tac_gia", "ngay", "trich_yeu"]
    typed = {
        **Forms(page).to("/den/moi"),
        "so_ky_hieu": "15/QĐ-BXD",
        "tac_gia": "Bộ Xây dựng",
        "ngay": "20/11",
        "trich_yeu": "Về quản lý nhà ở",
    }
    assert went(em.post(f"{DESK}/den/moi", data=typed)).startswith(f"{DESK}/den/moi")
    again = em.post(f"{DESK}/den/moi", data={**typed, "ghi_chu": "Bản thứ hai"})
    assert again.status_code == 409
    assert "Có thể trùng" in again.text
    assert "Về quản lý nhà ở" in again.text
    went(em.post(f"{DESK}/den/moi", data={**typed, "van_dang_ky": "1"}))
    rows = ok(em.get(f"{DESK}/so/den"))
    assert rows.count(">15/QĐ-BXD<") == 2
    assert "20/11/2026" in rows
    assert "Quyết định Về quản lý nhà ở" in rows


def ids_of(page: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', page)


def test_a_refused_reason_is_said_and_kept_in_the_form_of_its_deed_alone(office: Office) -> None:
    page = write(office)
    binh = office.by(office.cast.binh)
    opened = ok(binh.get(page))
    assert {"reason-chuyen-lai", "reason-huy"} <= set(ids_of(opened))
    assert len(ids_of(opened)) == len(set(ids_of(opened)))
    empty = binh.post(f"{page}/huy", data={"reason": " "})
    assert empty.status_code == 422
    assert 'href="#reason-huy"' in empty.text
    assert 'id="reason-huy-error"' in empty.text
    assert 'id="reason-chuyen-lai-error"' not in empty.text
    issue(office, page)
    binh = office.by(office.cast.binh)
    late = binh.post(f"{page}/huy", data={"reason": "Trùng văn bản"})
    assert late.status_code == 409
    an = office.by(office.cast.an)
    long = "Ban hành nhầm " * 1000
    refused = an.post(f"{page}/thu-hoi", data={"reason": long})
    assert refused.status_code == 413
    assert Forms(refused.text).to("/thu-hoi")["reason"].strip() == long.strip()


def test_a_wrong_form_keeps_what_was_typed(office: Office) -> None:
    em = office.by(office.cast.em)
    typed = {"tac_gia": "", "ngay": "32/13", "trich_yeu": "Giữ nguyên nhé", "so_ban": "x"}
    answer = em.post(f"{DESK}/den/moi", data=typed)
    assert answer.status_code == 422
    assert "Giữ nguyên nhé" in answer.text
    assert "error-summary" in answer.text
    for wrong in ({"do_khan": "99"}, {"luu_hanh": "<script>"}, {"so_trang": "-1"}):
        bad = em.post(f"{DESK}/den/moi", data={"tac_gia": "A", "trich_yeu": "B", **wrong})
        assert bad.status_code == 422, wrong
        assert "<script>" not in bad.text


def test_several_are_registered_at_once(office: Office) -> None:
    for _ in range(3):
        issue(office, write(office))
    em = office.by(office.cast.em)
    ids = re.findall(r'name="chon" value="([0-9a-z]+)"', ok(em.get(f"{DESK}/den")))
    assert len(ids) == 3
    went(em.post(f"{DESK}/den/dang-ky", data={"chon": ids, "don_vi": office.cast.construction}))
    assert "Đã đăng ký 3 văn bản, số đến 1 – 3." in ok(em.get(f"{DESK}/den"))


def test_addressees_are_chosen_by_group_search_and_name(office: Office) -> None:
    cast = office.cast
    client = office.by(cast.binh)
    sought = client.post(f"{DESK}/di/moi", data={"lam": "tim", "tim": "noi vu", "trich_yeu": "Giữ"})
    assert "Sở Nội vụ" in ok(sought)
    assert "Sở Tài chính</span>" not in sought.text
    assert 'value="Giữ"' in sought.text
    by_enter = client.post(f"{DESK}/di/moi", data={"lam": "enter", "tim": "noi vu"})
    assert "Sở Nội vụ" in ok(by_enter)
    page = write(office, den="", nhom="cac-xa-phuong", kinh_gui="so noi vu\nBộ Nội vụ")
    with cast.storage.reading() as connection:
        named = documents.recipients(connection, page.rpartition("/")[2])
    assert [(one.name, one.unit_id, one.direct) for one in named] == [
        ("Ủy ban nhân dân xã Số 40", cast.communes[0], True),
        ("Ủy ban nhân dân xã Số 41", cast.communes[1], True),
        ("so noi vu", cast.interior, True),
        ("Bộ Nội vụ", None, True),
        ("Văn phòng Chính phủ", None, False),
        ("Ban điều hành 112 CP", None, False),
    ]


def test_a_draft_is_edited_as_it_was_written(office: Office) -> None:
    client = office.by(office.cast.binh)
    page = write(office, lam="luu", han="01/12/2026")
    form = Forms(ok(client.get(f"{page}/sua"))).to("/sua")
    assert (form["trich_yeu"], form["han"]) == (
        "V/v gửi Chỉ thị đẩy mạnh tin học hóa",
        "01/12/2026",
    )
    went(client.post(f"{page}/sua", data={**form, "trich_yeu": "V/v sửa", "lam": "luu"}))
    assert "Các phiên bản dự thảo (2)" in ok(client.get(page))


def test_files_go_along_and_come_out_with_care(office: Office) -> None:
    cast, pdf = office.cast, paper("Chỉ thị")
    client = office.by(cast.binh)
    page = write(office, lam="luu")
    sent = {"tep_kem": ("../../Chỉ thị 2003.pdf", pdf, "application/pdf")}
    went(client.post(f"{page}/tep", files=sent))
    address = re.search(rf"{DESK}/tep/[0-9a-z]+", ok(client.get(page)))
    assert address is not None
    assert client.get(address[0]).status_code == 503  # still in quarantine
    with cast.storage.work(SYSTEM) as work:
        for file in documents.files(work.connection, documents=[page.rpartition("/")[2]]):
            assert file.name == "Chỉ thị 2003.pdf"
            blobs.settle(work, file.sha256, None)
    opened = client.get(address[0])
    assert opened.content == pdf
    assert opened.headers["content-disposition"].startswith("inline")
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert office.by(cast.stranger).get(address[0]).status_code == 404
    went(office.by(cast.binh).post(f"{page}/trinh"))
    issue(office, page)
    assert office.by(cast.em).get(address[0]).content == pdf


def test_a_state_secret_is_refused_at_every_form(office: Office) -> None:
    cast = office.cast
    before = cast.rows()
    client = office.by(cast.binh)
    for form in (
        {"trich_yeu": "Mật", "loai": "ke-hoach"},
        {"trich_yeu": "x", "loai": "ke-hoach", "noi_dung": "TUYỆT MẬT\nx"},
    ):
        answer = client.post(f"{DESK}/di/moi", data={"don_vi": str(cast.committee), **form})
        assert answer.status_code == 422
        assert "bí mật nhà nước" in answer.text
    form = {"don_vi": str(cast.committee), "trich_yeu": "x", "loai": "ke-hoach"}
    files = {"tep_chinh": ("a.pdf", paper("TỐI MẬT", "x"), "application/pdf")}
    assert client.post(f"{DESK}/di/moi", data=form, files=files).status_code == 422
    marked = {"tac_gia": "A", "trich_yeu": "TỐI MẬT"}
    assert office.by(cast.em).post(f"{DESK}/den/moi", data=marked).status_code == 422
    assert cast.rows() == before


def test_who_was_first_is_said(office: Office) -> None:
    page = write(office)
    issue(office, page)
    answer = office.by(office.cast.binh).post(f"{page}/huy", data={"reason": "Trùng"})
    assert answer.status_code == 409
    assert "Trần Thị An" in answer.text
    assert "09:00 23/11/2026" in answer.text


def test_returns_and_recalls(office: Office) -> None:
    cast = office.cast
    returned, kept, gone = (write(office) for _ in range(3))
    entries = {}
    for page in (returned, kept, gone):
        issue(office, page)
        with cast.storage.reading() as connection:
            document_id = page.rpartition("/")[2]
            entry = incoming.entry_of(connection, cast.em, document_id, cast.today)
        assert entry is not None
        entries[page] = f"{DESK}/den/{entry.id}"
    em = office.by(cast.em)
    assert em.post(f"{entries[returned]}/tra-lai", data={"reason": " "}).status_code == 422
    went(em.post(f"{entries[returned]}/tra-lai", data={"reason": "Sai nơi nhận"}))
    for page in (kept, gone):
        went(office.by(cast.an).post(f"{page}/thu-hoi", data={"reason": "Ban hành nhầm"}))
    em = office.by(cast.em)
    assert "Ban hành nhầm" in ok(em.get(entries[kept]))
    refused = {"dong_y": "0", "reason": "Đã thực hiện"}
    went(em.post(f"{entries[kept]}/thu-hoi", data=refused))
    went(em.post(f"{entries[gone]}/thu-hoi", data={"dong_y": "1"}))
    an = office.by(cast.an)
    assert "Sai nơi nhận" in ok(an.get(returned))
    assert "Từ chối thu hồi" in ok(an.get(kept))
    assert "Đồng ý thu hồi" in ok(an.get(gone))


@pytest.mark.parametrize(
    ("kind", "start"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", "\ufeffNgày".encode())]
)
def test_registers_come_in_three_shapes(office: Office, kind: str, start: bytes) -> None:
    answer = office.by(office.cast.em).get(
        f"{DESK}/so/den?tu=01/01/2026&den=31/12/2026&dang={kind}"
    )
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert (
        f"so-dang-ky-van-ban-den-so-xay-dung-20260101-20261231.{kind}"
        in answer.headers["content-disposition"]
    )


@pytest.mark.parametrize(
    "path", ["", "/den", "/den/moi", "/di", "/di/moi", "/so/di", "/so/theo-doi"]
)
def test_every_page_opens_for_the_clerk(office: Office, path: str) -> None:
    shown = ok(office.by(office.cast.an).get(f"{DESK}{path}"))
    assert 'lang="vi"' in shown


def test_the_overview_counts_what_the_lists_hold(office: Office) -> None:
    write(office)
    issue(office, write(office))
    shown = ok(office.by(office.cast.em).get(DESK))
    assert re.search(r"<b>1</b>\s*Văn bản đến chờ đăng ký", shown)
    assert re.search(r"<b>1</b>\s*Dự thảo chờ kiểm tra", ok(office.by(office.cast.binh).get(DESK)))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/den/khong-co"),
        ("GET", "/di/khong-co"),
        ("GET", "/di/khong-co/sua"),
        ("GET", "/di/khong-co/ban-in"),
        ("GET", "/tep/khong-co"),
        ("GET", "/so/mat"),
        ("POST", "/den/khong-co/dang-ky"),
        ("POST", "/di/khong-co/ky"),
    ],
)
def test_what_does_not_exist_is_not_found(office: Office, method: str, path: str) -> None:
    answer = office.by(office.cast.an).request(method, f"{DESK}{path}")
    assert answer.status_code == 404


def test_who_has_no_desk_is_told_so(office: Office) -> None:
    hoa = office.by(office.cast.hoa)
    assert hoa.get(f"{DESK}/den/moi").status_code == 403
    assert hoa.get(f"{DESK}/cach-lam").status_code == 403
    other = office.by(office.cast.em).get(f"{DESK}/den?don_vi={office.cast.committee}")
    assert other.status_code == 403


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "²", ""])
def test_odd_numbers_in_addresses_and_forms_are_no_bugs(office: Office, typed: str) -> None:
    em = office.by(office.cast.em)
    assert em.get(f"{DESK}/den", params={"trang": typed}).status_code == 200
    assert em.get(f"{DESK}/di", params={"trang": typed, "xem": typed}).status_code == 200
    for path, form in (
        ("/di/moi", {"don_vi": typed, "trich_yeu": "x", "loai": "ke-hoach"}),
        ("/cach-lam", {"don_vi": typed}),
        ("/den/moi", {"don_vi": typed, "tac_gia": "A", "trich_yeu": "B", "so_ban": typed}),
        ("/den/dang-ky", {"don_vi": typed, "chon": typed}),
    ):
        assert em.post(f"{DESK}{path}", data=form).status_code in (303, 403, 404, 422), path


def test_a_stranger_signs_in_first(office: Office) -> None:
    office.client.headers.update(FORM)
    for route in door.routes:
        path = route.path.replace("{id}", "x").replace("{code}", "di")
        method = "POST" if "POST" in (route.methods or ()) else "GET"
        answer = office.client.request(method, path)
        assert answer.status_code in (303, 401), path
        if method == "GET":
            assert answer.headers["location"].startswith("/dang-nhap")


def test_every_deed_is_refused_to_who_may_not(office: Office) -> None:
    """The clerk of another unit gets 403 or 404 from every address that changes something."""
    page = write(office)
    issue(office, page)
    cast = office.cast
    there = {"di": page.rpartition("/")[2], "den": cast.arrived()}
    before = cast.rows()
    client = office.by(cast.stranger)
    for route in door.routes:
        if "POST" not in (route.methods or ()) or "{id}" not in route.path:
            continue
        kind = "di" if "/di/" in route.path else "den"
        answer = client.post(
            route.path.replace("{id}", there[kind]),
            data={"reason": "x", "chi_dao": "x", "tien_do": "x", "lam": "luu", "chu_tri": "x"},
        )
        assert answer.status_code in (403, 404), (route.path, answer.text[-3000:])
    assert cast.rows() == before


def test_the_history_has_words_for_every_deed() -> None:
    known = {deed for deed in deeds.SENTENCES if deed.startswith("documents.")}
    assert documents_desk.SAID.keys() == known


def test_the_desk_says_how_a_unit_numbers(office: Office) -> None:
    cast = office.cast
    with cast.storage.work(SYSTEM) as work:
        account = access.open_account(work, "quantri@vinhlong.example", "Quản trị")
        access.give_role(work, account.id, "administrator", None, valid_from=date(2025, 7, 1))
    client = office.by(account.actor("127.0.0.1"))
    form = {
        "don_vi": str(cast.construction),
        "cach_danh_so": "chung",
        "rieng": "quyet-dinh",
        "tu_dang_ky": "1",
        "dia_danh": "Long Châu",
    }
    went(client.post(f"{DESK}/cach-lam", data=form))
    shown = ok(client.get(f"{DESK}/cach-lam?don_vi={cast.construction}"))
    assert 'value="Long Châu"' in shown
    with cast.storage.reading() as connection:
        kept = outgoing.desk(connection, cast.construction)
    assert (kept.registers_itself, kept.own_series) == (True, ["quyet-dinh"])


# -- the API -------------------------------------------------------------------------------------


def test_programs_list_read_and_acknowledge(office: Office) -> None:
    cast = office.cast
    page = write(office)
    issue(office, page)
    office.people["token"] = cast.em
    client = office.client
    client.cookies.clear()
    bearer = {"Authorization": "Bearer token", "Accept": "application/json"}
    assert client.get("/api/v1/incoming-documents").status_code == 401
    listed = client.get("/api/v1/incoming-documents?view=waiting", headers=bearer).json()
    assert listed["next"] is None
    (found,) = listed["documents"]
    assert found["exchange_id"] == "H61,2026/11/23,01/UBND-VX"
    assert (found["state"], found["arrival_number"]) == ("arrived", None)
    assert found["files"][0]["role"] == "main"
    one = f"/api/v1/incoming-documents/{found['id']}"
    assert client.get(one, headers=bearer).json() == found
    told = client.post(f"{one}/acknowledgement", headers=bearer).json()
    assert (told["status"], told["already"]) == ("03", False)
    assert client.post(f"{one}/acknowledgement", headers=bearer).json()["already"] is True
    assert cast.statuses(page.rpartition("/")[2])[0] == "03"
    office.people["token"] = cast.stranger
    assert client.get(one, headers=bearer).status_code == 404
    assert client.post(f"{one}/acknowledgement", headers=bearer).status_code == 404
    assert client.get("/api/v1/incoming-documents", headers=bearer).json()["documents"] == []
    wrong = client.get("/api/v1/incoming-documents?page=0&view=x", headers=bearer)
    assert wrong.status_code == 422
    assert set(wrong.json()["errors"]) == {"page", "view"}


def test_a_senders_program_follows_what_it_sent(office: Office) -> None:
    cast = office.cast
    page = write(office)
    issue(office, page)
    write(office)  # a draft is nobody's business outside
    office.people["token"] = cast.an
    client = office.client
    client.cookies.clear()
    bearer = {"Authorization": "Bearer token", "Accept": "application/json"}
    (found,) = client.get("/api/v1/documents", headers=bearer).json()["documents"]
    assert (found["number"], found["state"]) == ("01/UBND-VX", "issued")
    assert [one["status"] for one in found["addressees"]] == ["01", "outside", "outside"]
    one = f"/api/v1/documents/{page.rpartition('/')[2]}"
    assert client.get(one, headers=bearer).json() == found
    office.people["token"] = cast.em
    assert client.get(one, headers=bearer).status_code == 404
    assert client.get("/api/v1/documents", headers=bearer).json()["documents"] == []
    office.people["token"] = cast.binh
    draft = cast.drafted()
    assert client.get(f"/api/v1/documents/{draft}", headers=bearer).status_code == 404


def test_an_addressee_that_is_no_more_is_named_and_nothing_typed_is_lost(office: Office) -> None:
    cast = office.cast
    page = write(office, lam="luu", den=[str(cast.construction), str(cast.communes[0])])
    with cast.storage.work(SYSTEM) as work:
        directory.merge_units(
            work, [cast.communes[0]], cast.communes[1], cast.today, note="Nghị quyết"
        )
    client = office.by(cast.binh)
    opened = ok(client.get(f"{page}/sua"))
    assert f'value="{cast.communes[0]}" checked' in opened
    form = Forms(opened).to("/sua")
    both = [str(cast.construction), str(cast.communes[0])]
    answer = client.post(f"{page}/sua", data={**form, "den": both, "trich_yeu": "V/v giữ"})
    said = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "xã Số 40 không còn hoạt động; nơi nhận hiện nay: Ủy ban nhân dân xã Số 41" in said
    assert 'value="V/v giữ"' in said
    wild = client.post(f"{page}/sua", data={**form, "den": ["99999", "x"]})
    assert wild.status_code == 422
    assert "Không có cơ quan nhận nào mang số “99999”" in html.unescape(wild.text)


def test_names_the_system_does_not_know_are_told_and_kept(office: Office) -> None:
    page = write(office, lam="luu", kinh_gui="Sở Xây cất\nSở Nội vụ", de_biet="")
    client = office.by(office.cast.binh)
    told = "sẽ gửi ngoài hệ thống: Sở Xây cất."
    assert told in html.unescape(ok(client.get(page)))
    opened = html.unescape(ok(client.get(f"{page}/sua")))
    assert opened.count(told) == 1
    assert Forms(opened).to("/sua")["kinh_gui"].strip() == "Sở Xây cất"


def test_what_stays_in_spite_of_a_recall_can_be_ticked_again(office: Office) -> None:
    cast = office.cast
    document_id = cast.issued()
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Gửi nhầm")
    waiting = f"{DESK}/den?xem=waiting"
    assert 'name="chon"' in ok(office.by(cast.em).get(waiting))
    assert " disabled" in ok(office.by(cast.em).get(waiting))
    with cast.storage.work(cast.em) as work:
        incoming.refuse_recall(work, cast.arrived(), "Đã thi hành")
    assert " disabled" not in ok(office.by(cast.em).get(waiting))


def test_both_sides_are_told_that_the_print_is_being_made(office: Office) -> None:
    cast = office.cast
    document_id = cast.signed()
    cast.issue(document_id)
    pages = {
        f"{DESK}/di/{document_id}": cast.an,
        f"{DESK}/den/{cast.arrived()}": cast.em,
    }
    for page, actor in pages.items():
        assert "Đang in bản có số" in ok(office.by(actor).get(page))
    cast.print(document_id)
    for page, actor in pages.items():
        shown = ok(office.by(actor).get(page))
        assert "Đang in bản có số" not in shown
        assert "01-UBND-VX.pdf" in shown
