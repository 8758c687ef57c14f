"""Answers: a filled form, read and checked, and what follows from it.

`check` reads what was typed or sent against a procedure's definition into clean values and plain
sentences about what is missing; `gather` puts a posted page together for it. From clean values
follow the questions still to ask, the papers to attach, the time limit and the fee, by the same
conditions everywhere: on the page, at the counter and in the office. Nothing is kept here.

Law: 118/2025/NĐ-CP; 03/2025/TT-VPCP
"""

from province.answers.checking import check, gather
from province.answers.consequences import asked, fee_due, papers_needed, time_limit
from province.answers.model import Checked, FeeDue, FeeLine
from province.answers.units import choosable_units

__all__ = [
    "Checked",
    "FeeDue",
    "FeeLine",
    "asked",
    "check",
    "choosable_units",
    "fee_due",
    "gather",
    "papers_needed",
    "time_limit",
]
