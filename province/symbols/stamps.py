"""The stamps on a document: how fast it must travel, and how far it may go round.

Law: 30/2020/NĐ-CP PL I III.2
"""

from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """How fast a document must travel; numbers as edXML has them. Law: 30/2020/NĐ-CP PL I III.2b"""

    NORMAL = 0
    URGENT = 1
    VERY_URGENT = 2
    EXPRESS = 3
    EXPRESS_TIMED = 4

    @property
    def label(self) -> str:
        """Return the word on the stamp."""
        return ("Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc", "Hỏa tốc hẹn giờ")[self]


class Circulation(StrEnum):
    """How far a document may go round. Law: 30/2020/NĐ-CP PL I III.2c"""

    FREE = ""
    INTERNAL = "internal"
    RETURN = "return"

    @property
    def label(self) -> str:
        """Return the words on the stamp."""
        return {"": "Không hạn chế", "internal": "Lưu hành nội bộ", "return": "Xem xong trả lại"}[
            self
        ]
