"""Service guides and the lists that lead to them, made from the procedure files."""

from collections.abc import Iterable, Mapping

from province.pages.frame import list_page, placed
from province.pages.guide_text import guide_facts, guide_text
from province.pages.model import Kind, StagedPage
from province.procedures import FIELDS, Definition, wording

_FACES: Mapping[str, tuple[str, str]] = {
    "dat-dai": ("land", "Cấp, cấp đổi giấy chứng nhận quyền sử dụng đất; đăng ký biến động"),
    "nha-o": ("house", "Quyền sở hữu nhà ở, tài sản gắn liền với đất, số nhà"),
    "xay-dung": ("permit", "Cấp, gia hạn, điều chỉnh giấy phép xây dựng, sửa chữa"),
    "kinh-doanh": ("business", "Đăng ký hộ kinh doanh, thành lập doanh nghiệp"),
    "phuong-tien": ("vehicle", "Đăng ký xe, biển số, sang tên, thu hồi"),
    "dan-cu": ("person", "Khai sinh, kết hôn, khai tử, thường trú, tạm trú"),
}  # icon and what is in the field


def guide_pages(definitions: Iterable[Definition]) -> list[StagedPage]:
    """Make the guide of every procedure, the list of each field, and the list of fields."""
    known = list(definitions)
    pages = [_guide(definition) for definition in known]
    return [*pages, *(_field_list(name, known) for name in FIELDS), _index(known)]


def field_cards(definitions: Iterable[Definition]) -> list[dict[str, str]]:
    """Return the six fields as cards: what they hold and where they lead."""
    known = list(definitions)
    cards = []
    for name, title in FIELDS.items():
        icon, text = _FACES[name]
        count = len(_of_field(name, known))
        told = f"{text}. {count} thủ tục." if count else f"{text}."
        cards.append({"href": f"/thu-tuc/{name}/", "title": title, "text": told, "icon": icon})
    return cards


def _guide(definition: Definition) -> StagedPage:
    path = definition.url.strip("/") + ".md"
    above = [(f"/thu-tuc/{definition.field}/", FIELDS[definition.field])]
    related = [
        [f"/thu-tuc/{name}/", FIELDS[name]] for name in (definition.field, *definition.also_in)
    ]
    return StagedPage(
        path=path,
        kind=Kind.GUIDE,
        title=definition.title,
        summary=definition.summary,
        meta={**guide_facts(definition), **placed(path, above=above), "aside_links": related},
        body=guide_text(definition),
        field=definition.field,
        day=definition.checked_on,
        changed=definition.checked_on,
        words=definition.name,
        tags=definition.keywords,
        number=definition.code,
    )


def _of_field(name: str, definitions: Iterable[Definition]) -> list[Definition]:
    return [d for d in definitions if d.field == name or name in d.also_in]


def _time(definition: Definition) -> str:
    said = {wording.time_limit(limit) for limit in definition.time_limits}
    return said.pop() if len(said) == 1 else "Thời hạn theo từng trường hợp"


def _field_list(name: str, definitions: list[Definition]) -> StagedPage:
    items = [
        {
            "href": definition.url,
            "title": definition.title,
            "text": definition.summary,
            "facts": [["clock", _time(definition)], ["document", f"Mã {definition.code}"]],
        }
        for definition in _of_field(name, definitions)
    ]
    return list_page(
        f"thu-tuc/{name}/index.md",
        f"Thủ tục: {FIELDS[name]}",
        f"{_FACES[name][1]}.",
        field=name,
        here=FIELDS[name],
        entries=items,
        empty={
            "title": "Chưa có hướng dẫn nào",
            "text": "Hướng dẫn thủ tục của lĩnh vực này sẽ hiện ở đây khi được biên soạn.",
        },
    )


def _index(definitions: list[Definition]) -> StagedPage:
    summary = (
        "Sáu lĩnh vực người dân và doanh nghiệp cần nhất. Chọn lĩnh vực, rồi chọn việc cần làm."
    )
    links = [[definition.url, definition.title] for definition in definitions]
    return list_page(
        "thu-tuc/index.md",
        "Thủ tục hành chính",
        summary,
        here="Thủ tục",
        groups=[
            {"id": "linh-vuc", "title": "Theo lĩnh vực", "cards": field_cards(definitions)},
            {"id": "tat-ca", "title": f"Tất cả thủ tục ({len(links)})", "links": links},
        ],
    )
