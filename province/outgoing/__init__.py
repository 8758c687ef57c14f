"""Outgoing documents (văn bản đi): a signed document is numbered, printed, sent, and called back.

Numbers are the system's, without a gap, a year at a time, in the series the unit's head decided
on; the day is the legal day. What is issued lies on each addressee's desk in the same transaction;
the print that bears its number follows by a job.

Law: 30/2020/NĐ-CP Đ8, Đ14–Đ19, PL I, PL III, PL VI III.8
"""

from province.outgoing.desks import set_desk
from province.outgoing.issuing import issue, number_ahead
from province.outgoing.model import DEEDS, Issued
from province.outgoing.originals import print_original
from province.outgoing.possible import possible_deeds
from province.outgoing.printed import document_pdf
from province.outgoing.recalling import recall
from province.outgoing.store import desk

__all__ = [
    "DEEDS",
    "Issued",
    "desk",
    "document_pdf",
    "issue",
    "number_ahead",
    "possible_deeds",
    "print_original",
    "recall",
    "set_desk",
]
