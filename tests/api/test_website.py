"""The built website: only its own files, each under one address, switched without a seam."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api import app, website
from api.website import Website
from province.basics import Refusal

PAGE = "<!doctype html><title>Trang chủ</title>" + "Xin chào. " * 50


def build(root: Path, name: str, said: str = PAGE) -> Path:
    """Put up a build of its own and make it the one that is served."""
    folder = root / name
    (folder / "tin-tuc").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "index.html").write_text(said)
    (folder / "tin-tuc" / "index.html").write_text("<p>tin</p>")
    (folder / "404.html").write_text("<h1>Không có trang này</h1>")
    (folder / "assets" / "a.css").write_text("p {}")
    (folder / "assets" / "a.woff2").write_bytes(b"wOF2")
    link = root / "next"
    link.symlink_to(folder)
    link.replace(root / "current")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    build(tmp_path, "one")
    return tmp_path


@pytest.fixture
def site(root: Path) -> Website:
    return Website(root / "current")


@pytest.fixture
def browser(site: Website) -> Iterator[TestClient]:
    handlers = {Refusal: app.answer_refusal, 405: app.answer_http_error}
    application = Starlette(routes=[Mount("/", app=site)], exception_handlers=handlers)  # type: ignore[arg-type]
    with TestClient(application, follow_redirects=False) as browser:
        yield browser


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%252e%252e/secret.txt",
        "/tin-tuc/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/out.txt",
        "/out/secret.txt",
        "//index.html",
        "/%2e/index.html",
        "/tin-tuc//index.html",
        "/index.html%00",
        "/index.html/",
        "/index.html%3Fv=1",
        "/%ff",
        "/" + "a" * 5000,
        "/tin-tu\u0302\u0301c/",
    ],
)
def test_only_files_of_the_build_have_an_address(
    browser: TestClient, root: Path, path: str
) -> None:
    (root / "secret.txt").write_text("secret")
    (root / "one" / "out.txt").symlink_to(root / "secret.txt")
    (root / "one" / "out").symlink_to(root)
    answer = browser.get(f"http://testserver{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_a_page_goes_out_plain_or_compressed_and_not_at_all_when_it_is_known(
    browser: TestClient,
) -> None:
    plain = browser.get("/", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == PAGE
    with browser.stream("GET", "/", headers={"Accept-Encoding": "br, gzip"}) as squeezed:
        raw = b"".join(squeezed.iter_raw())
    assert squeezed.headers["content-encoding"] == "gzip"
    assert squeezed.headers["content-length"] == str(len(raw))
    assert gzip.decompress(raw).decode() == PAGE
    tag = plain.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        answer = browser.get("/", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["vary"] == "Accept-Encoding"
    assert browser.get("/", headers={"If-None-Match": '"x"'}).status_code == 200


def test_head_tells_the_length_of_the_page(browser: TestClient) -> None:
    answer = browser.head("/", headers={"Accept-Encoding": "identity"})
    assert answer.headers["content-length"] == str(len(PAGE.encode()))


def test_only_stamped_assets_are_kept_for_long(browser: TestClient) -> None:
    assert "immutable" in browser.get("/assets/a.css?v=1").headers["cache-control"]
    assert browser.get("/assets/a.css").headers["cache-control"] == "no-cache"
    assert browser.get("/?v=1").headers["cache-control"] == "no-cache"


def test_types_do_not_depend_on_the_machine(browser: TestClient) -> None:
    assert browser.get("/assets/a.woff2").headers["content-type"] == "font/woff2"


def test_a_folder_leads_to_its_own_address_and_keeps_the_question(browser: TestClient) -> None:
    answer = browser.get("/tin-tuc?trang=2")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/tin-tuc/?trang=2"
    assert browser.get("http://testserver//tin-tuc").status_code == 404  # no other host's address


def test_a_page_takes_no_posts_and_what_is_no_page_is_not_there(browser: TestClient) -> None:
    answer = browser.post("/", headers={"Accept": "application/json"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == "application/problem+json"
    assert browser.post("/api/v1/khong-co").json()["status"] == 404
    assert browser.get("/api/v1/khong-co").json()["status"] == 404
    assert "Không có trang này" in browser.get("/khong-co").text


def test_a_switch_is_seen_at_once_and_frees_what_was_kept(
    browser: TestClient, site: Website, root: Path
) -> None:
    assert browser.get("/").text == PAGE
    assert set(site.build.kept) == {"/"}
    build(root, "two", "hai")
    assert browser.get("/tin-tuc/").status_code == 200
    assert set(site.build.kept) == {"/tin-tuc/"}
    assert browser.get("/").text == "hai"


def test_a_reader_overtaken_by_the_switch_spoils_nothing(site: Website, root: Path) -> None:
    old = site.build
    build(root, "two", "hai")
    site.build = website.Build((root / "current").resolve())
    assert old.file("/") is not None
    assert site.build.kept == {}


def test_a_build_removed_under_the_readers_hands_is_not_found(site: Website) -> None:
    (site.build.root / "index.html").unlink()
    assert site.build.file("/") is None


def test_memory_is_bounded_and_large_files_never_fill_it(
    browser: TestClient, site: Website, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(website, "KEPT_BYTES_MOST", 3000)
    monkeypatch.setattr(website, "FILE_BYTES_MOST", 2000)
    for name, size in (("a", 1900), ("b", 1900), ("c", 2100)):
        (root / "one" / f"{name}.pdf").write_bytes(os.urandom(size))
        answer = browser.get(f"/{name}.pdf")
        assert len(answer.content) == size
        assert answer.headers["content-type"] == "application/pdf"
    assert set(site.build.kept) == {"/a.pdf"}
    assert site.build.kept_bytes == 1900


def test_a_part_of_a_large_file_can_be_had(
    browser: TestClient, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(website, "FILE_BYTES_MOST", 5)
    (root / "one" / "a.pdf").write_bytes(b"0123456789")
    answer = browser.get("/a.pdf", headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.content) == (206, b"234")


def test_the_page_that_says_nothing_is_there_says_so_of_itself(browser: TestClient) -> None:
    answer = browser.get("/404.html")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_the_icon_is_where_browsers_look_first() -> None:
    with TestClient(Starlette(routes=website.routes)) as browser:
        answer = browser.get("/favicon.ico")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "<svg" in answer.text
