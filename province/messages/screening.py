"""What no message may carry in: state-secret marks, wherever they can be read, and programs.

Every door asks here before anything of a message is kept. Files are told by their bytes, never by
the type or the name somebody gave them, and a message in a message is looked into as well.

Law: 117/2025/QH15
"""

import io

from province import blobs
from province.basics import Unsupported, secrecy
from province.messages import reading

NESTED_MOST = 10  # messages in messages; a deeper one is looked at as bare text
_MAYBE_TEXT = (blobs.sniff.TEXT, blobs.sniff.XML, blobs.sniff.UNKNOWN)  # in an old charset


def refuse_harmful(content: bytes) -> None:
    """Refuse a message with a mark in its words, names or files, or with a program.

    Refuses: basics.secrecy.marked, blobs.executable. Law: 117/2025/QH15
    """
    _look_through(content, 0)


def refuse_marked_file(name: str, data: bytes) -> None:
    """Refuse a file with a mark in its name or in what it says.

    Refuses: basics.secrecy.marked. Law: 117/2025/QH15
    """
    _look_into(name, data, 0)


def _look_through(content: bytes, nested: int) -> None:
    secrecy.refuse_if_marked(*reading.words_of(content))
    for its, data in reading.files_of(content):
        if _kind(data) == blobs.sniff.EXECUTABLE:
            raise Unsupported(
                "blobs.executable",
                f"Tệp “{its.name}” là chương trình máy tính nên không được nhận. "
                "Hãy gửi tài liệu hoặc ảnh.",
            )
        _look_into(its.name, data, nested)


def _look_into(name: str, data: bytes, nested: int) -> None:
    stem = name.rpartition(".")[0].replace("_", " ")
    secrecy.refuse_if_marked(name, stem, blobs.text_of(data))
    if _kind(data) in _MAYBE_TEXT and b"\0" not in data:
        secrecy.refuse_if_marked(data[: reading.TEXT_BYTES_MOST].decode("utf-8", "replace"))
        if nested < NESTED_MOST:  # it may be a message, whatever it is called
            _look_through(data, nested + 1)


def _kind(data: bytes) -> str:
    return blobs.sniff.media_type(io.BytesIO(data))
