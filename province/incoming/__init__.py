"""Incoming documents (văn bản đến): each unit's arrival desk, from the first look to the answer.

What was sent inside the system lies on the desk by itself; papers are registered by hand. A clerk
accepts, registers or returns it, a leader directs it, somebody leads the work and answers, and
the sender sees how it stands. Arrival numbers are the system's, a year at a time, without a gap.

Law: 30/2020/NĐ-CP Đ20–Đ24, Đ18 k4, PL VI
"""

from province.incoming.arrivals import announce, arrival_faults, arrive
from province.incoming.forms import Arrival
from province.incoming.handling import (
    answer,
    assign,
    close_answered,
    complete,
    direct,
    note_progress,
)
from province.incoming.model import (
    DEEDS,
    GONE,
    HISTORY,
    OPEN,
    STEP_DEEDS,
    Incoming,
    recall_waits,
)
from province.incoming.possible import possible_deeds
from province.incoming.recalls import (
    agree_to_recall,
    announce_recall,
    ask_back,
    recall_reason,
    refuse_recall,
)
from province.incoming.receiving import (
    SCANS_TAKEN,
    accept,
    add_scans,
    duplicates,
    lay_down,
    number_ahead,
    register,
    register_paper,
    return_to_sender,
)
from province.incoming.sight import (
    READ,
    awaits_original,
    entry_of,
    files_of,
    inbox,
    inbox_counts,
    leads,
    see_incoming,
)
from province.incoming.steps import RECORD_KIND, number_book, records, sent_as, write_down
from province.incoming.store import (
    VIEWS,
    arrival_numbers,
    arrived_between,
    entries_of,
    entry,
    known_authors,
    notes,
    numbered_years,
    papers_registered,
)

__all__ = [
    "DEEDS",
    "GONE",
    "HISTORY",
    "OPEN",
    "READ",
    "RECORD_KIND",
    "SCANS_TAKEN",
    "STEP_DEEDS",
    "VIEWS",
    "Arrival",
    "Incoming",
    "accept",
    "add_scans",
    "agree_to_recall",
    "announce",
    "announce_recall",
    "answer",
    "arrival_faults",
    "arrival_numbers",
    "arrive",
    "arrived_between",
    "ask_back",
    "assign",
    "awaits_original",
    "close_answered",
    "complete",
    "direct",
    "duplicates",
    "entries_of",
    "entry",
    "entry_of",
    "files_of",
    "inbox",
    "inbox_counts",
    "known_authors",
    "lay_down",
    "leads",
    "note_progress",
    "notes",
    "number_ahead",
    "number_book",
    "numbered_years",
    "papers_registered",
    "possible_deeds",
    "recall_reason",
    "recall_waits",
    "records",
    "refuse_recall",
    "register",
    "register_paper",
    "return_to_sender",
    "see_incoming",
    "sent_as",
    "write_down",
]
