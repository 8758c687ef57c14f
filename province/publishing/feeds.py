"""What machines read of the site: RSS, Atom, the site map with real dates, robots.txt.

RFC 4287 (Atom); RSS 2.0; sitemaps.org 0.9
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from province.pages import Kind, StagedPage

FEED_ENTRIES_MOST = 30
_NEWS = (Kind.NOTICE, Kind.NEWS, Kind.LEGAL_DOCUMENT)
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def machine_files(pages: Collection[StagedPage], site_url: str, province: str) -> dict[str, bytes]:
    """Return every file that machines read, by its name."""
    return {
        "rss.xml": rss(pages, site_url, province),
        "atom.xml": atom(pages, site_url, province),
        "sitemap.xml": sitemap(pages, site_url),
        "robots.txt": robots(site_url),
    }


def _about(province: str) -> str:
    return f"Thông báo, tin tức và văn bản mới của {province[0].lower()}{province[1:]}"


def rss(pages: Iterable[StagedPage], site_url: str, province: str) -> bytes:
    """Return the newest notices, news and documents as RSS 2.0."""
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    for name, value in (
        ("title", province),
        ("link", f"{site_url}/"),
        ("description", _about(province)),
        ("language", "vi"),
    ):
        ET.SubElement(channel, name).text = value
    own = {"href": f"{site_url}/rss.xml", "rel": "self", "type": "application/rss+xml"}
    ET.SubElement(channel, f"{{{_ATOM}}}link", own)
    for moment, page in _newest(pages):
        item = ET.SubElement(channel, "item")
        ET.SubElement(item, "title").text = page.title
        ET.SubElement(item, "link").text = site_url + page.url
        ET.SubElement(item, "guid", {"isPermaLink": "true"}).text = site_url + page.url
        ET.SubElement(item, "pubDate").text = format_datetime(moment)
        ET.SubElement(item, "description").text = page.summary
    return _xml(root)


def atom(pages: Iterable[StagedPage], site_url: str, province: str) -> bytes:
    """Return the newest notices, news and documents as Atom."""
    root = ET.Element(f"{{{_ATOM}}}feed")
    entries = _newest(pages)
    updated = entries[0][0] if entries else datetime.fromtimestamp(0, UTC)  # RFC 4287 §4.1.1
    _atom_texts(
        root,
        title=province,
        subtitle=_about(province),
        id=f"{site_url}/",
        updated=updated.isoformat(),
    )
    ET.SubElement(root, f"{{{_ATOM}}}link", {"href": f"{site_url}/atom.xml", "rel": "self"})
    ET.SubElement(root, f"{{{_ATOM}}}link", {"href": f"{site_url}/"})
    for moment, page in entries:
        one = ET.SubElement(root, f"{{{_ATOM}}}entry")
        when = moment.isoformat()
        _atom_texts(one, title=page.title, id=site_url + page.url, published=when, updated=when)
        ET.SubElement(one, f"{{{_ATOM}}}link", {"href": site_url + page.url})
        author = ET.SubElement(one, f"{{{_ATOM}}}author")
        _atom_texts(author, name=page.unit)
        _atom_texts(one, summary=page.summary)
    return _xml(root)


def sitemap(pages: Iterable[StagedPage], site_url: str) -> bytes:
    """Return the site map; a page whose last change is not known says none."""
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    for page in sorted(pages, key=lambda page: page.url):
        url = ET.SubElement(root, f"{{{_SITEMAP}}}url")
        ET.SubElement(url, f"{{{_SITEMAP}}}loc").text = site_url + page.url
        if page.changed:
            ET.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = page.changed.isoformat()
    return _xml(root)


def robots(site_url: str) -> bytes:
    """Return robots.txt: everything public may be read; forms and the workspace are not indexed."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/lam-viec", "/tra-cuu", "/dang-nhap"))
    return f"User-agent: *\n{closed}\nSitemap: {site_url}/sitemap.xml\n".encode()


def _newest(pages: Iterable[StagedPage]) -> list[tuple[datetime, StagedPage]]:
    dated = [
        (page.published_at, page) for page in pages if page.kind in _NEWS and page.published_at
    ]
    return sorted(dated, key=lambda one: (one[0], one[1].url), reverse=True)[:FEED_ENTRIES_MOST]


def _atom_texts(parent: ET.Element, **texts: str) -> None:
    for name, value in texts.items():
        ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = value


def _xml(root: ET.Element) -> bytes:
    ET.register_namespace("atom" if root.tag == "rss" else "", _ATOM)
    if root.tag.startswith(f"{{{_SITEMAP}}}"):
        ET.register_namespace("", _SITEMAP)
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
