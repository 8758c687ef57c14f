"""An entry as it lies in the index: the fields it is found by, the columns it is read from."""

import json
import zlib
from collections.abc import Mapping
from datetime import date as Day  # entries have a field named date
from typing import Any

from whoosh import columns, fields

from province.basics import text as vietnamese
from province.index import words
from province.index.lists import Terms
from province.index.model import Entry
from province.index.terms import terms_of

Document = dict[str, Any]  # what the index writer is given for an entry

TEXT_KEPT_CHARACTERS_MOST = 50_000  # for snippets; all of a longer text can still be found
CHOICES = ("kind", "field", "unit")  # one value an entry; what facets count

_NUMBER = columns.NumericColumn("i")  # 0 where an entry has none
SCHEMA = fields.Schema(
    # looked up exactly
    id=Terms(),
    kind=Terms(),
    field=Terms(),
    unit=Terms(),
    reader=Terms(),
    number=Terms(),
    called=Terms(),
    start=Terms(),
    # scored
    words=Terms(),
    pairs=Terms(),
    title_pairs=Terms(),
    accents=Terms(),
    # read
    day=fields.COLUMN(_NUMBER),  # date.toordinal
    length=fields.COLUMN(_NUMBER),  # words it is found by
    title_length=fields.COLUMN(_NUMBER),  # pairs of the title
    entry=fields.COLUMN(columns.VarBytesColumn()),
)


def as_document(entry: Entry) -> Document:
    """Return what the index writer is given for an entry."""
    terms = terms_of(entry)
    return {
        "id": _one(entry.id),
        "kind": _one(entry.kind),
        "field": _one(vietnamese.nfc(entry.field)),
        "unit": _one(vietnamese.nfc(entry.unit)),
        "reader": {key.encode(): 1 for key in entry.readers},
        "number": _one(words.number_key(entry.number)),
        "called": {key: 1 for name in (entry.title, *entry.names) for key in words.name_keys(name)},
        "start": _one(words.start_key(entry.title)),
        "words": terms.words,
        "pairs": terms.pairs,
        "title_pairs": terms.title_pairs,
        "accents": terms.accents,
        "day": entry.date.toordinal() if entry.date else 0,
        "length": terms.words.total(),
        "title_length": terms.title_pairs.total(),
        "entry": _written(entry),
    }


def _one(value: str | bytes) -> dict[bytes, int]:
    term = value.encode() if isinstance(value, str) else value
    return {term: 1} if term else {}


def _written(entry: Entry) -> bytes:
    kept = {
        "id": entry.id,
        "kind": entry.kind,
        "title": vietnamese.nfc(entry.title),
        "text": vietnamese.nfc(entry.text)[:TEXT_KEPT_CHARACTERS_MOST],
        "url": entry.url,
        "field": vietnamese.nfc(entry.field),
        "unit": vietnamese.nfc(entry.unit),
        "date": entry.date.isoformat() if entry.date else None,
        "number": vietnamese.nfc(entry.number),
        "names": [vietnamese.nfc(name) for name in entry.names],
    }
    return zlib.compress(json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"), 6)


def read_entry(written: bytes) -> Entry:
    """Return an entry as it was written; neither its readers nor its further words are kept."""
    kept: Mapping[str, Any] = json.loads(zlib.decompress(written))
    day = Day.fromisoformat(kept["date"]) if kept["date"] else None
    return Entry(**{**kept, "date": day, "names": tuple(kept["names"])})
