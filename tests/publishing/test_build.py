"""A site is built whole or not at all, once for each input, and served through one link."""

import gzip
import os
import shutil
import threading
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from province import directory, publishing
from province.basics import SYSTEM, Invalid, Settings
from province.directory import UnitFacts, UnitKind
from province.publishing.build import PROJECT, SiteBuilt, build_site
from province.storage import Storage
from tests.publishing.conftest import NOW, SHIPPED, Write

ARTICLE_ASSETS = ("tokens.css", "province.css", "province.js", "favicon.svg")
ARTICLE_BYTES_MOST = 80 * 1000  # a first visit on a weak line, everything counted


def build(settings: Settings, content: Path, project: Path = PROJECT) -> SiteBuilt:
    return build_site(settings, None, NOW, content=content, project=project)


def served(settings: Settings, name: str = "index.html") -> str:
    return (settings.site / "current" / name).read_text(encoding="utf-8")


def test_a_site_stands(settings: Settings, content: Path, site: None) -> None:
    built = build(settings, content)
    assert built.fresh
    assert (settings.site / "current").resolve() == built.path
    assert "Việc công của tỉnh" in served(settings)
    assert "24/11/2026</strong>" in served(settings, "thong-bao/nghi-le/index.html")
    assert 'id="diem-1"' in served(settings, "van-ban/chi-thi/index.html")
    assert "Không tìm thấy trang" in served(settings, "404.html")
    for name in ("rss.xml", "atom.xml", "sitemap.xml"):
        assert "https://vinhlong.example/" in served(settings, name)
    assert "Sitemap: https://vinhlong.example/sitemap.xml" in served(settings, "robots.txt")


def test_facts_of_a_unit_are_words_and_links(
    settings: Settings, content: Path, site: None, sqlite_storage: Storage
) -> None:
    with sqlite_storage.work(SYSTEM) as work:
        facts = UnitFacts("Sở Y tế", UnitKind.DEPARTMENT, email="syt@vinhlong.example")
        directory.open_unit(work, facts, work.today)
    with sqlite_storage.reading() as connection:
        build_site(settings, connection, NOW, content=content)
    page = served(settings, "co-quan/so-y-te/index.html")
    assert '<dd><a href="mailto:syt@vinhlong.example">syt@vinhlong.example</a></dd>' in page
    assert "Sở Y tế" in served(settings, "co-quan/index.html")


def test_only_our_styles_and_scripts_are_there(
    settings: Settings, content: Path, site: None
) -> None:
    built = build(settings, content)
    ours = {path.relative_to(PROJECT) for path in (PROJECT / "assets").rglob("*") if path.is_file()}
    assets = (built.path / "assets").rglob("*")
    assert {path.relative_to(built.path) for path in assets if path.is_file()} == ours


def test_each_page_and_feed_names_the_province_of_the_settings(
    settings: Settings, content: Path, site: None
) -> None:
    named = {"province": "Thành phố R&D", "province_en": "R&D City", "domain": "rd.example"}
    build(settings.model_copy(update=named), content)
    for name in ("index.html", "thong-bao/nghi-le/index.html", "404.html"):
        page = served(settings, name)
        assert "<b>Thành phố R&amp;D</b>" in page
        assert "Văn phòng Ủy ban nhân dân thành phố R&amp;D" in page
        assert '"mailto:vanthu@rd.example"' in page
        assert "Vĩnh Long" not in page
    assert "<title>Thành phố R&amp;D</title>" in served(settings, "rss.xml")


def test_nothing_is_built_twice(settings: Settings, content: Path, site: None) -> None:
    first = build(settings, content)
    stamp = (first.path / "index.html").stat().st_mtime_ns
    second = build(settings, content)
    assert not second.fresh
    assert second.path == first.path
    assert (first.path / "index.html").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("changed", ["site_url", "demo", "domain", "content", "template"])
def test_whatever_makes_the_site_makes_another(
    settings: Settings, content: Path, site: None, tmp_path: Path, changed: str
) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    first = build(settings, content, project)
    if changed == "site_url":
        settings = settings.model_copy(update={"public_url": "https://tinh.example"})
    elif changed == "demo":
        settings = settings.model_copy(update={"demo": False})
    elif changed == "domain":
        settings = settings.model_copy(update={"domain": "tinh.example"})
    elif changed == "content":
        (content / "ban-do.svg").write_text("<svg/>", encoding="utf-8")
    else:
        (project / "overrides/404.html").write_text("{% extends 'skeleton.html' %}")
    assert build(settings, content, project).path != first.path


def test_the_build_before_is_kept_and_older_ones_go(
    settings: Settings, content: Path, site: None, write: Write
) -> None:
    paths = []
    for number in range(3):
        write("tin-tuc/moi.md", f"Lần {number}.", kind="news", title="Mới")
        paths.append(build(settings, content).path)
    assert [path.exists() for path in paths] == [False, True, True]
    assert os.readlink(settings.site / "current") == paths[2].name
    assert "Lần 2." in served(settings, "tin-tuc/moi/index.html")


def test_faulty_content_leaves_the_site_in_service(
    settings: Settings, content: Path, site: None, write: Write
) -> None:
    before = build(settings, content).path
    write("tin-tuc/hong.md", "[đi](/khong-co/)", kind="news")
    with pytest.raises(Invalid) as refused:
        build(settings, content)
    assert refused.value.code == "publishing.content.faulty"
    assert (settings.site / "current").resolve() == before


def test_what_the_generator_warns_of_is_refused(
    settings: Settings, content: Path, site: None, write: Write
) -> None:
    before = build(settings, content).path
    write("tin-tuc/neo.md", "[đi](tap-huan.md#khong-co)", kind="news")
    with pytest.raises(Invalid) as refused:
        build(settings, content)
    assert refused.value.code == "publishing.site.broken"
    assert "#khong-co" in str(refused.value.detail["faults"])
    assert (settings.site / "current").resolve() == before


def test_a_broken_template_is_a_bug_and_leaves_the_site_in_service(
    settings: Settings, content: Path, site: None, tmp_path: Path
) -> None:
    before = build(settings, content).path
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    (project / "overrides/list.html").write_text("{% extends nowhere %", encoding="utf-8")
    with pytest.raises(jinja2.TemplateError):
        build(settings, content, project)
    assert (settings.site / "current").resolve() == before
    assert build(settings, content).path == before
    assert sorted(path.name for path in settings.site.iterdir()) == sorted(
        [before.name, "current", "lock"]
    )


def test_builds_at_once_take_turns(settings: Settings, content: Path, site: None) -> None:
    built: list[SiteBuilt] = []
    threads = [
        threading.Thread(target=lambda: built.append(build(settings, content))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.path for one in built}) == 1
    assert [one.fresh for one in built].count(True) == 1


class Page(HTMLParser):
    """What a built page may get wrong: handlers, styles, foreign addresses, headings, ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style" or (tag == "script" and not (values.get("src") or "").startswith("/")):
            self.wrong.append(f"inline {tag}")
        if "style" in values or any(name.startswith("on") for name in values):
            self.wrong.append(f"{tag} with an inline style or handler")
        loaded = values.get("src") or (values.get("href") if tag == "link" else None) or "/"
        own = loaded.startswith("https://vinhlong.example/") and values.get("rel") == "canonical"
        if not loaded.startswith("/") and not own:
            self.wrong.append(f"{tag} loads {loaded}")
        if tag == "html" and values.get("lang") not in ("vi", "en"):
            self.wrong.append("no language")
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))


def test_the_content_of_the_project_makes_sound_pages(project_site: SiteBuilt) -> None:
    built = project_site
    pages = sorted(built.path.rglob("*.html"))
    assert len(pages) == built.pages + 1  # and the page for what is not found
    for path in pages:
        page = Page(path.read_text(encoding="utf-8"))
        name = path.relative_to(built.path)
        assert page.wrong == [], name
        assert page.headings.count(1) == 1, name
        assert len(page.ids) == len(set(page.ids)), name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), name


def test_an_article_comes_in_eighty_kilobytes(project_site: SiteBuilt) -> None:
    page = project_site.path / "thu-tuc/xay-dung/cap-giay-phep-xay-dung/index.html"
    squeezed = [page, *(project_site.path / "assets" / name for name in ARTICLE_ASSETS)]
    size = sum(len(gzip.compress(path.read_bytes(), 6)) for path in squeezed)
    size += sum(
        path.stat().st_size for path in (project_site.path / "assets/fonts").glob("*.woff2")
    )
    assert size <= ARTICLE_BYTES_MOST


def test_search_entries_are_those_of_the_site(project_site: SiteBuilt) -> None:
    for entry in publishing.entries_for_search(None, NOW, content=SHIPPED):
        assert (project_site.path / entry.url.strip("/") / "index.html").is_file(), entry.url
        assert entry.text
        assert "](" not in entry.text
