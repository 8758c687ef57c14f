"""The web mailbox through the browser, without a script: read, file, answer, send, follow."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import app, mailbox
from province import access, blobs, identity, jobs, mailboxes, messages, search
from province.basics import SYSTEM, Actor, load_settings
from province.basics.calendar import WorkingCalendar
from province.house import House
from province.messages import Folder
from province.storage import Storage
from tests.mailboxes.cast import AN, BINH, CHI, REGISTRY, Cast, assemble

HOME = "/lam-viec/thu"
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n"


class Desk:
    """The workspace as one person after another sees it, and what lies in the mailboxes."""

    def __init__(self, house: House, cast: Cast, people: dict[str, Actor]) -> None:
        self.house, self.cast, self.people = house, cast, people
        self.client = TestClient(app.create_app(house), follow_redirects=False)
        self.client.headers["Accept"] = "text/html"
        self.count = 0

    def by(self, actor: Actor) -> TestClient:
        self.people["now"] = actor
        self.client.cookies.set("vl_session", "now")
        return self.client

    def put(
        self, box: str, subject: str, *, head: str = PLAIN, body: str = "Kính gửi", by: str = BINH
    ) -> str:
        """Deliver a message; return its id."""
        self.count += 1
        content = (
            f"From: Lê Bình <{by}>\r\nTo: {box}, Chi <{CHI}>\r\nSubject: {subject}\r\n"
            f"Message-ID: <{self.count}@x>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0700\r\n"
            f"{head}\r\n{body}\r\n"
        ).encode()
        unique = f"thu{self.count}"
        at = self.house.clock.now() + timedelta(minutes=self.count)
        messages.deliver(self.house.settings.maildirs, box, content, unique=unique, at=at)
        return unique

    def ids(self, box: str, folder: Folder = Folder.INBOX) -> list[str]:
        return [e.unique for e in messages.listing(self.house.settings.maildirs, box, folder)]


@pytest.fixture
def desk(
    sqlite_storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """The mail rooms' cast before the web application."""
    settings = load_settings(_env_file=None, var=tmp_path / "var")
    people: dict[str, Actor] = {}
    monkeypatch.setattr(identity, "actor_of_session", lambda _s, token, _a: people.get(token))
    monkeypatch.setattr(app, "DOORS", list(dict.fromkeys([*app.DOORS, mailbox])))
    house = House(
        settings=settings,
        clock=sqlite_storage.clock,
        storage=sqlite_storage,
        calendar=WorkingCalendar.load(None),
        searcher=search.Searcher(settings.index),
    )
    desk = Desk(house, assemble(sqlite_storage), people)
    with desk.client:
        yield desk


def ok(answer: Any) -> str:
    assert answer.status_code == 200, answer.text[:2000]
    return unescape(answer.text)


def went(answer: Any) -> str:
    assert answer.status_code == 303, answer.text[:2000]
    return str(answer.headers["location"])


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def form(shown: str, /, **typed: str) -> dict[str, str]:
    """Return what the form on a page would send."""
    names = [name for name in ("hop", "muc", "key", "thu", "kieu") if f'name="{name}"' in shown]
    return {name: hidden(shown, name) for name in names} | typed


# Reading


def test_the_inbox_shows_what_came_newest_first(desk: Desk) -> None:
    desk.put(AN, "Thư trước")
    desk.put(AN, "Thư sau")
    shown = ok(desk.by(desk.cast.an).get(HOME))
    assert shown.index("Thư sau") < shown.index("Thư trước")
    assert "2 thư, 2 chưa đọc" in shown
    assert "Văn thư UBND tỉnh" in shown  # the mailbox she holds, to switch to


def test_empty_folders_say_what_will_be_there(desk: Desk) -> None:
    for muc, said in (
        ("den", "Chưa có thư đến"),
        ("gui", "Chưa gửi thư nào"),
        ("luu", "Chưa lưu thư nào"),
        ("rac", "Thùng rác trống"),
    ):
        assert said in ok(desk.by(desk.cast.chi).get(HOME, params={"muc": muc}))


def test_whoever_has_no_mailbox_is_told_how_to_get_one(desk: Desk) -> None:
    with desk.house.storage.work(SYSTEM) as work:
        account = access.open_account(work, "moi@ngoai.example", "Người mới")
    shown = ok(desk.by(account.actor("127.0.0.1")).get(HOME))
    assert "chưa có hộp thư" in shown


def test_reading_shows_the_message_and_marks_it_read(desk: Desk) -> None:
    unique = desk.put(AN, "Giấy mời <họp>", body="Kính mời ông/bà.\r\n<script>alert(1)</script>")
    answer = desk.by(desk.cast.an).get(f"{HOME}/doc", params={"thu": unique})
    assert "&lt;script&gt;alert(1)" in answer.text
    shown = ok(answer)
    assert "Giấy mời <họp>" in shown
    assert "Lê Bình <binh@vinhlong.example>" in shown
    assert "0 chưa đọc" not in ok(desk.client.get(HOME))
    assert "chưa đọc" not in re.search("<caption>.*?</caption>", desk.client.get(HOME).text)[0]  # type: ignore[index]


@pytest.mark.parametrize("path", ["", "/doc", "/html", "/tep", "/soan"])
def test_nobody_looks_into_anothers_mailbox(desk: Desk, path: str) -> None:
    unique = desk.put(AN, "Riêng của An")
    asked = {"hop": AN, "thu": unique, "so": "goc"}
    for actor in (desk.cast.binh, desk.cast.chi):
        answer = desk.by(actor).get(HOME + path, params=asked)
        assert answer.status_code == 404
        assert "Riêng của An" not in answer.text
    assert desk.by(desk.cast.an).get(HOME + path, params=asked).status_code == 200


def test_a_list_shows_the_address_beside_the_name(desk: Desk) -> None:
    desk.put(AN, "Tin", by="ai@ngoai.example")
    shown = ok(desk.by(desk.cast.an).get(HOME))
    assert "Lê Bình" in shown
    assert "ai@ngoai.example" in shown


def test_nobody_acts_on_anothers_mailbox(desk: Desk) -> None:
    unique = desk.put(AN, "Riêng")
    client = desk.by(desk.cast.binh)
    asked = {"hop": AN, "muc": "den", "thu": unique, "viec": "rac"}
    assert client.post(f"{HOME}/viec", data=asked).status_code == 404
    assert client.post(f"{HOME}/viec", params=asked).status_code == 404
    assert client.post(f"{HOME}/don-rac", data={"hop": AN}).status_code == 404
    assert desk.ids(AN) == [unique]


def test_strangers_are_sent_to_sign_in(desk: Desk) -> None:
    desk.client.cookies.clear()
    assert went(desk.client.get(HOME)).startswith("/dang-nhap")


@pytest.mark.parametrize(
    "asked",
    [{"muc": "../../den"}, {"hop": "../an@vinhlong.example"}, {"hop": "an@../vinhlong.example"}],
)
def test_no_address_leads_out_of_the_mailboxes(desk: Desk, asked: dict[str, str]) -> None:
    assert desk.by(desk.cast.an).get(HOME, params=asked).status_code == 404


def test_unknown_messages_and_files_are_not_found(desk: Desk) -> None:
    unique = desk.put(AN, "x")
    client = desk.by(desk.cast.an)
    assert client.get(f"{HOME}/doc", params={"thu": "../cur/x"}).status_code == 404
    for number in ("7", "", "x", "-1", "99999"):
        asked = {"thu": unique, "so": number}
        assert client.get(f"{HOME}/tep", params=asked).status_code == 404


# HTML and files


def test_html_is_shown_in_a_frame_that_may_do_nothing(desk: Desk) -> None:
    unique = desk.put(
        AN,
        "Bản tin",
        head="Content-Type: text/html; charset=utf-8\r\n",
        body="<p>Chào</p><img src='http://ngoai.example/p.gif'><script>alert(1)</script>",
    )
    client = desk.by(desk.cast.an)
    shown = client.get(f"{HOME}/doc", params={"thu": unique}).text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert "Đã chặn 1 hình ảnh" in shown
    frame = client.get(f"{HOME}/html", params={"thu": unique})
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "<p>Chào</p>" in frame.text
    assert "script" not in frame.text
    assert "ngoai.example" not in frame.text
    plain = client.get(f"{HOME}/doc", params={"thu": unique, "dang": "chu"}).text
    assert "<iframe" not in plain


def test_files_are_handed_out_to_be_kept_never_shown(desk: Desk) -> None:
    unique = desk.put(
        AN,
        "Tệp",
        head='Content-Type: multipart/mixed; boundary="b"\r\n',
        body="--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        "--b\r\nContent-Type: text/html\r\n"
        "Content-Disposition: attachment; filename*=UTF-8''%22Quy%E1%BA%BFt%0D%0A.html\r\n\r\n"
        "<script>alert(1)</script>\r\n--b--",
    )
    client = desk.by(desk.cast.an)
    assert "Quyết .html" in ok(client.get(f"{HOME}/doc", params={"thu": unique}))
    its = client.get(f"{HOME}/tep", params={"thu": unique, "so": "2"})
    assert its.content == b"<script>alert(1)</script>"
    assert its.headers["content-disposition"].startswith(
        "attachment; filename*=UTF-8''Quy%E1%BA%BF"
    )
    assert its.headers["content-security-policy"].startswith("sandbox")
    assert its.headers["x-content-type-options"] == "nosniff"
    original = client.get(f"{HOME}/tep", params={"thu": unique, "so": "goc"})
    assert original.content.startswith(b"From: ")


# Filing


def test_deleting_offers_a_way_back(desk: Desk) -> None:
    one, two = desk.put(AN, "Một"), desk.put(AN, "Hai")
    client = desk.by(desk.cast.an)
    deleted = {"hop": AN, "muc": "den", "viec": "rac", "thu": [one, two]}
    listed = went(client.post(f"{HOME}/viec", data=deleted))
    assert (desk.ids(AN), desk.ids(AN, Folder.TRASH)) == ([], [two, one])
    shown = ok(client.get(listed))
    assert "Đã chuyển vào thùng rác 2 thư." in shown
    [undo] = re.findall(
        r'<form action="([^"]+)" method="post"><button type="submit">Hoàn tác', shown
    )
    went(client.post(undo))
    assert (desk.ids(AN), desk.ids(AN, Folder.TRASH)) == ([two, one], [])


def test_what_a_colleague_filed_meanwhile_is_passed_over(desk: Desk) -> None:
    one, two = desk.put(AN, "Một"), desk.put(AN, "Hai")
    client = desk.by(desk.cast.an)
    asked = {"hop": AN, "muc": "den", "viec": "luu"}
    went(client.post(f"{HOME}/viec", data={**asked, "thu": [one]}))
    listed = went(client.post(f"{HOME}/viec", data={**asked, "thu": [one, two]}))
    assert "Đã lưu 1 thư." in ok(client.get(listed))
    assert desk.ids(AN, Folder.ARCHIVE) == [two, one]


def test_marking_and_choosing_nothing(desk: Desk) -> None:
    unique = desk.put(AN, "Một")
    client = desk.by(desk.cast.an)
    for deed, unread in (("doc", 0), ("chua-doc", 1)):
        went(client.post(f"{HOME}/viec", data={"viec": deed, "thu": [unique]}))
        [box] = [b for b in boxes(desk) if b.address == AN]
        assert messages.unread(desk.house.settings.maildirs, box) == unread
    assert client.post(f"{HOME}/viec", data={"viec": "rac"}).status_code == 422
    assert client.post(f"{HOME}/viec", data={"viec": "xoa-het", "thu": [unique]}).status_code == 422
    assert client.get(f"{HOME}/viec").status_code == 405


def boxes(desk: Desk) -> list[mailboxes.Mailbox]:
    with desk.house.storage.reading() as connection:
        today = desk.house.clock.now().date()
        return mailboxes.mailboxes_of(connection, desk.cast.an, today)


def test_the_trash_is_emptied_after_asking(desk: Desk) -> None:
    unique, kept = desk.put(AN, "Một"), desk.put(AN, "Hai")
    client = desk.by(desk.cast.an)
    went(client.post(f"{HOME}/viec", data={"viec": "rac", "thu": [unique]}))
    assert "Xóa hẳn 1 thư?" in ok(client.get(f"{HOME}/don-rac"))
    listed = went(client.post(f"{HOME}/don-rac", data={"hop": AN}))
    assert "Đã xóa hẳn 1 thư" in ok(client.get(listed))
    assert (desk.ids(AN), desk.ids(AN, Folder.TRASH)) == ([kept], [])


# Writing


def waiting(desk: Desk) -> list[jobs.Job]:
    with desk.house.storage.reading() as connection:
        return [job for job in jobs.waiting(connection) if job.kind == "mail.send"]


def content(desk: Desk) -> messages.Letter:
    [job] = waiting(desk)
    return messages.letter(blobs.read(desk.house.settings.blobs, job.payload["blob"]))


def test_a_message_is_written_sent_once_and_followed(desk: Desk) -> None:
    client = desk.by(desk.cast.an)
    blank = ok(client.get(f"{HOME}/soan"))
    typed = form(
        blank, sender=REGISTRY, to=BINH, subject="Giấy mời", text="Kính mời\r\n\r\nlúc 8 giờ"
    )
    file = ("Quyết định.pdf", b"%PDF-1.7\nnoi dung", "application/pdf")
    followed = went(client.post(f"{HOME}/soan", data=typed, files={"files": file}))
    again = went(client.post(f"{HOME}/soan", data=typed, files={"files": file}))
    assert followed == again
    letter = content(desk)
    assert letter.sender == f"Văn thư UBND tỉnh <{REGISTRY}>"
    assert letter.text.strip() == "Kính mời\n\nlúc 8 giờ"
    assert [its.name for its in letter.attachments] == ["Quyết định.pdf"]
    shown = ok(client.get(followed))
    assert "Thư đã được giao cho máy chủ thư." in shown
    assert (BINH in shown, "Đang chờ gửi" in shown) == (True, True)
    for actor in (desk.cast.binh, desk.cast.chi):
        assert desk.by(actor).get(followed).status_code == 404


def test_what_was_typed_is_never_lost(desk: Desk) -> None:
    client = desk.by(desk.cast.an)
    typed = form(
        ok(client.get(f"{HOME}/soan")),
        sender=AN,
        to="khongco@vinhlong.example",
        cc="sai",
        subject="Tiêu đề <dài>",
        text="Bao nhiêu là chữ",
    )
    answer = client.post(f"{HOME}/soan", data=typed)
    assert answer.status_code == 422
    shown = unescape(answer.text)
    assert "Địa chỉ chưa đúng: sai." in shown
    for said in ("khongco@vinhlong.example", "Tiêu đề <dài>", "Bao nhiêu là chữ", typed["key"]):
        assert said in shown
    answer = client.post(f"{HOME}/soan", data={**typed, "cc": ""})
    assert "Không có hộp thư khongco@vinhlong.example" in unescape(answer.text)
    assert waiting(desk) == []


def test_a_form_sent_before_with_other_words_comes_back_whole(desk: Desk) -> None:
    client = desk.by(desk.cast.an)
    typed = form(ok(client.get(f"{HOME}/soan")), sender=AN, to=BINH, subject="x", text="y")
    assert went(client.post(f"{HOME}/soan", data=typed))
    answer = client.post(f"{HOME}/soan", data={**typed, "text": "Lời khác hẳn"})
    assert answer.status_code == 409
    shown = unescape(answer.text)
    assert "Lời khác hẳn" in shown
    assert typed["key"] not in shown
    assert len(waiting(desk)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "TỐI MẬT\r\n\r\nKế hoạch"},
        {"subject": "Độ mật: Mật"},
    ],
)
def test_state_secrets_are_refused_in_place(desk: Desk, changed: dict[str, str]) -> None:
    client = desk.by(desk.cast.an)
    typed = form(ok(client.get(f"{HOME}/soan")), sender=AN, to=BINH, subject="x", text="y")
    answer = client.post(f"{HOME}/soan", data=typed | changed)
    assert answer.status_code == 422
    assert "Tài liệu bí mật nhà nước" in unescape(answer.text)
    assert waiting(desk) == []


def test_a_program_in_disguise_is_not_sent(desk: Desk) -> None:
    client = desk.by(desk.cast.an)
    typed = form(ok(client.get(f"{HOME}/soan")), sender=AN, to=BINH, subject="x", text="y")
    answer = client.post(f"{HOME}/soan", data=typed, files={"files": ("a.pdf", b"MZ\x90\x00")})
    assert answer.status_code == 415
    assert "chương trình máy tính" in unescape(answer.text)
    assert waiting(desk) == []


def test_nobody_writes_in_anothers_name(desk: Desk) -> None:
    client = desk.by(desk.cast.chi)
    typed = form(ok(client.get(f"{HOME}/soan")), sender=REGISTRY, to=BINH, subject="x", text="y")
    assert client.post(f"{HOME}/soan", data=typed).status_code == 403
    assert waiting(desk) == []


def test_an_answer_is_threaded_and_marks_the_message(desk: Desk) -> None:
    unique = desk.put(REGISTRY, "Hỏi về giấy mời", body="Mấy giờ họp?")
    client = desk.by(desk.cast.an)
    asked = {"hop": REGISTRY, "muc": "den", "thu": unique, "kieu": "tra-loi-tat-ca"}
    begun = ok(client.get(f"{HOME}/soan", params=asked))
    assert f'value="{BINH}"' in begun
    assert f'value="{CHI}"' in begun
    assert "> Mấy giờ họp?" in begun
    typed = form(begun, sender=REGISTRY, to=BINH, subject="Re: Hỏi về giấy mời", text="8 giờ")
    went(client.post(f"{HOME}/soan", data=typed))
    [job] = waiting(desk)
    raw = blobs.read(desk.house.settings.blobs, job.payload["blob"])
    assert b"In-Reply-To: <1@x>\r\n" in raw
    assert "Đã trả lời" in ok(client.get(HOME, params={"hop": REGISTRY}))


def test_a_forward_takes_the_files_along_that_stay_ticked(desk: Desk) -> None:
    unique = desk.put(
        AN,
        "Hai tệp",
        head='Content-Type: multipart/mixed; boundary="b"\r\n',
        body="--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThân thư\r\n"
        "--b\r\nContent-Type: application/pdf; name=mot.pdf\r\n\r\n%PDF-1.7 mot\r\n"
        "--b\r\nContent-Type: application/pdf; name=hai.pdf\r\n\r\n%PDF-1.7 hai\r\n--b--",
    )
    client = desk.by(desk.cast.an)
    begun = ok(client.get(f"{HOME}/soan", params={"thu": unique, "kieu": "chuyen-tiep"}))
    assert begun.count('name="kem"') == 2
    assert "Thư được chuyển tiếp" in begun
    typed: dict[str, Any] = form(begun, sender=AN, to=CHI, subject="Fwd: Hai tệp", text="Xin xem")
    went(client.post(f"{HOME}/soan", data={**typed, "kem": ["3"]}))
    assert [its.name for its in content(desk).attachments] == ["hai.pdf"]


def test_an_answer_to_what_is_no_more_is_sent_all_the_same(desk: Desk) -> None:
    unique = desk.put(AN, "Sắp đi")
    client = desk.by(desk.cast.an)
    begun = ok(client.get(f"{HOME}/soan", params={"thu": unique, "kieu": "tra-loi"}))
    went(client.post(f"{HOME}/viec", data={"viec": "rac", "thu": [unique]}))
    went(client.post(f"{HOME}/don-rac", data={"hop": AN}))
    went(client.post(f"{HOME}/soan", data=form(begun, sender=AN, to=BINH, subject="Re", text="x")))
    assert content(desk).summary.subject == "Re"


def test_the_address_book_leads_to_a_form_with_the_address_in_it(desk: Desk) -> None:
    client = desk.by(desk.cast.an)
    assert "Gõ tên" in ok(client.get(f"{HOME}/danh-ba"))
    shown = ok(client.get(f"{HOME}/danh-ba", params={"q": "Kim Chi"}))
    [href] = re.findall(r'href="(/lam-viec/thu/soan\?toi=[^"]+)"', shown)
    assert f'value="{CHI}"' in ok(client.get(href))
    assert "Không có ai khớp" in ok(client.get(f"{HOME}/danh-ba", params={"q": "<b>zzz"}))


def test_sent_messages_show_what_became_of_them(desk: Desk) -> None:
    client = desk.by(desk.cast.an)
    typed = form(
        ok(client.get(f"{HOME}/soan")), sender=AN, to=f"{BINH}, {CHI}", subject="x", text="y"
    )
    sent_id = went(client.post(f"{HOME}/soan", data=typed)).rpartition("/")[2]
    [job] = waiting(desk)
    raw = blobs.read(desk.house.settings.blobs, job.payload["blob"])
    now = desk.house.clock.now()
    messages.deliver(
        desk.house.settings.maildirs, AN, raw, unique=sent_id, at=now, folder=Folder.SENT, flags="S"
    )

    def told(address: str, state: str, status: str, detail: str) -> str:
        with desk.house.storage.work(SYSTEM) as work:
            messages.record_delivery(
                work,
                envid=sent_id,
                recipient=address,
                state=state,
                status=status,
                detail=detail,
                at=now,
            )
        return ok(client.get(HOME, params={"muc": "gui"}))

    assert "Đang chuyển tới 1 địa chỉ" in told(BINH, "delivered", "2.0.0", "delivered")
    assert "Đã vào hộp thư người nhận" in told(CHI, "delivered", "2.0.0", "delivered")
    assert "1 địa chỉ không gửi được" in told(CHI, "bounced", "5.1.1", "550 no such user")
    shown = ok(client.get(f"{HOME}/doc", params={"muc": "gui", "thu": sent_id}))
    assert "Xem từng người nhận (2)" in shown
    assert "550 no such user" in ok(client.get(f"{HOME}/da-gui/{sent_id}"))
