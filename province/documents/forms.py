"""What people hand in: a draft and its addressees, a reason, a signature."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from province import symbols
from province.basics import Invalid, secrecy, text
from province.symbols import Circulation, Urgency

ABSTRACT_CHARACTERS_MOST = 500  # Law: 30/2020/NĐ-CP PL VI, field Subject
BODY_CHARACTERS_MOST = 60_000
REMARK_CHARACTERS_MOST = 1000
RECIPIENTS_MOST = 1000
COPIES_MOST = 999
_TITLES = re.compile(r"(GS|PGS|TS|TSKH|ThS|CN|KS|BS|LS)[.\s]")


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


class Authority(StrEnum):
    """By what right somebody signs. Law: 30/2020/NĐ-CP Đ13, PL I II.7b"""

    HEAD = ""  # the head of the unit
    TM = "TM."  # for the collective
    TM_KT = "TM. KT."  # a deputy, for the collective and the head
    KT = "KT."  # a deputy, for the head
    TL = "TL."  # by order
    TUQ = "TUQ."  # by written, time-boxed delegation
    Q = "Q."  # acting head


@dataclass(frozen=True, slots=True)
class Signature:
    """By what right and in what position somebody signs; the name is the signer's own."""

    position: str  # chức vụ: "Phó Giám đốc"
    authority: Authority = Authority.HEAD
    collective: str = ""  # with TM.: "Ủy ban nhân dân"
    head: str = ""  # with KT., TL., TUQ.: "Giám đốc"
    delegation: str = ""  # with TUQ.: number and day of the written delegation

    def lines(self) -> list[str]:
        """Return the lines above the signature, as box 7a has them."""
        by = self.authority
        lines = [f"TM. {self.collective}"] if by in (Authority.TM, Authority.TM_KT) else []
        if by in (Authority.KT, Authority.TM_KT):
            lines.append(f"KT. {self.head}")
        elif by in (Authority.TL, Authority.TUQ):
            lines.append(f"{by} {self.head}")
        return [*lines, f"Q. {self.position}" if by is Authority.Q else self.position]

    def tidied(self, name: str) -> "Signature":
        """Return the signature in normal form, whole for its authority and without titles.

        Refuses: documents.signature.incomplete, documents.signature.titles.
        Law: 30/2020/NĐ-CP Đ13 k3, PL I II.7c
        """
        fields = ("position", "collective", "head", "delegation")
        clean = Signature(
            text.clean_line(self.position),
            self.authority,
            text.clean_line(self.collective),
            text.clean_line(self.head),
            text.clean_line(self.delegation),
        )
        by = self.authority
        needed = {
            "position": True,
            "collective": by in (Authority.TM, Authority.TM_KT),
            "head": by in (Authority.KT, Authority.TM_KT, Authority.TL, Authority.TUQ),
            "delegation": by is Authority.TUQ,
        }
        missing = [field for field in fields if needed[field] and not getattr(clean, field)]
        if missing:
            raise Invalid(
                "documents.signature.incomplete",
                "Phần quyền hạn, chức vụ người ký chưa đủ. Hãy bổ sung các ô được đánh dấu.",
                fields=dict.fromkeys(missing, "Cần ghi ô này theo thể thức ký đã chọn."),
            )
        if _TITLES.match(name):
            raise Invalid(
                "documents.signature.titles",
                "Trước họ tên người ký không ghi học hàm, học vị; tên tài khoản cần được sửa lại.",
            )
        return clean
