"""The public directory of units: one page for each, a list by kind, and where old units went.

Law: 224/2026/NĐ-CP (official e-mail and telephone of units and contact officers)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import directory
from province.basics import identifiers, text
from province.directory import Appointment, ResponsibilityKind, Succession, Unit, UnitKind
from province.pages.frame import day_words, list_page, placed
from province.pages.model import Kind, StagedPage

_INSIDE = {UnitKind.DIVISION}  # shown on the page of the unit they belong to
_COMMUNES = (UnitKind.WARD, UnitKind.COMMUNE)
_NOBODY: dict[str, Any] = {
    "entries": [],
    "empty": {"title": "Chưa có cơ quan nào", "text": "Cơ quan trong danh mục sẽ hiện ở đây."},
}
_MEMBERS = ("Chủ tịch", "Phó Chủ tịch", "Ủy viên")  # of a People's Committee
_ON_PAGES = (
    ResponsibilityKind.CONTACT,
    ResponsibilityKind.RECORDS_CLERK,
    ResponsibilityKind.ONE_STOP_CLERK,
)


@dataclass
class Book:
    """The units of today and those they came from, with the address of each page."""

    today: date
    units: dict[int, Unit] = field(default_factory=dict)  # of today, in official order
    inside: dict[int, Unit] = field(default_factory=dict)  # of today, without a page of their own
    former: dict[int, Unit] = field(default_factory=dict)  # as they last were
    links: list[Succession] = field(default_factory=list)
    urls: dict[int, str] = field(default_factory=dict)

    def known(self, unit_id: int) -> Unit:
        """Return a unit of the book, living or not."""
        return self.units.get(unit_id) or self.inside.get(unit_id) or self.former[unit_id]

    def url_by_name(self) -> dict[str, str]:
        """Return the address of each of today's units by its name."""
        return {unit.name: self.urls[unit.id] for unit in self.units.values()}


def open_book(connection: Connection | None, today: date) -> Book:
    """Read the directory of a day, and whoever handed work down to it; empty without one."""
    book = Book(today)
    if connection is None:
        return book
    for unit in directory.units_on(connection, today):
        (book.inside if unit.kind in _INSIDE else book.units)[unit.id] = unit
    waiting = [*book.units, *book.inside]
    while waiting:
        for link in directory.successions_to(connection, {waiting.pop()}):
            book.links.append(link)
            earlier = link.predecessor_id
            if not any(earlier in known for known in (book.units, book.inside, book.former)):
                book.former[earlier] = directory.unit_as_of(connection, earlier, today)
                waiting.append(earlier)
    taken: set[str] = set()
    for unit in [*book.units.values(), *book.former.values()]:
        slug = text.slug(unit.name)
        if slug in taken:
            slug = f"{slug}-{text.slug(unit.code or str(unit.id))}"
        taken.add(slug)
        book.urls[unit.id] = f"/co-quan/{slug}/"
    for unit in book.inside.values():
        book.urls[unit.id] = book.urls.get(unit.parent_id or 0, "/co-quan/")
    return book


def unit_pages(connection: Connection | None, book: Book) -> list[StagedPage]:
    """Make the page of every unit, and the lists."""
    if connection is None:
        return [_index(book)]
    leading = _leaders(connection, book)
    pages = [_present(connection, book, unit, leading) for unit in book.units.values()]
    pages += [_past(book, unit) for unit in book.former.values()]
    return [*pages, _index(book), *_former_index(book)]


def _leaders(connection: Connection, book: Book) -> dict[int, list[Appointment]]:
    """Return who leads each unit: its head; in the People's Committee all its members."""
    heads = directory.heads_on(connection, book.today)
    leading = {unit_id: [head] for unit_id, head in heads.items()}
    for unit in book.units.values():
        if unit.kind is UnitKind.PROVINCE:
            staff = directory.staff_on(connection, unit.id, book.today)
            members = [one for one in staff if one.position.name.startswith(_MEMBERS)]
            leading[unit.id] = sorted(members, key=lambda one: (not one.is_head, one.order))
    return leading


def _present(
    connection: Connection,
    book: Book,
    unit: Unit,
    leading: Mapping[int, list[Appointment]],
) -> StagedPage:
    parent = book.units.get(unit.parent_id or 0)
    leaders = [f"{one.person.full_name}, {one.position.name}" for one in leading.get(unit.id, [])]
    people = directory.responsibilities_on(connection, unit.id, book.today)
    below = directory.children(connection, unit.id, book.today)
    inside = [child.name for child in below if child.kind in _INSIDE]
    facts: list[list[Any]] = [
        ["Trực thuộc", _link(book, parent) if parent else ""],
        ["Địa chỉ", unit.address],
        ["Điện thoại", _phone(unit.phone)],
        ["Thư điện tử", {"text": unit.email, "href": f"mailto:{unit.email}"} if unit.email else ""],
        ["Lãnh đạo", leaders],
        *_contacts(unit, people),
        ["Phòng, ban trực thuộc", inside],
        ["Mã định danh", _codes(unit)],
        ["Tiếp nhận công việc của", _linked(book, _before(book, unit.id))],
    ]
    return _page(book, unit, facts)


def _past(book: Book, unit: Unit) -> StagedPage:
    until = day_words(unit.valid_to, "vi") if unit.valid_to else ""
    notes = dict.fromkeys(
        link.note for link in book.links if link.predecessor_id == unit.id and link.note
    )
    facts: list[list[Any]] = [
        ["Công việc nay do", _linked(book, _after(book, unit.id))],
        ["Kết thúc hoạt động", until],
        ["Theo", list(notes)],
        ["Mã định danh", _codes(unit)],
        ["Tiếp nhận công việc của", _linked(book, _before(book, unit.id))],
    ]
    page = _page(book, unit, facts)
    page.meta["marker"] = ["Cơ quan này không còn hoạt động."]
    return page


def _page(book: Book, unit: Unit, facts: list[list[Any]]) -> StagedPage:
    path = book.urls[unit.id].strip("/") + ".md"
    kind = directory.UNIT_KINDS_VI[unit.kind]
    summary = f"{unit.name}: địa chỉ, điện thoại, thư điện tử, người liên hệ."
    return StagedPage(
        path=path,
        kind=Kind.UNIT,
        title=unit.name,
        summary=summary,
        meta={
            "title": unit.name,
            "description": summary,
            "byline": [["landmark", kind]],
            "facts": [fact for fact in facts if fact[1]],
            "foot": {"changed": day_words(unit.since, "vi")},
            **placed(path),
        },
        body="",
        unit=unit.name,
        day=unit.since,
        changed=unit.since,
        words=" ".join(filter(None, [unit.short_name, unit.abbreviation, unit.address, kind])),
        number=unit.code or "",
    )


def _index(book: Book) -> StagedPage:
    groups = []
    kinds = [kind for kind in directory.UNIT_KINDS_VI if kind not in _COMMUNES]
    for kind in (*kinds, *_COMMUNES):
        name = directory.UNIT_KINDS_VI[kind]
        members = [unit for unit in book.units.values() if unit.kind is kind]
        if kind in _COMMUNES:
            members.sort(key=lambda unit: text.word_sort_key(unit.name))
        if members:
            title = f"{name} ({len(members)})" if len(members) > 1 else name
            links = [[book.urls[unit.id], _in_list(unit)] for unit in members]
            groups.append({"id": text.slug(name), "title": title, "links": links})
    if book.former:
        link = ["/co-quan/truoc-day/", "Danh sách cơ quan trước đây và nơi tiếp nhận công việc"]
        groups.append({"id": "truoc-day", "title": "Cơ quan trước đây", "links": [link]})
    return list_page(
        "co-quan/index.md",
        "Danh bạ cơ quan",
        "Địa chỉ, thư điện tử, điện thoại và người liên hệ của các cơ quan trong tỉnh.",
        here="Cơ quan",
        groups=groups,
        **({} if groups else _NOBODY),
    )


def _in_list(unit: Unit) -> str:
    """Return the name in the list of its kind: "Xã An Bình" among a hundred committees."""
    if unit.kind not in _COMMUNES:
        return unit.name
    name = unit.name.removeprefix("Ủy ban nhân dân ")
    return name[:1].upper() + name[1:]


def _former_index(book: Book) -> list[StagedPage]:
    if not book.former:
        return []
    former = sorted(book.former.values(), key=lambda unit: text.word_sort_key(unit.name))
    items = [
        {
            "href": book.urls[unit.id],
            "title": unit.name,
            "text": "Nay do: " + ", ".join(u.name for u in _after(book, unit.id)),
            "facts": [["landmark", directory.UNIT_KINDS_VI[unit.kind]]],
        }
        for unit in former
    ]
    return [
        list_page(
            "co-quan/truoc-day.md",
            "Cơ quan trước đây",
            "Các cơ quan đã sáp nhập, chia tách, đổi tên và nơi tiếp nhận công việc của họ.",
            entries=items,
        )
    ]


def _contacts(unit: Unit, people: Iterable[directory.Responsibility]) -> list[list[Any]]:
    by_kind: dict[ResponsibilityKind, list[str]] = {}
    for one in people:
        mail = one.person.email_local and unit.email_domain
        address = f" ({one.person.email_local}@{unit.email_domain})" if mail else ""
        by_kind.setdefault(one.kind, []).append(f"{one.person.full_name}{address}")
    return [[directory.RESPONSIBILITIES_VI[k], by_kind[k]] for k in _ON_PAGES if k in by_kind]


def _before(book: Book, unit_id: int) -> list[Unit]:
    ids = [link.predecessor_id for link in book.links if link.successor_id == unit_id]
    return [book.known(i) for i in dict.fromkeys(ids)]


def _after(book: Book, unit_id: int) -> list[Unit]:
    ids = [link.successor_id for link in book.links if link.predecessor_id == unit_id]
    return [book.known(i) for i in dict.fromkeys(ids)]


def _link(book: Book, unit: Unit) -> dict[str, str]:
    return {"text": unit.name, "href": book.urls[unit.id]}


def _linked(book: Book, units: Iterable[Unit]) -> list[dict[str, str]]:
    return [_link(book, unit) for unit in units]


def _codes(unit: Unit) -> str:
    if not unit.code:
        return ""
    older = identifiers.unit_code_2016(unit.code)
    both = f"{unit.code} (trước đây viết {older})" if older else unit.code
    needs = unit.confidence is directory.Confidence.VERIFY
    return f"{both}, cần kiểm tra" if needs else both


def _phone(number: str) -> str:
    return f"{number[:4]} {number[4:]}" if number else ""
