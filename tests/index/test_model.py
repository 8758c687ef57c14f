import pytest

from province.index import KINDS, Entry
from tests.index.entries import ENTRIES


def test_an_entry_of_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="'poem'"):
        Entry("p:1", "poem", "Thơ", "", "/tho/")


def test_every_kind_has_a_name_for_readers() -> None:
    assert all(KINDS[entry.kind] for entry in ENTRIES)
