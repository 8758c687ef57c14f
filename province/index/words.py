"""Vietnamese words as they are compared, written or asked: each in one spelling.

Nothing is left out: *an*, *in*, *be*, *ở* are Vietnamese syllables, not English stop words, and
they are never stemmed. Text may come in NFC or NFD, with `hoà` or `hòa`, `lý` or `lí`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from province.basics import text as vietnamese

NAME_BYTES_MOST = 64  # of a folded name; longer ones nobody types whole
START_BYTES_MOST = 120  # of a folded title, for suggestions as one types

_SPACE = ord(" ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _folding_table() -> NDArray[np.uint8]:
    """Map each code point to its letter or digit without accents; everything else to a space."""
    table = np.full(0x110000, _SPACE, np.uint8)
    for code in range(0x2000):
        plain = vietnamese.fold(chr(code))
        if len(plain) == 1 and plain.isascii() and plain.isalnum():
            table[code] = ord(plain)
    return table


_FOLDED = _folding_table()
_CONSONANT = np.zeros(256, bool)
_CONSONANT[list(b"bcdghklmnprstvx")] = True


def fold(text: str) -> bytes:
    """Write a text without accents, one byte a character, spaces where nothing can be searched.

    The text must be NFC; places in the result are then places in the text. A `y` that ends a
    syllable after a consonant or `qu` becomes `i`: `lý` and `lí`, `quý` and `quí` are one.
    """
    return _fold(_codes(text)).tobytes()


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _fold(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    folded = _FOLDED[codes]
    around = np.full(len(folded) + 3, _SPACE, np.uint8)  # two before, one after
    around[2:-1] = folded
    y = np.flatnonzero(folded == ord("y"))
    before = around[y + 1]
    final = around[y + 3] == _SPACE
    final &= _CONSONANT[before] | ((before == ord("u")) & (around[y] == ord("q")))
    folded[y[final]] = ord("i")
    return folded


def pairs(words: Sequence[bytes]) -> list[bytes]:
    """Return each two words side by side."""
    return [b"%b %b" % pair for pair in pairwise(words)]


def accented(text: str) -> list[bytes]:
    """Return the syllables that carry an accent, each in one spelling: `hoà` as `hòa`."""
    return [key for word in _syllables(text) if not word.isascii() and (key := _accent_key(word))]


def spelt(text: str) -> bytes:
    """Write a text as it is spelt, each syllable in one spelling: `Thuỷ  LỢI` as `thủy lợi`."""
    return b" ".join(map(_accent_key, _syllables(text)))


def _syllables(text: str) -> list[str]:
    codes = _codes(text).copy()
    codes[_FOLDED[codes] == _SPACE] = _SPACE
    return codes.tobytes().decode("utf-32-le", "surrogatepass").lower().split()


@lru_cache(maxsize=50_000)
def _accent_key(word: str) -> bytes:
    """Return a syllable with its tone moved to the end, where both tone habits agree."""
    parts = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    if bare.endswith("y") and fold(bare).endswith(b"i"):
        bare = bare[:-1] + "i"
    return (bare + "".join(c for c in parts if c in _TONES)).encode("utf-8", "ignore")


def find_words(folded: bytes, words: frozenset[bytes]) -> Iterator[re.Match[bytes]]:
    """Give where any of some words stands in a folded text."""
    return _any_of(words).finditer(folded) if words else iter(())


@lru_cache(maxsize=8)
def _any_of(words: frozenset[bytes]) -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:%b)\b" % b"|".join(sorted(words)))


def number_key(number: str) -> bytes:
    """Return what every way of writing one document number shares: `1122001qdttg`."""
    return b"".join(fold(vietnamese.nfc(number)).split())


def name_keys(name: str) -> set[bytes]:
    """Return what a name is known by: as it is spelt, and without accents. None if it is long."""
    spelling = spelt(vietnamese.nfc(name))
    bare = b" ".join(fold(vietnamese.nfc(name)).split())
    return {spelling, bare} - {b""} if len(bare) <= NAME_BYTES_MOST else set()


def start_key(title: str) -> bytes:
    """Return a title as it is compared with what is being typed."""
    return b" ".join(fold(vietnamese.nfc(title)).split())[:START_BYTES_MOST]
