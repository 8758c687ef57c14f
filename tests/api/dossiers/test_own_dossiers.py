"""One's own dossiers on the account page, and where a citizen lands after signing in."""

import html
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.guards import SESSION_COOKIE
from province import identity
from province.basics import SYSTEM
from province.house import House as WholeHouse
from province.identity import Origin, SessionLife
from tests.services.cast import House

HERE = "/tai-khoan"


@pytest.fixture
def hoa(whole_house: WholeHouse, office: House) -> Iterator[TestClient]:
    """Hoa's browser, signed in."""
    with office.storage.work(SYSTEM) as work:
        account = identity.account(work.connection, office["hoa"].account_id or 0)
        assert account
        origin, life = Origin("127.0.0.1", "Firefox", ""), SessionLife()
        token, _ = identity.open_session(work, account, origin, life, by="x", factors=1)
    with TestClient(create_app(whole_house), follow_redirects=False) as client:
        client.cookies.set(SESSION_COOKIE, token)
        client.headers["Accept"] = "text/html"
        yield client


def shown(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:2000]
    return html.unescape(answer.text)


def test_who_has_filed_nothing_is_told_how(hoa: TestClient, office: House) -> None:
    office.file()
    page = shown(hoa, HERE)
    assert "Chưa có hồ sơ nào nộp từ tài khoản này" in page
    assert 'href="/thu-tuc/"' in page
    assert 'href="/tra-cuu"' in page


def test_ones_own_dossiers_lead_to_where_they_stand(hoa: TestClient, office: House) -> None:
    mine, other = office.file(actor=office["hoa"]).dossier, office.file().dossier
    page = shown(hoa, HERE)
    assert f'href="/ho-so/{mine.code}"' in page
    assert "Chờ tiếp nhận" in page
    assert "hẹn trả" in page
    assert other.code not in page
    assert mine.code in shown(hoa, f"/ho-so/{mine.code}")


def test_many_dossiers_come_page_by_page(
    hoa: TestClient, office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("province.services.looking_up.OWN_PAGE_SIZE", 2)
    codes = {office.file(actor=office["hoa"]).dossier.code for _ in range(3)}
    first, second = shown(hoa, HERE), shown(hoa, f"{HERE}?trang=2")
    assert 'href="/tai-khoan?trang=2#ho-so"' in first
    on = [{code for code in codes if code in page} for page in (first, second)]
    assert [len(found) for found in on] == [2, 1]
    assert on[0] | on[1] == codes


def test_a_citizen_who_is_signed_in_lands_at_their_own_account(hoa: TestClient) -> None:
    assert hoa.get("/dang-nhap").headers["location"] == HERE
    assert hoa.get("/dang-nhap?tiep=/tra-cuu").headers["location"] == "/tra-cuu"
