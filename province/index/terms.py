"""The terms an entry is indexed under.

There are four kinds: its **words** (syllables without accents), its **pairs** (two syllables side
by side: most Vietnamese words are two syllables long, so a pair says far more than its halves),
the pairs of its **title**, and its **accented** syllables, so that a question typed with accents
prefers `mã` to `má` while one typed without finds both.
"""

from collections import Counter
from dataclasses import dataclass

from province.basics import text as vietnamese
from province.index.model import Entry
from province.index.words import accented, fold, pairs


@dataclass(frozen=True, slots=True)
class Terms:
    """What an entry is indexed under, each term with how often it occurs."""

    words: Counter[bytes]
    pairs: Counter[bytes]
    title_pairs: Counter[bytes]
    accents: Counter[bytes]


def terms_of(entry: Entry) -> Terms:
    """Return the terms of an entry, from all that it is found by."""
    words: Counter[bytes] = Counter()
    twos: Counter[bytes] = Counter()
    accents: Counter[bytes] = Counter()
    found_by = entry.title, entry.number, entry.text, entry.words, *entry.names
    title, *rest = map(vietnamese.nfc, found_by)
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
