"""What an official document goes through: deeds, states, and the words for both.

Law: 30/2020/NĐ-CP Đ10–Đ24, PL I III.2, PL VI
"""

from enum import IntEnum, StrEnum
from typing import NoReturn

from province.basics import Conflict, NotFound

DEEDS = {
    "documents.draft.written": "Soạn, sửa và trình dự thảo văn bản",
    "documents.content.checked": "Kiểm tra nội dung dự thảo văn bản",
    "documents.form.checked": "Kiểm tra thể thức, kỹ thuật trình bày dự thảo văn bản",
    "documents.document.signed": "Ký ban hành văn bản",
    "documents.document.issued": "Cấp số, phát hành và theo dõi văn bản đi",
    "documents.document.recalled": "Thu hồi văn bản đã phát hành",
    "documents.document.read": "Xem văn bản đi của cơ quan",
    "documents.incoming.read": "Xem văn bản đến của cơ quan",
    "documents.incoming.registered": "Tiếp nhận, đăng ký và trả lại văn bản đến",
    "documents.incoming.directed": "Cho ý kiến chỉ đạo (bút phê) văn bản đến",
    "documents.incoming.assigned": "Giao đơn vị, cá nhân xử lý văn bản đến",
    "documents.incoming.worked": "Cập nhật tiến độ và kết thúc xử lý văn bản đến",
    "documents.desk.set": "Đặt cách cấp số và tiếp nhận văn bản của cơ quan",
}
STEP_DEEDS = {  # written down, never granted: each comes with a deed that is
    "documents.draft.submitted": "Trình kiểm tra dự thảo văn bản",
    "documents.draft.sent_back": "Chuyển lại dự thảo văn bản để sửa",
    "documents.draft.cancelled": "Hủy dự thảo văn bản",
    "documents.document.registered_historical": "Đăng ký văn bản ban hành trước đây",
    "documents.file.added": "Thêm tệp của văn bản",
    "documents.file.removed": "Bỏ tệp khỏi dự thảo văn bản",
    "documents.file.read": "Mở tệp của văn bản",
    "documents.incoming.accepted": "Báo nơi gửi đã nhận văn bản",
    "documents.incoming.returned": "Trả lại văn bản cho nơi gửi",
    "documents.incoming.completed": "Kết thúc xử lý văn bản đến",
    "documents.incoming.recall_asked": "Nhận yêu cầu thu hồi văn bản",
    "documents.incoming.recall_answered": "Trả lời yêu cầu thu hồi văn bản",
}


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
    HISTORICAL = "historical"  # issued before this system, registered afterwards

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
    Outgoing.HISTORICAL: "Ban hành trước khi có hệ thống",
}


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
        return _INCOMING_LABELS[self]


_INCOMING_LABELS = {
    Incoming.ARRIVED: "Chờ đăng ký",
    Incoming.REGISTERED: "Chờ ý kiến chỉ đạo",
    Incoming.DIRECTED: "Chờ phân công",
    Incoming.ASSIGNED: "Đang xử lý",
    Incoming.DONE: "Đã giải quyết",
    Incoming.RETURNED: "Đã trả lại nơi gửi",
    Incoming.WITHDRAWN: "Đã hủy theo yêu cầu thu hồi",
}

MOVES: dict[StrEnum, tuple[StrEnum, ...]] = {
    Outgoing.DRAFT: (Outgoing.SUBMITTED, Outgoing.CANCELLED),
    Outgoing.SUBMITTED: (Outgoing.CHECKED, Outgoing.DRAFT, Outgoing.CANCELLED),
    Outgoing.CHECKED: (Outgoing.SIGNED, Outgoing.DRAFT, Outgoing.CANCELLED),
    Outgoing.SIGNED: (Outgoing.ISSUED, Outgoing.DRAFT, Outgoing.CANCELLED),
    Outgoing.ISSUED: (Outgoing.RECALLED,),
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


def not_found() -> NoReturn:
    """Refuse what is not there, or not theirs to see.

    Refuses: documents.unknown.
    """
    raise NotFound(
        "documents.unknown", "Không tìm thấy văn bản này, hoặc ông/bà không thuộc nơi được xem."
    )


def refuse_move(now: Outgoing | Incoming, to: StrEnum, changed_by: str) -> None:
    """Refuse a step the state does not allow.

    Refuses: documents.state.moved_on.
    """
    if to not in MOVES.get(now, ()):
        moved_on(now, changed_by)


def moved_on(now: Outgoing | Incoming, changed_by: str) -> NoReturn:
    """Refuse what comes too late or too early, and say who brought the document where it is.

    Refuses: documents.state.moved_on.
    """
    raise Conflict(
        "documents.state.moved_on",
        f"Văn bản đang ở bước “{now.label}” (người cập nhật: {changed_by}) nên không làm được "
        "việc này nữa. Hãy tải lại trang để xem tình trạng mới nhất.",
        detail={"state": str(now), "by": changed_by},
    )
