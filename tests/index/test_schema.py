from dataclasses import replace

import pytest

from province.index.model import PUBLIC
from province.index.schema import SCHEMA, TEXT_KEPT_CHARACTERS_MOST, as_document, read_entry
from province.index.words import name_keys
from tests.index.entries import ENTRIES


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_read_as_it_was_written_but_for_its_readers(entry: object) -> None:
    document = as_document(entry)  # type: ignore[arg-type]
    assert set(document) == set(SCHEMA.names())
    assert read_entry(document["entry"]) == replace(entry, readers=frozenset({PUBLIC}))  # type: ignore[type-var]


def test_an_entry_is_known_by_its_names_and_found_by_words_that_are_not_kept() -> None:
    named = replace(ENTRIES[6], names=("Hỏi đáp",), words="đường dây nóng")
    document = as_document(named)
    assert document["called"].keys() == name_keys("Liên hệ") | name_keys("hỏi đáp")
    assert document["pairs"][b"duong day"] == document["pairs"][b"hoi dap"] == 1
    assert read_entry(document["entry"]) == replace(named, words="")


def test_a_long_text_is_found_whole_and_kept_in_part() -> None:
    document = as_document(replace(ENTRIES[0], text="đất " * 30_000 + "cuối"))
    assert document["words"][b"cuoi"] == 1
    assert len(read_entry(document["entry"]).text) == TEXT_KEPT_CHARACTERS_MOST


def test_an_entry_may_leave_out_what_it_has_not() -> None:
    document = as_document(ENTRIES[6])
    assert document["field"] == document["unit"] == document["number"] == {}
    assert document["day"] == 0
