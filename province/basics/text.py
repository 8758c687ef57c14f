"""Vietnamese text: normal form, keys to compare and sort by, slugs, and what a door lets in.

Stored text is NFC and otherwise as the writer typed it; only keys are rewritten. Numerals and
dates for people are re-exported here, so that `text.money_vi` and `text.date_vi` read naturally.
"""

import re
import unicodedata
from functools import lru_cache

from province.basics.dates import date_long_vi, date_vi, instant_vi, parse_date, time_vi
from province.basics.numerals import money_in_words, money_vi, number_vi
from province.basics.refusals import TooLarge

__all__ = [
    "clean_line",
    "clean_text",
    "date_long_vi",
    "date_vi",
    "fold",
    "instant_vi",
    "money_in_words",
    "money_vi",
    "name_sort_key",
    "nfc",
    "number_vi",
    "parse_date",
    "slug",
    "time_vi",
    "tone_key",
    "word_sort_key",
]

_STROKE = str.maketrans("đĐ", "dD")  # đ is a letter of its own and does not decompose
_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_TONES = {_GRAVE: 1, _HOOK: 2, _TILDE: 3, _ACUTE: 4, _DOT: 5}  # none 0 < huyền < hỏi < ngã < …
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"  # f j w z stand where ICU puts them
_LETTER = {letter: f"{20 + place}" for place, letter in enumerate(_ALPHABET)}
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
_MOVED_TONE = re.compile(r"(?:o[àáảãạ]|o[èéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")


def nfc(value: str) -> str:
    """Compose accents: the one form in which text is stored and compared."""
    return unicodedata.normalize("NFC", value)


def fold(value: str) -> str:
    """Reduce to lower-case letters without accents: `Đất đai` → `dat dai`, from NFC or NFD."""
    bare = (c for c in unicodedata.normalize("NFD", value) if unicodedata.category(c) != "Mn")
    return nfc("".join(bare)).translate(_STROKE).casefold()


def tone_key(value: str) -> str:
    """Lower-case and put each tone mark where the newer habit puts it: `hoà` and `hòa` are one.

    Only open syllables in oa, oe, uy have two habits; `quý` and `hoàn` have one. For comparing
    and searching: stored text is never rewritten, both habits are lawful.
    """
    return _MOVED_TONE.sub(_move_tone, nfc(value).lower())


def _move_tone(match: re.Match[str]) -> str:
    glide, vowel, tone = tuple(unicodedata.normalize("NFD", match.group()))
    return nfc(glide + tone) + vowel


def word_sort_key(value: str) -> str:
    """Make a key that sorts as a Vietnamese dictionary does: letters, then tone, by syllable.

    Alphabet a ă â b c d đ e ê …; tones none < huyền < hỏi < ngã < sắc < nặng; numbers by value.

    Returns: digits only, so every database collation keeps the order. A syllable ends in `0` and
    its tone, a number begins with `1` and its length, a letter is two digits from `20`.
    """
    return "".join(_token_key(token) for token in _TOKEN.findall(nfc(value).lower()))


@lru_cache(maxsize=8192)  # Vietnamese has some 7,000 syllables; lists are sorted at every filing
def _token_key(token: str) -> str:
    if token.isascii() and token.isdigit():
        digits = token.lstrip("0") or "0"
        return f"1{min(len(digits), 99):02d}{digits}"
    tone, letters = 0, []
    for letter in token:
        parts = unicodedata.normalize("NFD", letter)
        tone = max([tone, *(_TONES[mark] for mark in parts if mark in _TONES)])
        plain = nfc("".join(part for part in parts if part not in _TONES))
        letters.append(_LETTER.get(plain) or f"9{ord(plain[0]):07d}")
    return f"{''.join(letters)}0{tone}"


def name_sort_key(full_name: str) -> str:
    """Make the key official lists sort people by: given name, then family name, then middle."""
    family, *middle_and_given = full_name.split() or [""]
    if not middle_and_given:
        return word_sort_key(family)
    *middle, given = middle_and_given
    return word_sort_key(" ".join([given, family, *middle]))


def slug(value: str) -> str:
    """Make the piece of a public address: `Đăng ký đất đai` → `dang-ky-dat-dai`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(value)).strip("-")


def clean_line(value: str, *, characters_most: int = 500) -> str:
    """Take one line in at a door: NFC, no control or invisible characters, single spaces.

    Refuses: basics.text.too_long.
    """
    return _within(re.sub(r"\s+", " ", _visible(value)).strip(), characters_most)


def clean_text(value: str, *, characters_most: int = 20_000) -> str:
    """Take several lines in at a door: as clean_line, keeping line ends and single blank lines.

    Refuses: basics.text.too_long.
    """
    lines = (re.sub(r"\s+", " ", line).strip() for line in _visible(value).splitlines())
    return _within(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), characters_most)


def _visible(value: str) -> str:
    """Drop what nobody sees and some are fooled by: controls, bidi overrides, half surrogates."""
    return "".join(
        c
        for c in nfc(value)
        if c in "\t\n\r\u2028\u2029" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )


def _within(value: str, characters_most: int) -> str:
    if len(value) > characters_most:
        raise TooLarge(
            "basics.text.too_long",
            f"Nội dung dài {number_vi(len(value))} ký tự, vượt quá "
            f"{number_vi(characters_most)} ký tự cho phép. Vui lòng viết ngắn lại.",
            detail={"characters": len(value), "characters_most": characters_most},
        )
    return value
