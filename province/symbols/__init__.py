"""Symbols: what a document bears on its face to be known by.

Its type, its number and symbol with the series they run in, the keys by which two writings of one
number or one issuer are equal, and its stamps. Nothing here is kept; it is how offices write.

Law: 30/2020/NĐ-CP Đ7, Đ15, PL I, PL III
"""

from province.symbols.kinds import (
    ADMINISTRATIVE,
    COPIES,
    LEGAL,
    LETTER,
    TYPES,
    DocumentType,
    type_named_by,
    type_of,
)
from province.symbols.numbers import (
    issuer_key,
    number_book,
    number_key,
    number_text,
    series_of,
    symbol,
)
from province.symbols.stamps import Circulation, Urgency

__all__ = [
    "ADMINISTRATIVE",
    "COPIES",
    "LEGAL",
    "LETTER",
    "TYPES",
    "Circulation",
    "DocumentType",
    "Urgency",
    "issuer_key",
    "number_book",
    "number_key",
    "number_text",
    "series_of",
    "symbol",
    "type_named_by",
    "type_of",
]
