"""Networks: one origin however its address is written."""

import pytest

from province.basics.networks import network_of, plain_address


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("::ffff:cb00:7105", "203.0.113.5"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::2:3", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_counts_as_one_origin(address: str, origin: str) -> None:
    assert network_of(address) == origin


def test_an_address_that_is_none_is_none() -> None:
    assert plain_address("máy của tôi") is None
    assert str(plain_address("::ffff:127.0.0.1")) == "127.0.0.1"
