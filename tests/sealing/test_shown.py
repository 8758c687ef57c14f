"""Secrets are read however they are typed; identifiers are shown masked."""

import unicodedata

import pytest

from province import sealing

SECRET = sealing.look_up_secret(b"k" * 32, "d1", 1)


@pytest.mark.parametrize("change", [str, str.lower, sealing.spaced_secret, " ".join])
def test_a_secret_is_read_however_it_is_typed(change: object) -> None:
    typed = unicodedata.normalize("NFD", change(SECRET))  # type: ignore[operator]
    assert sealing.same_secret(SECRET, typed)
    assert not sealing.same_secret(SECRET, typed + "A")
    assert not sealing.same_secret(SECRET, "")


@pytest.mark.parametrize(
    ("value", "shown"), [("086185001234", "086•••••••34"), ("0912345678", "091•••••78")]
)
def test_identifiers_are_masked_in_the_middle(value: str, shown: str) -> None:
    assert sealing.masked(value) == shown
