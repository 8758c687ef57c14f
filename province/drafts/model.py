"""What a draft is, and the key of its link."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DRAFT_LASTS = timedelta(days=60)
DRAFT_CHARACTERS_MOST = 400_000  # everything typed, together
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A file attached to a draft."""

    id: int
    paper_id: str
    sha256: str
    name: str
    size: int  # bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A dossier that is being filled in."""

    id: str
    procedure_code: str
    revision_id: int  # of the form it was last saved with
    answers: Mapping[str, Any]  # as typed
    papers: tuple[DraftPaper, ...]  # in the order they were attached
    saved_at: datetime
    expires_at: datetime
    dossier_id: str | None  # what became of it


def new_token() -> str:
    """Return the key of a link for a draft that is about to begin."""
    return secrets.token_urlsafe(24)


def is_token(typed: str) -> bool:
    """Tell whether something can be the key of a draft's link: long enough not to be guessed."""
    return _TOKEN.fullmatch(typed) is not None
