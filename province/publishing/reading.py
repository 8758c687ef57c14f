"""Reading content files: where the front matter ends, what it says, on which line it says so."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from province.basics import frontmatter
from province.publishing.model import AUTHORED, Fault, LegalDocument, News, Notice, Page

_SENTENCES = {
    "missing": "thiếu mục này",
    "extra_forbidden": "không có mục nào mang tên này",
    "union_tag_invalid": "loại bài (kind) phải là page, news, notice hoặc legal_document",
    "union_tag_not_found": "thiếu loại bài (kind)",
    "string_too_short": "không được để trống",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_pattern_mismatch": "chỉ gồm chữ thường không dấu, chữ số và gạch nối",
    "enum": "không có trong danh mục",
    "date_from_datetime_parsing": "không phải ngày (viết như 2026-11-20)",
    "date_parsing": "không phải ngày (viết như 2026-11-20)",
    "date_type": "không phải ngày (viết như 2026-11-20)",
    "datetime_parsing": "không phải thời điểm (viết như 2026-11-20 08:00)",
    "datetime_from_date_parsing": "không phải thời điểm (viết như 2026-11-20 08:00)",
    "datetime_type": "không phải thời điểm (viết như 2026-11-20 08:00)",
    "bool_parsing": "phải là true hoặc false",
    "value_error": "{error}",
}


@dataclass(frozen=True)
class Written:
    """A content file whose front matter is right."""

    path: str  # from the content folder
    matter: Page | News | Notice | LegalDocument
    front: dict[str, Any]  # the front matter's values, as written
    body: str  # Markdown, as written
    body_line: int  # line of the file on which the body begins, from 1


class NotReadable(ValueError):
    """A content file that cannot be taken; carries its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read(folder: Path, path: Path) -> Written:
    """Read one content file.

    Refuses: NotReadable naming every fault with its line.
    """
    name = path.relative_to(folder).as_posix()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable(
            [Fault(name, 1, "Tệp không phải UTF-8. Hãy lưu lại bằng UTF-8.")]
        ) from None
    parts = frontmatter.divide(text)
    if parts is None:
        sentence = "Tệp phải mở đầu bằng phần thông tin giữa hai dòng “---”."
        raise NotReadable([Fault(name, 1, sentence)])
    root, values = _load(name, parts.front)
    try:
        matter = AUTHORED.validate_python(values)
    except ValidationError as error:
        raise NotReadable([_fault(name, root, one) for one in error.errors()]) from None
    return Written(name, matter, values, parts.body, parts.body_line)


def _load(name: str, front: str) -> tuple[yaml.Node, dict[str, Any]]:
    try:
        root = yaml.compose(front, yaml.CSafeLoader)
        values = yaml.load(front, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + frontmatter.BEGINS_ON if error.problem_mark else 1
        sentence = (
            "Phần thông tin đầu tệp viết chưa đúng cách. Giá trị có dấu hai chấm hoặc mở đầu bằng "
            'ký hiệu thì đặt trong dấu nháy: title: "Khẩn: triều cường".'
        )
        raise NotReadable([Fault(name, line, sentence)]) from None
    except ValueError:  # a day such as 2026-02-30
        sentence = "Phần thông tin đầu tệp có ngày không có trong lịch."
        raise NotReadable([Fault(name, 1, sentence)]) from None
    if root is None or not isinstance(values, dict):
        sentence = "Phần thông tin đầu tệp phải gồm các dòng “tên: giá trị”."
        raise NotReadable([Fault(name, 1, sentence)])
    if (key := frontmatter.key_twice(root)) is not None:
        line = key.start_mark.line + frontmatter.BEGINS_ON
        raise NotReadable([Fault(name, line, f"{key.value}: mục này viết hai lần.")])
    return root, values


def _fault(name: str, root: yaml.Node, error: Any) -> Fault:
    place = [part for part in error["loc"] if part not in {"page", "news", "notice"}]
    if place[:1] == ["legal_document"]:
        place = place[1:]
    kind = "string_too_short" if error["input"] is None else error["type"]  # `title:` and no more
    template = _SENTENCES.get(kind, "giá trị không hợp lệ")
    said = template.format(**{"error": "", **error.get("ctx", {})})
    label = ".".join(str(part) for part in place)
    return Fault(name, _line(root, place), f"{label}: {said}." if label else f"{said}.")


def _line(root: yaml.Node, place: list[Any]) -> int:
    """Return the line of the deepest part of a place that was written."""
    line, node = root.start_mark.line, root
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
    return line + frontmatter.BEGINS_ON
