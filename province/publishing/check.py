"""What stops a page from being published: each fault with its file and line.

The public site must not lose readers in dead links, shut out people who cannot see, or give away
what is not public. Patterns find honest mistakes; the approver still reads.

Law: 91/2025/QH15 (personal data), 117/2025/QH15 (state secrets), 30/2020/NĐ-CP PL I (LƯU HÀNH
NỘI BỘ)
"""

import io
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from pymdownx.slugs import slugify  # type: ignore[import-untyped]

from province import blobs
from province.basics import Unsupported, secrecy, text
from province.pages import StagedPage
from province.publishing.model import Fault

# Addresses the web door answers itself, beside the built pages.
DYNAMIC = (
    "/tim-kiem", "/tra-cuu", "/dang-nhap", "/tai-khoan", "/lam-viec", "/api/", "/openapi.json",
    "/assets/", "/rss.xml", "/atom.xml", "/sitemap.xml",
)  # fmt: skip
_FILING = re.compile(r"/thu-tuc/[a-z0-9-]+/nop")

_CIRCULATION = re.compile(r"LƯU HÀNH NỘI BỘ|XEM XONG TRẢ LẠI")  # the stamp, not the words
_CITIZEN_NUMBER = re.compile(r"(?<![\d.])0\d{2}[ .]?\d{3}[ .]?\d{6}(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])(?:\+84|0)[ .]?[35789]\d(?:[ .-]?\d){7}(?![\d.]\d|\d)")
_FREE_MAIL = re.compile(r"[\w.+-]+@(?:gmail|yahoo|hotmail|outlook|icloud)\.\w+", re.IGNORECASE)
_ACTIVE = re.compile(
    r"<(?:script|style|iframe|object|embed|form|link|meta)\b|\bon[a-z]+\s*=\s*[\"']|javascript:"
    r"|\bstyle\s*=\s*[\"']",
    re.IGNORECASE,
)
_NO_ALT = re.compile(r"!\[\s*\]\(|<img\b(?![^>]*\balt\s*=\s*[\"'][^\"'])[^>]*>", re.IGNORECASE)
_LINK = re.compile(
    r"(?<!\\)\]\(\s*<?(?P<inline>[^)\s>]+)|^\s*\[[^\]^]+\]:\s*<?(?P<reference>\S+?)>?\s*$"
    r"|\b(?:href|src)\s*=\s*[\"'](?P<html>[^\"']+)[\"']"
)
_OUTSIDE_IMAGE = re.compile(
    r"!\[[^\]]*\]\(\s*<?(?:https?:)?//|<img\b[^>]*\bsrc\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
)
_FENCE = re.compile(r"\s*(```|~~~)")
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.+?)\s*#*\s*(?:\{[^}]*\})?\s*$")
_ID = re.compile(r"\{[^}]*#(?P<attr>[\w-]+)[^}]*\}|\bid\s*=\s*[\"'](?P<html>[\w-]+)[\"']")
_CODE = re.compile(r"`[^`]*`")
_anchor = slugify(case="lower", normalize="NFD")  # as toc does in mkdocs.yml


def text_faults(path: str, written: str) -> Iterator[Fault]:
    """Find what may not stand in a public file, front matter included."""
    for number, line in enumerate(written.splitlines(), 1):
        if line != text.nfc(line):
            yield Fault(path, number, "Chữ có dấu gõ bằng mã tổ hợp (NFD). Hãy chuyển sang NFC.")
        if secrecy.marks_in(line):
            yield Fault(path, number, "Dòng này mang dấu chỉ độ mật. Không được đăng.")
        if _CIRCULATION.search(text.nfc(line)):
            yield Fault(path, number, "Văn bản có dấu hạn chế lưu hành. Không được đăng.")
        for pattern, what in (
            (_CITIZEN_NUMBER, "số căn cước"),
            (_MOBILE, "số điện thoại di động"),
            (_FREE_MAIL, "thư điện tử cá nhân"),
        ):
            if pattern.search(line):
                yield Fault(path, number, f"Có vẻ là {what} của một người. Hãy bỏ hoặc che bớt.")


def value_faults(path: str, value: object) -> Iterator[Fault]:
    """Find marks that are the whole value of something in the front matter, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from value_faults(path, one)
    elif isinstance(value, str) and secrecy.found_in(value):
        yield Fault(path, 1, "Phần thông tin đầu tệp mang dấu chỉ độ mật. Không được đăng.")


def file_faults(path: str, data: bytes) -> Iterator[Fault]:
    """Find what may not stand in a file beside the pages: programs, and marks wherever it goes.

    A file is one fault of a kind, however often that is in the files packed in it.
    """
    if blobs.sniff.media_type(io.BytesIO(data)) == blobs.sniff.EXECUTABLE:
        yield Fault(path, 1, "Tệp là chương trình máy tính. Không được đăng.")
    try:
        said = list(blobs.words_in(path, data))
    except Unsupported as refusal:
        yield Fault(path, 1, refusal.sentence)
        return
    if any(blobs.mark_in(name, words) for name, words in said):
        yield Fault(path, 1, "Tệp mang dấu chỉ độ mật. Không được đăng.")
    if any(_CIRCULATION.search(text.nfc(words)) for _, words in said):
        yield Fault(path, 1, "Tệp có dấu hạn chế lưu hành. Không được đăng.")


def link_file_faults(folder: Path) -> Iterator[Fault]:
    """Find symbolic links: what they point at was never checked, and may lie anywhere."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            name = path.relative_to(folder).as_posix()
            yield Fault(name, 1, "Tệp chỉ là lối tắt đến nơi khác. Hãy đặt chính tệp vào đây.")


def body_faults(path: str, body: str, first_line: int = 1) -> Iterator[Fault]:
    """Find markup that would break the page's safety or shut somebody out."""
    for number, line in _prose(body, first_line):
        if _ACTIVE.search(line):
            sentence = "Không dùng mã chạy, khung nhúng, biểu mẫu hay style trong bài viết."
            yield Fault(path, number, sentence)
        if _NO_ALT.search(line):
            yield Fault(path, number, "Hình thiếu lời mô tả cho người không nhìn thấy hình.")
        if _OUTSIDE_IMAGE.search(line):
            sentence = "Hình nằm ở trang khác nên người đọc không thấy. Hãy đặt tệp hình cạnh bài."
            yield Fault(path, number, sentence)


def link_faults(
    page: StagedPage, urls: Collection[str], files: Collection[str], first_line: int = 1
) -> Iterator[Fault]:
    """Find links that lead nowhere; `urls` are all pages, `files` what else is published."""
    anchors = _anchors(page.body)
    for number, line in _prose(page.body, first_line):
        for match in _LINK.finditer(line):
            target = match["inline"] or match["reference"] or match["html"]
            if not _reaches(target, page, urls, files, anchors):
                yield Fault(page.path, number, f"Liên kết không đến đâu: {target}")


def doubled(pages: Iterable[tuple[str, str]], what: str) -> Iterator[Fault]:
    """Find two files that claim the same thing; `pages` are (path, value)."""
    first: dict[str, str] = {}
    for path, value in pages:
        if value in first:
            yield Fault(path, 1, f"Trùng {what} “{value}” với tệp {first[value]}.")
        first.setdefault(value, path)


def missing_files(wanted: Mapping[str, Iterable[str]], files: Collection[str]) -> Iterator[Fault]:
    """Find attachments that are not there; `wanted` maps a page's path to its attachments."""
    for path, names in wanted.items():
        for name in names:
            if name not in files:
                yield Fault(path, 1, f"Không có tệp đính kèm {name}.")


def _prose(body: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a body that are not code."""
    fenced = False
    for number, line in enumerate(body.splitlines(), first_line):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, _CODE.sub("", line)


def _anchors(body: str) -> set[str]:
    found = {match["attr"] or match["html"] for match in _ID.finditer(body)}
    for _, line in _prose(body, 1):
        if heading := _HEADING.match(line):
            found.add(_anchor(heading["text"], "-"))
    return found


def _reaches(
    target: str,
    page: StagedPage,
    urls: Collection[str],
    files: Collection[str],
    anchors: Collection[str],
) -> bool:
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return target.startswith(("https:", "http:", "mailto:", "tel:"))
    if not path:
        return target.lstrip("#") in anchors or target == "#"
    if path.startswith("/"):
        known = path in urls or path.removeprefix("/") in files
        return known or path.startswith(DYNAMIC) or bool(_FILING.fullmatch(path))
    near = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    return near in files or (near.endswith(".md") and _staged(near, urls))


def _staged(path: str, urls: Collection[str]) -> bool:
    stem = path.removesuffix(".md").removesuffix("index").strip("/")
    return (f"/{stem}/" if stem else "/") in urls
