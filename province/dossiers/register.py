"""What every deed on a dossier does alike: find it, ask leave, write it down, hand work on."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from province import access, audit, jobs, sealing
from province.basics import Conflict, Forbidden, Invalid, NotFound, secrecy, text
from province.dossiers import store
from province.dossiers.means import Means
from province.dossiers.model import (
    REASON_CHARACTERS_MOST,
    Dossier,
    FormKind,
    State,
    WholeDossier,
    normal_code,
    refuse_unless_movable,
)
from province.storage import Work

RECORD_KIND = "dossier"  # subject kinds in the audit
PRINT_KIND = "dossier_form"


def held(work: Work, code: str, *, expected_version: int | None = None) -> Dossier:
    """Return a dossier to work on; nobody else changes it until the work ends.

    `expected_version` is the one the person was looking at.

    Refuses: services.dossier.unknown; services.dossier.changed, or services.dossier.already_decided
    when that is what changed.
    """
    dossier = store.hold(work, normal_code(code))
    if dossier is None:
        raise NotFound(
            "services.dossier.unknown", "Không có hồ sơ mang mã này. Vui lòng kiểm tra lại mã."
        )
    if expected_version not in (None, dossier.version):
        if dossier.decided_by:
            refuse_unless_movable(dossier, State.APPROVED)
        raise Conflict(
            "services.dossier.changed",
            f"Hồ sơ {dossier.code} vừa có thay đổi sau khi ông/bà mở trang"
            f"{_by_whom(work, dossier)}. Hãy tải lại để xem bản mới nhất rồi làm lại; "
            "chưa có gì được ghi.",
            detail={"version": dossier.version},
        )
    return dossier


def _by_whom(work: Work, dossier: Dossier) -> str:
    last = audit.last_change(work.connection, RECORD_KIND, dossier.code)
    return f" ({last.actor_name}, lúc {text.instant_vi(last.at)})" if last else ""


def require(work: Work, deed: str, dossier: Dossier, *, deciding_unit: bool = False) -> None:
    """Go on only if the actor may do a deed where the dossier was received or is decided.

    Refuses: access.not_signed_in, access.not_granted.
    """
    if not deciding_unit and dossier.receiving_unit_id != dossier.deciding_unit_id:
        try:
            access.require(work, deed, dossier.receiving_unit_id)
        except Forbidden:
            pass
        else:
            return
    access.require(work, deed, dossier.deciding_unit_id)


def clean_reason(typed: str, *, missing: str, code: str) -> str:
    """Read a reason a person gives; it may not be empty and may not carry a secrecy mark.

    Refuses: the given code with the given sentence; basics.text.too_long; basics.secrecy.marked.
    """
    reason = text.clean_text(typed, characters_most=REASON_CHARACTERS_MOST)
    secrecy.refuse_if_marked(reason)
    if not reason:
        raise Invalid(code, missing, fields={"reason": missing})
    return reason


def change(work: Work, dossier: Dossier, values: Mapping[str, Any]) -> Dossier:
    """Change a held dossier and return it as it is now."""
    if not store.change(work, dossier, values):
        raise AssertionError(f"{dossier.code} changed although it was held")
    return store.dossier(work.connection, dossier.id)


def whole_of(connection: Connection, dossier: Dossier) -> WholeDossier:
    """Return a dossier with everything that belongs to it."""
    return WholeDossier(
        dossier,
        tuple(store.facts_of(connection, dossier.id)),
        tuple(store.papers_of(connection, dossier.id)),
        tuple(store.forms_of(connection, dossier.id)),
        tuple(store.notes_of(connection, dossier.id)),
    )


def identifiers_of(house: Means, dossier: Dossier) -> dict[str, str]:
    """Return a dossier's identifiers unmasked, for its own forms; people look by `reveal`."""
    return sealing.unseal(house.settings.secret_key, dossier.id, dossier.sealed)


def make_out(
    work: Work,
    dossier: Dossier,
    kind: FormKind,
    *,
    number: str,
    template: str,
    said: Mapping[str, Any],
) -> None:
    """Make out a form; a worker prints it, keeps the print and sends it to the applicant."""
    form_id = store.add_form(
        work,
        {
            "dossier_id": dossier.id,
            "kind": kind.value,
            "template": template,
            "number": number,
            "made_at": work.now,
            "said": dict(said),
        },
    )
    jobs.ask(work, "services.issue", {"document": form_id}, key=f"services.issue:{form_id}")


def write_down(
    work: Work, deed: str, dossier: Dossier, detail: Mapping[str, Any] | None = None
) -> None:
    """Write a deed into the audit with the dossier and what belongs to it as they are now.

    Last in a deed: rows changed after it would not be those whose digest is kept.
    """
    belonging = store.belonging_to(work.connection, [dossier.id])[dossier.id]
    record = _record(dossier, text.fold(dossier.applicant.name), belonging)
    subject = (RECORD_KIND, dossier.code)
    unit_id = dossier.deciding_unit_id
    audit.write(work, deed, subject=subject, unit_id=unit_id, detail=detail, record=record)


def keep_print(work: Work, form_id: int, sha256: str) -> bool:
    """Keep the print of a form, and write down which it is; False when it has one already.

    The dossier may change meanwhile: a printed form is a record of its own.
    """
    if not store.keep_print(work, form_id, sha256):
        return False
    form = store.form(work.connection, form_id)
    dossier = store.dossier(work.connection, form.dossier_id)
    audit.write(
        work,
        "services.form.kept",
        subject=(PRINT_KIND, form_id),
        unit_id=dossier.deciding_unit_id,
        detail={"dossier": dossier.code, "number": form.number, "sha256": sha256},
        record=asdict(form),
    )
    return True


def tell_officers(work: Work, dossier: Dossier, event: str) -> None:
    """Ask that those who work on a dossier hear of an event."""
    jobs.ask(
        work,
        "services.tell_officers",
        {"dossier": dossier.id, "event": event, "version": dossier.version},
        key=f"services.tell_officers:{dossier.id}:{dossier.version}:{event}",
    )


def tell_applicant(work: Work, dossier: Dossier, event: str) -> None:
    """Ask that the applicant hears of an event that has no form of its own."""
    jobs.ask(
        work,
        "services.tell",
        {"dossier": dossier.id, "event": event, "version": dossier.version},
        key=f"services.tell:{dossier.id}:{dossier.version}:{event}",
    )


def _record(dossier: Dossier, applicant_key: str, belonging: Mapping[str, Any]) -> dict[str, Any]:
    """Return the register row and all that belongs to it, whose digest the audit keeps."""
    plain = {name: getattr(dossier, name) for name in dossier.__slots__ if name != "sealed"}
    return plain | {
        "state": dossier.state.value,
        "channel": dossier.channel.value,
        "applicant": dossier.applicant.record(),
        "limit": [
            dossier.limit.amount,
            dossier.limit.unit.value,
            dossier.limit.from_payment,
            dossier.limit.verification_days,
        ],
        "answers": dict(dossier.answers),
        "sealed": hashlib.sha256(dossier.sealed).hexdigest(),
        "applicant_key": applicant_key,
        **belonging,
    }


def records(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield code and content of every dossier, for `verify` to compare with the audit."""
    for batch in store.in_order_of_code(connection):
        belonging = store.belonging_to(connection, [dossier.id for dossier, _ in batch])
        for dossier, applicant_key in batch:
            yield dossier.code, _record(dossier, applicant_key, belonging[dossier.id])


def printed_forms(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield id and content of every form with its kept print, for `verify` as well."""
    for form in store.printed_in_order(connection):
        yield str(form.id), asdict(form)
