"""What editors wrote, made ready: facts for the template beside the Markdown as it stands."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from province.basics import legal_day, text
from province.pages import Kind, StagedPage, day_words, placed
from province.publishing.model import (
    Document,
    LegalDocument,
    Matter,
    Notice,
    Page,
)
from province.publishing.reading import Written

Entry = dict[str, Any]  # one line of a list: href, title, text, facts, state


def staged(written: Written, folder: Path, unit_urls: Mapping[str, str], today: date) -> StagedPage:
    """Make a content file ready for the generator."""
    matter, path = written.matter, written.path
    place = placed(path)
    language = place["lang"]
    changed = matter.updated_at or matter.publish_at
    meta: dict[str, Any] = {
        "title": matter.title,
        "here": matter.short_title or matter.title,
        "description": matter.summary,
        "published": matter.publish_at.isoformat(),
        "foot": {
            "changed": day_words(changed, language),
            "unit": matter.unit if language == "vi" else "",
            "note": matter.change_note,
        },
        **place,
        **_around(matter, today),
    }
    if matter.demonstration:
        meta["demonstration"] = True
    if matter.attachments:
        meta["attachments"] = [
            _attachment(folder, path, one.file, one.name) for one in matter.attachments
        ]
    if matter.kind is not Kind.PAGE:
        meta["byline"] = [["calendar", day_words(matter.publish_at, language)]]
        meta["byline"].append(["building", matter.unit])
        if matter.unit in unit_urls:
            meta["aside_links"] = [[unit_urls[matter.unit], matter.unit]]
    return StagedPage(
        path=path,
        kind=matter.kind,
        title=matter.title,
        summary=matter.summary,
        meta=meta,
        body=written.body,
        unit=matter.unit,
        field=matter.field,
        day=_day(matter),
        changed=legal_day(changed),
        published_at=matter.publish_at,
        tags=matter.tags,
        files=tuple(attachment_path(path, one.file) for one in matter.attachments),
        number=matter.document.number if isinstance(matter, LegalDocument) else "",
    )


def attachment_path(page: str, file: str) -> str:
    """Return the path of a file named beside a page, from the content folder."""
    return (PurePosixPath(page).parent / file).as_posix()


def entry(page: StagedPage, matter: Matter, today: date) -> Entry:
    """Return the page as one line of a list."""
    line: Entry = {
        "href": page.url,
        "title": matter.title,
        "text": matter.summary,
        "facts": [["calendar", day_words(matter.publish_at, page.language)]],
    }
    if isinstance(matter, LegalDocument):
        line["facts"] = [
            ["landmark", matter.document.issuer],
            ["calendar", issued(matter.document)],
        ]
        if is_open(matter, today):
            until = day_words(matter.comments_until, "vi") if matter.comments_until else ""
            line["state"] = ["Đang lấy ý kiến", "waiting"]
            line["facts"] = [["calendar", f"Góp ý đến hết ngày {until}"]]
    if is_over(matter, today):
        line["state"] = ["Đã hết thời hạn", ""]
    elif isinstance(matter, Notice) and matter.urgent:
        line["state"] = ["Khẩn", "urgent"]
    return line


def is_over(matter: Matter, today: date) -> bool:
    """Tell whether what the page says counts no more."""
    return matter.expires_at is not None and matter.expires_at <= today


def is_open(matter: Matter, today: date) -> bool:
    """Tell whether people may comment on a draft today; its last day counts."""
    until = matter.comments_until if isinstance(matter, LegalDocument) else None
    return until is not None and today <= until


def is_public(matter: Matter, now: datetime) -> bool:
    """Tell whether a page's time has come."""
    return matter.publish_at <= now


def issued(document: Document) -> str:
    """Return when a document was issued, in words."""
    if document.issued_on:
        return day_words(document.issued_on, "vi")
    return f"Năm {document.issued_year}" if document.issued_year else "Không rõ ngày"


def _around(matter: Matter, today: date) -> dict[str, Any]:
    """Return what stands around the text for this kind of page."""
    meta: dict[str, Any] = {}
    if is_over(matter, today) and matter.expires_at:
        meta["marker"] = [f"Thông tin này đã hết thời hạn từ {day_words(matter.expires_at, 'vi')}."]
    if isinstance(matter, Page) and matter.template != "main.html":
        meta["template"] = matter.template
        meta["shortcuts"] = [[one.url, one.label] for one in matter.shortcuts]
    if isinstance(matter, LegalDocument):
        meta["facts"] = _document_facts(matter.document)
        meta["recipients"] = list(matter.document.recipients)
        if is_open(matter, today) and matter.comments_until:
            until = day_words(matter.comments_until, "vi")
            meta["marker"] = [f"Dự thảo đang lấy ý kiến đến hết ngày {until}."]
    return meta


def _document_facts(document: Document) -> list[list[Any]]:
    facts: list[list[Any]] = [
        ["Loại văn bản", document.type],
        ["Số, ký hiệu", document.number],
        ["Cơ quan ban hành", document.issuer],
        ["Ngày ban hành", issued(document)],
        ["Người ký", document.signer],
        ["Trích yếu", document.abstract],
        ["Giai đoạn", document.period],
        ["Lĩnh vực", document.subject],
        ["Hiệu lực", document.effect],
        ["Căn cứ", list(document.basis)],
        ["Ghi chú", document.note],
    ]
    return [fact for fact in facts if fact[1]]


def _day(matter: Matter) -> date:
    if isinstance(matter, LegalDocument):
        if matter.document.issued_on:
            return matter.document.issued_on
        if matter.document.issued_year and matter.comments_until is None:
            return date(matter.document.issued_year, 1, 1)
    return legal_day(matter.publish_at)


def _attachment(folder: Path, page: str, file: str, name: str) -> dict[str, str]:
    path = attachment_path(page, file)
    source = folder / path
    size = source.stat().st_size if source.is_file() else 0  # a missing one is a fault, told later
    kind = source.suffix.removeprefix(".").upper()
    return {"href": f"/{path}", "name": name, "kind": kind, "size": _size_words(size)}


def _size_words(size: int) -> str:
    """Return the size of a file as people say it: "120 KB", "1,4 MB"."""
    if size < 2**20:
        return f"{max(1, round(size / 2**10))} KB"
    return f"{text.number_vi(round(size / 2**20, 1))} MB"
