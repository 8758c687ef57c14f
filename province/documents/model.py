"""What a document goes through while it is written: deeds, states, and the words for both.

Law: 30/2020/NĐ-CP Đ10–Đ13, PL VI
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NoReturn, Protocol, TypeVar

from province.basics import Conflict, NotFound, text

DEEDS = {
    "documents.draft.written": "Soạn, sửa và trình dự thảo văn bản",
    "documents.content.checked": "Kiểm tra nội dung dự thảo văn bản",
    "documents.form.checked": "Kiểm tra thể thức, kỹ thuật trình bày dự thảo văn bản",
    "documents.document.signed": "Ký ban hành văn bản",
    "documents.document.issued": "Cấp số, phát hành và theo dõi văn bản đi",
    "documents.document.read": "Xem văn bản đi của cơ quan",
}
STEP_DEEDS = {  # written down, never granted: each comes with a deed that is
    "documents.draft.submitted": "Trình kiểm tra dự thảo văn bản",
    "documents.draft.sent_back": "Chuyển lại dự thảo văn bản để sửa",
    "documents.draft.cancelled": "Hủy dự thảo văn bản",
    "documents.file.added": "Thêm tệp của văn bản",
    "documents.file.removed": "Bỏ tệp khỏi dự thảo văn bản",
    "documents.file.read": "Mở tệp của văn bản",
}
# What the history of a document says of each; a grant may name several steps at once.
HISTORY = (
    DEEDS
    | STEP_DEEDS
    | {
        "documents.draft.written": "Soạn, sửa dự thảo văn bản",
        "documents.document.issued": "Cấp số và phát hành văn bản",
    }
)


class Status(StrEnum):
    """Where a document stands with one addressee; codes as edXML sends them."""

    PLANNED = ""  # named in the draft, nothing sent yet
    OUTSIDE = "outside"  # sent outside the system, by hand or post
    ARRIVED = "01"
    RETURNED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    WORKED = "05"
    DONE = "06"
    RECALL_ASKED = "13"
    RECALL_AGREED = "15"
    RECALL_REFUSED = "16"

    @property
    def label(self) -> str:
        """Return the status in words."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.PLANNED: "Chưa gửi",
    Status.OUTSIDE: "Gửi ngoài hệ thống",
    Status.ARRIVED: "Đã đến",
    Status.RETURNED: "Từ chối tiếp nhận (trả lại)",
    Status.ACCEPTED: "Đã tiếp nhận",
    Status.ASSIGNED: "Đã phân công",
    Status.WORKED: "Đang xử lý",
    Status.DONE: "Hoàn thành",
    Status.RECALL_ASKED: "Đang yêu cầu thu hồi",
    Status.RECALL_AGREED: "Đồng ý thu hồi",
    Status.RECALL_REFUSED: "Từ chối thu hồi",
}
RECEIVED = (Status.ACCEPTED, Status.ASSIGNED, Status.WORKED, Status.DONE)


# -- states --------------------------------------------------------------------------------------


class Outgoing(StrEnum):
    """The states of a document we write."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    SIGNED = "signed"
    ISSUED = "issued"
    RECALLED = "recalled"  # frozen: nothing of it changes any more
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """Return the state in words."""
        return _OUTGOING_LABELS[self]


_OUTGOING_LABELS = {
    Outgoing.DRAFT: "Dự thảo",
    Outgoing.SUBMITTED: "Chờ kiểm tra",
    Outgoing.CHECKED: "Chờ ký",
    Outgoing.SIGNED: "Chờ cấp số",
    Outgoing.ISSUED: "Đã phát hành",
    Outgoing.RECALLED: "Đã thu hồi",
    Outgoing.CANCELLED: "Đã hủy dự thảo",
}
MOVES: dict[Outgoing, tuple[Outgoing, ...]] = {
    Outgoing.DRAFT: (Outgoing.SUBMITTED, Outgoing.CANCELLED),
    Outgoing.SUBMITTED: (Outgoing.CHECKED, Outgoing.DRAFT, Outgoing.CANCELLED),
    Outgoing.CHECKED: (Outgoing.SIGNED, Outgoing.DRAFT, Outgoing.CANCELLED),
    Outgoing.SIGNED: (Outgoing.ISSUED, Outgoing.DRAFT, Outgoing.CANCELLED),
    Outgoing.ISSUED: (Outgoing.RECALLED,),
}
IN_HAND = {  # who has a document in hand, and may give it back to its drafter
    Outgoing.SUBMITTED: ("documents.content.checked", "documents.form.checked"),
    Outgoing.CHECKED: ("documents.document.signed",),
    Outgoing.SIGNED: ("documents.document.issued",),
}
OUT = (Outgoing.ISSUED, Outgoing.RECALLED)  # no draft any more


class State(Protocol):
    """A state of a document, with the words for it."""

    @property
    def label(self) -> str:
        """Return the state in words."""


S = TypeVar("S", bound=State)


def not_found() -> NoReturn:
    """Refuse what is not there, or not theirs to see.

    Refuses: documents.unknown.
    """
    raise NotFound(
        "documents.unknown", "Không tìm thấy văn bản này, hoặc ông/bà không thuộc nơi được xem."
    )


class Changed(Protocol):
    """A row that says who changed it last, and when."""

    @property
    def changed_by(self) -> str:
        """Return the name of who did."""

    @property
    def changed_at(self) -> datetime:
        """Return the instant."""


def refuse_move(moves: Mapping[S, tuple[S, ...]], now: S, to: S, row: Changed) -> None:
    """Refuse a step the state does not allow.

    Refuses: documents.state.moved_on.
    """
    if to not in moves.get(now, ()):
        moved_on(now, row)


def moved_on(now: State, row: Changed) -> NoReturn:
    """Refuse what comes too late or too early; say who brought the document where it is, and when.

    Refuses: documents.state.moved_on.
    """
    raise Conflict(
        "documents.state.moved_on",
        f"Văn bản đang ở bước “{now.label}” (người cập nhật: {row.changed_by}, lúc "
        f"{text.instant_vi(row.changed_at)}) nên không làm được việc này nữa. Hãy tải lại trang để "
        "xem tình trạng mới nhất.",
        detail={"state": str(now), "by": row.changed_by, "at": row.changed_at.isoformat()},
    )
