"""The types are the decree's, in its order, and their abbreviations tell them."""

import pytest

from province import symbols


def test_there_are_29_administrative_types_in_the_decrees_order() -> None:
    assert len(symbols.ADMINISTRATIVE) == 29
    assert symbols.ADMINISTRATIVE[0].name == "Nghị quyết"
    assert symbols.ADMINISTRATIVE[17] is symbols.LETTER
    assert [kind.name for kind in symbols.ADMINISTRATIVE if not kind.abbreviation] == [
        "Công văn",
        "Thư công",
    ]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("15/QĐ-UBND", "Quyết định"),
        ("03/QyĐ-UBND", "Quy định"),
        ("11/2026/QĐ-UBND", "Quyết định"),
        ("12/UBND-VX", "Công văn"),
        ("08/BC-SNV", "Báo cáo"),
        ("", "Công văn"),
    ],
)
def test_the_symbol_tells_the_type(number: str, name: str) -> None:
    assert symbols.type_named_by(number) == name
