"""What no message may carry in: state-secret marks, wherever they can be read, and programs.

Every door asks here before anything of a message is kept. Files are told by their bytes, never by
the type or the name somebody gave them; messages in a message, and files packed in one, are looked
into as well, in bounds that the whole message shares.

Law: 117/2025/QH15
"""

import io
import re

from province import blobs
from province.basics import Unsupported, secrecy
from province.messages import reading

NESTED_MOST = 10  # messages in messages; a deeper one is looked at as bare text
_FIRST_LINE = re.compile(rb"From |[!-9;-~]*:|[ \t]")  # of what a parser takes for a message


def refuse_harmful(content: bytes) -> None:
    """Refuse a message with a mark in its words, names or files, or with a program.

    Refuses: basics.secrecy.marked, blobs.executable, blobs.bomb. Law: 117/2025/QH15
    """
    _look_through(content, blobs.Unpacking(), 0)


def refuse_marked_file(name: str, data: bytes) -> None:
    """Refuse a file with a mark in its name or in what it says.

    Refuses: basics.secrecy.marked, blobs.bomb. Law: 117/2025/QH15
    """
    _look_into(name, data, blobs.Unpacking(), 0)


def _look_through(content: bytes, unpacking: blobs.Unpacking, nested: int) -> None:
    secrecy.refuse_if_marked(*reading.words_of(content))
    for its, data in reading.files_of(content):
        if blobs.sniff.media_type(io.BytesIO(data)) == blobs.sniff.EXECUTABLE:
            raise Unsupported(
                "blobs.executable",
                f"Tệp “{its.name}” là chương trình máy tính nên không được nhận. "
                "Hãy gửi tài liệu hoặc ảnh.",
            )
        _look_into(its.name, data, unpacking, nested)


def _look_into(name: str, data: bytes, unpacking: blobs.Unpacking, nested: int) -> None:
    for its, content in unpacking.files(name, data):
        blobs.refuse_marked(its, content)
        if nested < NESTED_MOST and _FIRST_LINE.match(content):  # whatever it is called
            _look_through(content, unpacking, nested + 1)
