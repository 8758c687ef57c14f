"""Procedures: one Markdown file each, loaded into immutable numbered revisions.

The prose of a file is the citizen's guide; its front matter is the form, the papers, the fees, the
time limits, the route and the result. `load_revisions` keeps what the files say as revisions that
are never changed, so that a dossier is worked by the rules it was filed under; `wording` says what
is declared in Vietnamese, so that a thing has one name everywhere. docs/procedures.md is the
format's reference.

Law: 118/2025/NĐ-CP; 03/2025/TT-VPCP
"""

from province.procedures import wording
from province.procedures.actions import (
    RECORD_KIND,
    Loaded,
    current,
    current_by_slug,
    load_revisions,
    records,
    revision,
)
from province.procedures.load import ProcedureFileError, content_of, load_file, load_folder
from province.procedures.model import (
    CASE,
    CHANNEL,
    DEEDS,
    ApplicantKind,
    Authority,
    Case,
    Channel,
    Choice,
    Condition,
    Dates,
    Definition,
    Fee,
    Field,
    FieldGroup,
    FieldKind,
    Filed,
    LegalBasis,
    Level,
    Paper,
    Register,
    Result,
    ResultKind,
    Revision,
    Starts,
    Step,
    StepRole,
    TimeLimit,
    holds,
)
from province.procedures.soundness import FIELDS
from province.procedures.store import in_force

__all__ = [
    "CASE",
    "CHANNEL",
    "DEEDS",
    "FIELDS",
    "RECORD_KIND",
    "ApplicantKind",
    "Authority",
    "Case",
    "Channel",
    "Choice",
    "Condition",
    "Dates",
    "Definition",
    "Fee",
    "Field",
    "FieldGroup",
    "FieldKind",
    "Filed",
    "LegalBasis",
    "Level",
    "Loaded",
    "Paper",
    "ProcedureFileError",
    "Register",
    "Result",
    "ResultKind",
    "Revision",
    "Starts",
    "Step",
    "StepRole",
    "TimeLimit",
    "content_of",
    "current",
    "current_by_slug",
    "holds",
    "in_force",
    "load_file",
    "load_folder",
    "load_revisions",
    "records",
    "revision",
    "wording",
]
