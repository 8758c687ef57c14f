"""Somebody at a browser: opens pages, answers questions by what they say, reads mail and papers."""

import base64
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import httpx2
import pypdfium2
from playwright.sync_api import APIResponse, Browser, Locator, Response, expect

from tests.running import Running
from tests.services.cast import ANSWERS, HOUSE_PERMIT, PDF

CHI, CHI_NAME = "chi@congdan.vinhlong.example", "Phan Kim Chi"
PAPERS = {"land_paper": PDF + b"% land", "house_drawings": PDF + b"% house"}
PHONE, DESK = (360, 800), (1280, 900)
MAIL_SECONDS_MOST = 120  # from a deed to the letter that tells of it: worker, relay, Maildir


class Person:
    """A person with a browser of their own: nobody else's cookies, one page before their eyes."""

    def __init__(
        self,
        browser: Browser,
        province: Running,
        size: tuple[int, int] = DESK,
        *,
        scripts: bool = True,
        theme: str = "light",
    ) -> None:
        self.province = province
        self.context = browser.new_context(
            base_url=province.http,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            color_scheme="dark" if theme == "dark" else "light",
            locale="vi-VN",
            has_touch=size == PHONE,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.foreign: list[str] = []  # addresses asked for that are not the province's
        self.faults: list[str] = []  # what scripts stumbled over, what the browser refused to load
        self.context.on("request", lambda request: self._note_foreign(request.url))
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))

    def _note_foreign(self, address: str) -> None:
        if not address.startswith((self.province.http, "data:", "about:", "blob:", "chrome")):
            self.foreign.append(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.foreign == []
        assert self.faults == []

    # -- hands

    def open(self, address: str) -> Response:
        """Type an address, or open a link somebody sent."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    def follow(self, words: str) -> None:
        """Press the first link of the page's content that says these words."""
        self.page.get_by_role("main").get_by_role("link", name=words).first.click()

    def press(self, words: str) -> None:
        """Press the first button of the page's content that says these words."""
        self.page.get_by_role("main").get_by_role("button", name=words).first.click()

    def unfold(self, words: str) -> None:
        """Open what is folded away under these words."""
        self.page.locator("summary", has_text=words).click()

    def answer(self, questions: Mapping[str, str]) -> None:
        """Answer questions the way each asks for it: choose, pick from a list, or type."""
        for question, said in questions.items():
            choices = self.page.get_by_role("group", name=begins(question))
            if choices.count():
                choices.get_by_role("radio", name=begins(said)).check()
                continue
            control = self.control(question)
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(label=said)
            else:
                control.fill(said)

    def control(self, question: str) -> Locator:
        """Return the control a question belongs to."""
        return self.page.get_by_label(begins(question))

    def attach(self, question: str, *files: Path) -> None:
        """Choose files to go with the form."""
        self.control(question).set_input_files(files)

    def sign_in(self, kind: str) -> None:
        """Sign in as one of the cast."""
        email, password = self.province.login(kind)
        self.open("/dang-nhap")
        self.answer({"Địa chỉ thư điện tử": email, "Mật khẩu": password})
        self.press("Đăng nhập")

    def send(self, address: str, **typed: str | Sequence[str]) -> APIResponse:
        """Send a form without looking at its page, as one's browser would."""
        headers = {
            "Accept": "text/html",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.province.http,
            "Sec-Fetch-Site": "same-origin",
        }
        return self.page.request.post(
            address, headers=headers, data=urlencode(typed, doseq=True), timeout=30_000
        )

    def download(self, words: str) -> bytes:
        """Keep the file behind a link."""
        with self.page.expect_download() as kept:
            self.follow(words)
        return Path(kept.value.path()).read_bytes()

    def fetch(self, words: str) -> bytes:
        """Return what a link opens beside the page: a PDF in the browser's own viewer."""
        link = self.page.get_by_role("main").get_by_role("link", name=words).first
        answer = self.page.request.get(str(link.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    # -- eyes

    def sees(self, *texts: str) -> None:
        """See texts on the page, each within the time a page takes."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def sees_not(self, *texts: str) -> None:
        """Look at a page that is there and find none of these texts."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def sees_title(self, text: str) -> None:
        """See what the page is about."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def value(self, name: str) -> str:
        """Return what stands beside a name in a list of facts."""
        row = self.page.locator("dl > div", has=self.page.locator("dt", has_text=begins(name)))
        return row.first.locator("dd").first.inner_text().strip()

    def picture(self, folder: Path, name: str, *, whole: bool = True) -> None:
        """Keep a picture of the whole page, or of what a screen shows of it."""
        self.page.screenshot(path=folder / f"{name}.png", full_page=whole)


def begins(words: str) -> re.Pattern[str]:
    """Match what begins with words; Playwright writes the pattern between slashes."""
    return re.compile(r"^\s*" + re.escape(words).replace("/", r"\/"))


# -- papers


def paper(folder: Path, browser: Browser, name: str, said: str) -> Path:
    """Make a real file of what is said: a `.pdf` as printed, a `.jpg` as photographed."""
    path = folder / name
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.set_content(f"<h1>{said}</h1>")
    if path.suffix == ".pdf":
        page.pdf(path=path)
    else:
        page.screenshot(path=path, type="jpeg")
    context.close()
    return path


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF, composed, with single spaces."""
    with opened(content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", " ".join(pages)))


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and close it."""
    document = pypdfium2.PdfDocument(content)
    yield document
    document.close()


# -- mail


def letters(province: Running, address: str, words: str) -> list[EmailMessage]:
    """Return the letters in a mailbox of the demonstration whose subject has these words."""
    local, _, domain = address.partition("@")
    folder = province.var / "mail" / domain / local
    parser = BytesParser(EmailMessage, policy=policy.default)
    files = [path for part in ("new", "cur") for path in (folder / part).glob("*")]
    found = [parser.parsebytes(path.read_bytes()) for path in files]
    return [one for one in found if words in str(one["Subject"])]


def letter(province: Running, address: str, words: str) -> EmailMessage:
    """Wait for the one letter whose subject has these words."""
    deadline = time.monotonic() + MAIL_SECONDS_MOST
    while not (found := letters(province, address, words)):
        if time.monotonic() > deadline:
            log = province.log.read_text(encoding="utf-8")[-4000:]
            raise AssertionError(f"no letter “{words}” for {address}\n{log}")
        time.sleep(0.1)
    [one] = found
    return one


def text_of(message: EmailMessage) -> str:
    """Return a letter's words."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def enclosed(message: EmailMessage) -> bytes:
    """Return the one file that came with a letter."""
    [part] = message.iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes)
    return content


# -- programs


def permit_request(
    province: Running, papers: Mapping[str, bytes] | None = None, **changed: Any
) -> dict[str, Any]:
    """Return what a program sends to file Chi's house in phường Long Châu, with its papers."""
    units = httpx2.get(f"{province.http}/api/v1/units").json()["units"]
    [ward] = [unit["code"] for unit in units if "phường Long Châu" in unit["name"]]
    answers = {**ANSWERS, "site_commune": ward, "applicant_name": CHI_NAME, "applicant_email": CHI}
    case = answers.pop("case")
    return {
        "procedure": HOUSE_PERMIT,
        "case": case,
        "answers": {**answers, **changed},
        "papers": [
            {
                "paper": paper,
                "name": f"{paper}.pdf",
                "content_base64": base64.b64encode(content).decode(),
            }
            for paper, content in (PAPERS if papers is None else papers).items()
        ],
    }


def file_by_program(province: Running) -> tuple[str, str]:
    """File Chi's house as her company does; return code and secret."""
    token = province.ready["api_tokens"]["company"]
    answer = httpx2.post(
        f"{province.http}/api/v1/dossiers",
        json=permit_request(province),
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    filed = answer.json()
    return filed["code"], filed["secret"]
