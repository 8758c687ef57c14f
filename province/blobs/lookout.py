"""The look-out: what comes in by file is looked through for marks of state secrets, at every door.

A file is judged by its name, by its words, and by every file packed in it. How a level is judged
that stands alone is one decision (`basics.secrecy`): as a line of text the stamp `MẬT`, `MAT` or
`TOI MAT` is a mark; as a name `MẬT.pdf`, `mật.pdf` and `TOI MAT.pdf` are, and `mat.jpg`, `MAT.JPG`,
a folder `mat/` and a slug `toi-mat` are not.

What is locked, damaged, or a picture says nothing here. This finds honest mistakes.

Law: 117/2025/QH15
"""

import io
from collections.abc import Iterator

from province.basics import secrecy
from province.blobs import plain, reading, sniff
from province.blobs.unpacking import Unpacking

_PLAIN = frozenset({sniff.TEXT, sniff.XML, sniff.UNKNOWN})


def look_into(name: str, data: bytes) -> str:
    """Return what a PDF or office file says, for the search; refuse a file that is marked.

    Returns: "" for every other file, and for what cannot be read.

    Refuses: basics.secrecy.marked, blobs.bomb; nothing is kept yet. Law: 117/2025/QH15
    """
    own: str | None = None
    for its, words in words_in(name, data):
        if mark_in(its, words):
            raise secrecy.refusal()
        own = words if own is None else own
    return (own or "")[: reading.CHARACTERS_MOST] if reading.reads(data) else ""


def refuse_marked(name: str, data: bytes) -> None:
    """Refuse a marked file by itself; who unpacks in its own way asks for each file.

    Refuses: basics.secrecy.marked. Law: 117/2025/QH15
    """
    if mark_in(name, _words_of(data)):
        raise secrecy.refusal()


def words_in(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name and the words of a file, then of every file packed in it.

    Refuses: blobs.bomb.
    """
    for its, content in Unpacking().files(name, data):
        yield its, _words_of(content)


def mark_in(name: str, words: str) -> str | None:
    """Return the level a file is marked with in its name or its words; None for an ordinary one."""
    return secrecy.found_in_name(name) or secrecy.found_in(words)


def _words_of(data: bytes) -> str:
    if sniff.media_type(io.BytesIO(data)) in _PLAIN:
        return plain.words_in(data)
    return reading.words_of(data)
