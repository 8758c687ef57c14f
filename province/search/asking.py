"""A question taken apart: what is looked up in the index, in each of the ways it may be meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from province.basics import text as vietnamese
from province.index import accented, fold, pairs, spelt

WORDS_MOST = 64  # syllables of a question; the rest of a longer one is not looked at
RUN_WORDS = 4  # so many in a row are looked for in the wording of the best hits
NUMBER_WORDS_MOST = 8  # `112/2001/QĐ-TTg` is four words

_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_NUMBER = re.compile(r"\S*\d\S*/\S+")


@dataclass(frozen=True)
class Asked:
    """A question taken apart. It may have several readings: as typed, abbreviations written out,
    misspelt words repaired; an entry may answer any of them."""

    readings: tuple[tuple[bytes, ...], ...]  # the words of each; as typed first
    accents: tuple[bytes, ...]
    quoted: tuple[tuple[bytes, ...], ...]  # what was put in quotes must occur so
    numbers: tuple[bytes, ...]  # keys that may be a document number, the longest first
    spelt: bytes  # all of it, with its accents

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

    @property
    def names(self) -> tuple[bytes, ...]:
        """Return what the question may be the name of: as it is spelt, then its other readings."""
        return (self.spelt, *(b" ".join(words) for words in self.readings[1:]))

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
        spelt=spelt(text),
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
