"""Blobs: files kept under the digest of their content, quarantined until checked.

An upload is the enemy until proven otherwise: its kind is told from its bytes, its name is made
harmless, programs and bombs are refused, and a scanner's word takes it out of quarantine.

Law: 30/2020/NĐ-CP PL VI III.3, III.5d (security; wholeness of documents)
"""

from province.blobs import sniff
from province.blobs.actions import (
    RECORD_KIND,
    Blob,
    keep_own,
    lay_down,
    lay_down_own,
    note,
    note_own,
    read,
    refused,
    settle,
    take_in,
    verify,
)
from province.blobs.checks import extensions, kinds_in_words, safe_name
from province.blobs.files import forget_passing, laid_between, path_of, sync_folder
from province.blobs.forgetting import Held, forget_unheld, forget_unnoted, unheld
from province.blobs.inspection import inspect
from province.blobs.lookout import look_into, mark_in, refuse_marked, words_in
from province.blobs.reading import text_of
from province.blobs.store import find, kept_otherwise, of_type
from province.blobs.unpacking import Unpacking

DOCUMENT_KINDS = frozenset({sniff.PDF, sniff.DOCX, sniff.XLSX, sniff.ODT, sniff.ODS})
IMAGE_KINDS = frozenset({sniff.JPEG, sniff.PNG, sniff.WEBP, sniff.HEIC, sniff.TIFF})

__all__ = [
    "DOCUMENT_KINDS",
    "IMAGE_KINDS",
    "RECORD_KIND",
    "Blob",
    "Held",
    "Unpacking",
    "extensions",
    "find",
    "forget_passing",
    "forget_unheld",
    "forget_unnoted",
    "inspect",
    "keep_own",
    "kept_otherwise",
    "kinds_in_words",
    "laid_between",
    "lay_down",
    "lay_down_own",
    "look_into",
    "mark_in",
    "note",
    "note_own",
    "of_type",
    "path_of",
    "read",
    "refuse_marked",
    "refused",
    "safe_name",
    "settle",
    "sniff",
    "sync_folder",
    "take_in",
    "text_of",
    "unheld",
    "verify",
    "words_in",
]
