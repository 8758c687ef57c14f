"""The look-out for state-secret marks: what carries one never enters a connected network.

In a text, a mark is an upper-case stamp alone on its line or in its table cell (`MẬT`, `TỐI MẬT`,
`TUYỆT MẬT`, also letter-spaced, full-width, without accents, as the fonts of TCVN3 and VNI wrote
it, or after the `Re:` of an answer), one that begins a line in brackets or before a colon (`[MẬT]
Kế hoạch`), or a filled level field (`Độ mật: Tối mật`). Ordinary words (`bí mật kinh doanh`, `mật
độ xây dựng`) are none.

A whole value that is nothing but a level is a mark in any case of letters when it has its accents
(`mật`) or is two words (`tuyet mat`). `mat` alone is none: without accents that is also mất, mắt,
mặt. Only the stamp `MAT` is one, where a text has it alone on a line.

A name (of a file, of a folder, in an address) is a mark in any case of letters when it has its
accents (`Tối_mật.pdf`), or as a stamp of two words (`TOI MAT.pdf`). Names are commonly written
without accents, so `mat.jpg`, `MAT.JPG`, `/mat/` and `toi-mat` are none.

This is an aid for honest mistakes, not proof that a text is free of secrets.

Law: 117/2025/QH15
"""

import re
from collections.abc import Collection, Mapping
from unicodedata import normalize

from province.basics.refusals import StateSecret
from province.basics.text import fold

_LEVELS = ("Mật", "Tối mật", "Tuyệt mật")
_LEVEL_OF = {"mat": "Mật", "toimat": "Tối mật", "tuyetmat": "Tuyệt mật"}  # folded, no spaces
_ACCENTED = {"MẬT": "Mật", "TỐIMẬT": "Tối mật", "TUYỆTMẬT": "Tuyệt mật"}
_IN_NAMES = _ACCENTED | {"TOIMAT": "Tối mật", "TUYETMAT": "Tuyệt mật"}
_OLD_FONTS = {  # what TCVN3 and VNI text is in Unicode
    "MËT": "Mật",
    "TèIMËT": "Tối mật",
    "TUYÖTMËT": "Tuyệt mật",
    "MAÄT": "Mật",
    "TOÁIMAÄT": "Tối mật",
    "TUYEÄTMAÄT": "Tuyệt mật",
}
_STAMPS = _IN_NAMES | _OLD_FONTS | {"MAT": "Mật"}
_CELLS = re.compile(r"[\n\r\v\f\x85\u2028\u2029\t|]| {3,}")  # a letter-spaced stamp has fewer
_FRAME = re.compile(r"[\W_]+")
_ANSWERED = re.compile(r"\s*(?:(?:re|fwd?|tl|ct)\s*:\s*)+", re.IGNORECASE)
_TWO_BARE_WORDS = re.compile(r"[\W_]*((?:toi|tuyet)\s+mat)[\W_]*", re.IGNORECASE)
_LEADING = re.compile(
    r"[\W_]*?(?:[\[(]\s*(?P<framed>T[ỐO]I MẬT|TUYỆT MẬT|TOI MAT|TUYET MAT|MẬT)\s*[\])]"
    r"|(?P<said>T[ỐO]I MẬT|TUYỆT MẬT|TOI MAT|TUYET MAT|MẬT)\s*:)"
)
_FIELD = re.compile(
    r"(?:m[ứu]c\s+[đd][ộo]|c[ấa]p\s+[đd][ộo]|d[ấa]u\s+ch[ỉi]\s+[đd][ộo]|[đd][ộo]|m[ứu]c|d[ấa]u)"
    r"\s+m[ậa]t[\s*\"'_]*[:=|–—-][\s*\"'_]*"
    r"(?P<level>tuy[ệe]t\s+m[ậa]t|t[ốo]i\s+m[ậa]t|m[ậa]t)(?!\w|\s+[đd][ộo])",
    re.IGNORECASE,
)


def marks_in(text: str) -> list[str]:
    """Find the secrecy levels a text is marked with.

    Returns: levels as the law names them, each once, lowest first; empty for an ordinary text.
    """
    return _in_order(_found(text, _STAMPS))


def found_in(*texts_or_levels: str | None) -> str | None:
    """Return the highest level that texts are marked with, or whole values are; None for none."""
    found: set[str] = set()
    for value in texts_or_levels:
        if value:
            found |= _found(value, _STAMPS) | _whole(value)
    return _highest(found)


def found_in_name(name: str) -> str | None:
    """Return the level that a name of a file, or a folder on the path to it, is marked with."""
    found: set[str] = set()
    for part in re.split(r"[/\\]", name.replace("_", " ")):
        for said in (part, part.rpartition(".")[0]):
            found |= _found(said, _IN_NAMES) | _accented(said)
    return _highest(found)


def refuse_if_marked(*texts_or_levels: str | None) -> None:
    """Refuse what is marked as a state secret: call it before anything is stored or logged.

    What counts is what `found_in` finds. Nothing of the text goes into the refusal.

    Refuses: basics.secrecy.marked. Law: 117/2025/QH15
    """
    if found_in(*texts_or_levels):
        raise refusal()


def refusal() -> StateSecret:
    """Return the refusal of what is marked; it repeats nothing of it."""
    return StateSecret(
        "basics.secrecy.marked",
        "Nội dung mang dấu chỉ độ mật nên hệ thống không tiếp nhận và không lưu lại bất "
        "cứ phần nào. Tài liệu bí mật nhà nước không được soạn, gửi hoặc lưu trên mạng "
        "có kết nối Internet; vui lòng đăng ký tại văn thư mật của cơ quan.",
    )


def _found(text: str, stamps: Mapping[str, str]) -> set[str]:
    text = normalize("NFKC", text)  # full-width letters are letters
    cells = (cell for cell in _CELLS.split(text) if "M" in cell)  # as every mark has
    found = {level for cell in cells if (level := _marked(cell, stamps))}
    return found | {_level(match["level"]) for match in _FIELD.finditer(text)}


def _marked(cell: str, stamps: Mapping[str, str]) -> str | None:
    if (answered := _ANSWERED.match(cell)) is not None:
        cell = cell[answered.end() :]
    if (leading := _LEADING.match(cell)) is not None:
        return _level(leading["framed"] or leading["said"])
    return _stamp(cell, stamps)


def _stamp(cell: str, stamps: Mapping[str, str]) -> str | None:
    return stamps.get(_FRAME.sub("", cell)) if len(cell) <= 40 else None


def _whole(value: str) -> set[str]:
    bare = _TWO_BARE_WORDS.fullmatch(value) if len(value) <= 40 else None
    return {_level(bare[1])} if bare else _accented(value)


def _accented(value: str) -> set[str]:
    level = _stamp(normalize("NFKC", value).upper(), _ACCENTED)
    return {level} if level else set()


def _level(words: str) -> str:
    return _LEVEL_OF["".join(fold(words.upper()).split())]  # ı is an I


def _highest(found: Collection[str]) -> str | None:
    return next(reversed(_in_order(found)), None)


def _in_order(found: Collection[str]) -> list[str]:
    return [level for level in _LEVELS if level in found]
