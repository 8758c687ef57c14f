"""Each kind of page, on a phone and on a desk, in light and in dark: sound, whole, ours alone.

axe-core finds nothing, nothing runs over the edge, nothing is fetched from elsewhere; a picture of
each is kept as build output, to be looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.journeys.people import DESK, PHONE, Person, file_by_program, paper
from tests.running import Running
from tests.services.cast import ANSWERS

pytestmark = pytest.mark.browser

FORM = "/thu-tuc/cap-giay-phep-xay-dung/nop"
OFFICE, ADMIN = "/lam-viec/van-ban", "/lam-viec/quan-tri"
EVERYTHING: Mapping[str, object] = {"resultTypes": ["violations"]}
COLOURS: Mapping[str, object] = {"runOnly": ["color-contrast", "link-in-text-block"]}
VIOLATIONS = """options => axe.run(options).then(({violations}) => violations.map(
    one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""


@dataclass(frozen=True)
class Kind:
    """A kind of page: where one is, or which link of a list leads to one."""

    address: str  # {…} is filled in from what the fixtures made
    link: str = ""  # of the first such link on that page


def one_of(listed: str) -> Kind:
    """Return the kind of page the entries of a list lead to."""
    return Kind(listed, f"main a[href^='{listed}/']:not([href*='/moi'])")


PUBLIC = {
    "home": Kind("/"),
    "guides": Kind("/thu-tuc/"),
    "guide": Kind("/thu-tuc/xay-dung/cap-giay-phep-xay-dung/"),
    "notices": Kind("/thong-bao/"),
    "notice": Kind("/thong-bao/lich-tiep-cong-dan-thang-12-2026/"),
    "legal-document": Kind("/van-ban/chi-thi-tin-hoc-hoa-2003/"),
    "units": Kind("/co-quan/"),
    "unit": Kind("/co-quan/", "main a[href^='/co-quan/so-']"),
    "contact": Kind("/lien-he/"),
    "english": Kind("/en/"),
    "not-found": Kind("/khong-co-trang-nay"),
    "search": Kind("/tim-kiem?q=giay+phep+xay+dung"),
    "search-nothing": Kind("/tim-kiem?q=zzzz"),
    "sign-in": Kind("/dang-nhap"),
    "sign-in-by-code": Kind("/dang-nhap?cach=ma"),
    "look-up": Kind("/tra-cuu"),
    "verify": Kind("/xac-minh/{approved}"),
    "filed-elsewhere": Kind("{elsewhere}"),
    "api-docs": Kind("/api/docs"),
}
CHI = {
    "form-step": Kind(f"{FORM}?nhap={{draft}}&buoc=2"),
    "form-papers": Kind(f"{FORM}?nhap={{draft}}&buoc=7"),
    "form-whole": Kind(f"{FORM}?nhap={{draft}}&buoc=ca-mau"),
    "review": Kind(f"{FORM}?nhap={{draft}}&buoc=8"),
    "receipt": Kind("/ho-so/{new}/bien-nhan?secret={new_secret}"),
    "status": Kind("/ho-so/{waiting}?secret={waiting_secret}"),
    "status-approved": Kind("/ho-so/{approved}?secret={approved_secret}"),
    "supplement": Kind("/ho-so/{waiting}/bo-sung?secret={waiting_secret}"),
}
BINH = {
    "workspace": Kind("/lam-viec"),
    "inbox": Kind("/lam-viec/ho-so"),
    "dossier": Kind("/lam-viec/ho-so/{new}"),
    "dossier-decided": Kind("/lam-viec/ho-so/{approved}"),
    "mailbox": Kind("/lam-viec/thu"),
    "mail": Kind("/lam-viec/thu", "main a[href*='/thu/doc']"),
    "mail-writing": Kind("/lam-viec/thu/soan"),
    "address-book": Kind("/lam-viec/thu/danh-ba"),
    "account": Kind("/tai-khoan"),
    "refused": Kind("/lam-viec/ho-so/{new}/tep/999999"),
}
AN = {
    "documents": Kind(OFFICE),
    "incoming": Kind(f"{OFFICE}/den"),
    "incoming-entry": Kind(f"{OFFICE}/den/moi"),
    "incoming-document": one_of(f"{OFFICE}/den"),
    "outgoing": Kind(f"{OFFICE}/di"),
    "outgoing-compose": Kind(f"{OFFICE}/di/moi"),
    "outgoing-document": one_of(f"{OFFICE}/di"),
}
GIANG = {
    "admin": Kind(ADMIN),
    "admin-units": Kind(f"{ADMIN}/don-vi"),
    "admin-unit": one_of(f"{ADMIN}/don-vi"),
    "admin-people": Kind(f"{ADMIN}/can-bo"),
    "admin-person": one_of(f"{ADMIN}/can-bo"),
    "admin-accounts": Kind(f"{ADMIN}/tai-khoan"),
    "admin-account": one_of(f"{ADMIN}/tai-khoan"),
    "admin-account-new": Kind(f"{ADMIN}/tai-khoan/moi"),
    "admin-roles": Kind(f"{ADMIN}/vai-tro"),
    "admin-tokens": Kind(f"{ADMIN}/ma-truy-cap"),
    "admin-jobs": Kind(f"{ADMIN}/viec-nen"),
    "admin-audit": Kind(f"{ADMIN}/nhat-ky"),
    "admin-audit-entry": one_of(f"{ADMIN}/nhat-ky"),
    "admin-exchange": Kind(f"{ADMIN}/nhap-xuat"),
    "admin-mailboxes": Kind(f"{ADMIN}/hop-thu"),
}
EVERYBODY: Mapping[str, Mapping[str, Kind]] = {
    "": PUBLIC,
    "citizen": CHI,
    "case_officer": BINH,
    "clerk": AN,
    "administrator": GIANG,
}


@pytest.fixture(scope="module")
def made(
    province: Running, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, str]:
    """Three dossiers at different steps, a draft ready to be sent, a day's papers on An's desk."""
    found: dict[str, str] = {"elsewhere": "/thu-tuc/thu-hoi-dang-ky-xe-truc-tuyen/nop"}
    for name in ("new", "waiting", "approved"):
        found[name], found[f"{name}_secret"] = file_by_program(province)
    desk = "/lam-viec/ho-so"
    with Person(browser, province) as binh, Person(browser, province) as long:
        binh.sign_in("case_officer")
        long.sign_in("ward_leader")
        binh.send(f"{desk}/{found['approved']}/tiep-nhan")
        long.send(f"{desk}/{found['approved']}/duyet")
        what = {"paper_id": "house_drawings", "what": "Mặt bằng móng", "reason": "Thiếu bản vẽ."}
        binh.send(f"{desk}/{found['waiting']}/bo-sung", **what)
    folder = tmp_path_factory.mktemp("papers")
    with Person(browser, province) as chi:
        found["draft"] = begin(chi, paper(folder, browser, "bản vẽ nhà.pdf", "Bản vẽ"))
    with Person(browser, province) as an:
        an.sign_in("clerk")
        fill_desk(an)
    return found


def begin(chi: Person, drawing: Path) -> str:
    """Fill the form in up to its review; return the draft's key."""
    chi.open(FORM)
    [token] = parse_qs(urlsplit(chi.page.url).query)["nhap"]
    groups = ("case", "applicant", "site", "house", "safety", "filing")
    ward = chi.page.request.get("/api/v1/units").json()["units"]
    [code] = [unit["code"] for unit in ward if "phường Long Châu" in unit["name"]]
    answers = {**ANSWERS, "site_commune": code, "nhap": token, "nhom": groups}
    chi.send(f"{FORM}/luu", **answers)
    chi.open(f"{FORM}?nhap={token}&buoc=7")
    chi.attach("Một trong các giấy tờ hợp pháp về đất", drawing)
    chi.attach("02 bộ bản vẽ thiết kế xây dựng nhà", drawing)
    chi.press("Tiếp tục")
    chi.sees("Xem lại trước khi nộp")
    return str(token)


def fill_desk(an: Person) -> None:
    """Register what came on paper, and write a letter that is not yet handed over."""
    an.send(
        f"{OFFICE}/den/moi",
        tac_gia="Bộ Xây dựng",
        so_ky_hieu="15/BXD-QLN",
        ngay="20/11/2026",
        trich_yeu="V/v rà soát việc cấp giấy phép xây dựng nhà ở riêng lẻ",
    )
    an.open(f"{OFFICE}/di/moi")
    an.answer(
        {
            "Chữ viết tắt": "VP",
            "Trích yếu": "V/v tập huấn văn thư điện tử",
            "Nội dung": "Kính mời các cơ quan cử người dự tập huấn.",
        }
    )
    an.press("Lưu dự thảo")
    an.sees("V/v tập huấn văn thư điện tử")


@pytest.fixture(scope="module", params=EVERYBODY)
def somebody(
    request: pytest.FixtureRequest, browser: Browser, province: Running, made: Mapping[str, str]
) -> Iterator[tuple[Person, Mapping[str, Kind]]]:
    """Each who looks at pages, signed in, with the pages they are to look at."""
    with Person(browser, province, PHONE) as person:
        if request.param not in ("", "citizen"):
            person.sign_in(request.param)
            person.page.wait_for_url("**/lam-viec")
        person.page.emulate_media(reduced_motion="reduce")
        yield person, EVERYBODY[request.param]


def test_each_kind_of_page_is_sound(
    somebody: tuple[Person, Mapping[str, Kind]], made: Mapping[str, str], pictures: Path
) -> None:
    person, kinds = somebody
    found = [
        fault for name, kind in kinds.items() for fault in look(person, name, kind, made, pictures)
    ]
    assert found == []


def look(
    person: Person, name: str, kind: Kind, made: Mapping[str, str], pictures: Path
) -> Iterator[str]:
    """Look at a page in both sizes and themes, keep pictures, tell what is wrong."""
    page = person.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    person.open(kind.address.format(**made))
    if kind.link:
        person.open(str(page.locator(kind.link).first.get_attribute("href")))
    page.evaluate(Axe().axe_script)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        for theme, rules in (("light", EVERYTHING), ("dark", COLOURS)):  # all a theme can spoil
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            person.picture(pictures, f"{name}-{width}-{theme}", whole=theme == "light")
            for one in page.evaluate(VIOLATIONS, rules):
                yield f"{name}-{width}-{theme} {one}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{name}-{width}: {wide - width} px over the edge"
