"""Drafts: a dossier while it is filled in; what was typed is never lost.

A draft keeps everything as typed, right or wrong, encrypted; its link is its key. It is saved as
one goes and follows the procedure's newest revision: answers are kept by question, so a changed
form loses none. It is filed once, however often that is asked, and forgotten after its time.

Law: 91/2025/QH15 (personal data)
"""

from province.drafts.actions import (
    attach,
    detach,
    draft_of,
    file_draft,
    forget_expired,
    save_draft,
)
from province.drafts.answers import still_asked, unmarked
from province.drafts.model import DRAFT_LASTS, Draft, DraftPaper, is_token, new_token
from province.drafts.store import held_files

__all__ = [
    "DRAFT_LASTS",
    "Draft",
    "DraftPaper",
    "attach",
    "detach",
    "draft_of",
    "file_draft",
    "forget_expired",
    "held_files",
    "is_token",
    "new_token",
    "save_draft",
    "still_asked",
    "unmarked",
]
