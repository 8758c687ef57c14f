"""What a clerk hands in: the arrival of a paper."""

import re
from dataclasses import dataclass, replace
from datetime import date

from province.basics import secrecy, text
from province.documents import (
    ABSTRACT_CHARACTERS_MOST,
    REMARK_CHARACTERS_MOST,
    faults_of,
    incomplete,
)
from province.symbols import Circulation, Urgency, type_named_by


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a clerk writes of a document that came by hand, post or e-mail."""

    author: str  # tác giả: the issuing body
    number: str  # as written on it; "" when it bears none
    document_date: date | None
    abstract: str
    type_name: str = ""  # "": told from the symbol
    signer: str = ""
    urgency: Urgency = Urgency.NORMAL
    circulation: Circulation = Circulation.FREE
    copies: int = 1
    pages: int | None = None
    due_on: date | None = None
    note: str = ""
    channel: str = "paper"  # paper | email

    def tidied(self) -> "Arrival":
        """Return the arrival in normal form, its type told from the symbol if none was chosen.

        Refuses: basics.secrecy.marked, documents.arrival.incomplete.
        """
        secrecy.refuse_if_marked(
            self.abstract, self.note, self.number, self.type_name, self.author, self.signer
        )
        number = re.sub(r"\s+", "", text.clean_line(self.number, characters_most=60))
        named = text.clean_line(self.type_name, characters_most=100)
        clean = replace(
            self,
            author=text.clean_line(self.author, characters_most=200),
            number=re.sub(r"^Số[:.]?(?=\d)", "", number),
            abstract=text.clean_line(self.abstract, characters_most=ABSTRACT_CHARACTERS_MOST),
            type_name=named or type_named_by(number),
            signer=text.clean_line(self.signer, characters_most=200),
            note=text.clean_line(self.note, characters_most=REMARK_CHARACTERS_MOST),
        )
        faults = faults_of(clean.abstract, clean.copies)
        if not clean.author:
            faults["author"] = "Hãy ghi cơ quan ban hành văn bản."
        if clean.channel not in ("paper", "email"):
            faults["channel"] = "Hãy chọn cách văn bản đến."
        if clean.pages is not None and not 0 < clean.pages < 10_000:
            faults["pages"] = "Số trang từ 1 đến 9.999, hoặc để trống."
        if faults:
            raise incomplete("documents.arrival.incomplete", faults)
        return clean
