"""What an incoming document goes through at a desk: deeds, states, and the words for both.

Law: 30/2020/NĐ-CP Đ20–Đ24, PL VI
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

DEEDS = {
    "documents.incoming.read": "Xem văn bản đến của cơ quan",
    "documents.incoming.registered": "Tiếp nhận, đăng ký và trả lại văn bản đến",
    "documents.incoming.directed": "Cho ý kiến chỉ đạo (bút phê) văn bản đến",
    "documents.incoming.assigned": "Giao đơn vị, cá nhân xử lý văn bản đến",
    "documents.incoming.worked": "Cập nhật tiến độ và kết thúc xử lý văn bản đến",
}
STEP_DEEDS = {  # written down, never granted: each comes with a deed that is
    "documents.incoming.accepted": "Báo nơi gửi đã nhận văn bản",
    "documents.incoming.returned": "Trả lại văn bản cho nơi gửi",
    "documents.incoming.completed": "Kết thúc xử lý văn bản đến",
    "documents.incoming.recall_asked": "Nhận yêu cầu thu hồi văn bản",
    "documents.incoming.recall_answered": "Trả lời yêu cầu thu hồi văn bản",
}
# What the history of an entry says of each; a grant may name several steps at once.
HISTORY = (
    DEEDS
    | STEP_DEEDS
    | {
        "documents.incoming.registered": "Đăng ký văn bản đến",
        "documents.incoming.worked": "Cập nhật tiến độ xử lý văn bản đến",
    }
)


class Incoming(StrEnum):
    """The states of a document that came to a unit."""

    ARRIVED = "arrived"
    REGISTERED = "registered"
    DIRECTED = "directed"
    ASSIGNED = "assigned"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  # cancelled because its issuer recalled it

    @property
    def label(self) -> str:
        """Return the state in words."""
        return _LABELS[self]


_LABELS = {
    Incoming.ARRIVED: "Chờ đăng ký",
    Incoming.REGISTERED: "Chờ ý kiến chỉ đạo",
    Incoming.DIRECTED: "Chờ phân công",
    Incoming.ASSIGNED: "Đang xử lý",
    Incoming.DONE: "Đã giải quyết",
    Incoming.RETURNED: "Đã trả lại nơi gửi",
    Incoming.WITHDRAWN: "Đã hủy theo yêu cầu thu hồi",
}
MOVES: dict[Incoming, tuple[Incoming, ...]] = {
    Incoming.ARRIVED: (Incoming.REGISTERED, Incoming.RETURNED, Incoming.WITHDRAWN),
    Incoming.REGISTERED: (
        Incoming.DIRECTED,
        Incoming.ASSIGNED,
        Incoming.DONE,
        Incoming.RETURNED,
        Incoming.WITHDRAWN,
    ),
    Incoming.DIRECTED: (Incoming.DIRECTED, Incoming.ASSIGNED, Incoming.DONE, Incoming.WITHDRAWN),
    Incoming.ASSIGNED: (Incoming.DIRECTED, Incoming.ASSIGNED, Incoming.DONE, Incoming.WITHDRAWN),
    Incoming.DONE: (Incoming.WITHDRAWN,),
}
OPEN = (Incoming.REGISTERED, Incoming.DIRECTED, Incoming.ASSIGNED)  # registered, not yet answered
GONE = (Incoming.RETURNED, Incoming.WITHDRAWN)  # no longer here to be read


class Asked(Protocol):
    """A row that says whether its sender asked it back, and what was answered."""

    @property
    def recall_asked_at(self) -> datetime | None:
        """Return when the sender asked."""

    @property
    def recall_answer(self) -> str | None:
        """Return the status answered with."""


def recall_waits(entry: Asked) -> bool:
    """Tell whether a recall waits to be answered."""
    return entry.recall_asked_at is not None and entry.recall_answer is None
