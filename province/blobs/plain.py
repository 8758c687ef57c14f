"""Words in files that no office program has to open: plain text, markup, RTF, and what lies bare.

Text comes in UTF-8, in UTF-16 with or without its mark, and as old Vietnamese programs wrote it.
The binary formats of Word and Excel before 2007 keep their words in bare runs of letters, which
are picked out without knowing the format.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice

from province.blobs import sniff

BYTES_MOST = 16 * 2**20  # looked at, of one file
_OLD = "cp1258"  # what Vietnamese Windows wrote before Unicode; 0x00–0x7f is ASCII
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_WIDE = re.compile(  # letters, digits, accents, punctuation and full-width forms
    "[\t\x20-\x7e\xa0-\xff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0"
    "\u0300-\u0303\u0306\u0309\u031b\u0323\u1ea0-\u1ef9\u2010-\u203a\uff01-\uff5e]{3,}"
)
_NARROW = re.compile(rb"[\t\x20-\x7e\x80-\xff]{4,}")
_MAYBE = re.compile(rb"(?i)m[ _.]{0,2}[a\xc2\xe2\xcb]")  # mật as it begins in single bytes
_CELL = re.compile(  # [MS-XLS] 2.5.293: length, flags, a count where parts are formatted, letters
    rb"(?=([\x03-\x28])\0([\0\1]|[\x08\x09]..)[MT*\[(])", re.DOTALL
)
_CELLS_MOST = 100_000  # looked at, of one file
_TELLING = 7  # letters of a run of ASCII; shorter ones stand in every picture by chance
_WITHIN_LINES = re.compile(r"(?i)</?(?:a|b|i|u|em|strong|span|font|small|big|sub|sup)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_RTF = re.compile(
    r"\\u(?P<point>-?\d{1,5}) ?(?:(?:\\'[0-9a-fA-F]{2})+|\?)?"  # and how older readers show it
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|(?P<end>\\(?:pard?|line|cell|row|tab|page|sect)(?![a-z])-?\d* ?)"
    r"|\{\\\*[^{}]*\}"  # what only the program that wrote it understands
    r"|\\[a-z]+-?\d* ?|\\[^a-z]|[{}\r\n]"
)


def words_in(data: bytes) -> str:
    """Return what can be read in a file as it lies there, each line or run of it by itself."""
    data = data[:BYTES_MOST]
    binary = b"\0" in data[: sniff.SAMPLE_BYTES]
    if data.lstrip().startswith(b"{\\rtf"):
        return _of_rtf(data)
    return "\n".join(map(_with_bare, _runs(data) if binary else _decoded(data)))


def _decoded(data: bytes) -> Iterator[str]:
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("utf-8", "replace")
        yield data.decode(_OLD, "replace")


def _runs(data: bytes) -> Iterator[str]:
    """Yield the runs of letters among other bytes: those of UTF-16, in old files single bytes too.

    In a binary file UTF-16 begins at even and at odd places. Read in the wrong order of bytes it
    says less, and not what was written.
    """
    little = f"{_wide(data, 'utf-16-le')}\n{_wide(data[1:], 'utf-16-le')}"
    yield max(little, _wide(data, "utf-16-be"), key=len)
    if not data.startswith(_OLD_OFFICE):
        return
    yield "\n".join(_cells(data))
    runs = (run for run in _NARROW.findall(data) if _MAYBE.search(run))
    runs = (run for run in runs if len(run) >= _TELLING or not run.isascii())
    yield b"\n".join(runs).decode(_OLD, "replace")


def _wide(data: bytes, charset: str) -> str:
    return "\n".join(_WIDE.findall(data.decode(charset, "replace")))


def _cells(data: bytes) -> Iterator[str]:
    """Yield short texts of an old workbook: nothing but their length tells where they end."""
    for found in islice(_CELL.finditer(data), _CELLS_MOST):
        size, wide, start = found[1][0], found[2][0] & 1, found.end(2)
        cell = data[start : start + size * (1 + wide)]
        said = cell.decode("utf-16-le" if wide else _OLD, "replace")
        if _WIDE.fullmatch(said):
            yield said


def _with_bare(said: str) -> str:
    """Add to HTML or XML what is left of it without its tags."""
    if "<" not in said:
        return said
    return f"{said}\n{html.unescape(_TAG.sub(chr(10), _WITHIN_LINES.sub('', said)))}"


def _of_rtf(data: bytes) -> str:
    def put(found: re.Match[str]) -> str:
        if found["point"]:
            return chr(int(found["point"]) % 0x10000)
        if found["byte"]:
            return bytes.fromhex(found["byte"]).decode(_OLD, "replace")
        return "\n" if found["end"] else ""

    return _RTF.sub(put, data.decode(_OLD, "replace"))
