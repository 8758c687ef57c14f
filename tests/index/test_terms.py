from province.index.terms import terms_of
from tests.index.entries import ENTRIES


def test_pairs_are_of_the_title_and_the_text_but_do_not_join_them() -> None:
    terms = terms_of(ENTRIES[4])
    assert terms.pairs[b"hoa giai"] == 3
    assert terms.title_pairs[b"hoa giai"] == 1
    assert b"so to" not in terms.pairs  # … ở cơ sở | Tổ hòa giải …
