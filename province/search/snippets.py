"""The passage of a text that answers a question best, with what was asked for marked.

Marks are found in the folded text, whose places are those of the text itself: a question without
accents marks accented words. The text is escaped; no tag but <mark> is ever put in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from province.index import find_words

PASSAGE_CHARACTERS = 240
COMMON = 0.05  # of the rarity of the rarest word asked for: what is commoner is never marked
RARE = 0.4  # from here on a word is marked alone too


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of words that was asked for: where it is, and how much finding it says."""

    start: int
    end: int
    weight: float
    words: frozenset[bytes]


def snippet(text: str, folded: bytes, rarity: Mapping[bytes, float], pairs: Sequence[bytes]) -> str:
    """Return the best passage of a text as HTML, at most about PASSAGE_CHARACTERS long.

    `folded` is the part of the text that is looked at.
    """
    marked = find_marks(folded, rarity, frozenset(pairs))
    start, end = _best_passage(text, marked)
    inside = [run for run in marked if start <= run.start and run.end <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return before + " ".join(mark(text, inside, start, end).split()) + after


def mark(text: str, marked: Sequence[Marked], start: int = 0, end: int | None = None) -> str:
    """Return a piece of a text as HTML with its runs marked."""
    pieces, place = [], start
    for run in marked:
        pieces += [escape(text[place : run.start]), "<mark>", escape(text[run.start : run.end])]
        pieces.append("</mark>")
        place = run.end
    return "".join(pieces) + escape(text[place:end])


def find_marks(
    folded: bytes, rarity: Mapping[bytes, float], pairs: frozenset[bytes]
) -> list[Marked]:
    """Return the runs of words that stand as they were asked for; where none does, rare words."""
    rarest = max(rarity.values(), default=0)
    telling = frozenset(word for word, rare in rarity.items() if rare >= COMMON * rarest)
    runs: list[list[re.Match[bytes]]] = []
    last: re.Match[bytes] | None = None
    for word in find_words(folded, telling):
        beside = last and word.start() - last.end() == 1
        if last and beside and b"%b %b" % (last.group(), word.group()) in pairs:
            runs[-1].append(word)
        else:
            runs.append([word])
        last = word
    together = [run for run in runs if len(run) > 1]
    alone = [run for run in runs if rarity[run[0].group()] >= RARE * rarest]
    return [_marked(run, rarity) for run in together or alone]


def _marked(run: Sequence[re.Match[bytes]], rarity: Mapping[bytes, float]) -> Marked:
    words = frozenset(word.group() for word in run)
    weight = sum(rarity[word] for word in words) * len(run)
    return Marked(run[0].start(), run[-1].end(), weight, words)


def _best_passage(text: str, marked: Sequence[Marked]) -> tuple[int, int]:
    """Return where the passage with the weightiest different runs begins and ends."""
    best, best_weight = 0, 0.0
    for first, opening in enumerate(marked):
        seen: set[frozenset[bytes]] = set()
        weight = 0.0
        for run in marked[first:]:
            if run.end - opening.start > PASSAGE_CHARACTERS:
                break
            if run.words not in seen:
                seen.add(run.words)
                weight += run.weight
        if weight > best_weight:
            best, best_weight = opening.start, weight
    start = _sentence_start(text, best)
    return start, _word_end(text, start + PASSAGE_CHARACTERS)


def _sentence_start(text: str, place: int) -> int:
    """Return where the sentence of a place begins, or a word a little before it."""
    if place < PASSAGE_CHARACTERS // 3:
        return 0
    near = place - PASSAGE_CHARACTERS // 3
    ends = [text.rfind(end, near, place) for end in (". ", "; ", "\n", ": ")]
    if max(ends) >= 0:
        return max(ends) + 1
    space = text.find(" ", near, place)
    return space + 1 if space >= 0 else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - 30, place)
    return space if space > 0 else place
