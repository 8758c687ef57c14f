"""The three keys drawn from the instance's secret, and what is done with each.

One for each use, so that none can stand in for another: sealing, finding again, look-up secrets.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from province.storage import canonical

SECRET_CHARACTERS = 8
_UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
_NONCE_BYTES = 12
_DRAWN_FOR = "province.services"  # never to change: another name opens nothing sealed before


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


def look_up_secret(key: bytes, owner: str, round_: int) -> str:
    """Return the look-up secret of an owner, `K7WM4PQX`.

    It is computed and never stored: a receipt can be printed again, an answer repeated, and the
    database alone opens nothing. A new round makes a new secret.
    """
    digest = hmac.new(_drawn(key, "secret"), f"{owner}:{round_}".encode(), hashlib.sha256)
    number, letters = int.from_bytes(digest.digest()), []
    for _ in range(SECRET_CHARACTERS):
        number, place = divmod(number, len(_UNAMBIGUOUS))
        letters.append(_UNAMBIGUOUS[place])
    return "".join(letters)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_drawn(key, "seal"))


def _drawn(key: bytes, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"{_DRAWN_FOR}.{use}".encode()).derive(key)
