"""One's own account through the browser: everything that protects it, without a script."""

import html
import re
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.app import create_app
from demo.cast import PASSWORD
from province import authentication, identity
from province.basics import SYSTEM, NotSignedIn
from province.house import House
from province.identity import passwords
from province.identity.model import CONFIRMED_FOR
from province.identity.tables import sessions

HERE = "/tai-khoan"
EMAIL = "an@vinhlong.example"
AT = {"address": "127.0.0.1", "agent": "Firefox"}


@pytest.fixture
def an(client: TestClient, house: House) -> TestClient:
    """The browser with An signed in."""
    entered = authentication.sign_in(house.storage, EMAIL, PASSWORD, **AT)
    client.cookies.set("vl_session", entered.token)
    client.headers["Accept"] = "text/html"
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


def long_ago(house: House) -> None:
    """Let the last proof of who is signed in be too old for dangerous acts."""
    with house.storage.work(SYSTEM) as work:
        work.execute(update(sessions).values(confirmed_at=work.now - 2 * CONFIRMED_FOR))


def test_nobody_is_led_to_sign_in(client: TestClient) -> None:
    client.headers["Accept"] = "text/html"
    for path in ("", "/mat-khau", "/khoa-truy-cap", "/xac-nhan"):
        assert went(client.get(HERE + path)).startswith("/dang-nhap?tiep=")
    assert client.post(f"{HERE}/ung-dung/bat-dau").status_code == 401


def test_the_page_tells_roles_places_and_what_protects(an: TestClient) -> None:
    page = ok(an.get(HERE))
    assert "Trần Thị An" in page
    assert "Văn thư: " in page
    assert "Máy này" in page
    assert "Chưa bật" in page


def test_sessions_on_other_machines_are_ended(an: TestClient, house: House) -> None:
    others = [authentication.sign_in(house.storage, EMAIL, PASSWORD, **AT) for _ in range(2)]
    went(an.post(said(rf'action="({HERE}/phien/\d+)"', ok(an.get(HERE)))))
    went(an.post(f"{HERE}/phien/khac"))
    for other in others:
        assert identity.actor_of_session(house.storage, other.token, "127.0.0.1") is None
    ok(an.get(HERE))


def test_the_password_is_changed_after_proof_and_judged(
    an: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago(house)
    to_confirm = went(an.get(f"{HERE}/mat-khau"))
    assert to_confirm == f"{HERE}/xac-nhan?tiep={HERE}/mat-khau"
    ok(an.post(to_confirm, data={"password": "không phải đâu"}), 401)
    assert went(an.post(to_confirm, data={"password": PASSWORD})) == f"{HERE}/mat-khau"
    chosen = "đò dọc qua sông Cổ Chiên"
    for typed in ({"password": chosen, "again": "khác"}, {"password": "ngắn", "again": "ngắn"}):
        ok(an.post(f"{HERE}/mat-khau", data=typed), 422)
    went(an.post(f"{HERE}/mat-khau", data={"password": chosen, "again": chosen}))
    monkeypatch.setattr(passwords, "STAFF_CHARACTERS_LEAST", 17)
    assert "Ít nhất 17 ký tự" in ok(an.get(f"{HERE}/mat-khau"))
    assert authentication.sign_in(house.storage, EMAIL, chosen, **AT).token


def test_proof_is_led_back_to_pages_of_ours_only(an: TestClient) -> None:
    away = an.post(f"{HERE}/xac-nhan?tiep=//evil.example/", data={"password": PASSWORD})
    assert went(away) == HERE


def test_an_app_is_turned_on_with_its_recovery_codes_and_off(an: TestClient, house: House) -> None:
    page = ok(an.post(f"{HERE}/ung-dung/bat-dau"))
    assert "<svg" in page
    secret = said(r"<code>([A-Z2-7 ]{16,})</code>", page).replace(" ", "")
    wrong = ok(an.post(f"{HERE}/ung-dung", data={"code": "000000"}), 422)
    assert secret in wrong.replace(" ", "")
    page = ok(an.post(f"{HERE}/ung-dung", data={"code": pyotp.TOTP(secret).now()}))
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code></li>", page)
    assert len(codes) == 10
    step = authentication.sign_in(house.storage, EMAIL, PASSWORD, **AT).step
    assert authentication.second_factor(house.storage, step, codes[0], **AT).token
    assert "Còn <b>9</b>" in ok(an.get(HERE))
    renewed = ok(an.post(f"{HERE}/ma-du-phong"))
    assert codes[1] not in renewed
    went(an.post(f"{HERE}/ung-dung/tat"))
    assert authentication.sign_in(house.storage, EMAIL, PASSWORD, **AT).token


def test_what_needs_proof_leads_to_it_and_does_nothing(an: TestClient, house: House) -> None:
    long_ago(house)
    for path in ("ung-dung/bat-dau", "ma-du-phong", "phan-mem-thu"):
        answer = an.post(f"{HERE}/{path}", data={"name": "Thunderbird"})
        assert went(answer).startswith(f"{HERE}/xac-nhan?tiep="), path


def test_a_mail_program_gets_a_password_of_its_own(an: TestClient, house: House) -> None:
    page = ok(an.post(f"{HERE}/phan-mem-thu", data={"name": "Thunderbird ở cơ quan"}))
    secret = said(r'id="mat-khau-thu">([^<]+)<', page)
    assert "mail.vinhlong.example" in page
    assert "2587 với STARTTLS, hoặc 2465 với SSL/TLS" in page
    assert "không phục vụ đọc thư bằng IMAP" in page
    assert (
        authentication.check_password(house.storage, EMAIL, secret, address="127.0.0.1").id == EMAIL
    )
    page = ok(an.get(HERE))
    assert secret not in page
    went(an.post(said(rf'action="({HERE}/phan-mem-thu/\d+)"', page)))
    with pytest.raises(NotSignedIn):
        authentication.check_password(house.storage, EMAIL, secret, address="127.0.0.1")


def test_one_speaks_for_a_unit_where_one_holds_a_role_and_no_other(
    an: TestClient, house: House
) -> None:
    page = ok(an.get(HERE))
    offered = re.findall(r'<option value="(\d+)"( selected)?>', page)
    other = next(value for value, selected in offered if not selected)
    went(an.post(f"{HERE}/don-vi", data={"unit_id": other}))
    assert f'<option value="{other}" selected>' in ok(an.get(HERE))
    foreign = next(str(n) for n in range(1, 50) if str(n) not in {value for value, _ in offered})
    assert an.post(f"{HERE}/don-vi", data={"unit_id": foreign}).status_code == 403


def test_citizens_correct_their_name_and_staff_do_not(client: TestClient, house: House) -> None:
    client.headers["Accept"] = "text/html"
    for email, status in (("chi@congdan.vinhlong.example", 303), (EMAIL, 403)):
        entered = authentication.sign_in(house.storage, email, PASSWORD, **AT)
        client.cookies.set("vl_session", entered.token)
        assert client.post(f"{HERE}/ten", data={"name": "Phan Thị Kim Chi"}).status_code == status


@pytest.mark.parametrize("address", ["http://tinh.example", "http://10.1.2.3:8080"])
def test_passkeys_need_a_domain_and_https_and_say_so(
    an: TestClient, house: House, address: str
) -> None:
    settings = house.settings.model_copy(update={"public_url": address})
    with TestClient(create_app(replace(house, settings=settings)), cookies=an.cookies) as there:
        assert "cần trang có tên miền" in ok(there.get(f"{HERE}/khoa-truy-cap"))
        assert there.post(f"{HERE}/khoa-truy-cap/bat-dau").status_code == 503
        assert "Dùng khóa truy cập" not in ok(TestClient(there.app).get("/dang-nhap"))
