"""Keeping what identifies a person: sealed at rest, found by a keyed hash, shown masked.

Three keys are drawn from the instance's secret, one for each use, so that none can stand in for
another. Without that secret the database tells neither an identity number nor a look-up secret.

Law: 91/2025/QH15
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from province.basics import text
from province.storage import canonical

SECRET_CHARACTERS = 8
_UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
_NONCE_BYTES = 12


def seal(key: bytes, owner: str, values: Mapping[str, Any]) -> bytes:
    """Encrypt values for one owner; moved to another row they cannot be opened."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, canonical(values).encode(), owner.encode())


def unseal(key: bytes, owner: str, sealed: bytes) -> dict[str, Any]:
    """Open what was sealed for an owner; anything else is a bug and raises InvalidTag."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    opened: dict[str, Any] = json.loads(_cipher(key).decrypt(nonce, rest, owner.encode()))
    return opened


def look_up_hash(key: bytes, value: str) -> str:
    """Return the keyed hash by which an identifier is found again without being readable."""
    return hmac.new(_drawn(key, "look-up"), value.encode(), hashlib.sha256).hexdigest()


def dossier_secret(key: bytes, dossier_id: str, round_: int) -> str:
    """Return the look-up secret of a dossier, `K7WM4PQX`.

    It is computed and never stored: the receipt can be printed again, an answer repeated, and the
    database alone opens nothing. A new round makes a new secret.
    """
    digest = hmac.new(_drawn(key, "secret"), f"{dossier_id}:{round_}".encode(), hashlib.sha256)
    number, letters = int.from_bytes(digest.digest()), []
    for _ in range(SECRET_CHARACTERS):
        number, place = divmod(number, len(_UNAMBIGUOUS))
        letters.append(_UNAMBIGUOUS[place])
    return "".join(letters)


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


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_drawn(key, "seal"))


def _drawn(key: bytes, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"province.services.{use}".encode()).derive(key)
