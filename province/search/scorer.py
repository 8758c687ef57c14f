"""Score every entry a reader may find, term by term, over the lists of the index.

Each term a question asks for adds its impact (how much it says about an entry, 0 … 1 + k1) times
its rarity (BM25's idf) times the weight of its part. Lists are added whole, as arrays: no list is
skipped, so what is found is exactly what the formula says, and it is still faster than walking
lists with skips one Python call at a time.

**The reader's rights are part of the formula.** Rarity is counted over what the reader may find,
and nothing else is looked at afterwards: entries that are hidden, replaced or removed change
neither a score nor a total, as if they were not in the index at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from province.index import (
    ACCENTS,
    PAIRS,
    TITLE_PAIRS,
    WORDS,
    Mask,
    Part,
    Snapshot,
    View,
    pairs,
)
from province.search.asking import Asked

WEAKEST = 0.4  # of the best score: what is weaker is no answer to the same question
LEAST = 0.2  # of what an entry of ordinary length with all words and pairs would score
_NAMED = 1e4  # above any score
RUNS_WEIGHT = 0.2  # what finding all of them adds to a score between 0 and 1
NAME_WEIGHT = 0.2  # what a name adds all of whose words were asked for


@dataclass(frozen=True, slots=True)
class Scored:
    """What a question finds among the entries its reader may find."""

    scores: NDArray[np.float32]  # by document
    found: Mask  # the hits, before filters
    named: Mask  # those whose own number or name was asked for: always first
    rarity: dict[bytes, float]  # of each word asked for that any of the entries holds


def score(view: View, asked: Asked) -> Scored:
    """Answer a question.

    A hit scores at least WEAKEST of the best and LEAST of a complete answer, accents apart, or
    holds every pair of words asked for (every word, if it was one); and it holds all that was put
    in quotes. Words no entry holds count as the rarest, so much must be found beside them.
    """
    snapshot = view.snapshot
    scores = np.zeros(snapshot.size, np.float32)
    held = np.zeros(snapshot.size, np.int16)
    whole = PAIRS if asked.pairs else WORDS

    def add(part: Part, terms: Iterable[bytes]) -> dict[bytes, float]:
        known = {term: view.known(part.name, term) for term in terms}
        rare = {term: rarity(n, view.population) for term, n in known.items() if n}
        for term in rare:
            for base, found in snapshot.lists(part.name, term):
                found.add_to(scores[base:], part.weight * rare[term])
                if part is whole:
                    held[base:][found.documents] += 1
        return rare

    rare = add(WORDS, asked.words)
    rare_pairs = add(PAIRS, asked.pairs)
    add(TITLE_PAIRS, asked.pairs)
    scores *= view.mask
    unknown = rarity(0, view.population)
    complete = WORDS.weight * sum(rare.get(word, unknown) for word in set(asked.typed))
    complete += PAIRS.weight * sum(rare_pairs.get(two, unknown) for two in set(pairs(asked.typed)))
    answers = scores >= max(WEAKEST * scores.max(initial=0), LEAST * complete)
    answers |= held >= len(asked.pairs or asked.words)
    answers &= (scores > 0) & _quoted(snapshot, asked)
    add(ACCENTS, asked.accents)  # sets the order only: accents or none, the hits are the same
    named = _named(view, asked)
    return Scored(scores, answers | named, named, rare)


def rarity(known: int, population: int) -> float:
    """Return BM25's idf of a term so many of the entries hold; above 0."""
    return log(1 + (population - known + 0.5) / (known + 0.5))


def _named(view: View, asked: Asked) -> Mask:
    """Return the entries whose number, or code, is in the question, of the longest that any has;
    else those whose name is the question."""
    keys = [("number", key) for key in asked.numbers] + [("called", key) for key in asked.names]
    for field, key in keys:
        if view.known(field, key):
            return view.snapshot.holding(field, key) & view.mask
    return np.zeros(view.snapshot.size, bool)


def _quoted(snapshot: Snapshot, asked: Asked) -> Mask:
    """Return the entries that hold what was put in quotes, two words at a time."""
    holding = np.ones(snapshot.size, bool)
    for words in asked.quoted:
        field, terms = ("pairs", pairs(words)) if len(words) > 1 else ("words", list(words))
        for term in terms:
            holding &= snapshot.holding(field, term)
    return holding


def everything(view: View) -> Scored:
    """Find all there is to read: the answer to no question."""
    size = view.snapshot.size
    return Scored(np.zeros(size, np.float32), view.mask, np.zeros(size, bool), {})


def nothing(view: View) -> Scored:
    """Find nothing: the answer to a question without a word, like `???`."""
    return replace(everything(view), found=np.zeros(view.snapshot.size, bool))


def first(scored: Scored, hits: Mask, days: NDArray[np.int32], size: int) -> list[int]:
    """Return the best hits, at most so many: named ones first, then by score, then the newest."""
    documents = np.flatnonzero(hits)
    ranks = scored.scores[documents] + np.float32(_NAMED) * scored.named[documents]
    if len(documents) > size:
        enough = ranks >= np.partition(ranks, -size)[-size]
        documents, ranks = documents[enough], ranks[enough]
    order = np.lexsort((documents, -days[documents], -ranks))
    return documents[order][:size].tolist()  # type: ignore[no-any-return]


def newest(hits: Mask, days: NDArray[np.int32], size: int) -> list[int]:
    """Return the hits of the latest days, at most so many; undated ones come last."""
    documents = np.flatnonzero(hits)
    order = np.lexsort((documents, -days[documents]))
    return documents[order][:size].tolist()  # type: ignore[no-any-return]


def closeness(asked: Asked, names: Sequence[bytes], text: bytes) -> float:
    """Return what the wording of an entry adds to its score, 0 … RUNS_WEIGHT + NAME_WEIGHT.

    The share of the question's runs of words that stand so in the entry, and the share of its
    title's words that were asked for, or of another name's: what is called just what was asked is
    the answer.
    """
    called = [name.split() for name in names]
    said = b" %b " % b" | ".join(b" ".join(words) for words in [*called, text.split()])
    together = sum(b" %b " % run in said for run in asked.runs) / len(asked.runs)
    covered = max((_share(set(words), asked.words) for words in called), default=0.0)
    return RUNS_WEIGHT * together + NAME_WEIGHT * covered


def _share(name: set[bytes], asked: Iterable[bytes]) -> float:
    return len(name.intersection(asked)) / len(name) if name else 0.0
