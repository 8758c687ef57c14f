"""Search (tìm kiếm): one index over everything people may look for, in Vietnamese as it is typed.

Entries (a guide, a notice, a legal document, an official document, a unit) are put into a Whoosh
index by their own rooms' indexers in `house`; readers find them with or without accents, by words,
by `số, ký hiệu`, by kind, field, unit and date, and never learn of what they may not read: the
reader's rights are part of the scoring. The index is a cache and can be rebuilt at any time.
"""

from province.search.index import put, rebuild, remove
from province.search.model import (
    KINDS,
    PAGE_SIZE_MOST,
    PUBLIC,
    Entry,
    Facets,
    Hit,
    Question,
    Results,
    Suggestion,
)
from province.search.searcher import Searcher, trouble

__all__ = [
    "KINDS",
    "PAGE_SIZE_MOST",
    "PUBLIC",
    "Entry",
    "Facets",
    "Hit",
    "Question",
    "Results",
    "Searcher",
    "Suggestion",
    "put",
    "rebuild",
    "remove",
    "trouble",
]
