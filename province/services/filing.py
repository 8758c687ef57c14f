"""Taking dossiers in: online, at the counter, by post or from a program, each exactly once."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NewType

from sqlalchemy import Connection

from province import access, answers, directory, dossiers, procedures, sealing
from province.answers import Checked
from province.basics import Actor, Conflict, Invalid, TooMany
from province.basics.networks import network_of
from province.dossiers import (
    Applicant,
    Channel,
    Dossier,
    FactKind,
    FormKind,
    LaidPaper,
    Limit,
    Means,
    State,
)
from province.procedures import Definition, FieldKind, Revision, Starts
from province.services import store
from province.storage import Work, canonical, new_id

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_UNTOUCHED: Mapping[str, Any] = {  # of a dossier that nobody has worked on
    "state": State.RECEIVED,
    "accepted_at": None,
    "closed_at": None,
    "officer_account_id": None,
    "officer_name": "",
    "decided_by": "",
    "version": 1,
    "secret_round": 1,
}
_IDENTIFYING = (FieldKind.IDENTITY_NUMBER, FieldKind.PHONE)


LookedThrough = NewType("LookedThrough", Mapping[str, Any])  # answers as typed or sent, unmarked


@dataclass(frozen=True, slots=True)
class Filing:
    """A request to take a dossier in."""

    procedure_code: str
    answers: LookedThrough
    papers: Sequence[LaidPaper] = ()
    channel: Channel = Channel.ONLINE
    key: str = ""  # Idempotency-Key; without one, every request is a new dossier


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier that is in, and what its applicant needs to follow it."""

    dossier: Dossier
    secret: str
    repeated: bool  # the same request had been taken before: nothing new was made


def file_dossier(work: Work, house: Means, filing: Filing) -> Filed:
    """Take a dossier in; the same request under the same key again gives the same answer.

    Refuses: access.not_granted, services.filing.too_often, services.filing_key.malformed,
    services.filing_key.other_request, procedures.procedure.unknown,
    services.dossier.incomplete with a sentence for each field, and what `blobs.note` refuses; in
    each case nothing is kept.
    """
    refuse_too_often(work.connection, house, work.actor)
    scope = _scope_of(work.actor)
    if filing.key and not _KEY.fullmatch(filing.key):
        raise Invalid(
            "services.filing_key.malformed",
            "Khóa chống gửi trùng (Idempotency-Key) gồm 1 đến 200 ký tự ASCII, không có dấu cách.",
        )
    key, digest = filing.key or secrets.token_hex(16), _digest_of(filing)
    if not store.take_key(work, scope, key, digest):
        return _repeated(work, house, scope, key, digest)
    filed = _enter(work, house, filing)
    store.settle_key(work, scope, key, filed.dossier.id)
    told = {
        "procedure": filing.procedure_code,
        "channel": filing.channel.value,
        "papers": len(filing.papers),
    }
    dossiers.write_down(work, "services.dossier.filed", filed.dossier, told)
    return filed


def _enter(work: Work, house: Means, filing: Filing) -> Filed:
    revision = procedures.current(work.connection, filing.procedure_code, work.today)
    channel = filing.channel
    receiving_id = _receiving_unit(work, channel)
    checked = _checked(work, revision.definition, filing)
    deciding = deciding_unit(work.connection, revision.definition, checked.values, work.today)
    if work.actor.kind == "token":
        access.require(work, "services.dossier.filed", deciding.id)
    receiving = (
        directory.unit(work.connection, receiving_id, work.today) if receiving_id else deciding
    )
    dossier = _made(work, house, revision, checked.values, receiving, deciding, channel)
    dossiers.add(work, dossier)
    _add_identifiers(work, house, dossier)
    dossiers.add_papers(work, house, dossier, 0, filing.papers)
    dossiers.add_fact(work, dossier.id, FactKind.FILED, {})
    number = dossiers.next_form_number(work, dossiers.RECEIPT, receiving.id)
    dossiers.make_out(
        work,
        dossier,
        FormKind.RECEIPT,
        number=f"{number:04d}/{dossiers.RECEIPT}",
        template="receipt",
        said={"book": f"{work.today:%Y}", "book_number": number, "receiver": work.actor.name},
    )
    dossiers.tell_officers(work, dossier, "filed")
    return Filed(dossier, dossiers.secret_of(house, dossier), repeated=False)


def due_if_filed(
    house: Means, definition: Definition, values: Mapping[str, Any], now: datetime
) -> datetime | None:
    """Return when a dossier with these clean answers would be due if it were filed now.

    Returns: None while the clock would wait for a fee, or the case is not chosen.
    """
    if answers.time_limit(definition, values) is None:
        return None
    due: datetime | None = _terms(house, definition, values, now)["due_at"]
    return due


def looked_through(answers: Mapping[str, Any]) -> LookedThrough:
    """Return answers that carry no mark of state secrets; a filing takes no others.

    A door asks before it lays down the files that come with them: of what is marked, nothing is
    kept.

    Refuses: basics.secrecy.marked.
    """
    dossiers.refuse_secrets(answers)
    return LookedThrough(answers)


def deciding_unit(
    connection: Connection, definition: Definition, values: Mapping[str, Any], day: date
) -> directory.Unit:
    """Return the unit that decides a dossier: the commune it names, or the department.

    Refuses: services.unit.missing when the directory has no such unit.
    """
    authority, found = definition.authority, None
    if authority.place:
        found = directory.unit_by_code(connection, str(values[authority.place]), day)
    else:
        units = directory.units_on(connection, day)
        found = next((unit for unit in units if unit.abbreviation == authority.unit), None)
    if found is None:
        raise Conflict(
            "services.unit.missing",
            f"Chưa xác định được cơ quan giải quyết ({authority.decide}). Hồ sơ chưa được ghi "
            "nhận; xin báo quản trị viên kiểm tra danh mục cơ quan.",
        )
    return found


def _receiving_unit(work: Work, channel: Channel) -> int | None:
    """Return the unit whose clerk enters a paper dossier; None for what comes by itself."""
    if channel in (Channel.ONLINE, Channel.API):
        return None
    access.require(work, "services.dossier.entered", work.actor.unit_id)
    return work.actor.unit_id


def _scope_of(actor: Actor) -> str:
    """Return whose filing keys the actor's are."""
    if actor.signed_in:
        return f"{actor.kind}:{actor.id}"
    return f"address:{network_of(actor.address)}"


def refuse_too_often(connection: Connection, house: Means, actor: Actor) -> None:
    """Bound what one unknown network may file; people and programs we know are not bounded so.

    A door asks before it lays down the files that come with a filing.

    Refuses: services.filing.too_often.
    """
    most = house.settings.submissions_per_minute
    if actor.signed_in:
        return
    since = house.storage.clock.now() - timedelta(minutes=1)
    if store.filed_since(connection, _scope_of(actor), since) >= most:
        raise TooMany(
            "services.filing.too_often",
            f"Từ đường truyền này đã có {most} hồ sơ nộp trong một phút. Nội dung ông/bà nhập vẫn "
            "còn; xin chờ một phút rồi nộp lại.",
            detail={"retry_seconds": 60},
        )


def _repeated(work: Work, house: Means, scope: str, key: str, digest: str) -> Filed:
    taken, dossier_id = store.key_taken(work.connection, scope, key)
    dossier = dossiers.dossier(work.connection, dossier_id) if dossier_id else None
    if taken != digest or dossier is None:
        raise Conflict(
            "services.filing_key.other_request",
            "Khóa chống gửi trùng (Idempotency-Key) này đã dùng cho một hồ sơ có nội dung khác. "
            "Hồ sơ trước vẫn giữ nguyên; hãy dùng khóa mới cho hồ sơ mới.",
        )
    return Filed(dossier, dossiers.secret_of(house, dossier), repeated=True)


def _digest_of(filing: Filing) -> str:
    """Return what two requests must share to be the same one."""
    content = {
        "procedure": filing.procedure_code,
        "answers": filing.answers,
        "channel": filing.channel.value,
        "papers": [[paper_id, blob.name, blob.sha256] for paper_id, blob in filing.papers],
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _checked(work: Work, definition: Definition, filing: Filing) -> Checked:
    given = [paper_id for paper_id, _ in filing.papers]
    dossiers.refuse_too_many_papers(len(given))
    in_law = Channel.ONLINE if filing.channel is Channel.API else filing.channel
    checked = answers.check(
        definition,
        filing.answers,
        {paper_id: given.count(paper_id) for paper_id in given},
        today=work.today,
        channel=in_law.value,
        units=answers.choosable_units(work.connection, work.today),
    )
    if not checked.sound:
        raise Invalid(
            "services.dossier.incomplete",
            "Hồ sơ chưa nộp được vì còn mục chưa đúng. Hãy xem từng mục rồi nộp lại; "
            "những gì đã nhập vẫn còn.",
            fields=checked.errors,
        )
    return checked


def _made(
    work: Work,
    house: Means,
    revision: Revision,
    values: Mapping[str, Any],
    receiving: directory.Unit,
    deciding: directory.Unit,
    channel: Channel,
) -> Dossier:
    """Return the dossier of a filing, with its code, its clock and what it costs."""
    definition, dossier_id = revision.definition, new_id(work.now)
    shown, identifying = split_identifiers(definition, values)
    by_hand = channel in (Channel.COUNTER, Channel.POST)
    return Dossier(
        id=dossier_id,
        code=dossiers.next_code(work, receiving),
        procedure_code=definition.code,
        procedure_name=definition.name,
        revision_id=revision.id,
        channel=channel,
        helping_unit_id=receiving.id if by_hand else None,
        receiving_unit_id=receiving.id,
        deciding_unit_id=deciding.id,
        applicant=_applicant(shown),
        applicant_account_id=None if by_hand else work.actor.account_id,
        answers=shown,
        sealed=sealing.seal(house.settings.secret_key, dossier_id, identifying),
        filed_at=work.now,
        **_terms(house, definition, values, work.now),
        **_UNTOUCHED,
    )


def _terms(
    house: Means, definition: Definition, values: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return what a dossier costs, how long it takes, and when it is due."""
    limit, fee = _limit_of(definition, values), answers.fee_due(definition, values).amount
    started_at = None if limit.from_payment and fee != 0 else now
    due = dossiers.due_at(house.calendar, limit, started_at, [])
    clock = {"clock_started_at": started_at, "promised_at": due, "due_at": due}
    return {"fee": fee, "limit": limit, **clock}


def _applicant(shown: Mapping[str, Any]) -> Applicant:
    return Applicant(
        name=shown["applicant_name"],
        address=shown.get("applicant_address", ""),
        email=shown.get("applicant_email", ""),
        phone=shown.get("applicant_phone", ""),
    )


def split_identifiers(
    definition: Definition, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Part clean answers into what the register shows and the identifiers it masks.

    Returns: the answers with identifiers masked; the identifiers by `field` or `group.row.field`.
    """
    shown, identifying = dict(values), {}
    for group in definition.form:
        rows = [dict(row) for row in values.get(group.id, [])] if group.rows_most else [shown]
        for place, row in enumerate(rows):
            prefix = f"{group.id}.{place}." if group.rows_most else ""
            for field in group.fields:
                value = row.get(field.id)
                if isinstance(value, str) and _identifies(field.kind, value):
                    identifying[prefix + field.id] = value
                    row[field.id] = sealing.masked(value)
        if group.rows_most and group.id in values:
            shown[group.id] = rows
    return shown, identifying


def _identifies(kind: FieldKind, value: str) -> bool:
    """Tell whether an answer identifies a person: a household's 12-digit tax code does as well."""
    return kind in _IDENTIFYING or (kind is FieldKind.TAX_CODE and len(value) == 12)


def _add_identifiers(work: Work, house: Means, dossier: Dossier) -> None:
    key = house.settings.secret_key
    values = sealing.unseal(key, dossier.id, dossier.sealed).values()
    dossiers.add_identifiers(
        work, dossier.id, [sealing.look_up_hash(key, value) for value in values]
    )


def _limit_of(definition: Definition, values: Mapping[str, Any]) -> Limit:
    found = answers.time_limit(definition, values)
    assert found is not None  # soundness: the last time limit holds, or every case has one
    return Limit(
        found.amount, found.unit, found.starts is Starts.FEE_PAYMENT, found.verification_days
    )
