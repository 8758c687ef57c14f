"""What a file says: the text of PDF and office files, for look-outs and for the search.

PDFium is one engine for the whole process and is not safe in two threads at once, so all reading
of PDF files goes through here.
"""

import io
import re
import zipfile
from threading import Lock
from xml.etree import ElementTree

import pypdfium2
from pypdfium2 import PdfiumError

from province.basics import text
from province.blobs import sniff, unpacking

CHARACTERS_MOST = 200_000
PAGES_MOST = 300
PARTS_MOST = 2000
PART_BYTES_MOST = 20 * 2**20
PARTS_BYTES_MOST = 60 * 2**20  # all together
_ENGINE = Lock()
_PARTS = {  # where the words of an office file stand
    sniff.DOCX: re.compile(r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml"),
    sniff.XLSX: re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"),
    sniff.PPTX: re.compile(r"ppt/(slides|notesSlides|slideMasters|comments)/[^/]+\.xml"),
    sniff.ODT: re.compile(r"(content|styles)\.xml"),
    sniff.ODS: re.compile(r"(content|styles)\.xml"),
}
_WORDS = frozenset({"t", "p", "h", "span", "a"})  # elements whose own text a reader sees
_LINES = frozenset({"p", "h", "br", "cr", "tab", "line-break", "si", "is"})


def text_of(data: bytes) -> str:
    """Return the text of a PDF or office file, one paragraph or line to a line, in NFC.

    Returns: "" for what cannot be read: pictures, damaged and locked files.
    """
    return words_of(data)[:CHARACTERS_MOST]


def words_of(data: bytes) -> str:
    """Return the whole text of a PDF or office file.

    Headers, footers and notes are read as well: stamps stand there, after all the rest.
    """
    kind = sniff.media_type(io.BytesIO(data))
    if kind == sniff.PDF:
        found = _of_pdf(data)
    else:
        found = _of_office(data, _PARTS[kind]) if kind in _PARTS else ""
    return text.nfc(found).replace("\x00", "")


def reads(data: bytes) -> bool:
    """Tell whether a file is of a kind that is read here."""
    kind = sniff.media_type(io.BytesIO(data))
    return kind == sniff.PDF or kind in _PARTS


def _of_pdf(data: bytes) -> str:
    with _ENGINE:
        try:
            with pypdfium2.PdfDocument(data) as document:
                pages = (document[place] for place in range(min(len(document), PAGES_MOST)))
                return "\n".join(page.get_textpage().get_text_range() for page in pages)
        except PdfiumError:
            return ""


def _of_office(data: bytes, parts: re.Pattern[str]) -> str:
    contents, left = [], PARTS_BYTES_MOST
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist()[:PARTS_MOST]:
            if parts.fullmatch(part.filename) and part.file_size <= min(PART_BYTES_MOST, left):
                left -= part.file_size
                contents.append(unpacking.content_of(archive, part))
    return "\n".join(map(_of_part, contents))


def _of_part(content: bytes) -> str:
    if re.search(rb"<!(DOCTYPE|ENTITY)", content[:4096], re.IGNORECASE):
        return ""  # office programs write no such thing; entities are a way to blow a parser up
    parser = ElementTree.XMLParser(target=_Words())
    try:
        parser.feed(content)
        return str(parser.close())
    except (ElementTree.ParseError, ValueError, LookupError):  # also odd encodings
        return ""


class _Words:
    """What a parser is to make of a part: its words, each paragraph, cell and line by itself."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.open: list[str] = []  # names of the elements around what comes next

    def start(self, tag: str, _: dict[str, str]) -> None:
        """Enter an element."""
        self.open.append(tag.rpartition("}")[2])

    def end(self, _: str) -> None:
        """Leave an element."""
        if self.open.pop() in _LINES:
            self.words.append("\n")

    def data(self, data: str) -> None:
        """Hear text."""
        if self.open[-1] in _WORDS:
            self.words.append(data)

    def close(self) -> str:
        """Return all that was heard."""
        return "".join(self.words).strip("\n")
