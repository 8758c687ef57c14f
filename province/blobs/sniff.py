"""What a file really is: told by its first bytes, never by its name.

Only kinds an office exchanges are known; everything else is "application/octet-stream" and is
taken nowhere.
"""

import zipfile
import zlib
from typing import BinaryIO

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
WEBP = "image/webp"
HEIC = "image/heic"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XML = "application/xml"
TEXT = "text/plain"
MAIL = "message/rfc822"
EXECUTABLE = "application/x-executable"
UNKNOWN = "application/octet-stream"
SAMPLE_BYTES = 4096  # what tells text from other files

EXTENSIONS: dict[str, frozenset[str]] = {
    PDF: frozenset({"pdf"}),
    JPEG: frozenset({"jpg", "jpeg", "jfif"}),
    PNG: frozenset({"png"}),
    TIFF: frozenset({"tif", "tiff"}),
    WEBP: frozenset({"webp"}),
    HEIC: frozenset({"heic", "heif"}),
    ZIP: frozenset({"zip"}),
    DOCX: frozenset({"docx"}),
    XLSX: frozenset({"xlsx"}),
    PPTX: frozenset({"pptx"}),
    ODT: frozenset({"odt"}),
    ODS: frozenset({"ods"}),
    XML: frozenset({"xml", "edxml"}),
    TEXT: frozenset({"txt", "csv", "md"}),
    MAIL: frozenset({"eml"}),
}

_EXECUTABLE_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"#!",
)
_STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
# What reading a hostile or damaged archive may end in.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,  # encrypted
    NotImplementedError,  # packed in a way we do not know
    ValueError,  # a name that is not text
)
_OOXML = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))


def media_type(data: BinaryIO) -> str:
    """Return the media type of a file by its content; the file is left at its start."""
    data.seek(0)
    start = data.read(SAMPLE_BYTES)
    data.seek(0)
    if start.startswith(_EXECUTABLE_STARTS):
        return EXECUTABLE
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        kind = _kind_of_zip(data)
        data.seek(0)
        return kind
    if b"%PDF-" in start[:1024]:  # ISO 32000 readers look for the header in the first 1,024 bytes
        return PDF
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"mif1", b"hevc"):
        return HEIC
    for signature, kind in _STARTS:
        if start.startswith(signature):
            return kind
    return _kind_of_text(start)


def _kind_of_zip(data: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(data) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                declared = archive.open("mimetype").read(100).decode("ascii", "replace").strip()
                return declared if declared in (ODT, ODS) else ZIP
            if "[Content_Types].xml" in names:
                return next(
                    (kind for part, kind in _OOXML if any(n.startswith(part) for n in names)), ZIP
                )
    except BROKEN_ARCHIVE:
        return UNKNOWN
    return ZIP


def _kind_of_text(start: bytes) -> str:
    if not start or b"\x00" in start:
        return UNKNOWN
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as problem:
        if problem.end < len(start) - 3:  # a letter cut at the end of the sample is no fault
            return UNKNOWN
    return XML if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else TEXT
