"""What the citizen reads about a dossier: one sentence for now, and what happened in order."""

from dataclasses import dataclass
from datetime import datetime

from province.basics import legal_day, text
from province.dossiers import Dossier, Fact, FactKind, State, WholeDossier


def long_instant(instant: datetime) -> str:
    """Write an instant as the forms do: `09 giờ 00 phút, ngày 23 tháng 11 năm 2026`."""
    return f"{text.time_vi(instant)}, {text.date_long_vi(legal_day(instant))}"


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the story of a dossier."""

    title: str
    when: str  # "09:00 23/11/2026"; "" for what is to come
    text: str
    state: str  # done | now | waiting | urgent | next, as the timeline component has them


def status_sentence(dossier: Dossier) -> str:
    """Say where a dossier stands and what its applicant does next."""
    return {
        State.RECEIVED: "Hồ sơ đã nộp, đang chờ cơ quan tiếp nhận. Ông/bà chưa phải làm gì.",
        State.PROCESSING: "Hồ sơ đang được giải quyết. Ông/bà chưa phải làm gì thêm.",
        State.SUPPLEMENT: "Hồ sơ cần bổ sung. Thời hạn giải quyết tạm dừng đến khi ông/bà gửi đủ.",
        State.APPROVED: "Đã có kết quả. Ông/bà có thể tải kết quả ở trang này.",
        State.REFUSED: "Hồ sơ không được giải quyết. Lý do ghi ở dưới và trong phiếu từ chối.",
        State.STOPPED: "Hồ sơ đã dừng theo đề nghị của người nộp.",
    }[dossier.state]


def due_sentence(dossier: Dossier, now: datetime) -> str:
    """Say when the result is due, and why the day moved if it did."""
    if not dossier.open:
        return ""
    if dossier.clock_started_at is None:
        return "Thời hạn bắt đầu tính khi phí, lệ phí đã được nộp."
    if dossier.due_at is None:
        return "Thời hạn đang tạm dừng; ngày hẹn trả được tính lại khi ông/bà gửi đủ phần bổ sung."
    due = long_instant(dossier.due_at)
    if dossier.overdue(now):
        return (
            f"Hạn trả kết quả là {due}, đã quá hạn. Đây là lỗi của cơ quan giải quyết; ông/bà có "
            "thể phản ánh với cơ quan ấy theo thông tin liên hệ ở dưới."
        )
    if dossier.promised_at and dossier.due_at != dossier.promised_at:
        return (
            f"Hẹn trả kết quả: {due}. Ngày hẹn trên giấy tiếp nhận được dời vì thời gian chờ bổ "
            "sung không tính vào thời hạn."
        )
    return f"Hẹn trả kết quả: {due}."


def story(file: WholeDossier, now: datetime) -> list[Moment]:
    """Tell what happened to a dossier, oldest first, and what comes next."""
    moments = [moment for fact in file.facts for moment in _moments(fact)]
    dossier = file.dossier
    if dossier.open and dossier.state is not State.SUPPLEMENT:
        state = "urgent" if dossier.overdue(now) else "next"
        moments.append(Moment("Trả kết quả", "", due_sentence(dossier, now), state))
    return moments


def _moments(fact: Fact) -> list[Moment]:
    when, body = text.instant_vi(fact.at), fact.body
    if fact.kind is FactKind.SUPPLEMENT:
        return _supplement(fact)
    title, said = {
        FactKind.FILED: ("Đã nộp hồ sơ", ""),
        FactKind.ACCEPTED: ("Cơ quan đã tiếp nhận", "Hồ sơ hợp lệ và đang được giải quyết."),
        FactKind.ASSIGNED: ("Đã phân công người thụ lý", ""),
        FactKind.PAID: ("Đã ghi nhận nộp phí, lệ phí", ""),
        FactKind.APPROVED: ("Đã có kết quả", f"Số {body.get('number', '')}."),
        FactKind.REFUSED: ("Từ chối giải quyết", body.get("reason", "")),
        FactKind.STOPPED: ("Dừng giải quyết theo đề nghị", body.get("reason", "")),
    }[fact.kind]
    state = "urgent" if fact.kind is FactKind.REFUSED else "done"
    return [Moment(title, when, said, state)]


def _supplement(fact: Fact) -> list[Moment]:
    asked = Moment(
        f"Yêu cầu bổ sung lần {fact.body['round']}",
        text.instant_vi(fact.at),
        f"{_ended(fact.body['reason'])} Thời hạn tạm dừng từ lúc này.",
        "done" if fact.ended_at else "waiting",
    )
    if fact.ended_at is None or "answer" not in fact.body:
        return [asked]
    files = fact.body["files"]
    said = fact.body["answer"] or f"Đã gửi {files} tệp."
    answered = Moment(
        f"Đã nộp bổ sung lần {fact.body['round']}",
        text.instant_vi(fact.ended_at),
        f"{_ended(said)} Thời hạn tiếp tục được tính.",
        "done",
    )
    return [asked, answered]


def _ended(said: str) -> str:
    """Return what somebody typed with the stop it may lack, so that another sentence can follow."""
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."
