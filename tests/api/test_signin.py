"""Signing in: where it leads afterwards."""

import pytest

from api.signin import onward


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        "/a\\b",
        "https://evil.example",
        "/a b",
        "",
    ],
)
def test_nothing_leads_away(asked: str) -> None:
    assert onward(asked) == "/lam-viec"
    assert onward(asked, "citizen") == "/tai-khoan"


@pytest.mark.parametrize("asked", ["/lam-viec/ho-so?muc=toi", "/%5cevil.example", "/tin-tức"])
def test_pages_of_ours_are_gone_to(asked: str) -> None:
    assert onward(asked) == asked
