"""Files within files: what ZIP containers hold and office files embed, bounded however they nest.

An archive may lie about the sizes of its files: no more is unpacked of one than it declares.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from province.blobs import checks, sniff

FILES_MOST = 2000  # in one upload or message, however deep
BYTES_MOST = 100 * 2**20  # unpacked, all together
DEPTH_MOST = 5  # containers in containers
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others cannot be unpacked bit by bit
_UTF8 = 0x800  # flag of a member's name (APPNOTE 4.4.4)
_ANY = re.compile(r".*[^/]", re.DOTALL)  # folders end with a slash
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/embeddings/.*[^/]", re.DOTALL)
_WITHIN = {
    sniff.ZIP: _ANY,
    sniff.DOCX: _EMBEDDED,
    sniff.XLSX: _EMBEDDED,
    sniff.PPTX: _EMBEDDED,
}


class Unpacking:
    """One look through something that came in: how much more may be unpacked of it."""

    def __init__(self) -> None:
        self.files_left = FILES_MOST
        self.bytes_left = BYTES_MOST

    def files(self, name: str, data: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
        """Yield a file, and every file packed in it, with its name or path.

        What is locked or damaged holds nothing, but the names of its files are told.

        Refuses: blobs.bomb.
        """
        yield name, data
        wanted = _WITHIN.get(sniff.media_type(io.BytesIO(data)))
        if wanted is None:
            return
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if wanted.fullmatch(one.filename)]
            self.files_left -= len(members)
            self.bytes_left -= sum(member.file_size for member in members)
            too_deep = depth == DEPTH_MOST and members
            if too_deep or self.files_left < 0 or self.bytes_left < 0:
                raise checks.bomb(name)
            for member in members:
                yield from self.files(_name(member), content_of(archive, member), depth + 1)


def content_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's content, b"" when it is locked or damaged."""
    if member.compress_type not in _PACKINGS:
        return b""
    try:
        with archive.open(member) as file:
            return file.read(member.file_size)  # and no more, whatever it unpacks to
    except sniff.BROKEN_ARCHIVE:
        return b""


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; one that says no charset is read as CP437, and hardly ever is."""
    if member.flag_bits & _UTF8:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1258", "replace")
