"""Numbers and symbols come out as the decree writes them."""

import pytest

from province import symbols
from province.basics import Invalid


@pytest.mark.parametrize(
    ("code", "number", "issuer", "drafter", "written"),
    [
        ("quyet-dinh", 15, "UBND", "", "15/QĐ-UBND"),
        ("bao-cao", 8, "SNV", "", "08/BC-SNV"),
        ("quy-dinh", 3, "UBND", "", "03/QyĐ-UBND"),
        ("chuong-trinh", 112, "UBND", "", "112/CTr-UBND"),
        ("to-trinh", 10, "SXD", "", "10/TTr-SXD"),
        ("cong-van", 5, "BNV", "VP", "05/BNV-VP"),
        ("cong-van", 123, "SNV", "VP", "123/SNV-VP"),
        ("ban-trich-sao", 7, "SNV", "", "07/TrS-SNV"),
        ("quyet-dinh-quy-pham-phap-luat", 11, "UBND", "", "11/2026/QĐ-UBND"),
        ("nghi-quyet-quy-pham-phap-luat", 5, "HĐND", "", "05/2026/NQ-HĐND"),
    ],
)
def test_number_and_symbol(code: str, number: int, issuer: str, drafter: str, written: str) -> None:
    kind = symbols.type_of(code)
    composed = symbols.symbol(kind, issuer, drafter)
    assert symbols.number_text(kind, number, 2026, composed) == written


@pytest.mark.parametrize("drafter", ["", "vx", "V X", "V/X"])
def test_a_letter_names_its_drafting_unit(drafter: str) -> None:
    with pytest.raises(Invalid) as refused:
        symbols.symbol(symbols.LETTER, "UBND", drafter)
    assert refused.value.code == "documents.symbol.drafter"


def test_a_unit_without_abbreviation_gives_no_number() -> None:
    with pytest.raises(Invalid) as refused:
        symbols.symbol(symbols.type_of("quyet-dinh"), "")
    assert refused.value.code == "documents.symbol.issuer"


def test_copies_share_one_series_and_legal_types_have_their_own() -> None:
    assert {symbols.series_of(kind, []) for kind in symbols.COPIES} == {"copy"}
    assert len({symbols.series_of(kind, []) for kind in symbols.LEGAL}) == 2
    decision, letter = symbols.type_of("quyet-dinh"), symbols.LETTER
    assert symbols.series_of(decision, ["quyet-dinh"]) == "quyet-dinh"
    assert symbols.series_of(letter, ["quyet-dinh"]) == "common"
    assert symbols.series_of(letter, None) == "cong-van"
    nameless = symbols.type_of("thu-cong")
    for own in (None, [], ["cong-van"], ["thu-cong"]):
        assert symbols.series_of(nameless, own) == symbols.series_of(letter, own)


def test_writings_of_one_issuer_have_one_key() -> None:
    key = symbols.issuer_key("Ủy ban nhân dân tỉnh Vĩnh Long")
    assert symbols.issuer_key("Uỷ ban  nhân dân Tỉnh Vĩnh Long") == key
    assert symbols.issuer_key("UBND tỉnh Vĩnh Long") == key
    assert symbols.issuer_key("Ủy ban nhân dân tỉnh Vĩnh Long") == key
    assert symbols.issuer_key("Ủy ban nhân dân tỉnh Hòa Bình") != key
