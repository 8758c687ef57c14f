"""Paths and parameters, read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.syntax import Path, Rebuff, is_address, read_path, read_xtext, write_xtext


@pytest.mark.parametrize(
    ("argument", "address"),
    [
        ("TO:<an@vinhlong.example>", "an@vinhlong.example"),
        ("to: <an@vinhlong.example>", "an@vinhlong.example"),
        ("TO:<an+hop@sxd.vinhlong.example>", "an+hop@sxd.vinhlong.example"),
        ('TO:<"an tran"@vinhlong.example>', '"an tran"@vinhlong.example'),
        ("TO:<an@[127.0.0.1]>", "an@[127.0.0.1]"),
        ("TO:<an@[IPv6:::1]>", "an@[IPv6:::1]"),
        ("TO:<@cu.example,@moi.example:an@vinhlong.example>", "an@vinhlong.example"),
        ("TO:<Postmaster>", "Postmaster"),
        ("TO:<tr\u0061\u0302n@vinhlong.example>", "trân@vinhlong.example"),
    ],
)
def test_valid_paths_are_read(argument: str, address: str) -> None:
    assert read_path(argument, "TO").address == address


@pytest.mark.parametrize(
    "argument",
    [
        None,
        "",
        "TO:",
        "TO:an@vinhlong.example",
        "FROM:<an@vinhlong.example>",
        "TO:<an@vinhlong.example",
        "TO:<an@@vinhlong.example>",
        "TO:<an@vinhlong..example>",
        "TO:<an@-vinhlong.example>",
        "TO:<.an@vinhlong.example>",
        "TO:<an.@vinhlong.example>",
        "TO:<an binh@vinhlong.example>",
        "TO:<an\x00@vinhlong.example>",
        "TO:<an@vinhlong.example>SIZE=1",
        "TO:<an@vinhlong.example> =1",
        "TO:<an@vinhlong.example> SIZE=1 SIZE=2",
        f"TO:<{'a' * 65}@vinhlong.example>",
        f"TO:<an@{'a.' * 127}example>",
        "TO:<an@vinhlong.example><binh@vinhlong.example>",
        "TO:<an@vinhlong.example> SIZE=",
    ],
)
def test_what_is_no_path_is_refused_for_good(argument: str | None) -> None:
    with pytest.raises(Rebuff, match=r"^5\d\d 5\."):
        read_path(argument, "TO")


def test_null_sender_and_parameters() -> None:
    assert read_path("FROM:<> SIZE=1000 body=8BITMIME SMTPUTF8", "FROM") == Path(
        "", {"SIZE": "1000", "BODY": "8BITMIME", "SMTPUTF8": ""}
    )


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(argument: str) -> None:
    try:
        path = read_path(f"TO:{argument}", "TO")
    except Rebuff:
        return
    assert path.address == "" or any(
        is_address(whole) for whole in (path.address, f"{path.address}@vinhlong.example")
    )


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40))
def test_xtext_comes_back(value: str) -> None:
    assert read_xtext(write_xtext(value)) == value


@pytest.mark.parametrize("value", ["", "a b", "a+", "a+4", "a+zz", "a=b", "é"])
def test_what_is_no_xtext_is_refused(value: str) -> None:
    with pytest.raises(Rebuff):
        read_xtext(value)
