"""An and Ánh write to each other; the world writes to the registry; programs send with TLS."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Person, enclosed, letter, letters, paper, text_of
from tests.journeys.waiting import until
from tests.running import Running

pytestmark = pytest.mark.browser

AN, ANH = "an@vinhlong.example", "anh@vinhlong.example"
REGISTRY = "vanthu@vinhlong.example"
SUBJECT = "Mời họp về số hóa hồ sơ – Ủy ban nhân dân tỉnh, ngày 30/11"
WORDS = "Kính gửi chị Ánh,\n\nChương trình họp ở tệp kèm theo. Đường Nguyễn Huệ, phường Long Châu."
NOBODY = "khong-co-ai@vinhlong.example"  # known not to exist before anything is sent
ELSEWHERE = "ai-do@noikhac.example"  # no server takes it: known only afterwards


def write(person: Person, to: str, subject: str, words: str) -> None:
    """Write a letter from one's own mailbox and send it."""
    person.open("/lam-viec/thu")
    person.page.keyboard.press("c")
    person.sees_title("Soạn thư")
    person.answer({"Người nhận": to, "Tiêu đề": subject, "Nội dung": words})
    person.press("Gửi thư")


def sees_delivery(person: Person, address: str, state: str) -> None:
    """See what became of a letter for one recipient, looking again until it is so."""

    def so() -> bool:
        person.follow("Tải lại")
        return state in person.page.get_by_role("row", name=address).inner_text()

    until(so, f"“{state}” beside {address}")


def opens(person: Person, subject: str) -> None:
    """Open the first letter of a subject, waiting until it is there."""

    def there() -> bool:
        person.open("/lam-viec/thu")
        return person.page.get_by_role("main").get_by_role("link", name=subject).count() > 0

    until(there, f"“{subject}” in the mailbox")
    person.follow(subject)


def test_a_letter_its_answer_and_a_wrong_address(
    province: Running, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    programme = paper(tmp_path, browser, "Chương trình họp.pdf", "Chương trình họp")
    with Person(browser, province) as an, Person(browser, province) as anh:
        an.sign_in("clerk")
        anh.sign_in("clerk_department")
        write(an, f"Lê Ngọc Ánh <{ANH}>, {NOBODY}", SUBJECT, WORDS)
        an.sees(f"Không có hộp thư {NOBODY}. Hãy kiểm tra lại địa chỉ.")
        assert an.control("Nội dung").input_value() == WORDS
        an.answer({"Người nhận": f"Lê Ngọc Ánh <{ANH}>, {ELSEWHERE}"})
        an.attach("Tệp đính kèm", programme)
        an.press("Gửi thư")
        an.sees_title(SUBJECT)
        sees_delivery(an, ANH, "Đã vào hộp thư")
        sees_delivery(an, ELSEWHERE, "Không gửi được")
        an.picture(pictures, "journey-mail-sent-1280-light")
        read(anh, programme)
        anh.picture(pictures, "journey-mail-1280-light")
        answer(anh)
        opens(an, f"Re: {SUBJECT}")
        an.sees("Tôi sẽ dự.", "> Kính gửi chị Ánh,")
        opens(an, "Thư không gửi được")
        an.sees(ELSEWHERE, f'Thư "{SUBJECT}"', "không tới được người nhận sau đây")
        an.picture(pictures, "journey-bounce-1280-light")
    assert enclosed(letter(province, ANH, SUBJECT)) == programme.read_bytes()


def read(anh: Person, programme: Path) -> None:
    """Read the letter and keep its file."""
    opens(anh, SUBJECT)
    anh.sees("Trần Thị An", "Đường Nguyễn Huệ, phường Long Châu.")
    assert anh.download(programme.name) == programme.read_bytes()


def answer(anh: Person) -> None:
    """Answer with the keyboard: `r`, the words above what was written, send."""
    anh.page.keyboard.press("r")
    anh.sees_title("Trả lời")
    assert AN in anh.control("Người nhận").input_value()
    words = anh.control("Nội dung")
    words.press("Control+Home")
    anh.page.keyboard.type("Tôi sẽ dự.")
    anh.press("Gửi thư")
    anh.sees_title(f"Re: {SUBJECT}")
    sees_delivery(anh, AN, "Đã vào hộp thư")


def message(sender: str, to: str, subject: str) -> EmailMessage:
    """Write a letter as a mail program does."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    made.set_content("Kính gửi văn thư, xin chuyển giúp.\n")
    return made


def test_another_server_reaches_the_registry_in_the_browser(
    province: Running, browser: Browser
) -> None:
    subject = "Công văn của Bộ, gửi qua thư điện tử"
    with smtplib.SMTP(*province.ready["smtp"]) as server:
        server.starttls(context=trusting(province))
        server.send_message(message("vanthu@bo.example", REGISTRY, subject))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            server.send_message(message("vanthu@bo.example", "ai@noikhac.example", subject))
        assert refused.value.recipients["ai@noikhac.example"][0] == 550
    with Person(browser, province) as an:
        an.sign_in("clerk")
        an.open("/lam-viec")
        an.follow(f"Thư chưa đọc: {REGISTRY}")
        an.follow(subject)
        an.sees("vanthu@bo.example", "Kính gửi văn thư, xin chuyển giúp.")


def trusting(province: Running) -> ssl.SSLContext:
    """Trust the province's own authority, and the server's name."""
    return ssl.create_default_context(cafile=province.ready["ca"])


@contextmanager
def program(province: Running, door: str) -> Iterator[smtplib.SMTP]:
    """Connect a mail program with TLS."""
    host, port = province.ready[door]
    if door == "submissions":
        with smtplib.SMTP_SSL(host, port, context=trusting(province)) as client:
            yield client
    else:
        with smtplib.SMTP(host, port) as client:
            client.starttls(context=trusting(province))
            yield client


@pytest.mark.parametrize("door", ["submission", "submissions"])
def test_a_mail_program_sends_as_its_owner_only(province: Running, door: str) -> None:
    subject = f"Gửi từ chương trình thư qua {door}"
    email, password = province.login("clerk")
    with program(province, door) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            client.login(email, "Sai-mat-khau-2026")
        assert refused.value.smtp_code == 535
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.send_message(message(email, ANH, subject))
    with program(province, door) as client:
        client.login(email, password)
        for spoofed in (ANH, "chu-tich@vinhlong.example"):
            with pytest.raises(smtplib.SMTPResponseException) as kept_out:
                client.send_message(message(spoofed, ANH, subject))
            assert kept_out.value.smtp_code == 550
        client.send_message(message(email, ANH, subject))
    assert "xin chuyển giúp" in text_of(letter(province, ANH, subject))
    assert [str(one["From"]) for one in letters(province, ANH, subject)] == [email]
