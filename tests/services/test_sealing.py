"""What identifies a person opens with the key and its owner alone; secrets are typed loosely."""

import unicodedata

import pytest
from cryptography.exceptions import InvalidTag

from province.services import sealing

KEY, OTHER = b"k" * 32, b"o" * 32


def test_what_is_sealed_opens_for_its_owner_only() -> None:
    sealed = sealing.seal(KEY, "one", {"identity": "086185001234"})
    assert b"086185001234" not in sealed
    assert sealing.unseal(KEY, "one", sealed) == {"identity": "086185001234"}
    for key, owner in ((OTHER, "one"), (KEY, "two")):
        with pytest.raises(InvalidTag):
            sealing.unseal(key, owner, sealed)


def test_the_same_value_never_looks_the_same_sealed() -> None:
    assert sealing.seal(KEY, "one", {"a": "1"}) != sealing.seal(KEY, "one", {"a": "1"})


def test_a_look_up_hash_needs_the_key() -> None:
    assert sealing.look_up_hash(KEY, "086185001234") == sealing.look_up_hash(KEY, "086185001234")
    assert sealing.look_up_hash(KEY, "086185001234") != sealing.look_up_hash(OTHER, "086185001234")


def test_secrets_are_unambiguous_and_change_with_dossier_round_and_key() -> None:
    secrets = {sealing.dossier_secret(KEY, f"d{n}", 1) for n in range(2000)}
    assert len(secrets) == 2000
    assert all(len(one) == 8 for one in secrets)
    assert not set("".join(secrets)) & set("01OIL")
    assert sealing.dossier_secret(KEY, "d1", 2) not in secrets
    assert sealing.dossier_secret(OTHER, "d1", 1) != sealing.dossier_secret(KEY, "d1", 1)


@pytest.mark.parametrize("change", [str, str.lower, sealing.spaced_secret, " ".join])
def test_a_secret_is_read_however_it_is_typed(change: object) -> None:
    secret = sealing.dossier_secret(KEY, "d1", 1)
    typed = unicodedata.normalize("NFD", change(secret))  # type: ignore[operator]
    assert sealing.same_secret(secret, typed)
    assert not sealing.same_secret(secret, typed + "A")
    assert not sealing.same_secret(secret, "")


@pytest.mark.parametrize(
    ("value", "shown"), [("086185001234", "086•••••••34"), ("0912345678", "091•••••78")]
)
def test_identifiers_are_masked_in_the_middle(value: str, shown: str) -> None:
    assert sealing.masked(value) == shown
