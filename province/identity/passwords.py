"""Passwords: how they are judged, kept and checked.

Length over rules: no demand for signs and capitals, no expiry by the calendar; but nothing that
is on everybody's list, and nothing made of one's own name. Kept as argon2id with OWASP's
parameters, brought up to date at the next sign-in when the parameters change. A password is
compared in NFC, so that the same keys open on every keyboard (RFC 8265 §4.2).
"""

import re
import secrets
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from province.basics import Invalid, text

STAFF_CHARACTERS_LEAST = 12
CITIZEN_CHARACTERS_LEAST = 10
CHARACTERS_MOST = 200
HASHES_AT_ONCE_MOST = 4  # each takes 19 MiB while it runs

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turn = BoundedSemaphore(HASHES_AT_ONCE_MOST)
_WORDS = Path(__file__).with_name("data") / "common-passwords.txt"
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that looks like another


def characters_least(kind: str) -> int:
    """Return how many characters the password of an account of a kind has at least."""
    return CITIZEN_CHARACTERS_LEAST if kind == "citizen" else STAFF_CHARACTERS_LEAST


def check_new(password: str, *, kind: str, email: str, name: str) -> None:
    """Judge a password that somebody chose, before it is kept.

    Refuses: access.password.short, access.password.long, access.password.common,
    access.password.own_name.
    """
    password = text.nfc(password)
    least = characters_least(kind)
    if len(password) < least:
        raise _refused(
            "short", f"Mật khẩu cần ít nhất {least} ký tự; một câu ngắn dễ nhớ là tốt nhất."
        )
    if len(password) > CHARACTERS_MOST:
        raise _refused("long", f"Mật khẩu dài nhất {CHARACTERS_MOST} ký tự.")
    bare = _bare(password)
    if _is_common(bare):
        raise _refused("common", "Mật khẩu này nhiều người dùng, rất dễ đoán. Hãy chọn câu khác.")
    if _is_made_of(bare, {_bare(part) for part in (*name.split(), name, *email.split("@"))}):
        raise _refused("own_name", "Mật khẩu không được ghép từ tên hay địa chỉ thư của mình.")


def _refused(reason: str, sentence: str) -> Invalid:
    return Invalid(f"access.password.{reason}", sentence, fields={"password": sentence})


def _bare(value: str) -> str:
    return "".join(letter for letter in text.fold(value) if letter.isalnum())


def _is_common(bare: str) -> bool:
    """Tell whether a password is only listed words, figures, runs and repetitions."""
    return len(set(bare)) < 5 or bare.isdigit() or _is_made_of(bare, _common_words())


def _is_made_of(bare: str, words: frozenset[str] | set[str]) -> bool:
    """Tell whether nothing but figures and at most two odd letters is left beside the words."""
    found = [word for word in words if len(word) >= 2 and word in bare]
    if not found:
        return False
    left = re.sub("|".join(sorted(map(re.escape, found), key=len, reverse=True)), "", bare)
    return len(re.sub(r"[0-9]", "", left)) <= 2


@cache
def _common_words() -> frozenset[str]:
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_bare(line) for line in lines if line and not line.startswith("#"))


def hashed(password: str) -> str:
    """Return what is kept of a password: its argon2id hash with parameters and salt."""
    with _turn:
        return _hasher.hash(text.nfc(password))


def fits(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one kept, in the same time when there is none to compare."""
    with _turn:
        try:
            matches = _hasher.verify(kept or _nobody(), text.nfc(password)[:CHARACTERS_MOST])
        except (VerificationError, InvalidHashError):
            return False
    return bool(matches) and kept is not None


@cache
def _nobody() -> str:
    """Return a hash that no password fits, with the parameters of all others."""
    return _hasher.hash(secrets.token_urlsafe())


def outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def invent_password(groups: int = 4) -> str:
    """Return a password to be read aloud and typed once: `k7mp-x4ta-qrs9-2hvb` (79 bits)."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(groups))
