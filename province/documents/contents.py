"""What a file says: read before it is kept, for the look-out for secrecy marks and the search.

PDFium is one engine for the whole process and is not safe in two threads at once.
"""

import io
import re
import zipfile
from threading import Lock
from typing import Any
from xml.etree import ElementTree

import pypdfium2
from pypdfium2 import PdfiumError
from sqlalchemy import Connection, Row

from province import blobs
from province.basics import Gone, Unavailable, secrecy, text
from province.blobs import sniff

CHARACTERS_MOST = 200_000
PAGES_MOST = 300
PART_BYTES_MOST = 20 * 2**20
_TYPESETTING = Lock()
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(data: bytes, name: str) -> str:
    """Return the text of a PDF or Word file, one paragraph or line to a line.

    Returns: "" for what cannot be read: pictures, damaged and locked files.

    Refuses: basics.secrecy.marked, before anything is kept.
    """
    secrecy.refuse_if_marked(text.nfc(name).rpartition(".")[0].replace("_", " "))
    kind = sniff.media_type(io.BytesIO(data))
    found = {sniff.PDF: _of_pdf, sniff.DOCX: _of_docx}.get(kind, lambda _: "")(data)
    secrecy.refuse_if_marked(found)
    return text.nfc(found).replace("\x00", "")[:CHARACTERS_MOST]


def refuse_unchecked(connection: Connection, file: Row[Any]) -> None:
    """Refuse to hand on a file that is still in quarantine, or was found to be unsafe.

    Refuses: documents.file.being_checked, documents.file.unsafe.
    """
    kept = blobs.find(connection, file.sha256)
    if kept is None or kept.state == "refused":
        raise Gone(
            "documents.file.unsafe",
            f"Tệp “{file.name}” bị phát hiện không an toàn nên không được mở hay gửi đi. "
            "Hãy thay bằng tệp khác.",
        )
    if kept.state == "quarantined":
        raise Unavailable(
            "documents.file.being_checked",
            f"Tệp “{file.name}” đang được kiểm tra an toàn. Xin thử lại sau ít giây.",
        )


def _of_pdf(data: bytes) -> str:
    with _TYPESETTING:
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
