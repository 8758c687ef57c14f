"""What officers do with a dossier: accept, assign, decide, stop, note, look behind a mask.

A dossier is held while it is worked on, so of two officers who decide at once the second is told
who decided and when.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import access, audit, directory, dossiers, identity, procedures
from province.basics import Actor, Conflict, Invalid, secrecy, text
from province.dossiers import (
    MOVES,
    REASON_CHARACTERS_MOST,
    RECORD_KIND,
    Dossier,
    FactKind,
    FormKind,
    Means,
    State,
)
from province.signing import signer_of
from province.storage import Work


def accept(work: Work, code: str, *, expected_version: int | None = None) -> Dossier:
    """Take a filed dossier up; who accepts it is its officer unless one was assigned.

    The due instant on the receipt stays: it was promised.

    Refuses: services.dossier.unknown, access.not_granted, services.dossier.changed,
    services.dossier.not_now.
    """
    dossier = dossiers.held(work, code, expected_version=expected_version)
    dossiers.require(work, "services.dossier.accepted", dossier)
    if dossier.state is not State.RECEIVED:
        dossiers.refuse_unless_movable(dossier, State.PROCESSING)
        raise Conflict(
            "services.dossier.not_now",
            f"Hồ sơ {dossier.code} đã được tiếp nhận hoặc đang chờ bổ sung. Không có gì thay đổi.",
        )
    values: dict[str, Any] = {"state": State.PROCESSING.value, "accepted_at": work.now}
    if dossier.officer_account_id is None:
        values |= {
            "officer_account_id": work.actor.account_id,
            "officer_name": work.actor.name,
        }
    accepted = dossiers.change(work, dossier, values)
    dossiers.add_fact(work, accepted.id, FactKind.ACCEPTED, {})
    dossiers.write_down(work, "services.dossier.accepted", accepted)
    dossiers.tell_applicant(work, accepted, "accepted")
    return accepted


def assign(work: Work, code: str, account_id: int) -> Dossier:
    """Give a dossier to an officer who may work on it; an officer may also take it up alone.

    Refuses: services.dossier.unknown, access.not_granted, services.dossier.closed,
    services.officer.not_granted.
    """
    dossier = dossiers.held(work, code)
    own = account_id == work.actor.account_id
    deed = "services.supplement.asked" if own else "services.dossier.assigned"
    dossiers.require(work, deed, dossier, deciding_unit=True)
    dossiers.refuse_if_closed(dossier)
    officers = officers_for(work.connection, dossier, work.today)
    officer = next((one for one in officers if one.id == account_id), None)
    if officer is None:
        raise Invalid(
            "services.officer.not_granted",
            "Người được chọn chưa được giao quyền xử lý hồ sơ của đơn vị này. Hãy chọn người khác.",
            fields={"officer": "Hãy chọn một người trong danh sách."},
        )
    before = dossier.officer_name
    values = {"officer_account_id": officer.id, "officer_name": officer.name}
    assigned = dossiers.change(work, dossier, values)
    dossiers.add_fact(work, assigned.id, FactKind.ASSIGNED, {"to": officer.name, "from": before})
    dossiers.write_down(
        work, "services.dossier.assigned", assigned, {"to": officer.name, "from": before}
    )
    if not own:
        dossiers.tell_officers(work, assigned, "assigned")
    return assigned


def officers_for(connection: Connection, dossier: Dossier, day: date) -> list[identity.Account]:
    """Return the accounts a dossier may be assigned to."""
    deed = "services.supplement.asked"  # who may ask for a supplement works on dossiers
    found = access.who_may(connection, deed, dossier.deciding_unit_id, day)
    return [account for account in found if account.unit_id is not None]


def possible_deeds(
    connection: Connection, actor: Actor, dossier: Dossier, day: date
) -> dict[str, bool]:
    """Tell which deeds an actor may do on a dossier as it stands: which buttons to show."""

    def granted(deed: str, *, deciding_unit: bool = False) -> bool:
        units = {dossier.deciding_unit_id}
        if not deciding_unit:
            units.add(dossier.receiving_unit_id)
        return any(access.may(connection, actor, deed, unit_id, day) for unit_id in units)

    at_intake = dossier.state is State.RECEIVED
    facts = dossiers.facts_of(connection, dossier.id)
    unpaid = dossier.fee != 0 and all(fact.kind is not FactKind.PAID for fact in facts)
    works = granted("services.supplement.asked", deciding_unit=True)
    mine = dossier.officer_account_id == actor.account_id
    return {
        "accept": at_intake and granted("services.dossier.accepted"),
        "take": dossier.open and works and not mine,
        "assign": dossier.open and granted("services.dossier.assigned", deciding_unit=True),
        "ask": State.SUPPLEMENT in MOVES[dossier.state]
        and granted("services.supplement.asked", deciding_unit=not at_intake),
        "pay": dossier.open and unpaid and granted("services.fee.paid"),
        "approve": State.APPROVED in MOVES[dossier.state]
        and granted("services.dossier.approved", deciding_unit=True),
        "refuse": State.REFUSED in MOVES[dossier.state]
        and granted("services.dossier.refused", deciding_unit=not at_intake),
        "stop": dossier.open and granted("services.dossier.stopped"),
        "note": granted("services.note.written"),
        "reveal": granted("services.identity.revealed"),
    }


def note_payment(work: Work, house: Means, code: str) -> Dossier:
    """Write down that the fee is paid; a clock that waited for it starts now.

    Refuses: services.dossier.unknown, access.not_granted, services.dossier.closed,
    services.fee.paid_before.
    """
    dossier = dossiers.held(work, code)
    dossiers.require(work, "services.fee.paid", dossier)
    dossiers.refuse_if_closed(dossier)
    facts = dossiers.facts_of(work.connection, dossier.id)
    if any(fact.kind is FactKind.PAID for fact in facts):
        raise Conflict(
            "services.fee.paid_before", "Phí, lệ phí của hồ sơ này đã được ghi nhận trước đó."
        )
    values: dict[str, Any] = {}
    if dossier.clock_started_at is None:
        due = dossiers.due_at(house.calendar, dossier.limit, work.now, dossiers.pauses_of(facts))
        values = {"clock_started_at": work.now, "due_at": due, "promised_at": due}
    paid = dossiers.change(work, dossier, values)
    dossiers.add_fact(work, paid.id, FactKind.PAID, {"amount": dossier.fee})
    dossiers.write_down(work, "services.fee.paid", paid, {"amount": dossier.fee})
    dossiers.tell_applicant(work, paid, "paid")
    return paid


def approve(work: Work, code: str, *, expected_version: int | None = None) -> Dossier:
    """Sign what was applied for: the result gets its number and is issued.

    Refuses: services.dossier.unknown, access.not_granted, services.dossier.changed,
    services.dossier.already_decided, services.dossier.closed, services.dossier.not_now.
    """
    dossier = dossiers.held(work, code, expected_version=expected_version)
    dossiers.require(work, "services.dossier.approved", dossier, deciding_unit=True)
    dossiers.refuse_unless_movable(dossier, State.APPROVED)
    approved = dossiers.change(work, dossier, _ending(work, State.APPROVED, decided=True))
    definition = procedures.revision(work.connection, dossier.revision_id).definition
    unit = directory.unit(work.connection, dossier.deciding_unit_id, work.today)
    symbol = dossiers.result_symbol(definition)
    taken = dossiers.next_form_number(work, symbol, unit.id)
    number = f"{taken:02d}/{symbol}"
    dossiers.make_out(
        work,
        approved,
        FormKind.RESULT,
        number=number,
        template=definition.result.template,
        said={"signer": signer_of(work.connection, work.actor, unit, work.today)},
    )
    dossiers.add_fact(work, approved.id, FactKind.APPROVED, {"number": number})
    dossiers.write_down(work, "services.dossier.approved", approved, {"number": number})
    return approved


def refuse(work: Work, code: str, reason: str, *, expected_version: int | None = None) -> Dossier:
    """Refuse a dossier, at intake or after examination, saying why.

    Refuses: services.dossier.unknown, access.not_granted, services.dossier.changed,
    services.reason.missing, services.dossier.already_decided, services.dossier.closed.
    """
    dossier = dossiers.held(work, code, expected_version=expected_version)
    at_intake = dossier.state is State.RECEIVED
    dossiers.require(work, "services.dossier.refused", dossier, deciding_unit=not at_intake)
    dossiers.refuse_unless_movable(dossier, State.REFUSED)
    said = dossiers.clean_reason(
        reason,
        code="services.reason.missing",
        missing="Hãy nêu rõ lý do từ chối và căn cứ pháp lý để người nộp hiểu phải làm gì.",
    )
    _end_pause(work, dossier, {"ended_by": "refusal"})
    refused = dossiers.change(work, dossier, _ending(work, State.REFUSED, decided=True))
    unit = directory.unit(work.connection, dossier.deciding_unit_id, work.today)
    number = dossiers.next_form_number(work, dossiers.REFUSAL, unit.id)
    dossiers.make_out(
        work,
        refused,
        FormKind.REFUSAL,
        number=f"{number:02d}/{dossiers.REFUSAL}",
        template="refusal",
        said={
            "reason": said,
            "at_intake": at_intake,
            "signer": signer_of(work.connection, work.actor, unit, work.today),
        },
    )
    dossiers.add_fact(work, refused.id, FactKind.REFUSED, {"reason": said, "at_intake": at_intake})
    dossiers.write_down(work, "services.dossier.refused", refused, {"reason": said})
    return refused


def stop(work: Work, code: str, reason: str) -> Dossier:
    """Stop a dossier because its applicant asks for it at the desk.

    Refuses: services.dossier.unknown, access.not_granted, services.reason.missing,
    services.dossier.already_decided, services.dossier.closed.
    """
    dossier = dossiers.held(work, code)
    dossiers.require(work, "services.dossier.stopped", dossier)
    said = dossiers.clean_reason(
        reason,
        code="services.reason.missing",
        missing="Hãy ghi lại đề nghị dừng của người nộp hồ sơ.",
    )
    return _stop(work, dossier, said, "services.dossier.stopped")


def withdraw(work: Work, house: Means, code: str, secret: str, reason: str = "") -> Dossier:
    """Withdraw one's own dossier, shown by its secret or by the account that filed it.

    Refuses: services.dossier.not_yours, services.dossier.already_decided, services.dossier.closed.
    """
    dossier = dossiers.held_by_applicant(work, house, code, secret)
    said = text.clean_text(reason, characters_most=REASON_CHARACTERS_MOST)
    secrecy.refuse_if_marked(said)
    withdrawn = _stop(work, dossier, said, "services.dossier.withdrawn")
    dossiers.tell_officers(work, withdrawn, "withdrawn")
    return withdrawn


def write_note(work: Work, code: str, body: str) -> None:
    """Add a note for colleagues; applicants never see it.

    Refuses: services.dossier.unknown, access.not_granted, services.note.empty.
    """
    dossier = dossiers.held(work, code)
    dossiers.require(work, "services.note.written", dossier)
    said = dossiers.clean_reason(
        body, code="services.note.empty", missing="Hãy nhập nội dung ý kiến."
    )
    dossiers.add_note(work, dossier.id, said)
    dossiers.write_down(work, "services.note.written", dossier)


def reveal(work: Work, house: Means, code: str) -> dict[str, str]:
    """Return the identifiers of a dossier unmasked; that somebody looked is written down.

    Refuses: services.dossier.unknown, access.not_granted. Law: 91/2025/QH15
    """
    dossier = dossiers.held(work, code)
    dossiers.require(work, "services.identity.revealed", dossier)
    values = dossiers.identifiers_of(house, dossier)
    audit.write(
        work,
        "services.identity.revealed",
        subject=(RECORD_KIND, dossier.code),
        unit_id=dossier.deciding_unit_id,
        detail={"fields": sorted(values)},
    )
    return values


def _stop(work: Work, dossier: Dossier, reason: str, deed: str) -> Dossier:
    dossiers.refuse_unless_movable(dossier, State.STOPPED)
    _end_pause(work, dossier, {"ended_by": "stop"})
    stopped = dossiers.change(work, dossier, _ending(work, State.STOPPED, decided=False))
    dossiers.add_fact(work, stopped.id, FactKind.STOPPED, {"reason": reason})
    dossiers.write_down(work, deed, stopped, {"reason": reason})
    dossiers.tell_applicant(work, stopped, "stopped")
    return stopped


def _ending(work: Work, state: State, *, decided: bool) -> dict[str, Any]:
    return {
        "state": state.value,
        "closed_at": work.now,
        "decided_by": work.actor.name if decided else "",
    }


def _end_pause(work: Work, dossier: Dossier, how: dict[str, Any]) -> None:
    for fact in dossiers.facts_of(work.connection, dossier.id):
        if fact.kind is FactKind.SUPPLEMENT and fact.ended_at is None:
            dossiers.end_fact(work, fact.id, {**fact.body, **how})
