"""What is sealed opens with the key and its owner alone; secrets change with all they hang on."""

import pytest
from cryptography.exceptions import InvalidTag

from province import sealing

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
    secrets = {sealing.look_up_secret(KEY, f"d{n}", 1) for n in range(2000)}
    assert len(secrets) == 2000
    assert all(len(one) == 8 for one in secrets)
    assert not set("".join(secrets)) & set("01OIL")
    assert sealing.look_up_secret(KEY, "d1", 2) not in secrets
    assert sealing.look_up_secret(OTHER, "d1", 1) != sealing.look_up_secret(KEY, "d1", 1)


def test_what_was_sealed_hashed_and_given_out_long_ago_still_holds() -> None:
    """The names the keys are drawn for may never change: these values lie in databases."""
    old = "6e6e6e6e6e6e6e6e6e6e6e6eb6252f9092df7c704e1e5a284cd26ba93b685dfbb56347acb7"
    assert sealing.unseal(KEY, "one", bytes.fromhex(old)) == {"a": "1"}
    assert sealing.look_up_secret(KEY, "d1", 1) == "DTYK96QV"
    assert sealing.look_up_hash(KEY, "086185001234") == (
        "168b5acd36c102b273f95f0d8ef7a7922a22b5fdc440a6d2e5c33465a79be3a0"
    )
