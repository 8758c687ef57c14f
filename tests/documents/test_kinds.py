"""Types, numbers and symbols come out as the decree writes them."""

import pytest

from province.basics import Invalid
from province.documents import kinds


def test_there_are_29_administrative_types_in_the_decrees_order() -> None:
    assert len(kinds.ADMINISTRATIVE) == 29
    assert kinds.ADMINISTRATIVE[0].name == "Nghị quyết"
    assert kinds.ADMINISTRATIVE[17] is kinds.LETTER
    assert [kind.name for kind in kinds.ADMINISTRATIVE if not kind.abbreviation] == [
        "Công văn",
        "Thư công",
    ]


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
    kind = kinds.type_of(code)
    symbol = kinds.symbol(kind, issuer, drafter)
    assert kinds.number_text(kind, number, 2026, symbol) == written


@pytest.mark.parametrize("drafter", ["", "vx", "V X", "V/X"])
def test_a_letter_names_its_drafting_unit(drafter: str) -> None:
    with pytest.raises(Invalid) as refused:
        kinds.symbol(kinds.LETTER, "UBND", drafter)
    assert refused.value.code == "documents.symbol.drafter"


def test_a_unit_without_abbreviation_gives_no_number() -> None:
    with pytest.raises(Invalid) as refused:
        kinds.symbol(kinds.type_of("quyet-dinh"), "")
    assert refused.value.code == "documents.symbol.issuer"


def test_copies_share_one_series_and_legal_types_have_their_own() -> None:
    assert {kinds.series_of(kind, []) for kind in kinds.COPIES} == {"copy"}
    assert len({kinds.series_of(kind, []) for kind in kinds.LEGAL}) == 2
    decision, letter = kinds.type_of("quyet-dinh"), kinds.LETTER
    assert kinds.series_of(decision, ["quyet-dinh"]) == "quyet-dinh"
    assert kinds.series_of(letter, ["quyet-dinh"]) == "common"
    assert kinds.series_of(letter, None) == "cong-van"
    nameless = kinds.type_of("thu-cong")
    for own in (None, [], ["cong-van"], ["thu-cong"]):
        assert kinds.series_of(nameless, own) == kinds.series_of(letter, own)


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
    assert kinds.type_named_by(number) == name


def test_writings_of_one_issuer_have_one_key() -> None:
    key = kinds.issuer_key("Ủy ban nhân dân tỉnh Vĩnh Long")
    assert kinds.issuer_key("Uỷ ban  nhân dân Tỉnh Vĩnh Long") == key
    assert kinds.issuer_key("UBND tỉnh Vĩnh Long") == key
    assert kinds.issuer_key("Ủy ban nhân dân tỉnh Vĩnh Long") == key
    assert kinds.issuer_key("Ủy ban nhân dân tỉnh Hòa Bình") != key
