"""What people hand in: a draft and its addressees, a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from province import symbols
from province.basics import Invalid, secrecy, text
from province.symbols import Circulation, Urgency

ABSTRACT_CHARACTERS_MOST = 500  # Law: 30/2020/NĐ-CP PL VI, field Subject
BODY_CHARACTERS_MOST = 60_000
REMARK_CHARACTERS_MOST = 1000
RECIPIENTS_MOST = 1000
COPIES_MOST = 999


@dataclass(frozen=True, slots=True)
class Recipient:
    """An addressee (nơi nhận): a unit of the system, or a body outside it, by name."""

    name: str
    unit_id: int | None = None
    direct: bool = True  # True: Kính gửi, must act; False: only listed under Nơi nhận


@dataclass(frozen=True, slots=True)
class Draft:
    """What a drafter writes."""

    type: str  # DocumentType.code
    abstract: str  # trích yếu
    body: str = ""  # plain paragraphs, one to a line; "" when a file is the document
    drafted_by: str = ""  # abbreviation of the drafting unit or field, "VX"
    urgency: Urgency = Urgency.NORMAL
    circulation: Circulation = Circulation.FREE
    reply_by: date | None = None  # hạn trả lời
    copies: int = 1  # số lượng bản
    kept_by: str = "VT"  # đơn vị, người nhận bản lưu
    note: str = ""
    recipients: tuple[Recipient, ...] = ()

    def tidied(self) -> "Draft":
        """Return the draft in normal form.

        Refuses: basics.secrecy.marked, documents.draft.incomplete, documents.type.unknown.
        """
        names = (recipient.name for recipient in self.recipients)
        secrecy.refuse_if_marked(self.abstract, self.body, self.note, self.kept_by, *names)
        clean = replace(
            self,
            abstract=text.clean_line(self.abstract, characters_most=ABSTRACT_CHARACTERS_MOST),
            body=text.clean_text(self.body, characters_most=BODY_CHARACTERS_MOST),
            drafted_by=text.clean_line(self.drafted_by, characters_most=20),
            kept_by=text.clean_line(self.kept_by, characters_most=100) or "VT",
            note=text.clean_line(self.note, characters_most=ABSTRACT_CHARACTERS_MOST),
            recipients=tuple(_tidied(self.recipients)),
        )
        kind = symbols.type_of(clean.type)
        faults = faults_of(clean.abstract, clean.copies)
        if clean.body and not kind.printed:
            faults["body"] = f"{kind.name} có mẫu riêng: hãy soạn thành tệp rồi tải lên."
        if not kind.abbreviation:
            symbols.symbol(kind, "X", clean.drafted_by)
        if faults:
            raise incomplete("documents.draft.incomplete", faults)
        return clean


def _tidied(recipients: Sequence[Recipient]) -> list[Recipient]:
    """Drop doubles and empty names, and refuse a list nobody could have meant."""
    if len(recipients) > RECIPIENTS_MOST:
        raise Invalid(
            "documents.recipients.too_many", f"Một văn bản gửi tối đa {RECIPIENTS_MOST} nơi nhận."
        )
    kept: dict[object, Recipient] = {}
    for recipient in recipients:
        name = text.clean_line(recipient.name, characters_most=300)
        if name or recipient.unit_id is not None:
            key = recipient.unit_id or symbols.issuer_key(name)
            kept.setdefault(key, replace(recipient, name=name))
    return list(kept.values())


def faults_of(abstract: str, copies: int) -> dict[str, str]:
    """Return what is wrong with what every document has, by field."""
    faults = {}
    if not abstract:
        faults["abstract"] = "Hãy ghi trích yếu nội dung văn bản."
    if not 0 < copies <= COPIES_MOST:
        faults["copies"] = f"Số lượng bản từ 1 đến {COPIES_MOST}."
    return faults


def incomplete(code: str, faults: Mapping[str, str]) -> Invalid:
    """Make the refusal of a form with faults."""
    return Invalid(
        code, "Thông tin văn bản chưa đủ; chưa có gì được lưu. Hãy xem từng ô.", fields=faults
    )


def remark(typed: str, what_for: str, field: str = "reason") -> str:
    """Take in a reason or an opinion that must not be missing.

    Refuses: basics.secrecy.marked, documents.remark.missing.
    """
    secrecy.refuse_if_marked(typed)
    said = text.clean_text(typed, characters_most=REMARK_CHARACTERS_MOST)
    if not said:
        sentence = f"Hãy ghi {what_for}; nơi nhận cần biết để làm tiếp."
        raise Invalid("documents.remark.missing", sentence, fields={field: sentence})
    return said
