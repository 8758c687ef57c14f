"""One question answered over the index as it is at one moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from province.index import KINDS, Entry, Mask, Snapshot, fold
from province.search import scorer, suggest
from province.search.asking import take_apart
from province.search.model import Facets, Hit, Question
from province.search.snippets import snippet

CLOSELY_READ = 20  # so many best hits are ordered by their wording too
READ_CHARACTERS_MOST = 8_000  # of each text, to order it and to show a passage
LEARNT_FROM = 10  # so many best hits say how a question is written with accents

_EPOCH = 719_163  # date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class LookedAt:
    """An entry, and its wording without accents."""

    entry: Entry
    names: list[bytes]  # the title first
    text: bytes  # so much of it as is looked at


def _fold_each(texts: Sequence[str]) -> list[bytes]:
    """Fold several texts at once: a call costs more than its letters."""
    folded, place, each = fold(" ".join(texts)), 0, []
    for one in texts:
        each.append(folded[place : place + len(one)])
        place += len(one) + 1
    return each


class Answer:
    """What one reader finds. Ordering, counting and reading are done when asked for."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self.snapshot = snapshot
        self.question = question
        view = snapshot.seen_by(question.readers)
        typed = take_apart(question.text)
        self.repaired = suggest.repair(view, typed.typed)
        self.asked = typed.read_also(self.repaired)
        if typed.words:
            self.scored = scorer.score(view, self.asked)
        elif question.text.strip():
            self.scored = scorer.nothing(view)
        else:
            self.scored = scorer.everything(view)
        self.hits = self.scored.found & self._wanted(question)
        self.total = int(np.count_nonzero(self.hits))
        self._highest = float(self.scored.scores.max(initial=0)) or 1.0
        self._looked_at: dict[int, LookedAt] = {}

    def best(self, size: int) -> list[int]:
        """Return the first documents in the order asked for, at most so many."""
        days = self.snapshot.days
        if self.question.newest_first or not self.asked.words:
            return scorer.newest(self.hits, days, size)
        ranked = scorer.first(self.scored, self.hits, days, max(size, CLOSELY_READ))
        close = sorted(ranked[:CLOSELY_READ], key=self._closeness)  # equals stay as they are
        return (close + ranked[CLOSELY_READ:])[:size]

    def _closeness(self, document: int) -> tuple[bool, float]:
        read = self._look_at(document)
        near = scorer.closeness(self.asked, read.names, read.text)
        return not self.scored.named[document], -(self._share(document) + near)

    def _share(self, document: int) -> float:
        return float(self.scored.scores[document]) / self._highest

    def entry(self, document: int) -> Entry:
        """Return an entry."""
        return self._look_at(document).entry

    def _look_at(self, document: int) -> LookedAt:
        if document not in self._looked_at:
            entry = self.snapshot.entry(document)
            written = entry.title, *entry.names, entry.text[:READ_CHARACTERS_MOST]
            *names, text = _fold_each(written)
            self._looked_at[document] = LookedAt(entry, names, text)
        return self._looked_at[document]

    def hit(self, document: int) -> Hit:
        """Return a document as it is shown."""
        read = self._look_at(document)
        entry = read.entry
        return Hit(
            id=entry.id,
            title=entry.title,
            url=entry.url,
            kind=entry.kind,
            snippet=snippet(entry.text, read.text, self.scored.rarity, self.asked.pairs),
            score=round(self._share(document), 4),
            date=entry.date,
            unit=entry.unit,
            field=entry.field,
            number=entry.number,
        )

    def suggestion(self) -> str:
        """Return the question repaired and with its accents; empty when it needs neither.

        Accents are learnt from the best hits, so the words are spelt as those spell them.
        """
        bare = self.question.text.isascii()
        by_number = self.asked.numbers and self.scored.named.any()
        if not self.total or by_number or not self.asked.words:
            return ""
        if self.repaired == list(self.asked.typed) and not bare:
            return ""
        written = self.written(self.repaired)
        return "" if written == self.question.text.strip().lower() else written

    def written(self, words: Iterable[bytes]) -> str:
        """Write words with the accents the best hits write them with."""
        entries = [self.entry(document) for document in self.best(LEARNT_FROM)]
        texts = ["\n".join([entry.title, *entry.names, entry.text]) for entry in entries]
        return suggest.restore_accents(list(words), texts)

    def facets(self) -> Facets:
        """Return how many hits each choice of a filter leaves, the other filters standing."""
        asked = self.question
        kinds = dict(self._counts("kind", replace(asked, kinds=frozenset())))
        return Facets(
            kinds=tuple((kind, kinds[kind]) for kind in KINDS if kind in kinds),
            fields=self._counts("field", replace(asked, field="")),
            units=self._counts("unit", replace(asked, unit="")),
            years=self._years(replace(asked, from_day=None, to_day=None)),
        )

    def _counts(self, name: str, question: Question) -> tuple[tuple[str, int], ...]:
        choice = self.snapshot.choices[name]
        codes = choice.codes[self.scored.found & self._wanted(question)]
        counts = np.bincount(codes[codes >= 0], minlength=len(choice.values)).tolist()
        held = [item for item in zip(choice.values, counts, strict=True) if item[1]]
        return tuple(sorted(held, key=lambda item: (-item[1], item[0])))

    def _years(self, question: Question) -> tuple[tuple[int, int], ...]:
        days = self.snapshot.days[self.scored.found & self._wanted(question)]
        dated = (days[days > 0] - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]")
        years, counts = np.unique(dated.astype(int) + 1970, return_counts=True)
        return tuple(zip(years[::-1].tolist(), counts[::-1].tolist(), strict=True))

    def _wanted(self, question: Question) -> Mask:
        """Return which documents the filters let through."""
        wanted: NDArray[np.bool_] = np.ones(self.snapshot.size, bool)
        if question.kinds:
            wanted &= self.snapshot.having("kind", question.kinds)
        if question.field:
            wanted &= self.snapshot.having("field", {question.field})
        if question.unit:
            wanted &= self.snapshot.having("unit", {question.unit})
        if question.from_day:
            wanted &= self.snapshot.days >= question.from_day.toordinal()
        if question.to_day:
            days = self.snapshot.days
            wanted &= (days <= question.to_day.toordinal()) & (days > 0)
        return wanted
