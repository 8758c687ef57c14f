"""What a term says about each entry that holds it: its part of BM25, worked out on reading.

How much the term itself says, its rarity, depends on who asks and is left to who answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.int32]
Impacts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of terms and how much it says: BM25 with its two constants.

    `pivot` is the length at which an entry counts as neither short nor long. It is fixed, not the
    average of what happens to be indexed, so an entry's score changes only when it does.
    """

    name: str
    weight: float
    saturation: float  # k1: how soon repeating a term stops counting
    length_matters: float  # b: 0 not at all … 1 fully
    length: str  # the column that holds it
    pivot: float


WORDS = Part("words", 0.8, 0.8, 0.85, "length", 260)
PAIRS = Part("pairs", 1.0, 0.8, 0.85, "length", 260)
TITLE_PAIRS = Part("title_pairs", 0.3, 1.2, 0.75, "title_length", 9)
ACCENTS = Part("accents", 0.3, 0.8, 0.85, "length", 260)
SCORED = {part.name: part for part in (WORDS, PAIRS, TITLE_PAIRS, ACCENTS)}


def norms(part: Part, lengths: NDArray[np.int32]) -> Impacts:
    """Return how much the length of each entry counts against it."""
    shares = 1 - part.length_matters + part.length_matters * lengths / part.pivot
    return (part.saturation * shares).astype(np.float32)


def impacts_of(part: Part, counts: NDArray[np.uint8], norms: Impacts) -> Impacts:
    """Return what a term adds to the scores of the entries that hold it so often."""
    often = counts.astype(np.float32)
    impacts: Impacts = (1 + part.saturation) * often / (often + norms)
    return impacts


class TermList:
    """The documents of a segment that hold a term, and what the term adds to the score of each.

    What is added is between 0 and 1 + k1, before the term's rarity. A list of much of a segment is
    kept with a place for every document: adding it whole is faster than picking its places.
    """

    __slots__ = ("_documents", "_impacts")

    def __init__(self, documents: Documents, impacts: Impacts | None = None, size: int = 0) -> None:
        self._documents: Documents | None = documents
        self._impacts = impacts
        if impacts is not None and len(documents) * 3 > size:
            self._documents = None
            self._impacts = np.zeros(size, np.float32)
            self._impacts[documents] = impacts

    @property
    def documents(self) -> Documents:
        """Return the documents, rising."""
        if self._documents is not None:
            return self._documents
        assert self._impacts is not None
        return np.flatnonzero(self._impacts).astype(np.int32)

    def add_to(self, scores: Impacts, weight: float) -> None:
        """Add what the term says to the scores that begin with those of its segment."""
        assert self._impacts is not None, "a term that is only looked up says nothing"
        added = np.float32(weight) * self._impacts
        if self._documents is None:
            scores[: len(added)] += added
        else:
            scores[self._documents] += added

    @property
    def bytes(self) -> int:
        """Return about how much memory it takes."""
        kept = (self._documents, self._impacts)
        return 300 + sum(array.nbytes for array in kept if array is not None)
