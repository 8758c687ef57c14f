"""The forms of the one-stop law, filled in from the dossier, and their PDF.

A form is made out with its number and what it says; printing it later, or again, gives the same
bytes, and the first print is kept.

Law: 03/2025/TT-VPCP PL I, Mẫu số 01, 02, 03; 30/2020/NĐ-CP PL I
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from province import (
    answers,
    blobs,
    directory,
    dossiers,
    printing,
    procedures,
    sealing,
    signing,
)
from province.basics import Actor, legal_day, text
from province.dossiers import Channel, Dossier, Form, FormKind, Means, State
from province.letters.answers import sections_of
from province.letters.wording import long_instant
from province.procedures import CASE, Definition, FieldKind

_STEERING = (FieldKind.YES_NO, FieldKind.CHOICE, FieldKind.CHOICES)
_ABOUT_APPLICANT = "applicant"  # the shared group; a result names the applicant in its first point
_ABOUT_FILING = "filing"  # the shared group about who files and how the result is fetched


def printed(connection: Connection, house: Means, dossier: Dossier, form: Form) -> bytes:
    """Return a form's PDF: the kept print, or the one that will be kept."""
    if form.sha256 is not None:
        return blobs.read(house.settings.blobs, form.sha256)
    return printing.pdf(form.template, _data_of(connection, house, dossier, form), at=form.made_at)


def preview(
    connection: Connection,
    house: Means,
    actor: Actor,
    dossier: Dossier,
    kind: FormKind,
    reason: str = "",
) -> bytes:
    """Return the PDF a decision would issue, unnumbered, for the signer to read beforehand."""
    now = house.storage.clock.now()
    unit = directory.unit(connection, dossier.deciding_unit_id, legal_day(now))
    definition = procedures.revision(connection, dossier.revision_id).definition
    result = kind is FormKind.RESULT
    said = {
        "reason": reason or "(chưa nhập lý do)",
        "at_intake": dossier.state is State.RECEIVED,
        "signer": signing.signer_of(connection, actor, unit, legal_day(now)),
    }
    form = Form(
        id=0,
        dossier_id=dossier.id,
        kind=kind,
        template=definition.result.template if result else "refusal",
        number=f"…/{dossiers.result_symbol(definition) if result else 'TC'} (bản xem trước)",
        made_at=now,
        said=said,
        sha256=None,
    )
    return printed(connection, house, dossier, form)


def _data_of(connection: Connection, house: Means, dossier: Dossier, form: Form) -> dict[str, Any]:
    """Return what a form's template is filled with."""
    fill = {
        FormKind.RECEIPT: _receipt,
        FormKind.SUPPLEMENT: _supplement,
        FormKind.REFUSAL: _refusal,
        FormKind.RESULT: _result,
    }[form.kind]
    return _common(connection, house, dossier, form) | fill(connection, house, dossier, form)


def file_name(dossier: Dossier, form: Form) -> str:
    """Return the name a form is downloaded under."""
    kind = {
        FormKind.RECEIPT: "giay-tiep-nhan",
        FormKind.SUPPLEMENT: "phieu-bo-sung",
        FormKind.REFUSAL: "phieu-tu-choi",
        FormKind.RESULT: "ket-qua",
    }[form.kind]
    return f"{kind}-{dossier.code}.pdf"


def _common(connection: Connection, house: Means, dossier: Dossier, form: Form) -> dict[str, Any]:
    """Return what every form says: who issues it, when, about which dossier, of whom."""
    day = legal_day(form.made_at)
    at_desk = form.kind in (FormKind.RECEIPT, FormKind.SUPPLEMENT)
    unit_id = dossier.receiving_unit_id if at_desk else dossier.deciding_unit_id
    unit = directory.unit(connection, unit_id, day)
    identifying = dossiers.identifiers_of(house, dossier)
    return {
        "code": dossier.code,
        "number": form.number,
        "parent": signing.governing_name(connection, unit, day),
        "unit": signing.official_name(unit),
        "unit_phone": unit.phone,
        "place_date": f"{signing.place_of(connection, unit, day)}, {text.date_long_vi(day)}",
        "procedure": dossier.procedure_name,
        "procedure_code": dossier.procedure_code,
        "applicant": {
            "name": dossier.applicant.name,
            "address": dossier.applicant.address,
            "email": dossier.applicant.email,
            "phone": identifying.get("applicant_phone", dossier.applicant.phone),
        },
    }


def _receipt(connection: Connection, house: Means, dossier: Dossier, form: Form) -> dict[str, Any]:
    definition = procedures.revision(connection, dossier.revision_id).definition
    receiving = directory.unit(connection, dossier.receiving_unit_id, legal_day(dossier.filed_at))
    by_hand = dossier.channel in (Channel.COUNTER, Channel.POST)
    site = house.settings.site_url
    return {
        "secret": sealing.spaced_secret(dossiers.secret_of(house, dossier)),
        "look_up_address": f"{site}/tra-cuu",
        "qr": printing.qr_svg(f"{site}/tra-cuu?ma={dossier.code}"),
        "papers": _papers_received(connection, definition, dossier, by_hand=by_hand),
        "sets": 1,
        "time_limit": procedures.wording.duration(dossier.limit.amount, dossier.limit.unit),
        "received_at": long_instant(dossier.filed_at),
        "due_at": long_instant(dossier.promised_at)
        if dossier.promised_at
        else "tính từ khi phí, lệ phí được nộp",
        "result_at": "Trực tuyến tại trang tra cứu, hoặc bản giấy tại "
        f"{signing.official_name(receiving)}",
        "fee": _fee_in_words(dossier.fee),
        "book": form.said["book"],
        "book_number": form.said["book_number"],
        "receiver": form.said["receiver"] if by_hand else "Hệ thống",
        "applicant_signs": None if by_hand else "(Nộp trực tuyến)",
        "receiver_signs": None if by_hand else "(Tiếp nhận tự động)",
    }


def _papers_received(
    connection: Connection, definition: Definition, dossier: Dossier, *, by_hand: bool
) -> list[dict[str, Any]]:
    given = [
        paper.paper_id for paper in dossiers.papers_of(connection, dossier.id) if not paper.round
    ]
    rows = []
    for paper in definition.papers:
        if paper.is_form and not by_hand:
            rows.append({"name": paper.name, "quantity": 1, "kind": "Bản điện tử"})
        elif paper.id in given:
            on_paper = "Bản chính" if paper.originals else "Bản sao"
            kind = on_paper if by_hand else "Bản điện tử"
            rows.append({"name": paper.name, "quantity": given.count(paper.id), "kind": kind})
    return rows


def _fee_in_words(fee: int | None) -> str:
    if fee is None:
        return "theo mức quy định, cơ quan tiếp nhận sẽ thông báo"
    if fee == 0:
        return "không thu"
    return f"{text.money_vi(fee)} ({text.money_in_words(fee)})"


def _supplement(
    connection: Connection, house: Means, dossier: Dossier, form: Form
) -> dict[str, Any]:
    address = f"{house.settings.site_url}/ho-so/{dossier.code}/bo-sung"
    return {
        "items": form.said["items"],
        "reason": form.said["reason"],
        "officer": form.said["officer"],
        "address": address,
        "qr": printing.qr_svg(address),
    }


def _refusal(connection: Connection, house: Means, dossier: Dossier, form: Form) -> dict[str, Any]:
    return {
        "reason": form.said["reason"],
        "at_intake": form.said["at_intake"],
        "filed_at": long_instant(dossier.filed_at),
        "signer": form.said["signer"],
    }


def _result(connection: Connection, house: Means, dossier: Dossier, form: Form) -> dict[str, Any]:
    definition = procedures.revision(connection, dossier.revision_id).definition
    address = f"{house.settings.site_url}/xac-minh/{dossier.code}"
    case = definition.case_named(str(dossier.answers.get(CASE, "")))
    units = answers.choosable_units(connection, legal_day(form.made_at))
    return {
        "title": dossiers.result_title(definition),
        "about": f"Sử dụng cho {case.name[:1].lower()}{case.name[1:]}" if case else None,
        "grounds": [f"Căn cứ {one.name} ({one.number})" for one in definition.legal_basis],
        "sections": _sections_of_result(definition, dossier, units),
        "validity": definition.result.validity,
        "signed_at": long_instant(form.made_at),
        "signer": form.said["signer"],
        "recipients": ["Như trên", f"Lưu: VT, hồ sơ {dossier.code}"],
        "address": address,
        "qr": printing.qr_svg(address),
    }


def _sections_of_result(
    definition: Definition, dossier: Dossier, units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return what a result repeats: measures and places, not what only steered the form."""
    repeated = {
        field.id
        for group in definition.form
        if group.id not in (_ABOUT_APPLICANT, _ABOUT_FILING)
        for field in group.fields
        if field.kind not in _STEERING
    }
    sections = []
    for section in sections_of(definition, dossier.answers, units):
        lines = [line for line in section["lines"] if line["id"] in repeated]
        if lines:
            sections.append({**section, "lines": lines})
    return sections
