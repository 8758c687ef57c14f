"""Feeds and site map are valid XML with real dates and whole addresses."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from province.pages import Kind, StagedPage
from province.publishing import feeds

SITE = "https://vinhlong.example"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def page(number: int, kind: Kind = Kind.NEWS) -> StagedPage:
    return StagedPage(
        path=f"tin-tuc/{number}.md",
        kind=kind,
        title=f"Tin <{number}> & ảnh",
        summary="Tóm tắt",
        meta={},
        body="",
        unit="Sở Xây dựng",
        changed=date(2026, 11, number) if kind is Kind.NEWS else None,
        published_at=datetime(2026, 11, number, 1, 0, tzinfo=UTC),
    )


PAGES = [page(1), page(3), page(2), page(4, Kind.PAGE)]


def test_rss_tells_the_newest_first() -> None:
    channel = ET.fromstring(feeds.rss(PAGES, SITE, "Tỉnh Cần Đước")).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Tỉnh Cần Đước"
    assert str(channel.findtext("description")).endswith(" mới của tỉnh Cần Đước")
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == [
        f"Tin <{number}> & ảnh" for number in (3, 2, 1)
    ]
    assert items[0].findtext("link") == f"{SITE}/tin-tuc/3/"
    assert items[0].findtext("pubDate") == "Tue, 03 Nov 2026 01:00:00 +0000"
    assert channel.find(f"{ATOM}link") is not None


def test_atom_has_what_rfc_4287_demands() -> None:
    feed = ET.fromstring(feeds.atom(PAGES, SITE, "Tỉnh Cần Đước"))
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-03T01:00:00+00:00"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for entry in entries:
        for name in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{name}")
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Sở Xây dựng"


def test_feeds_are_bounded() -> None:
    many = [page(1 + number % 28) for number in range(feeds.FEED_ENTRIES_MOST + 5)]
    channel = ET.fromstring(feeds.rss(many, SITE, "Tỉnh Cần Đước")).find("channel")
    assert channel is not None
    assert len(channel.findall("item")) == feeds.FEED_ENTRIES_MOST


def test_the_site_map_says_real_dates_or_none() -> None:
    urls = ET.fromstring(feeds.sitemap(PAGES, SITE)).findall(f"{MAP}url")
    found = {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in urls}
    assert found == {
        f"{SITE}/tin-tuc/1/": "2026-11-01",
        f"{SITE}/tin-tuc/2/": "2026-11-02",
        f"{SITE}/tin-tuc/3/": "2026-11-03",
        f"{SITE}/tin-tuc/4/": None,
    }


def test_an_empty_site_still_has_valid_feeds() -> None:
    made = feeds.machine_files([], SITE, "Tỉnh Cần Đước")
    for name in ("rss.xml", "atom.xml", "sitemap.xml"):
        ET.fromstring(made[name])
    assert "1970-01-01" in made["atom.xml"].decode()  # Atom must say when, even of nothing
