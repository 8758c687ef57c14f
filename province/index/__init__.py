"""The index: everything that can be found, laid down so that its readers find it quickly.

Entries (a guide, a notice, a legal document, an official document, a unit) are put in by their own
rooms' indexers in `house`. They are taken apart into Vietnamese words as those are compared, and
lie in Whoosh's segments with posting lists of our own. Who asks opens the index, takes it as it is
at one moment, and of that the view of one reader: whatever is counted there is counted over what
that reader may find. The index is a cache and can be rebuilt at any time; what it refuses is told
in the name of the search, which is where people meet it.
"""

from province.index.impacts import ACCENTS, PAIRS, TITLE_PAIRS, WORDS, Part
from province.index.model import KINDS, PUBLIC, Entry
from province.index.opening import OpenIndex, trouble
from province.index.snapshot import Mask, Snapshot, View
from province.index.words import accented, find_words, fold, pairs, spelt, start_key
from province.index.writing import put, rebuild, remove

__all__ = [
    "ACCENTS",
    "KINDS",
    "PAIRS",
    "PUBLIC",
    "TITLE_PAIRS",
    "WORDS",
    "Entry",
    "Mask",
    "OpenIndex",
    "Part",
    "Snapshot",
    "View",
    "accented",
    "find_words",
    "fold",
    "pairs",
    "put",
    "rebuild",
    "remove",
    "spelt",
    "start_key",
    "trouble",
]
