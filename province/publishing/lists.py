"""Pages made of other pages: lists of news, notices and documents, the home page, the map."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from province.pages import Kind, StagedPage, list_page
from province.procedures import FIELDS
from province.publishing.authored import Entry, entry, is_open, is_over
from province.publishing.model import Matter, Notice

ENTRIES_A_PAGE = 20
NEWEST_AT_HOME = 4

Written = tuple[StagedPage, Matter]  # a staged page with the front matter it came from

_LISTS = (
    ("thong-bao", Kind.NOTICE, "Thông báo", "Việc người dân, doanh nghiệp cần biết hoặc cần làm."),
    ("tin-tuc", Kind.NEWS, "Tin tức", "Hoạt động của các cơ quan trong tỉnh."),
    (
        "van-ban",
        Kind.LEGAL_DOCUMENT,
        "Văn bản",
        "Văn bản chỉ đạo, điều hành và dự thảo đang lấy ý kiến, có toàn văn.",
    ),
)


def list_pages(written: Iterable[Written], today: date) -> list[StagedPage]:
    """Make the lists of notices, news and documents, newest first, in pages of twenty."""
    known = [one for one in written if one[0].language == "vi"]
    pages: list[StagedPage] = []
    for folder, kind, title, summary in _LISTS:
        items = [entry(page, matter, today) for page, matter in _newest(known, kind)]
        pages += _paged(folder, title, summary, items)
    return pages


def home(
    page: StagedPage,
    written: Iterable[Written],
    cards: list[dict[str, str]],
    offices: list[list[str]],
    today: date,
) -> StagedPage:
    """Fill the home page: what is urgent, the fields, the newest, drafts, offices."""
    known = [one for one in written if one[0].language == "vi"]
    standing = [one for one in known if not is_over(one[1], today)]
    urgent = [one for one in _newest(standing, Kind.NOTICE) if _is_urgent(one[1])]
    drafts = [one for one in _newest(standing, Kind.LEGAL_DOCUMENT) if is_open(one[1], today)]
    meta = {
        **page.meta,
        "fields": cards,
        "urgent": [{**entry(*one, today), "demonstration": one[1].demonstration} for one in urgent],
        "notices": [entry(*one, today) for one in _newest(standing, Kind.NOTICE)[:NEWEST_AT_HOME]],
        "news": [entry(*one, today) for one in _newest(standing, Kind.NEWS)[:NEWEST_AT_HOME]],
        "drafts": [entry(*one, today) for one in drafts],
        "offices": offices,
    }
    return replace(page, meta=meta)


def site_map(pages: Sequence[StagedPage]) -> StagedPage:
    """Make the page that leads to every other page, grouped as the menu is."""
    groups = []
    for folder, title in (
        ("", "Trang chính"),
        ("thu-tuc", "Thủ tục"),
        ("van-ban", "Văn bản"),
        ("thong-bao", "Thông báo"),
        ("tin-tuc", "Tin tức"),
    ):
        members = [page for page in pages if _folder(page) == folder]
        links = [[page.url, page.meta.get("here", page.title)] for page in members]
        if folder == "":
            links += [["/tim-kiem", "Tìm kiếm"], ["/tra-cuu", "Tra cứu hồ sơ"]]
            links += [["/co-quan/", "Danh bạ cơ quan"]]
        groups.append({"id": folder or "chinh", "title": title, "links": links})
    english = [[page.url, page.title] for page in pages if page.language == "en"]
    groups.append({"id": "english", "title": "English", "links": english})
    summary = "Mọi trang của trang thông tin điện tử, theo mục."
    return list_page("so-do-trang.md", "Sơ đồ trang", summary, groups=groups)


def _paged(folder: str, title: str, summary: str, items: list[Entry]) -> list[StagedPage]:
    count = max(1, -(-len(items) // ENTRIES_A_PAGE))
    return [
        list_page(
            f"{folder}/index.md" if number == 1 else f"{folder}/trang/{number}.md",
            title if number == 1 else f"{title}, trang {number}",
            summary,
            here=title,
            entries=items[(number - 1) * ENTRIES_A_PAGE : number * ENTRIES_A_PAGE],
            empty={"title": "Chưa có bài nào", "text": f"{title} mới sẽ hiện ở đây."},
            pager={
                "page": number,
                "pages": count,
                "first": f"/{folder}/",
                "rest": f"/{folder}/trang/",
            },
        )
        for number in range(1, count + 1)
    ]


def _newest(written: Iterable[Written], kind: Kind) -> list[Written]:
    chosen = [one for one in written if one[0].kind is kind]
    return sorted(chosen, key=lambda one: (one[1].publish_at, one[1].id), reverse=True)


def _is_urgent(matter: Matter) -> bool:
    return isinstance(matter, Notice) and matter.urgent


def _folder(page: StagedPage) -> str | None:
    """Return the group a page stands in on the site map; None for one that is not listed."""
    first, *rest = page.url.strip("/").split("/")
    if page.language != "vi" or first == "co-quan" or rest[:1] == ["trang"]:
        return None
    if first == "thu-tuc":
        return first if page.kind is Kind.GUIDE or (rest and rest[0] in FIELDS) else ""
    if not rest and page.kind in (Kind.PAGE, Kind.LIST):
        return ""
    return first
