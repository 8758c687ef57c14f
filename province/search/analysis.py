"""Turn Vietnamese text into the terms an index is made of, and a question into terms to look up.

An entry is indexed under four kinds of terms: its **words** (syllables without accents), its
**pairs** (two syllables side by side: most Vietnamese words are two syllables long, so a pair says
far more than its halves), the pairs of its **title**, and its **accented** syllables, so that a
question typed with accents prefers `mã` to `má` while one typed without finds both.

Nothing is left out: *an*, *in*, *be*, *ở* are Vietnamese syllables, not English stop words, and
they are never stemmed. Text may come in NFC or NFD, with `hoà` or `hòa`, `lý` or `lí`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from province.basics import text as vietnamese
from province.search.model import Entry

WORDS_MOST = 64  # syllables of a question; the rest of a longer one is not looked at
RUN_WORDS = 4  # so many in a row are looked for in the wording of the best hits
NUMBER_WORDS_MOST = 8  # `112/2001/QĐ-TTg` is four words
START_BYTES_MOST = 120  # of a folded title, for suggestions as one types

_SPACE = ord(" ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_NUMBER = re.compile(r"\S*\d\S*/\S+")


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
    codes = _codes(text).copy()
    codes[_FOLDED[codes] == _SPACE] = _SPACE
    words = codes.tobytes().decode("utf-32-le", "surrogatepass").lower().split()
    return [key for word in words if not word.isascii() and (key := _accent_key(word))]


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


def start_key(title: str) -> bytes:
    """Return a title as it is compared with what is being typed."""
    return b" ".join(fold(vietnamese.nfc(title)).split())[:START_BYTES_MOST]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an entry is indexed under, each term with how often it occurs."""

    words: Counter[bytes]
    pairs: Counter[bytes]
    title_pairs: Counter[bytes]
    accents: Counter[bytes]


def terms_of(entry: Entry) -> Terms:
    """Return the terms of an entry, from its title, number and text together."""
    words: Counter[bytes] = Counter()
    twos: Counter[bytes] = Counter()
    accents: Counter[bytes] = Counter()
    title, *rest = (vietnamese.nfc(part) for part in (entry.title, entry.number, entry.text))
    in_title = fold(title).split()
    words.update(in_title)
    title_pairs = Counter(pairs(in_title))
    twos.update(title_pairs)
    accents.update(accented(title))
    for part in rest:
        in_part = fold(part).split()
        words.update(in_part)
        twos.update(pairs(in_part))
        accents.update(accented(part))
    return Terms(words, twos, title_pairs, accents)


@dataclass(frozen=True)
class Asked:
    """A question taken apart. It may have several readings: as typed, abbreviations written out,
    misspelt words repaired; an entry may answer any of them."""

    readings: tuple[tuple[bytes, ...], ...]  # the words of each; as typed first
    accents: tuple[bytes, ...]
    quoted: tuple[tuple[bytes, ...], ...]  # what was put in quotes must occur so
    numbers: tuple[bytes, ...]  # keys that may be a document number, the longest first

    @property
    def typed(self) -> tuple[bytes, ...]:
        """Return the words as typed."""
        return self.readings[0]

    @cached_property
    def words(self) -> tuple[bytes, ...]:
        """Return the different words of all readings."""
        return tuple(dict.fromkeys(word for words in self.readings for word in words))

    @cached_property
    def pairs(self) -> tuple[bytes, ...]:
        """Return the different pairs of all readings."""
        return tuple(dict.fromkeys(pair for words in self.readings for pair in pairs(words)))

    @cached_property
    def runs(self) -> tuple[bytes, ...]:
        """Return the different runs of RUN_WORDS words; all words where there are fewer."""
        return tuple(
            dict.fromkeys(
                b" ".join(words[start : start + RUN_WORDS])
                for words in self.readings
                for start in range(max(1, len(words) - RUN_WORDS + 1))
            )
        )

    def read_also(self, words: Sequence[bytes]) -> "Asked":
        """Add a reading."""
        if tuple(words) in self.readings:
            return self
        return replace(self, readings=(*self.readings, tuple(words)))


def take_apart(text: str) -> Asked:
    """Take a question apart: words, pairs, accents, quotes, numbers; abbreviations written out."""
    text = vietnamese.nfc(text)
    typed = fold(text).split()[:WORDS_MOST]
    asked = Asked(
        readings=(tuple(typed),),
        accents=tuple(dict.fromkeys(accented(text)))[:WORDS_MOST],
        quoted=tuple(tuple(fold(quoted).split()) for quoted in _QUOTED.findall(text)),
        numbers=_numbers(typed),
    )
    return asked.read_also(_written_out(typed, _number_words(text)))


def _number_words(text: str) -> frozenset[bytes]:
    """Return the words inside document numbers: `UBND` in `15/QĐ-UBND` is no abbreviation."""
    return frozenset(word for number in _NUMBER.findall(text) for word in fold(number).split())


def _numbers(words: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the runs of words that begin with a digit and may be a number or a code."""
    runs = (
        b"".join(words[start : start + size])
        for size in range(NUMBER_WORDS_MOST, 0, -1)
        for start in range(len(words) - size + 1)
        if words[start][:1].isdigit()
    )
    return tuple(dict.fromkeys(run for run in runs if len(run) > 4 or not run.isdigit()))


@cache
def abbreviations() -> dict[bytes, list[bytes]]:
    """Return the abbreviations offices use, with the words they stand for, both folded."""
    table = {}
    for line in (Path(__file__).parent / "abbreviations.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            short, long = line.split("\t")
            table[b" ".join(fold(short).split())] = fold(long).split()
    return table


def _written_out(words: Sequence[bytes], numbers: frozenset[bytes]) -> list[bytes]:
    """Replace each abbreviation (one to three words) by what it stands for."""
    table, written, place = abbreviations(), [], 0
    while place < len(words):
        for size in (3, 2, 1):
            short = words[place : place + size]
            if (long := table.get(b" ".join(short))) and not numbers.issuperset(short):
                written += long
                place += len(short)
                break
        else:
            written.append(words[place])
            place += 1
    return written
