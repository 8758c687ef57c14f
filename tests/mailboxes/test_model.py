"""Addresses as they are looked up."""

import pytest

from province.mailboxes import is_local, normal
from province.mailboxes.model import without_tag


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("an@vinhlong.example", True),
        ("An@SXD.VinhLong.Example", True),
        ("an@xvinhlong.example", False),
        ("an@vinhlong.example.evil.example", False),
        ("vinhlong.example", True),
        ("an@vinhlong.example@evil.example", False),
    ],
)
def test_the_province_and_its_subdomains_are_local(address: str, local: bool) -> None:
    assert is_local("vinhlong.example", address) is local


def test_tags_and_case_make_no_other_address() -> None:
    assert without_tag(normal(" AN+hop+2@VinhLong.example ")) == "an@vinhlong.example"
