"""Telling people: forms printed and sent to applicants, events told to applicants and officers.

These are job handlers: a deed on a dossier asks, they answer. Each prepares outside any transaction
and returns what then changes the database together with the job's completion.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import access, blobs, directory, dossiers, identity, jobs, signing
from province.basics import legal_day, text
from province.dossiers import FORMS_VI, Dossier, Form, FormKind, Means
from province.letters.forms import file_name, printed
from province.letters.wording import long_instant
from province.storage import Work

Finish = Callable[[Work], None]
OFFICERS_TOLD_MOST = 20
PDF = "application/pdf"


def issue(house: Means, payload: Mapping[str, Any]) -> Finish:
    """Print a form, keep the print, and send it to the applicant: job `services.issue`."""
    with house.storage.reading() as connection:
        form = dossiers.form(connection, payload["document"])
        dossier = dossiers.dossier(connection, form.dossier_id)
        pdf = printed(connection, house, dossier, form)
        letter = _letter_with(connection, house, dossier, form)
    blob = blobs.lay_down_own(house.settings.blobs, pdf, file_name(dossier, form), PDF)

    def finish(work: Work) -> None:
        blobs.note_own(work, blob)
        dossiers.keep_print(work, form.id, blob.sha256)
        attached = {"blob": blob.sha256, "name": blob.name, "media_type": PDF}
        _send(work, dossier, letter, f"services.issue:{form.id}", [attached])

    return finish


def tell(house: Means, payload: Mapping[str, Any]) -> Finish:
    """Tell the applicant of an event that has no form: job `services.tell`."""
    with house.storage.reading() as connection:
        dossier = dossiers.dossier(connection, payload["dossier"])
        letter = _event_letter(connection, house, dossier, payload["event"])

    def finish(work: Work) -> None:
        key = f"services.tell:{dossier.id}:{payload['event']}:{_version(dossier, payload)}"
        _send(work, dossier, letter, key, [])

    return finish


def tell_officers(house: Means, payload: Mapping[str, Any]) -> Finish:
    """Tell those who work on a dossier of an event: job `services.tell_officers`."""
    with house.storage.reading() as connection:
        dossier = dossiers.dossier(connection, payload["dossier"])
        addresses = _officers(connection, dossier, legal_day(house.storage.clock.now()))
    letter = _officers_letter(house, dossier, payload["event"])

    def finish(work: Work) -> None:
        for address in addresses:
            key = f"{payload['event']}:{dossier.id}:{_version(dossier, payload)}:{address}"
            _ask_to_send(work, dossier, address, letter, f"services.tell_officers:{key}", [])

    return finish


def _version(dossier: Dossier, payload: Mapping[str, Any]) -> int:
    """Return the version an event made, however late it is told; jobs of old do not say it."""
    return int(payload.get("version", dossier.version))


def _officers(connection: Connection, dossier: Dossier, day: date) -> list[str]:
    if dossier.officer_account_id is not None:
        officer = identity.account(connection, dossier.officer_account_id)
        if officer is not None and officer.active:
            return [officer.email]
    granted = access.who_may(
        connection, "services.dossier.accepted", dossier.receiving_unit_id, day
    )
    return [account.email for account in granted[:OFFICERS_TOLD_MOST]]


def _officers_letter(house: Means, dossier: Dossier, event: str) -> tuple[str, str]:
    said = {
        "filed": "Hồ sơ mới",
        "answered": "Đã nộp bổ sung",
        "assigned": "Hồ sơ được giao cho ông/bà",
        "withdrawn": "Người nộp rút hồ sơ",
    }[event]
    due = f"\nHạn trả kết quả: {long_instant(dossier.due_at)}." if dossier.due_at else ""
    return f"{said}: {dossier.code}", (
        f"{said}: {dossier.code}\n{dossier.procedure_name}\n"
        f"Người nộp: {dossier.applicant.name}.{due}\n\n"
        f"Mở hồ sơ: {house.settings.site_url}/lam-viec/ho-so/{dossier.code}"
    )


def _letter_with(
    connection: Connection, house: Means, dossier: Dossier, form: Form
) -> tuple[str, str]:
    """Return subject and text of the letter a form goes out with."""
    said = form.said
    opening, what_now = {
        FormKind.RECEIPT: (
            "Cơ quan đã nhận hồ sơ của ông/bà. Giấy tiếp nhận hồ sơ và hẹn trả kết quả đính kèm "
            "thư này; trên đó có mã tra cứu, xin giữ kín.",
            f"Hẹn trả kết quả: {long_instant(dossier.promised_at)}." if dossier.promised_at else "",
        ),
        FormKind.SUPPLEMENT: (
            f"Hồ sơ của ông/bà cần bổ sung. Lý do: {said.get('reason', '')}",
            f"{_listed(said.get('items', []))}\n\nXin gửi phần bổ sung tại: "
            f"{house.settings.site_url}/ho-so/{dossier.code}/bo-sung\n"
            "Thời hạn giải quyết tạm dừng cho đến khi ông/bà gửi.",
        ),
        FormKind.REFUSAL: (
            "Hồ sơ của ông/bà không được giải quyết. Phiếu từ chối đính kèm thư này.",
            f"Lý do: {said.get('reason', '')}",
        ),
        FormKind.RESULT: (
            f"Hồ sơ của ông/bà đã có kết quả, số {form.number}, đính kèm thư này.",
            "Ai cầm kết quả cũng có thể kiểm tra tại: "
            f"{house.settings.site_url}/xac-minh/{dossier.code}",
        ),
    }[form.kind]
    subject = f"{FORMS_VI[form.kind]}: {dossier.code}"
    return subject, _letter(connection, house, dossier, opening, what_now)


def _listed(items: list[Mapping[str, Any]]) -> str:
    lines = (
        f"{place}. " + ": ".join(part for part in (item["name"], item["what"]) if part)
        for place, item in enumerate(items, 1)
    )
    return "Cần bổ sung:\n" + "\n".join(lines)


def _event_letter(
    connection: Connection, house: Means, dossier: Dossier, event: str
) -> tuple[str, str]:
    due = f"Hẹn trả kết quả: {long_instant(dossier.due_at)}." if dossier.due_at else ""
    subject, opening, what_now = {
        "accepted": (
            "Hồ sơ đã được tiếp nhận",
            "Hồ sơ của ông/bà hợp lệ và đã được tiếp nhận.",
            due,
        ),
        "answered": (
            "Đã nhận phần bổ sung",
            "Cơ quan đã nhận phần bổ sung của ông/bà; thời hạn tiếp tục được tính.",
            due,
        ),
        "paid": ("Đã ghi nhận phí, lệ phí", "Cơ quan đã ghi nhận phí, lệ phí của hồ sơ.", due),
        "stopped": (
            "Hồ sơ đã dừng",
            "Hồ sơ của ông/bà đã dừng theo đề nghị. Ông/bà có thể nộp hồ sơ mới bất cứ lúc nào.",
            "",
        ),
    }[event]
    return f"{subject}: {dossier.code}", _letter(connection, house, dossier, opening, what_now)


def _letter(
    connection: Connection, house: Means, dossier: Dossier, opening: str, what_now: str
) -> str:
    day = legal_day(house.storage.clock.now())
    unit = directory.unit_as_of(connection, dossier.deciding_unit_id, day)
    phone = f", điện thoại {unit.phone}" if unit.phone else ""
    paragraphs = [
        f"Kính gửi ông/bà {dossier.applicant.name},",
        opening,
        f"Mã hồ sơ: {dossier.code}\nThủ tục: {dossier.procedure_name}",
        what_now,
        f"Xem tình trạng hồ sơ: {house.settings.site_url}/tra-cuu?ma={dossier.code} (cần mã tra "
        "cứu in trên giấy tiếp nhận).",
        f"Cần hỏi thêm, xin liên hệ {signing.official_name(unit)}{phone}.",
    ]
    return "\n\n".join(text.nfc(paragraph) for paragraph in paragraphs if paragraph)


def _send(
    work: Work,
    dossier: Dossier,
    letter: tuple[str, str],
    key: str,
    attachments: list[Mapping[str, Any]],
) -> None:
    """Send to the applicant, who may have given no address."""
    if dossier.applicant.email:
        _ask_to_send(work, dossier, dossier.applicant.email, letter, key, attachments)


def _ask_to_send(
    work: Work,
    dossier: Dossier,
    address: str,
    letter: tuple[str, str],
    key: str,
    attachments: list[Mapping[str, Any]],
) -> None:
    payload = {
        "to": address,
        "subject": letter[0],
        "text": letter[1],
        "from_unit_id": dossier.deciding_unit_id,
        "attachments": attachments,
    }
    jobs.ask(work, "notifications.send", payload, key=f"notify:{key}")
