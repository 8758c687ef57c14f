"""Asking for what is missing, all of it at once, and taking the answer; as many rounds as needed.

The clock stands from the request to the answer and goes on where it stood.

Law: 118/2025/NĐ-CP; 03/2025/TT-VPCP PL I, Mẫu số 02
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from province import dossiers, procedures
from province.basics import Conflict, Invalid, secrecy, text
from province.dossiers import (
    REASON_CHARACTERS_MOST,
    Dossier,
    Fact,
    FactKind,
    FormKind,
    LaidPaper,
    Means,
    State,
)
from province.storage import Work

ITEMS_MOST = 30
ITEM_CHARACTERS_MOST = 500
NO_REASON = "Hãy nêu lý do phải bổ sung để người nộp làm đúng ngay lần này."


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be handed in or put right."""

    paper_id: str  # of the procedure's papers; "" for what is none of them
    what: str  # in the officer's words: what is missing or wrong, and what will do


def ask_supplement(
    work: Work,
    code: str,
    items: Sequence[Item],
    reason: str,
    *,
    expected_version: int | None = None,
) -> Dossier:
    """Ask for everything that is missing; the clock stands from now until the answer.

    Refuses: services.dossier.unknown, access.not_granted, services.dossier.changed,
    services.dossier.not_now, services.supplement.no_items, services.reason.missing.
    """
    dossier = dossiers.held(work, code, expected_version=expected_version)
    at_intake = dossier.state is State.RECEIVED
    dossiers.require(work, "services.supplement.asked", dossier, deciding_unit=not at_intake)
    dossiers.refuse_unless_movable(dossier, State.SUPPLEMENT)
    listed = _clean_items(work, dossier, items)
    said = dossiers.clean_reason(reason, code="services.reason.missing", missing=NO_REASON)
    asked = dossiers.change(work, dossier, {"state": State.SUPPLEMENT.value, "due_at": None})
    round_ = 1 + len(requests_of(dossiers.facts_of(work.connection, dossier.id)))
    body = {"items": listed, "reason": said, "round": round_, "back_to": dossier.state.value}
    dossiers.add_fact(work, asked.id, FactKind.SUPPLEMENT, body)
    dossiers.make_out(
        work,
        asked,
        FormKind.SUPPLEMENT,
        number=f"{dossier.code}/HDHS" if round_ == 1 else f"{dossier.code}-{round_}/HDHS",
        template="supplement",
        said={"items": listed, "reason": said, "round": round_, "officer": work.actor.name},
    )
    told = {"round": round_, "items": len(listed)}
    dossiers.write_down(work, "services.supplement.asked", asked, told)
    return asked


def answer_supplement(
    work: Work, house: Means, code: str, secret: str, message: str, papers: Sequence[LaidPaper]
) -> Dossier:
    """Hand in what was asked for; the clock goes on and the dossier returns to where it was.

    Refuses: services.dossier.not_yours, services.supplement.not_asked, services.supplement.empty,
    services.papers.*, basics.secrecy.marked, and what `blobs` refuses.
    """
    dossier = dossiers.held_by_applicant(work, house, code, secret)
    request = _asked(work, dossier)
    said = text.clean_text(message, characters_most=REASON_CHARACTERS_MOST)
    dossiers.refuse_secrets({"message": said})
    if not said and not papers:
        raise Invalid(
            "services.supplement.empty",
            "Hãy đính kèm giấy tờ còn thiếu hoặc viết câu trả lời, rồi gửi.",
            fields={"message": "Hãy viết câu trả lời hoặc đính kèm tệp."},
        )
    _refuse_unknown_papers(work, dossier, papers)
    dossiers.add_papers(work, house, dossier, int(request.body["round"]), papers)
    dossiers.end_fact(work, request.id, {**request.body, "answer": said, "files": len(papers)})
    pauses = dossiers.pauses_of(dossiers.facts_of(work.connection, dossier.id))
    due = dossiers.due_at(house.calendar, dossier.limit, dossier.clock_started_at, pauses)
    answered = dossiers.change(work, dossier, {"state": request.body["back_to"], "due_at": due})
    told = {"round": request.body["round"]}
    dossiers.write_down(work, "services.supplement.answered", answered, told)
    dossiers.tell_officers(work, answered, "answered")
    dossiers.tell_applicant(work, answered, "answered")
    return answered


def _asked(work: Work, dossier: Dossier) -> Fact:
    """Return the request a dossier waits with.

    Refuses: services.supplement.not_asked.
    """
    request = open_request(dossiers.facts_of(work.connection, dossier.id))
    if dossier.state is not State.SUPPLEMENT or request is None:
        raise Conflict(
            "services.supplement.not_asked",
            f"Hồ sơ {dossier.code} hiện không chờ bổ sung; có thể ông/bà đã gửi rồi. "
            "Hãy xem lại tình trạng hồ sơ.",
        )
    return request


def requests_of(facts: Sequence[Fact]) -> list[Fact]:
    """Return the supplement requests among facts, oldest first."""
    return [fact for fact in facts if fact.kind is FactKind.SUPPLEMENT]


def open_request(facts: Sequence[Fact]) -> Fact | None:
    """Return the request that waits for its answer."""
    return next((fact for fact in requests_of(facts) if fact.ended_at is None), None)


def _clean_items(work: Work, dossier: Dossier, items: Sequence[Item]) -> list[Mapping[str, Any]]:
    definition = procedures.revision(work.connection, dossier.revision_id).definition
    names = {paper.id: paper.name for paper in definition.papers}
    listed: list[Mapping[str, Any]] = []
    for item in items[: ITEMS_MOST + 1]:
        what = text.clean_line(item.what, characters_most=ITEM_CHARACTERS_MOST)
        secrecy.refuse_if_marked(what)
        paper_id = item.paper_id if item.paper_id in names else ""
        if what or paper_id:
            listed.append({"paper_id": paper_id, "name": names.get(paper_id, ""), "what": what})
    if not listed or len(listed) > ITEMS_MOST:
        raise Invalid(
            "services.supplement.no_items",
            "Hãy nêu đủ trong một lần mọi giấy tờ, nội dung cần bổ sung "
            f"(ít nhất một, nhiều nhất {ITEMS_MOST} mục).",
            fields={"items": "Hãy nêu ít nhất một mục cần bổ sung."},
        )
    return listed


def _refuse_unknown_papers(work: Work, dossier: Dossier, papers: Sequence[LaidPaper]) -> None:
    definition = procedures.revision(work.connection, dossier.revision_id).definition
    known = {paper.id for paper in definition.papers} | {""}
    for paper_id, _ in papers:
        if paper_id not in known:
            raise Invalid(
                "services.papers.unknown",
                "Hồ sơ này không có loại giấy tờ ấy. Hãy chọn lại từ danh sách.",
                fields={f"papers.{paper_id[:80]}": "Không có loại giấy tờ này."},
            )
