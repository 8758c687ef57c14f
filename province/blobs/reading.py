"""What a file says: the text of PDF and Word files, for look-outs and for the search.

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
from province.blobs import sniff

CHARACTERS_MOST = 200_000
PAGES_MOST = 300
PART_BYTES_MOST = 20 * 2**20
_ENGINE = Lock()
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(data: bytes) -> str:
    """Return the text of a PDF or Word file, one paragraph or line to a line, in NFC.

    Returns: "" for what cannot be read: pictures, damaged and locked files.
    """
    kind = sniff.media_type(io.BytesIO(data))
    found = {sniff.PDF: _of_pdf, sniff.DOCX: _of_docx}.get(kind, lambda _: "")(data)
    return text.nfc(found).replace("\x00", "")[:CHARACTERS_MOST]


def _of_pdf(data: bytes) -> str:
    with _ENGINE:
        try:
            with pypdfium2.PdfDocument(data) as document:
                pages = (document[place] for place in range(min(len(document), PAGES_MOST)))
                return "\n".join(page.get_textpage().get_text_range() for page in pages)
        except PdfiumError:
            return ""


def _of_docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > PART_BYTES_MOST:
                return ""
            content = archive.read(part)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return ""
    if re.search(rb"<!(DOCTYPE|ENTITY)", content[:4096], re.IGNORECASE):
        return ""  # Word writes no such thing; entities are a way to blow a parser up
    try:
        tree = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return ""
    paragraphs = tree.iter(f"{_WORD}p")
    return "\n".join("".join(run.text or "" for run in p.iter(f"{_WORD}t")) for p in paragraphs)
