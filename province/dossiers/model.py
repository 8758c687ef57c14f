"""What a dossier is: six legal states, a clock that can be paused, and what people call all that.

Everything else that happens to a dossier is a dated fact beside it, never a seventh state.

Law: 118/2025/NĐ-CP; 03/2025/TT-VPCP PL I
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from province.basics import Conflict, text
from province.basics.calendar import LimitUnit, Pause, WorkingCalendar

SYSTEM_DEEDS: dict[str, str] = {  # written down, done by the system itself
    "services.form.kept": "Lưu bản in giấy tờ của hồ sơ",
}

PAPERS_MOST = 60  # files of one dossier, all rounds together
REASON_CHARACTERS_MOST = 4000


class State(StrEnum):
    """Where a dossier stands in law."""

    RECEIVED = "received"  # nộp rồi, chờ tiếp nhận
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"  # waits for the applicant; the clock stands
    APPROVED = "approved"
    REFUSED = "refused"
    STOPPED = "stopped"  # withdrawn by the applicant, or stopped at their wish


OPEN_STATES = frozenset({State.RECEIVED, State.PROCESSING, State.SUPPLEMENT})

MOVES: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.PROCESSING, State.SUPPLEMENT, State.REFUSED, State.STOPPED}),
    State.PROCESSING: frozenset({State.SUPPLEMENT, State.APPROVED, State.REFUSED, State.STOPPED}),
    State.SUPPLEMENT: frozenset({State.RECEIVED, State.PROCESSING, State.REFUSED, State.STOPPED}),
    State.APPROVED: frozenset(),
    State.REFUSED: frozenset(),
    State.STOPPED: frozenset(),
}

STATES_VI = {
    State.RECEIVED: "Chờ tiếp nhận",
    State.PROCESSING: "Đang giải quyết",
    State.SUPPLEMENT: "Chờ bổ sung",
    State.APPROVED: "Đã có kết quả",
    State.REFUSED: "Bị từ chối",
    State.STOPPED: "Đã dừng",
}


class Channel(StrEnum):
    """How a dossier came in."""

    ONLINE = "online"
    COUNTER = "counter"  # trực tiếp
    POST = "post"  # bưu chính
    API = "api"  # a program of the applicant's; in law the same as online


CHANNELS_VI = {
    Channel.ONLINE: "Trực tuyến",
    Channel.COUNTER: "Trực tiếp",
    Channel.POST: "Bưu chính",
    Channel.API: "Trực tuyến (phần mềm)",
}


class FactKind(StrEnum):
    """What can happen to a dossier."""

    FILED = "filed"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    PAID = "paid"
    SUPPLEMENT = "supplement"  # lasts from the request to the answer: a pause of the clock
    APPROVED = "approved"
    REFUSED = "refused"
    STOPPED = "stopped"


class FormKind(StrEnum):
    """The forms a dossier brings forth."""

    RECEIPT = "receipt"  # Mẫu số 01
    SUPPLEMENT = "supplement"  # Mẫu số 02
    REFUSAL = "refusal"  # Mẫu số 03
    RESULT = "result"  # what was applied for


FORMS_VI = {
    FormKind.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    FormKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    FormKind.REFUSAL: "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
    FormKind.RESULT: "Kết quả giải quyết",
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, as the register shows them; what identifies them is masked."""

    name: str
    address: str
    email: str
    phone: str  # masked: "091•••••78"

    def record(self) -> dict[str, str]:
        """Return the plain content."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as the dossier was promised it."""

    amount: int  # 0 for same_day
    unit: LimitUnit
    from_payment: bool  # the clock starts when the fee is paid, not at receipt
    verification_days: int  # calendar days of verifying that come before and are not counted


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier of the register, as it stands now."""

    id: str
    code: str
    procedure_code: str
    procedure_name: str
    revision_id: int  # the procedure as it was when the dossier was filed
    state: State
    channel: Channel
    helping_unit_id: int | None  # where somebody helped to fill it in (nơi hướng dẫn, tiếp nhận hộ)
    receiving_unit_id: int
    deciding_unit_id: int
    applicant: Applicant
    applicant_account_id: int | None
    answers: Mapping[str, Any]  # clean, identifiers masked
    sealed: bytes  # the identifiers themselves, encrypted
    fee: int | None  # đồng; None: told by the desk
    limit: Limit
    clock_started_at: datetime | None  # None while the clock waits for the fee
    filed_at: datetime
    promised_at: datetime | None  # the due instant printed on the receipt
    due_at: datetime | None  # None while the clock stands
    accepted_at: datetime | None
    closed_at: datetime | None
    officer_account_id: int | None
    officer_name: str
    decided_by: str  # name of who approved or refused; "" while nobody has
    version: int  # 1, 2, 3, …: raised by every deed
    secret_round: int  # raised when a new look-up secret is given out

    @property
    def open(self) -> bool:
        """Tell whether the dossier is still being worked on."""
        return self.state in OPEN_STATES

    def overdue(self, now: datetime) -> bool:
        """Tell whether an open dossier is past its due instant; never while its clock stands."""
        return self.open and self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to a dossier, from when to when."""

    id: int
    dossier_id: str
    kind: FactKind
    at: datetime
    ended_at: datetime | None  # of what lasts: a supplement request until it is answered
    by_name: str
    by_account_id: int | None
    body: Mapping[str, Any]  # reason, items, answer, … as the kind has them


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a dossier."""

    id: int
    dossier_id: str
    paper_id: str  # of the procedure's list of papers
    round: int  # 0: filed with the dossier; n: handed in with the nth supplement
    sha256: str
    name: str
    size: int  # bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was made out for a dossier."""

    id: int
    dossier_id: str
    kind: FormKind
    template: str
    number: str  # "0001/TNHS", "05/GPXD"
    made_at: datetime
    said: Mapping[str, Any]  # what the form says beyond the dossier itself: reason, items, signer
    sha256: str | None  # of the kept PDF; None until a worker has printed it


@dataclass(frozen=True, slots=True)
class Note:
    """A note in a dossier, for colleagues only."""

    id: int
    dossier_id: str
    at: datetime
    by_name: str
    body: str


@dataclass(frozen=True, slots=True)
class WholeDossier:
    """A dossier with everything that belongs to it, as read in one moment."""

    dossier: Dossier
    facts: tuple[Fact, ...]  # oldest first
    papers: tuple[Paper, ...]  # by round
    forms: tuple[Form, ...]  # oldest first
    notes: tuple[Note, ...]  # for officers only

    def form(self, kind: FormKind) -> Form | None:
        """Return the newest form of a kind."""
        return next((one for one in reversed(self.forms) if one.kind is kind), None)


def refuse_unless_movable(dossier: Dossier, to: State) -> None:
    """Refuse a step the law does not know.

    Refuses: services.dossier.already_decided, naming who decided and when; services.dossier.closed;
    services.dossier.not_now.
    """
    if to in MOVES[dossier.state]:
        return
    if dossier.decided_by and dossier.closed_at:
        raise Conflict(
            "services.dossier.already_decided",
            f"Hồ sơ {dossier.code} đã được {dossier.decided_by} giải quyết lúc "
            f"{text.instant_vi(dossier.closed_at)} ({STATES_VI[dossier.state].lower()}). "
            "Thao tác của ông/bà không làm thay đổi gì.",
            detail={
                "decided_by": dossier.decided_by,
                "decided_at": dossier.closed_at.isoformat(),
                "state": dossier.state.value,
            },
        )
    if not dossier.open:
        raise Conflict(
            "services.dossier.closed",
            f"Hồ sơ {dossier.code} đã dừng nên không thể làm tiếp. Không có gì thay đổi.",
            detail={"state": dossier.state.value},
        )
    raise Conflict(
        "services.dossier.not_now",
        f"Hồ sơ {dossier.code} đang ở bước “{STATES_VI[dossier.state]}” nên chưa làm được việc "
        "này. Hãy tải lại trang để xem hồ sơ mới nhất.",
        detail={"state": dossier.state.value},
    )


def refuse_if_closed(dossier: Dossier) -> None:
    """Refuse to go on with what is over.

    Refuses: services.dossier.already_decided, services.dossier.closed.
    """
    if not dossier.open:
        refuse_unless_movable(dossier, State.STOPPED)


def due_at(
    calendar: WorkingCalendar, limit: Limit, started_at: datetime | None, pauses: Sequence[Pause]
) -> datetime | None:
    """Compute when a dossier is due; the only place where that is done.

    Returns: None while the clock stands or has not started.
    """
    if started_at is None:
        return None
    begin = started_at + timedelta(days=limit.verification_days)
    due = calendar.due_with_pauses(begin, limit.amount, limit.unit, pauses)
    return due and due.astimezone(UTC)


def pauses_of(facts: Sequence[Fact]) -> list[Pause]:
    """Return the times in which the clock stood."""
    return [(fact.at, fact.ended_at) for fact in facts if fact.kind is FactKind.SUPPLEMENT]


def code_of(unit_code: str, day: date, number: int) -> str:
    """Write a dossier's code, `H61.12-261123-0001`, for the legal day it came in on.

    Law: 03/2025/TT-VPCP
    """
    return f"{unit_code}-{day:%y%m%d}-{number:04d}"


def normal_code(typed: str) -> str:
    """Read a dossier's code as people type it: any case, dash, space or form of accents."""
    bare = re.sub(r"[‐‑‒–—−_]", "-", text.fold(typed[:200]))
    return re.sub(r"[^A-Z0-9.\-]", "", bare.upper())[:60]
