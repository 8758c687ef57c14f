"""Help with the question: words finished as one types, misspelt words repaired, accents restored.

All of it is read from the entries this reader may find, so a suggestion tells nothing they could
not find by themselves: there is no dictionary beside the index.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from province.basics import text as vietnamese
from province.index import Entry, View, accented, find_words, fold, start_key

TERMS_MOST = 300  # looked through to finish a word or a title
REPAIRED_LETTERS_LEAST = 3  # shorter words are left as they are
COMPANY_LEAST = 10  # how often a repair stands beside its neighbours, if the word as typed exists
READ_CHARACTERS_MOST = 3_000  # of each text accents are learnt from
PAIR_SAYS = 10  # how much more two words together say about their accents than one alone

_ASKING = (
    "được quy định như thế nào, như thế nào là, thế nào là, gồm những gì, là gì, làm gì, "
    "bao nhiêu, bao lâu, khi nào, trường hợp nào, ở đâu, là ai, của ai, tại sao, vì sao, ra sao, "
    "có được không, có phải không, đúng không, hay không, cần những giấy tờ nào, mất bao lâu"
)  # words of questions, which official texts do not use
_LETTERS = b"abcdeghiklmnopqrstuvxy"


def titles(view: View, typed: str, limit: int) -> list[Entry]:
    """Return entries whose title begins with what was typed; first those with its accents,
    then the shortest."""
    begun = start_key(typed)
    starting: dict[bytes, int] = {}
    for title in view.snapshot.terms("start", begun, TERMS_MOST) if begun else ():
        documents = np.flatnonzero(view.snapshot.holding("start", title) & view.mask)
        if len(documents):
            starting[title] = int(documents[0])
    shortest = sorted(starting, key=lambda title: (len(title), title))[: limit * 3]
    entries = [view.snapshot.entry(starting[title]) for title in shortest]
    asked = set(accented(vietnamese.nfc(typed)))
    entries.sort(key=lambda entry: len(asked.difference(accented(entry.title))))
    return entries[:limit]


def finish(view: View, words: Sequence[bytes]) -> list[bytes]:
    """Finish the last word as titles do after the word before it; else leave it.

    A word that is half of one (`xây` of `xây dựng`) is followed by its other half, if titles that
    go on mostly go on so.
    """
    if len(words) < 2:
        return list(words)
    ends = _in_titles(view, b"%b %b" % (words[-2], words[-1]))
    if not ends:
        return list(words)
    last = ends.most_common(1)[0][0].split()[1]
    finished = [*words[:-1], last]
    if last != words[-1] and (halves := _in_titles(view, last + b" ")):
        whole, known = halves.most_common(1)[0]
        if known * 2 > halves.total():
            finished.append(whole.split()[1])
    return finished


def _in_titles(view: View, begun: bytes) -> Counter[bytes]:
    """Return the pairs of titles that begin so, with how many titles hold each."""
    pairs = view.snapshot.terms("title_pairs", begun, TERMS_MOST)
    return Counter(
        {pair: known for pair in sorted(pairs) if (known := view.known("title_pairs", pair))}
    )


def repair(view: View, words: Sequence[bytes]) -> list[bytes]:
    """Put a likely word in place of each that no entry holds, or none beside its neighbours.

    Likely is what differs by one letter and stands beside the same neighbours most often.
    """
    repaired = list(words)
    for place, word in enumerate(words):
        if len(word) < REPAIRED_LETTERS_LEAST or not word.isalpha():
            continue
        alone = not view.known("words", word)
        if not alone and (len(words) < 2 or _company(view, repaired, place, word)):
            continue
        likely = [
            (_company(view, repaired, place, other), known, other)
            for other in _one_letter_away(word)
            if view.snapshot.holds("words", other) and (known := view.known("words", other))
        ]
        company, _, other = max(likely, default=(0, 0, b""))
        if company >= (1 if alone else COMPANY_LEAST) or (alone and len(words) == 1 and other):
            repaired[place] = other
    return repaired


def _company(view: View, words: Sequence[bytes], place: int, word: bytes) -> int:
    """Return how often a word stands beside those before and after its place."""
    beside = [b"%b %b" % (before, word) for before in words[max(0, place - 1) : place]]
    beside += [b"%b %b" % (word, after) for after in words[place + 1 : place + 2]]
    return sum(view.known("pairs", pair) for pair in beside)


def _one_letter_away(word: bytes) -> set[bytes]:
    """Return what becomes of a word by a letter left out, put in, changed, or two swapped."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    letters = [bytes([letter]) for letter in _LETTERS]
    near = {left + right[1:] for left, right in halves if right}
    near |= {left + right[1:2] + right[:1] + right[2:] for left, right in halves if len(right) > 1}
    near |= {left + letter + right[1:] for left, right in halves if right for letter in letters}
    near |= {left + letter + right for left, right in halves for letter in letters}
    return near - {word, b""}


def restore_accents(words: Sequence[bytes], texts: Iterable[str]) -> str:
    """Write folded words as the given texts write them: `giay phep` → `giấy phép`."""
    alone: dict[bytes, Counter[str]] = defaultdict(Counter)
    together: dict[tuple[bytes, bytes], Counter[tuple[str, str]]] = defaultdict(Counter)
    for text in (_ASKING, _ASKING, *texts):
        text = vietnamese.nfc(text[:READ_CHARACTERS_MOST]).lower()
        written = list(find_words(fold(text), frozenset(words)))
        spelt = [text[word.start() : word.end()] for word in written]
        for word, spelling in zip(written, spelt, strict=True):
            alone[word.group()][spelling] += 1
        for (left, right), spellings in zip(pairwise(written), pairwise(spelt), strict=True):
            if right.start() - left.end() == 1:
                together[left.group(), right.group()][spellings] += PAIR_SAYS
    votes = [alone[word].copy() for word in words]
    for place, pair in enumerate(pairwise(words)):
        for (left_spelling, right_spelling), said in together[pair].items():
            votes[place][left_spelling] += said
            votes[place + 1][right_spelling] += said
    return " ".join(
        vote.most_common(1)[0][0] if vote else word.decode()
        for word, vote in zip(words, votes, strict=True)
    )
