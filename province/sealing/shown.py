"""How identifiers and secrets are shown and typed."""

import hmac
import re

from province.basics import text


def same_secret(expected: str, typed: str) -> bool:
    """Compare a secret as typed, with spaces, dashes or small letters, in constant time."""
    bare = re.sub(r"[^A-Z0-9]", "", text.fold(typed[:64]).upper())
    return hmac.compare_digest(expected, bare)


def spaced_secret(secret: str) -> str:
    """Write a secret as it is printed, in two groups: `K7WM-4PQX`."""
    half = len(secret) // 2
    return f"{secret[:half]}-{secret[half:]}"


def masked(value: str) -> str:
    """Hide the middle of an identifier: `086203001234` → `086•••••••34`."""
    shown = 5 if len(value) >= 9 else 2
    return value[: shown - 2] + "•" * (len(value) - shown) + value[-2:]
