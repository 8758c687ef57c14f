"""Search (tìm kiếm): what people ask the index, in Vietnamese as it is typed.

Readers find entries with or without accents, by words, by `số, ký hiệu`, by kind, field, unit and
date, and never learn of what they may not read: the reader's rights are part of the scoring. What
is misspelt is repaired, what is found is shown by the passage that answers best.
"""

from province.search.model import (
    PAGE_SIZE_MOST,
    PAGES_MOST,
    Facets,
    Hit,
    Question,
    Results,
    Suggestion,
)
from province.search.searcher import Searcher

__all__ = [
    "PAGES_MOST",
    "PAGE_SIZE_MOST",
    "Facets",
    "Hit",
    "Question",
    "Results",
    "Searcher",
    "Suggestion",
]
