"""A second look at a quarantined file: what in it would run by itself when it is opened.

This is no virus scanner: it names the known carriers (macros, scripts and launch actions in PDF,
programs inside archives) and the test string every scanner knows. A scanner's word is added to it
where one is configured.
"""

import re
import zipfile
from io import BytesIO
from pathlib import Path

from province.blobs import files, sniff

# The European Institute's harmless test pattern, in two halves so that this file is no finding.
_TEST_PATTERN = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# Every script has /S /JavaScript; its /JS is three bytes that any scanned page holds by chance.
_PDF_ACTIONS = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia)\b")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")  # ISO 32000-1 §7.3.5: /J#61vaScript is the same
_RUNS = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".lnk")


def inspect(folder: Path, sha256: str) -> str | None:
    """Return what was found in a kept file, None when nothing was."""
    content = files.path_of(folder, sha256).read_bytes()
    if _TEST_PATTERN in content:
        return "EICAR test file"
    kind = sniff.media_type(BytesIO(content))
    if kind == sniff.PDF and (found := _PDF_ACTIONS.search(_unescaped(content))):
        return f"PDF with {found[1].decode()}"
    if zipfile.is_zipfile(BytesIO(content)):
        return _in_archive(content)
    return None


def _unescaped(content: bytes) -> bytes:
    return _PDF_ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), content)


def _in_archive(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except sniff.BROKEN_ARCHIVE:
        return "archive that cannot be read"
    for name in names:
        if name.lower().endswith(_RUNS):
            return f"archive with {name.rpartition('/')[2][:80]}"
        if name.rpartition("/")[2] == "vbaProject.bin":
            return "Office file with macros"
    return None
