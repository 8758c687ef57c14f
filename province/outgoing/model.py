"""The deeds of a dispatch desk, in words, and what a clerk learns of one.

Law: 30/2020/NĐ-CP Đ14–Đ19
"""

from dataclasses import dataclass

DEEDS = {
    "documents.document.recalled": "Thu hồi văn bản đã phát hành",
    "documents.desk.set": "Đặt cách cấp số và tiếp nhận văn bản của cơ quan",
}


@dataclass(frozen=True, slots=True)
class Issued:
    """What a clerk learns when a document has gone out."""

    number_text: str  # "15/QĐ-UBND"
    arrived_at: int  # addressees inside the system
    warnings: tuple[str, ...]  # Vietnamese sentences; the deed is done all the same
