"""What is refused before a byte of it is kept: hostile names, false kinds, bombs."""

import re
import zipfile
from typing import BinaryIO

from province.basics import text
from province.basics.refusals import Invalid, Unsupported
from province.blobs import sniff

NAME_CHARACTERS_MOST = 180
ARCHIVE_BYTES_MOST = 300 * 2**20  # unpacked, all members together
ARCHIVE_RATIO_MOST = 120  # unpacked over packed
ARCHIVE_MEMBERS_MOST = 2000
_PACKED = frozenset({sniff.ZIP, sniff.DOCX, sniff.XLSX, sniff.PPTX, sniff.ODT, sniff.ODS})
_FORBIDDEN_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_NAMES = {
    sniff.PDF: "PDF",
    sniff.JPEG: "ảnh JPEG",
    sniff.PNG: "ảnh PNG",
    sniff.DOCX: "Word (.docx)",
    sniff.XLSX: "Excel (.xlsx)",
    sniff.ODT: "OpenDocument (.odt)",
    sniff.TIFF: "ảnh TIFF",
    sniff.ZIP: "ZIP",
    sniff.XML: "XML",
    sniff.TEXT: "văn bản thuần",
    sniff.HEIC: "ảnh HEIC",
    sniff.WEBP: "ảnh WebP",
    sniff.MAIL: "thư điện tử",
    sniff.ODS: "OpenDocument (.ods)",
    sniff.PPTX: "PowerPoint (.pptx)",
}


def safe_name(name: str) -> str:
    """Return the file's own name in NFC, without folders and characters that deceive.

    Refuses: blobs.name_missing.
    """
    own = re.split(r"[/\\]", text.nfc(name))[-1]
    own = _FORBIDDEN_IN_NAMES.sub("", own).strip(" .")
    if not own:
        raise Invalid("blobs.name_missing", "Tệp không có tên. Hãy đặt tên cho tệp rồi gửi lại.")
    if len(own) > NAME_CHARACTERS_MOST:
        stem, dot, extension = own.rpartition(".")
        own = stem[: NAME_CHARACTERS_MOST - len(extension) - 1] + dot + extension if dot else own
    return own[:NAME_CHARACTERS_MOST]


def checked_type(data: BinaryIO, name: str, allow: frozenset[str]) -> str:
    """Return the media type when it is allowed and the name does not lie about it.

    Refuses: blobs.executable, blobs.kind_not_taken, blobs.name_lies, blobs.bomb.
    """
    kind = sniff.media_type(data)
    if kind == sniff.EXECUTABLE:
        raise Unsupported(
            "blobs.executable",
            f"Tệp “{name}” là chương trình máy tính nên không được nhận. "
            "Hãy gửi tài liệu hoặc ảnh.",
        )
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if kind == sniff.TEXT and extension == "eml":
        kind = sniff.MAIL
    if kind not in allow:
        raise Unsupported(
            "blobs.kind_not_taken",
            f"Tệp “{name}” không thuộc loại được nhận. "
            f"Các loại nhận được: {kinds_in_words(allow)}.",
        )
    if extension not in sniff.EXTENSIONS[kind]:
        raise Unsupported(
            "blobs.name_lies",
            f"Tệp “{name}” có nội dung là {_NAMES.get(kind, kind)} nhưng tên tệp nói khác. "
            "Hãy lưu lại tệp với đúng phần mở rộng rồi gửi lại.",
        )
    if kind in _PACKED:
        _refuse_bomb(data, name)
    return kind


def kinds_in_words(allow: frozenset[str]) -> str:
    """Name allowed kinds for a person: "PDF, ảnh JPEG"."""
    return ", ".join(_NAMES[kind] for kind in _NAMES if kind in allow)


def extensions(allow: frozenset[str]) -> str:
    """List the endings of allowed kinds as a browser's file chooser takes them: ".pdf,.jpg"."""
    return ",".join(f".{end}" for kind in _NAMES if kind in allow for end in _endings(kind))


def _endings(kind: str) -> list[str]:
    return sorted(sniff.EXTENSIONS[kind])


def _refuse_bomb(data: BinaryIO, name: str) -> None:
    with zipfile.ZipFile(data) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
    data.seek(0)
    too_big = unpacked > ARCHIVE_BYTES_MOST or len(members) > ARCHIVE_MEMBERS_MOST
    if too_big or (unpacked > 2**20 and unpacked / packed > ARCHIVE_RATIO_MOST):
        raise bomb(name)


def bomb(name: str) -> Unsupported:
    """Return the refusal of an archive that holds too much to be looked through."""
    own = _FORBIDDEN_IN_NAMES.sub("", name)[-NAME_CHARACTERS_MOST:]
    return Unsupported(
        "blobs.bomb",
        f"Tệp “{own}” bung ra quá lớn nên không an toàn để nhận. Hãy gửi từng tài liệu riêng.",
    )
