"""What an operator writes is understood, or refused with a sentence."""

import os
from pathlib import Path

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


@pytest.mark.parametrize("held", ["", "ab" * 31, "ab" * 33, "no secret"])
def test_a_damaged_secret_is_refused_and_never_used(tmp_path: Path, held: str) -> None:
    kept = tmp_path / "secrets" / "instance-key"
    kept.parent.mkdir()
    kept.write_text(held)
    with pytest.raises(ValueError, match="put back the file of the latest backup"):
        _ = load_settings(_env_file=None, var=tmp_path).secret_key
    assert kept.read_text() == held


def test_the_secret_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed, kept = [], tmp_path / "secrets" / "instance-key"
    monkeypatch.setattr(os, "fsync", lambda _: flushed.append(kept.exists()))
    secret = load_settings(_env_file=None, var=tmp_path).secret_key
    assert flushed == [False, True]  # the file, then its name in the folder
    assert len(secret) == 32
    assert load_settings(_env_file=None, var=tmp_path).secret_key == secret
