"""Khoa's program: reads the API's description, files dossiers once each, is refused cleanly."""

import base64
import http.client
import io
import json
import sqlite3
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser

from tests.journeys.people import PAPERS, Person, paper, permit_request
from tests.running import Running
from tests.services.cast import HOUSE_PERMIT, PDF

DOSSIERS = "/api/v1/dossiers"
QUIET_SECONDS_MOST = 60
STRANGER = "127.0.0.2"  # an address of this machine that nobody else here asks from


@pytest.fixture(scope="module")
def khoa(province: Running) -> Iterator[httpx2.Client]:
    """The company's program, with the token the ready file holds."""
    token = province.ready["api_tokens"]["company"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=province.http, headers=headers, timeout=60) as client:
        yield client


def test_khoa_reads_what_there_is(khoa: httpx2.Client, browser: Browser, province: Running) -> None:
    described = khoa.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {DOSSIERS, "/api/v1/procedures", "/api/v1/search", "/api/v1/units"} <= set(
        described["paths"]
    )
    listed = khoa.get("/api/v1/procedures").json()["procedures"]
    [permit] = [one for one in listed if one["code"] == HOUSE_PERMIT]
    assert permit["filed_here"]
    definition = khoa.get(f"/api/v1/procedures/{HOUSE_PERMIT}").json()["definition"]
    assert {"site_commune", "applicant_name"} <= {
        field["id"] for group in definition["form"] for field in group["fields"]
    }
    with Person(browser, province) as reader:
        reader.open("/api/docs")
        reader.sees("API của tỉnh", f"POST {DOSSIERS}", "Idempotency-Key")


def test_the_same_request_twice_is_one_dossier(khoa: httpx2.Client, province: Running) -> None:
    request, key = permit_request(province), {"Idempotency-Key": "ho-so-chi-1"}
    first = khoa.post(DOSSIERS, json=request, headers=key)
    assert first.status_code == 201
    filed = first.json()
    assert set(filed) == {"code", "secret", "due_on", "receipt_url"}
    again = khoa.post(DOSSIERS, json=request, headers=key)
    assert (again.status_code, again.json()) == (201, filed)
    other = permit_request(province, site_area="130")
    refused = khoa.post(DOSSIERS, json=other, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "services.filing_key.other_request",
    )
    status = khoa.get(f"{DOSSIERS}/{filed['code']}").json()
    assert (status["state_name"], status["due_on"]) == ("Chờ tiếp nhận", filed["due_on"])
    stranger = httpx2.get(f"{province.http}{DOSSIERS}/{filed['code']}", params={"secret": "2" * 8})
    assert stranger.status_code == 404
    assert "Đã nhận hồ sơ" in httpx2.get(filed["receipt_url"]).text


def test_a_form_with_files_and_decomposed_letters(
    khoa: httpx2.Client, province: Running, browser: Browser
) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    request = permit_request(province, applicant_name=name)
    photo = unicodedata.normalize("NFD", "sổ đỏ.pdf")
    filed = khoa.post(
        DOSSIERS,
        data={"procedure": HOUSE_PERMIT, "case": request["case"],
              "answers": json.dumps(request["answers"])},
        files=[("papers.land_paper", (photo, PAPERS["land_paper"])),
               ("papers.house_drawings", ("../../bản vẽ.pdf", PAPERS["house_drawings"]))],
    )  # fmt: skip
    assert filed.status_code == 201, filed.text
    with Person(browser, province) as binh:
        binh.sign_in("case_officer")
        binh.open(f"/lam-viec/ho-so/{filed.json()['code']}")
        binh.sees("Nguyễn Thị Hường", "sổ đỏ.pdf", "bản vẽ.pdf", "Trực tuyến (phần mềm)")
        binh.sees_not("..")


# -- what is refused, with a sentence, and leaves nothing behind

Send = Callable[[httpx2.Client, Running], Any]


def sent(**changed: Any) -> Send:
    """Send the request with some answers changed."""
    return lambda khoa, province: khoa.post(DOSSIERS, json=permit_request(province, **changed))


def with_file(name: str, content: bytes) -> Send:
    """Send the request with another file in place of the drawings."""

    def send(khoa: httpx2.Client, province: Running) -> Any:
        request = permit_request(province)
        [drawings] = [one for one in request["papers"] if one["paper"] == "house_drawings"]
        drawings |= {"name": name, "content_base64": base64.b64encode(content).decode()}
        return khoa.post(DOSSIERS, json=request)

    return send


def with_body(content: bytes, kind: str = "application/json") -> Send:
    """Send bytes that are not what the API asks for."""
    return lambda khoa, _: khoa.post(DOSSIERS, content=content, headers={"Content-Type": kind})


def bomb() -> bytes:
    """Pack sixty megabytes of nothing into a Word document of sixty kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(60 * 2**20))
    return packed.getvalue()


VIETNAMESE = '{"procedure": "1.013225", "answers": {"applicant_name": "Nguyễn"}}'
HOSTILE = {
    "no JSON": (with_body(b'{"procedure": '), 422, "http.not_json"),
    "not UTF-8": (with_body(VIETNAMESE.encode("utf-16")), 422, "http.not_utf8"),
    "neither JSON nor form": (with_body(b"a=b", "text/plain"), 415, "http.media_type"),
    "nothing": (with_body(b"{}"), 422, "http.not_as_declared"),
    "NUL": (sent(applicant_name="Chi\x00"), 422, "http.not_text"),
    "half a letter": (
        with_body(VIETNAMESE.replace("ễ", "\\ud800").encode()), 422, "http.not_text"),
    "an answer of the wrong kind": (sent(site_area="rộng"), 422, "services.dossier.incomplete"),
    "a unit there is not": (sent(site_commune="H61.zz"), 422, "services.dossier.incomplete"),
    "a mark of state secrets": (sent(site_address="TUYỆT MẬT"), 422, "basics.secrecy.marked"),
    "a marked file name": (with_file("TUYỆT MẬT", PDF), 422, "basics.secrecy.marked"),
    "a program named .pdf": (
        with_file("bản vẽ.pdf", b"MZ\x90\x00" + PDF), 415, "blobs.executable"),
    "a picture named .pdf": (
        with_file("bản vẽ.pdf", b"\x89PNG\r\n\x1a\n" + bytes(64)), 415, "blobs.name_lies"),
    "a bomb": (with_file("bản vẽ.docx", bomb()), 415, "blobs.bomb"),
    "a file that is too large": (
        with_file("bản vẽ.pdf", PDF + bytes(21 * 2**20)), 413, "blobs.too_large"),
    "an empty file": (with_file("bản vẽ.pdf", b""), 422, "blobs.empty"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_refused_leaves_nothing_behind(
    khoa: httpx2.Client, province: Running, what: str
) -> None:
    send, status, code = HOSTILE[what]
    before = kept(province)
    refused = send(khoa, province)
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"].endswith(".")
    assert kept(province) == before


def test_a_stamped_paper_leaves_nothing_behind(
    khoa: httpx2.Client, province: Running, browser: Browser, tmp_path: Path
) -> None:
    stamped = paper(tmp_path, browser, "bản vẽ.pdf", "TUYỆT MẬT").read_bytes()
    before = kept(province)
    refused = with_file("bản vẽ.pdf", stamped)(khoa, province)
    assert (refused.status_code, refused.json()["code"]) == (422, "basics.secrecy.marked")
    assert kept(province) == before


def test_a_body_over_the_limit_is_refused_before_it_is_sent(province: Running) -> None:
    before = kept(province)
    address = province.http.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=30)) as connection:
        connection.putrequest("POST", DOSSIERS)
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(70 * 2**20))
        connection.endheaders()
        refused = connection.getresponse()
        problem = json.load(refused)
    assert (refused.status, problem["code"]) == (413, "http.body_too_large")
    assert kept(province) == before


def test_who_is_unknown_files_ten_a_minute(khoa: httpx2.Client, province: Running) -> None:
    request = permit_request(province)
    elsewhere = httpx2.HTTPTransport(local_address=STRANGER)
    with httpx2.Client(base_url=province.http, transport=elsewhere, timeout=60) as stranger:
        answers = [stranger.post(DOSSIERS, json=request) for _ in range(11)]
    assert [one.status_code for one in answers] == [201] * 10 + [429]
    assert answers[-1].json()["code"] == "services.filing.too_often"
    assert answers[-1].headers["retry-after"] == "60"
    assert khoa.post(DOSSIERS, json=request).status_code == 201


def test_a_token_nobody_issued_is_nobody(province: Running) -> None:
    before = kept(province)
    refused = httpx2.post(
        f"{province.http}{DOSSIERS}",
        json=permit_request(province),
        headers={"Authorization": "Bearer vl_khong-co"},
    )
    assert refused.status_code == 401
    assert "đã bị thu hồi" in refused.json()["detail"]
    assert kept(province) == before


def kept(province: Running) -> dict[str, int]:
    """Wait until nothing is under way, then count what is kept: rows by table, and files."""
    deadline = time.monotonic() + QUIET_SECONDS_MOST
    while not quiet(province.var):
        assert time.monotonic() < deadline, "jobs or messages still wait"
        time.sleep(0.1)
    database = province.var / "province.sqlite"
    tables = rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
    counts = {name: rows(database, f"SELECT count(*) FROM {name}")[0][0] for (name,) in tables}
    files = sum(path.is_file() for path in (province.var / "blobs").rglob("*"))
    return {**counts, "files": files}


def quiet(var: Path) -> bool:
    """Tell whether no job waits and no message is under way."""
    jobs = "SELECT 1 FROM jobs WHERE state NOT IN ('done', 'shelved')"
    return not (
        rows(var / "province.sqlite", jobs)
        or rows(var / "spool" / "spool.sqlite", "SELECT 1 FROM letters")
    )


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """Read a database beside the programs that write it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(statement).fetchall()
