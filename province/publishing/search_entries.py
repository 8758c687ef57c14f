"""What search is told of the public site: the words of its pages, without their marks."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from province.index import Entry
from province.pages import Kind
from province.procedures import FIELDS
from province.publishing.staging import stage

_SEARCHED = {
    Kind.PAGE: "page",
    Kind.NEWS: "notice",
    Kind.NOTICE: "notice",
    Kind.LEGAL_DOCUMENT: "legal",
    Kind.GUIDE: "guide",
    Kind.UNIT: "unit",
}
_MARKS = tuple(
    (re.compile(pattern, re.MULTILINE), kept)
    for pattern, kept in (
        (r"<!--[\s\S]*?-->|<[/a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^'\">])*>", " "),
        (r"\[\^[^\]]+\]:?", ""),
        (r"^\s*\*?\[[^\]]+\]:.*$", ""),
        (r"!?\[([^\]]*)\]\([^)]*\)", r"\1"),
        (r"\{(?::|\s*[#.])[^}]*\}", ""),
        (r"^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*\|?\s*$", ""),
        (r"^\s*(?:!!!|\?\?\?\+?)\s+\w+\s*\"?([^\"\n]*)\"?$", r"\1"),
        (r"^\s*(?:#{1,6}|>|[-*+]|:)\s+", ""),
        (r"\*\*|__|~~|`+", ""),
        (r"(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", ""),
        (r"\s*\|\s*", " "),
        (r"\\([\\`*_{}\[\]()#+.!|/-])", r"\1"),
    )
)


def entries_for_search(
    connection: Connection | None, now: datetime, *, content: Path
) -> Iterator[Entry]:
    """Yield every public page worth finding, as the search index takes it; lists are not.

    Refuses: publishing.content.faulty.
    """
    for page in stage(content, connection, now).pages:
        if (kind := _SEARCHED.get(page.kind)) and page.url != "/":
            yield Entry(
                id=f"{kind}:{page.number or page.url}" if kind == "guide" else f"page:{page.url}",
                kind=kind,
                title=page.title,
                text=f"{page.summary}\n{plain(page.body)}",
                url=page.url,
                field=FIELDS.get(page.field, ""),
                unit=page.unit,
                date=page.day,
                number=page.number,
                words=" ".join([page.words, *_words(page.meta.get("facts", []))]),
                names=page.tags if kind == "guide" else (),
            )


def plain(markdown: str) -> str:
    """Return the words of a Markdown text without its marks, nor any of HTML's."""
    for pattern, kept in _MARKS:
        markdown = pattern.sub(kept, markdown)
    return re.sub(r"\n{2,}", "\n", html.unescape(markdown)).strip()


def _words(facts: list[list[object]]) -> Iterator[str]:
    for _, value in facts:
        for one in value if isinstance(value, list) else [value]:
            yield str(one["text"] if isinstance(one, dict) else one)
