"""From content and registers to the tree the generator reads.

Everything that needs thinking happens here: what is public today, what stands around each text,
which pages are made from the directory and the procedures, and whether all of it may be published.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import Connection

from province import procedures
from province.basics import Invalid, legal_day
from province.pages import (
    Book,
    StagedPage,
    field_cards,
    guide_pages,
    open_book,
    unit_pages,
    url_of,
)
from province.procedures import ProcedureFileError
from province.publishing import authored, check, lists
from province.publishing.model import Fault, Matter
from province.publishing.reading import NotReadable, Written, read

PROCEDURES = "thu-tuc"  # the folder of content that the procedures room reads
_NOT_PUBLISHED = {".yml", ".yaml", ".typ"}  # sources, not attachments


@dataclass(frozen=True)
class Staged:
    """Everything the generator needs."""

    folder: Path  # of the content
    pages: tuple[StagedPage, ...]
    files: tuple[str, ...]  # other public files, from the content folder


def stage(folder: Path, connection: Connection | None, now: datetime) -> Staged:
    """Read, check and complete the content as it is public at an instant.

    Without a connection there is no directory of units, everything else is the same.

    Refuses: publishing.content.faulty, with every fault in `detail["faults"]`.
    """
    today = legal_day(now)
    faults: list[Fault] = []
    written = list(_read_all(folder, faults))
    definitions = _definitions(folder, faults)
    unread = set(_unread(folder, faults))
    files = tuple(sorted(_public_files(folder)))
    book = open_book(connection, today)
    names = book.url_by_name()

    public = [one for one in written if authored.is_public(one.matter, now)]
    made = {one.path: authored.staged(one, folder, names, today) for one in public}
    pairs: list[tuple[StagedPage, Matter]] = [(made[one.path], one.matter) for one in public]
    if home := made.get("index.md"):
        cards = field_cards(definitions)
        made["index.md"] = lists.home(home, pairs, cards, _offices(book), today)
    pages = [*made.values(), *guide_pages(definitions), *lists.list_pages(pairs, today)]
    pages += unit_pages(connection, book)
    pages.append(lists.site_map(pages))

    faults += _all_faults(folder, written, pages, files, unread)
    if faults:
        raise _faulty(faults)
    return Staged(folder, tuple(pages), files)


def write(staged: Staged, target: Path) -> None:
    """Write the staged tree: pages with the front matter their templates read, and files."""
    for page in staged.pages:
        path = target / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        front = yaml.dump(page.meta, Dumper=yaml.CSafeDumper, allow_unicode=True, width=10_000)
        path.write_text(f"---\n{front}---\n\n{page.body}", encoding="utf-8")
    for name in staged.files:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(staged.folder / name, path, follow_symlinks=False)


def _read_all(folder: Path, faults: list[Fault]) -> Iterator[Written]:
    for path in sorted(folder.rglob("*.md")):
        if path.relative_to(folder).parts[0] == PROCEDURES or path.is_symlink():
            continue
        try:
            yield read(folder, path)
        except NotReadable as error:
            faults += error.faults


def _definitions(folder: Path, faults: list[Fault]) -> list[procedures.Definition]:
    try:
        return procedures.load_folder(folder / PROCEDURES)
    except ProcedureFileError as error:
        faults += [Fault(_inside(folder, one.path), one.line, one.sentence) for one in error.faults]
        return []


def _procedure_files(folder: Path) -> Iterator[str]:
    """Yield the sources of procedures: what they say is shown in guides, forms and receipts."""
    for path in sorted((folder / PROCEDURES).rglob("*")):
        if path.suffix in {".md", *_NOT_PUBLISHED} and path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _inside(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _public_files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        public = not hidden and path.suffix not in {".md", *_NOT_PUBLISHED}
        if public and path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _offices(book: Book) -> list[list[str]]:
    links = [["/co-quan/", "Danh bạ cơ quan: sở, ban, ngành, xã, phường"]]
    first = list(book.units.values())[:2]  # the People's Committee and its office
    links = [[book.urls[unit.id], unit.name] for unit in first] + links
    return [*links, ["/lien-he/", "Liên hệ, phản ánh, kiến nghị"]]


def _unread(folder: Path, faults: list[Fault]) -> Iterator[str]:
    """Yield the addresses of what could not be read: links to it are not dead on top of that."""
    paths = [fault.path for fault in faults]
    if any(path.startswith(f"{PROCEDURES}/") for path in paths):  # one faulty, none loaded
        paths += [p.relative_to(folder).as_posix() for p in (folder / PROCEDURES).rglob("*.md")]
    return map(url_of, paths)


def _all_faults(
    folder: Path,
    written: list[Written],
    pages: list[StagedPage],
    files: tuple[str, ...],
    unread: set[str],
) -> Iterator[Fault]:
    lines = {one.path: one.body_line for one in written}
    for one in written:
        text = (folder / one.path).read_text(encoding="utf-8-sig")
        yield from check.text_faults(one.path, text)
        yield from check.value_faults(one.path, one.front)
        yield from check.body_faults(one.path, one.body, one.body_line)
    yield from check.link_file_faults(folder)
    for name in (*files, *_procedure_files(folder)):
        yield from check.file_faults(name, (folder / name).read_bytes())
    yield from check.doubled(((page.path, page.url) for page in pages), "địa chỉ")
    yield from check.doubled(((one.path, one.matter.id) for one in written), "mã bài (id)")
    yield from check.missing_files({page.path: page.files for page in pages}, files)
    urls = {page.url for page in pages} | unread
    for page in pages:
        yield from check.link_faults(page, urls, files, lines.get(page.path, 1))
        for href, label in page.meta.get("shortcuts", []):
            if href not in urls:
                yield Fault(page.path, 1, f"Lối tắt “{label}” không đến đâu: {href}")


def _faulty(faults: list[Fault]) -> Invalid:
    said = [str(fault) for fault in sorted(faults, key=lambda fault: (fault.path, fault.line))]
    return Invalid(
        "publishing.content.faulty",
        f"Nội dung còn {len(said)} chỗ phải sửa nên chưa đăng; trang đang phục vụ giữ nguyên. "
        f"Chỗ đầu tiên: {said[0]}",
        detail={"faults": said},
    )
