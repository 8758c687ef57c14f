"""Ask the index: find, count by choice, suggest. One searcher serves all threads of a process."""

import time
from pathlib import Path

from province.basics import Invalid
from province.index import OpenIndex
from province.search import suggest
from province.search.answer import LEARNT_FROM, Answer
from province.search.asking import take_apart
from province.search.model import (
    PAGE_SIZE_MOST,
    PAGES_MOST,
    Facets,
    Question,
    Results,
    Suggestion,
)

SUGGESTIONS_MOST = 8


class Searcher:
    """Answers questions from the index at a path, seeing each change as soon as it is written."""

    def __init__(self, path: Path) -> None:
        self._index = OpenIndex(path)

    def find(self, question: Question) -> Results:
        """Return a page of what a reader may find.

        Refuses: search.question.page; search.index.missing, .foreign, .damaged.
        """
        if not (1 <= question.page <= PAGES_MOST and 1 <= question.page_size <= PAGE_SIZE_MOST):
            raise Invalid(
                "search.question.page",
                f"Kết quả có từ trang 1 đến trang {PAGES_MOST}, "
                f"mỗi trang từ 1 đến {PAGE_SIZE_MOST} mục.",
            )
        started = time.perf_counter()
        answer = Answer(self._index.now(), question)
        end = question.page * question.page_size
        shown = answer.best(end)[end - question.page_size :]
        more = end < answer.total and question.page < PAGES_MOST
        return Results(
            hits=tuple(answer.hit(document) for document in shown),
            total=answer.total,
            next=question.page + 1 if more else None,
            suggestion=answer.suggestion(),
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def facets(self, question: Question) -> Facets:
        """Return how many hits each choice of a filter leaves, the other filters standing.

        Refuses: search.index.missing, .foreign, .damaged.
        """
        return Answer(self._index.now(), question).facets()

    def suggest(
        self, text: str, readers: frozenset[str] = frozenset(), most: int = SUGGESTIONS_MOST
    ) -> list[Suggestion]:
        """Return what the person typing may mean: words to search for, then pages.

        Refuses: search.index.missing, .foreign, .damaged.
        """
        snapshot = self._index.now()
        view = snapshot.seen_by(readers)
        words = list(take_apart(text).typed)
        if not words:
            return []
        if not text[-1].isspace():
            words = suggest.finish(view, words)
        words = suggest.repair(view, words)
        answer = Answer(snapshot, Question(b" ".join(words).decode(), readers=readers))
        best = [answer.entry(document) for document in answer.best(LEARNT_FROM)]
        pages = {
            entry.title: Suggestion(entry.title, entry.url, entry.kind)
            for entry in suggest.titles(view, text, most) + best
        }
        written = answer.written(words) if best else ""
        said = [Suggestion(written)] if written and written not in pages else []
        return [*said, *pages.values()][:most]
