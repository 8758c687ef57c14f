"""Services: what people do with dossiers, from taking in to the decision.

A dossier is filed exactly once, under the procedure revision of its day. Officers accept, assign,
ask for what is missing, decide and note; applicants follow, hand in, withdraw. Who looks one up
with a wrong secret is bounded, and looking behind a mask is written down. That a form be printed
and people be told is asked for as a job, which the letters above take up.

Law: 118/2025/NĐ-CP; 03/2025/TT-VPCP; 91/2025/QH15 (personal data)
"""

from province.services.filing import (
    Filed,
    Filing,
    LookedThrough,
    deciding_unit,
    due_if_filed,
    file_dossier,
    looked_through,
    refuse_too_often,
)
from province.services.forgetting import forget_old
from province.services.inbox import VIEWS_VI, Inbox, View, inbox, inbox_counts, list_of, views_of
from province.services.looking_up import (
    Verification,
    look_up,
    open_for_officer,
    own_dossiers,
    verify_result,
)
from province.services.model import APPLICANT_DEEDS, DEEDS
from province.services.processing import (
    accept,
    approve,
    assign,
    note_payment,
    officers_for,
    possible_deeds,
    refuse,
    reveal,
    stop,
    withdraw,
    write_note,
)
from province.services.supplements import (
    ITEM_CHARACTERS_MOST,
    ITEMS_MOST,
    Item,
    answer_supplement,
    ask_supplement,
    open_request,
)

__all__ = [
    "APPLICANT_DEEDS",
    "DEEDS",
    "ITEMS_MOST",
    "ITEM_CHARACTERS_MOST",
    "VIEWS_VI",
    "Filed",
    "Filing",
    "Inbox",
    "Item",
    "LookedThrough",
    "Verification",
    "View",
    "accept",
    "answer_supplement",
    "approve",
    "ask_supplement",
    "assign",
    "deciding_unit",
    "due_if_filed",
    "file_dossier",
    "forget_old",
    "inbox",
    "inbox_counts",
    "list_of",
    "look_up",
    "looked_through",
    "note_payment",
    "officers_for",
    "open_for_officer",
    "open_request",
    "own_dossiers",
    "possible_deeds",
    "refuse",
    "refuse_too_often",
    "reveal",
    "stop",
    "verify_result",
    "views_of",
    "withdraw",
    "write_note",
]
