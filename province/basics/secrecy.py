"""The look-out for state-secret marks: what carries one never enters a connected network.

A mark is an upper-case stamp alone on its line or in its table cell (`MẬT`, `TỐI MẬT`, `TUYỆT
MẬT`, also letter-spaced, full-width, without accents, or after the `Re:` of an answer), one that
begins a line in brackets or before a colon (`[MẬT] Kế hoạch`), or a filled level field (`Độ mật:
Tối mật`).
Ordinary words (`bí mật kinh doanh`, `mật độ xây dựng`) are none. This is an aid for honest
mistakes, not proof that a text is free of secrets.

Law: 117/2025/QH15
"""

import re
from unicodedata import normalize

from province.basics.refusals import StateSecret
from province.basics.text import nfc

_LEVELS = ("Mật", "Tối mật", "Tuyệt mật")
_STAMPS = {
    "MẬT": "Mật",
    "MAT": "Mật",
    "TỐIMẬT": "Tối mật",
    "TOIMAT": "Tối mật",
    "TUYỆTMẬT": "Tuyệt mật",
    "TUYETMAT": "Tuyệt mật",
}
_CELLS = re.compile(r"[\n\r\v\f\x85\u2028\u2029\t|]| {3,}")  # a letter-spaced stamp has fewer
_FRAME = re.compile(r"[\W_]+")
_ANSWERED = re.compile(r"\s*(?:(?:re|fwd?|tl|ct)\s*:\s*)+", re.IGNORECASE)
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
    text = normalize("NFKC", text)  # full-width letters are letters
    found = {level for cell in _CELLS.split(text) if (level := _marked(cell))}
    found |= {level for match in _FIELD.finditer(text) if (level := _level(match["level"]))}
    return [level for level in _LEVELS if level in found]


def refuse_if_marked(*texts_or_levels: str | None) -> None:
    """Refuse what is marked as a state secret: call it before anything is stored or logged.

    A value that is nothing but a level (`Tối mật`, from a field of a form or a message) counts
    in any case of letters. Nothing of the text goes into the refusal.

    Refuses: basics.secrecy.marked. Law: 117/2025/QH15
    """
    for value in texts_or_levels:
        if value and (_level(value) or marks_in(value)):
            raise StateSecret(
                "basics.secrecy.marked",
                "Nội dung mang dấu chỉ độ mật nên hệ thống không tiếp nhận và không lưu lại bất "
                "cứ phần nào. Tài liệu bí mật nhà nước không được soạn, gửi hoặc lưu trên mạng "
                "có kết nối Internet; vui lòng đăng ký tại văn thư mật của cơ quan.",
            )


def _marked(cell: str) -> str | None:
    if (answered := _ANSWERED.match(cell)) is not None:
        cell = cell[answered.end() :]
    if (leading := _LEADING.match(cell)) is not None:
        return _stamp(leading["framed"] or leading["said"])
    return _stamp(cell)


def _stamp(cell: str) -> str | None:
    return _STAMPS.get(_FRAME.sub("", cell)) if len(cell) <= 40 else None


def _level(value: str) -> str | None:
    return _stamp(nfc(value).upper())
