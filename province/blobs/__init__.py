"""Blobs: files kept under the digest of their content, quarantined until checked.

An upload is the enemy until proven otherwise: its kind is told from its bytes, its name is made
harmless, programs and bombs are refused, and a scanner's word takes it out of quarantine.

Law: 30/2020/NĐ-CP PL VI III.3, III.5d (security; wholeness of documents)
"""

from province.blobs import sniff
from province.blobs.actions import (
    Blob,
    forget_unnoted,
    keep_own,
    lay_down,
    note,
    read,
    settle,
    take_in,
    verify,
)
from province.blobs.checks import kinds_in_words, safe_name
from province.blobs.files import forget_passing, laid_between, path_of, sync_folder
from province.blobs.inspection import inspect
from province.blobs.reading import text_of
from province.blobs.store import find

DOCUMENT_KINDS = frozenset({sniff.PDF, sniff.DOCX, sniff.XLSX, sniff.ODT, sniff.ODS})
IMAGE_KINDS = frozenset({sniff.JPEG, sniff.PNG, sniff.WEBP, sniff.HEIC, sniff.TIFF})

__all__ = [
    "DOCUMENT_KINDS",
    "IMAGE_KINDS",
    "Blob",
    "find",
    "forget_passing",
    "forget_unnoted",
    "inspect",
    "keep_own",
    "kinds_in_words",
    "laid_between",
    "lay_down",
    "note",
    "path_of",
    "read",
    "safe_name",
    "settle",
    "sniff",
    "sync_folder",
    "take_in",
    "text_of",
    "verify",
]
