"""A signature as it stands on paper: by what right, in what position.

Law: 30/2020/NĐ-CP Đ13, PL I II.7
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from province.basics import Invalid, text

_TITLES = re.compile(r"(GS|PGS|TS|TSKH|ThS|CN|KS|BS|LS)[.\s]")


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
