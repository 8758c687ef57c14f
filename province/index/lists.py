"""How posting lists lie on disk: one packed array a term, in Whoosh's segments and term index.

Whoosh keeps postings in pickled blocks of 128 and walks them one Python call at a time, which is
where its seconds go. Its codec is made to be replaced: this one writes each list whole, as gaps
between document numbers and how often the term occurs, and reads it back as two numpy arrays.

Files are read through a memory map, so threads may share them. The few pickles Whoosh itself
keeps in an index (its table of contents, a field map) are loaded by a reader that knows the
handful of types we write and refuses all others: an index from elsewhere can run nothing here.
"""

# mypy: disable-error-code="no-untyped-call"
# Whoosh's codec classes carry no annotations.

import io
import mmap
import os
import pickle
import zlib
from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, formats
from whoosh.codec import base, whoosh3
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.matching.mcore import ListMatcher

COUNT_MOST = 255  # a term that occurs more often in one entry counts as this often
PACKED_BYTES_LEAST = 96  # shorter lists do not shrink

_GAPS: tuple[np.dtype[Any], ...] = (np.dtype("<u1"), np.dtype("<u2"), np.dtype("<u4"))
_PACKED = 0x10  # set in the first byte when the rest is compressed
_KNOWN_TYPES = frozenset(
    {
        ("builtins", "set"),
        ("builtins", "int"),
        ("collections", "defaultdict"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        (__name__, "ListCodec"),
    }
)

_Counted = tuple[bytes, int, float | int, bytes]
_Gathered = dict[bytes, tuple["array[int]", bytearray]]
Postings = tuple[NDArray[np.int32], NDArray[np.uint8]]  # document numbers rising, counts


def pack(documents: "array[int]", counts: bytearray) -> bytes:
    """Write a list: one byte saying how wide the gaps are, the gaps, the counts."""
    gaps = np.diff(np.frombuffer(documents, np.uint32), prepend=np.uint32(0))
    width = 0 if (widest := gaps.max()) < 0x100 else 1 if widest < 0x10000 else 2
    body = gaps.astype(_GAPS[width]).tobytes() + counts
    if len(body) < PACKED_BYTES_LEAST:
        return bytes([width]) + body
    return bytes([width | _PACKED]) + zlib.compress(body, 6)


def unpack(packed: bytes) -> Postings:
    """Read a list."""
    gap = _GAPS[packed[0] & 0x0F]
    body = zlib.decompress(packed[1:]) if packed[0] & _PACKED else packed[1:]
    size = len(body) // (gap.itemsize + 1)
    documents = np.cumsum(np.frombuffer(body, gap, size), dtype=np.int32)
    return documents, np.frombuffer(body, np.uint8, size, size * gap.itemsize)


def place_of(info: whoosh3.W3TermInfo) -> tuple[int, int]:
    """Return where the list of a term begins and how long it is.

    Whoosh 3.54 reads the length back as a tuple of one; a later one may not.
    """
    start, length = info.extent()
    return start, length[0] if isinstance(length, tuple) else length


class Terms(fields.FieldType):
    """A field whose value is already taken apart: each term with how often it occurs."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), cast(Any, None))  # nothing left to analyse

    def index(self, value: Mapping[bytes, int], **_: Any) -> Generator[_Counted, Any, None]:
        """Hand the terms to the writer as they are."""
        for term, count in value.items():
            yield term, count, count, b""


class Pool:
    """Gathers the lists of one segment in memory; documents arrive in rising order.

    Stands where Whoosh's own pool stands, which sorts every single posting.
    """

    def __init__(self) -> None:
        self._fields: dict[str, _Gathered] = {}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take one posting: field, term, document, count, nothing."""
        field, term, document, count, _ = posting
        terms = self._fields.get(field)
        if terms is None:
            terms = self._fields[field] = {}
        lists = terms.get(term)
        if lists is None:
            lists = terms[term] = (array("I"), bytearray())
        lists[0].append(document)
        lists[1].append(int(count) if count < COUNT_MOST else COUNT_MOST)

    def iter_postings(self) -> Iterator[tuple[str, _Gathered]]:
        """Give the fields in order, each with the lists of its terms."""
        for field in sorted(self._fields):
            yield field, self._fields[field]

    def cleanup(self) -> None:
        """Forget everything."""
        self._fields.clear()


class ListCodec(whoosh3.W3Codec):
    """Whoosh's codec with lists written whole."""

    length_stats = False  # entry lengths are columns of ours

    def field_writer(self, storage: Any, segment: Any) -> "ListWriter":
        """Write the terms of a segment."""
        return ListWriter(self, storage, segment)

    def postings_writer(self, dbfile: StructFile, byteids: bool = False) -> "ListPostings":
        """Write the list of a term."""
        return ListPostings(dbfile)

    def postings_reader(
        self, dbfile: StructFile, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """Read the list of a term, for Whoosh's own use: deleting and merging."""
        documents, counts = unpack(dbfile.get(*place_of(terminfo)))
        nothing = [b""] * len(documents)
        return ListMatcher(documents.tolist(), counts.tolist(), nothing, format=format_, term=term)


class ListWriter(whoosh3.W3FieldWriter):
    """Writes the lists a pool has gathered."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Write the terms of each field in order."""
        for field, terms in items:
            self.start_field(field, schema[field])
            for term in sorted(terms):
                self.start_term(term)
                cast(ListPostings, self._postwriter).add_list(*terms[term])
                self.finish_term()
            self.finish_field()


class ListPostings(base.PostingsWriter):
    """Writes one list at a time to the postings file."""

    def __init__(self, file: StructFile) -> None:
        self._file = file
        self._documents, self._counts = array("I"), bytearray()

    def start_postings(self, format_: Any, terminfo: Any) -> None:
        """Begin a term; what is known of it comes with its list."""
        self._documents, self._counts = array("I"), bytearray()

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: Any = None) -> None:
        """Add one document to the list."""
        self._documents.append(id_)
        self._counts.append(min(int(weight), COUNT_MOST))

    def add_list(self, documents: "array[int]", counts: bytearray) -> None:
        """Take the list whole."""
        self._documents, self._counts = documents, counts

    def written(self) -> bool:
        """Say that nothing of a list is written before all of it."""
        return False

    def finish_postings(self) -> whoosh3.W3TermInfo:
        """Write the list; return where it lies and how long it is."""
        start = self._file.tell()
        self._file.write(pack(self._documents, self._counts))
        info = whoosh3.W3TermInfo(
            weight=float(sum(self._counts)),
            df=len(self._documents),
            minid=self._documents[0],
            maxid=self._documents[-1],
        )
        info.set_extent(start, self._file.tell() - start)
        return info


class IndexStorage(FileStorage):
    """A folder whose files are read through memory maps, safe to share between threads."""

    def open_file(self, name: str, **_: Any) -> "MappedFile":
        """Map a file; the map outlives the file's removal by a writer."""
        with open(self._fpath(name), "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:  # cannot be mapped
                return MappedFile(io.BytesIO(), name)
            return MappedFile(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), name)


class MappedFile(StructFile):
    """A mapped file: reads at a place do not move a shared cursor."""

    def __init__(self, mapped: mmap.mmap | io.BytesIO, name: str) -> None:
        super().__init__(cast(BinaryIO, mapped), name)
        self._bytes = mapped if isinstance(mapped, mmap.mmap) else b""

    def get(self, position: int, length: int) -> bytes:
        """Read at a place."""
        return bytes(self._bytes[position : position + length])

    def read_pickle(self) -> Any:
        """Load what Whoosh has pickled, if it is of the types we write."""
        return _KnownTypesOnly(self.file).load()


class _KnownTypesOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _KNOWN_TYPES:
            raise pickle.UnpicklingError(f"an index of ours holds no {module}.{name}")
        return super().find_class(module, name)
