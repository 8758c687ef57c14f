"""What an operator writes is understood, or refused with a sentence."""

import pytest
from pydantic import ValidationError

from province.basics import load_settings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("smtp.example", "smtp.example:25"),
        ("smtp.example:587", "smtp.example:587"),
        ("192.0.2.1", "192.0.2.1:25"),
        ("[2001:db8::1]", "[2001:db8::1]:25"),
        ("[2001:db8::1]:2525", "[2001:db8::1]:2525"),
    ],
)
def test_a_smart_host_is_a_host_and_a_port(written: str, read: str) -> None:
    assert load_settings(_env_file=None, smart_host=written).smart_host == read


@pytest.mark.parametrize(
    "written",
    ["smtp.example:", "smtp.example:mail", "smtp.example:0", "smtp.example:65536", "2001:db8::1",
     ":25", "smtp://smtp.example", "an@smtp.example", "smtp.example 25"],
)  # fmt: skip
def test_what_is_no_smart_host_is_said_at_the_start(written: str) -> None:
    with pytest.raises(ValidationError, match="write host or host:port"):
        load_settings(_env_file=None, smart_host=written)
