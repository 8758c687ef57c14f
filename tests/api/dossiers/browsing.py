"""Going through the pages of a form as a browser does."""

import html
import re
from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from tests.services.cast import ANSWERS, PDF

FORM = "/thu-tuc/cap-giay-phep-xay-dung/nop"


def begin(browser: TestClient) -> str:
    """Open the form and return the draft's token."""
    answer = browser.get(FORM)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["buoc"] == ["1"]
    [token] = query["nhap"]
    return token


def shown(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return html.unescape(answer.text)


def fields_of(page: str) -> set[str]:
    return set(re.findall(r'name="([a-z_]+)"', page)) & set(ANSWERS)


def groups_of(page: str) -> list[str]:
    return re.findall(r'name="nhom" value="([a-z_]+)"', page)


def press(browser: TestClient, token: str, page: str, step: int, **changed: str) -> str:
    """Answer what a page asks, press its button and return where that leads."""
    names = fields_of(page)
    data = {name: {**ANSWERS, **changed}[name] for name in names}
    papers = re.findall(r'name="(papers\.[a-z_]+)"', page)
    files = [(name, ("giấy.pdf", PDF + name.encode(), "application/pdf")) for name in papers]
    answer = browser.post(
        FORM,
        data={
            **data,
            "nhap": token,
            "buoc": str(step or "ca-mau"),
            "viec": "tiep",
            "nhom": groups_of(page),
        },
        files=files or None,
    )
    assert answer.status_code == 303, html.unescape(answer.text)
    return answer.headers["location"]


def fill_in(browser: TestClient) -> str:
    """Walk the form page by page to the review; return the token."""
    token, step = begin(browser), 1
    while "Xem lại trước khi nộp" not in (
        page := shown(browser, f"{FORM}?nhap={token}&buoc={step}")
    ):
        press(browser, token, page, step)
        step += 1
    return token


def file_one(browser: TestClient) -> str:
    """File Hoa's house by the pages and return its code."""
    answer = browser.post(f"{FORM}/gui", data={"nhap": fill_in(browser)})
    assert answer.status_code == 303
    return answer.headers["location"].split("/")[2]
