"""What a drafter does: write, add files, hand over, give up.

Law: 30/2020/NĐ-CP Đ10, PL VI III.5a
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from province import access, directory
from province.basics import Invalid
from province.documents import store
from province.documents.addressing import addressees
from province.documents.checking import UNCHECKED
from province.documents.files import Laid, keep_files
from province.documents.forms import Draft, remark
from province.documents.model import Outgoing, not_found
from province.documents.steps import hold, hold_draft, move, write_down
from province.storage import Work, new_id


def draft(
    work: Work,
    unit_id: int,
    written: Draft,
    files: Sequence[Laid] = (),
    *,
    answers: str | None = None,
    document_id: str = "",
) -> str:
    """Begin a document of a unit; return its id.

    `answers` is the id of the incoming document it answers, which `incoming.answer` looks at. A
    form may bring the id the document is to have, so that its second coming finds the first.

    Refuses: basics.secrecy.marked, documents.draft.incomplete, documents.recipient.unfit,
    documents.files.too_many; documents.unknown when the id is another's.
    """
    access.require(work, "documents.draft.written", unit_id)
    if document_id and store.document(work.connection, document_id) is not None:
        not_found()  # somebody else's: whoever begins their own again is led to it before
    values = {
        "state": Outgoing.DRAFT,
        "issuer": directory.unit(work.connection, unit_id, work.today).name,
        "drafter_id": work.actor.account_id,
        "drafter": work.actor.name,
        "answers": answers,
        "id": document_id or new_id(work.now),
    }
    document_id = _begin(work, unit_id, written.tidied(), values, files)
    write_down(work, "documents.draft.written", document_id, version=1)
    _write_files_down(work, document_id, files)
    return document_id


def _begin(
    work: Work, unit_id: int, written: Draft, values: dict[str, Any], files: Sequence[Laid] = ()
) -> str:
    """Add a document with its first version."""
    document_id: str = values["id"]
    values |= {"unit_id": unit_id, "version": 1}
    store.add_document(work, {**_columns(written), **values})
    _keep(work, document_id, unit_id, 1, written, files)
    return document_id


def edit(work: Work, document_id: str, written: Draft, files: Sequence[Laid] = ()) -> None:
    """Write a new version of a draft; the earlier ones are kept.

    Refuses: basics.secrecy.marked, documents.draft.incomplete, documents.recipient.unfit,
    documents.files.too_many, documents.state.moved_on. Law: 30/2020/NĐ-CP PL VI III.5a
    """
    row = hold_draft(work, document_id)
    written = written.tidied()
    version = row.version + 1
    store.change_document(work, document_id, {"version": version, **_columns(written)})
    _keep(work, document_id, row.unit_id, version, written, files)
    write_down(work, "documents.draft.written", document_id, version=version)
    _write_files_down(work, document_id, files)


def _columns(written: Draft) -> dict[str, Any]:
    values = asdict(written)
    del values["recipients"]
    return values


def _keep(
    work: Work, document_id: str, unit_id: int, version: int, written: Draft, files: Sequence[Laid]
) -> None:
    """Keep the addressees, the files, and the version as it was written."""
    addressed = addressees(work.connection, unit_id, written.recipients, work.today)
    store.set_recipients(work, document_id, addressed)
    _keep_files(work, document_id, files)
    held = store.files(work.connection, documents=[document_id])
    named = [{"role": file.role, "name": file.name, "sha256": file.sha256} for file in held]
    store.add_version(work, document_id, version, {**asdict(written), "files": named})


def attach(work: Work, document_id: str, files: Sequence[Laid]) -> list[str]:
    """Add files to a draft, the document itself in place of the one before; return their ids.

    Refuses: documents.files.too_many, documents.state.moved_on.
    """
    hold_draft(work, document_id)
    ids = _keep_files(work, document_id, files)
    _write_files_down(work, document_id, files)
    return ids


def _keep_files(work: Work, document_id: str, files: Sequence[Laid]) -> list[str]:
    if any(file.main for file in files):
        store.remove_main(work, document_id)
    return keep_files(work, files, document_id=document_id)


def _write_files_down(work: Work, document_id: str, files: Sequence[Laid]) -> None:
    for file in files:
        role = "main" if file.main else "attachment"
        write_down(work, "documents.file.added", document_id, name=file.blob.name, role=role)


def detach(work: Work, document_id: str, file_id: str) -> None:
    """Take a file out of a draft; earlier versions keep it."""
    hold_draft(work, document_id)
    file = store.file(work.connection, file_id)
    if file is None or file.document_id != document_id:
        not_found()
    store.remove_file(work, file_id)
    write_down(work, "documents.file.removed", document_id, name=file.name)


def submit(work: Work, document_id: str) -> None:
    """Hand a draft over to be checked.

    Refuses: documents.draft.empty, documents.recipients.none.
    """
    row = hold(work, document_id, "documents.draft.written", Outgoing.SUBMITTED)
    held = store.files(work.connection, documents=[document_id])
    if not row.body and not any(file.role == "main" for file in held):
        raise Invalid(
            "documents.draft.empty", "Văn bản chưa có nội dung: hãy soạn hoặc tải tệp văn bản lên."
        )
    if not store.recipients(work.connection, document_id):
        raise Invalid("documents.recipients.none", "Hãy chọn ít nhất một nơi nhận văn bản.")
    move(work, document_id, "documents.draft.submitted", Outgoing.SUBMITTED, UNCHECKED)


def cancel(work: Work, document_id: str, reason: str) -> None:
    """Give a document up before it is issued; it never had a number."""
    hold(work, document_id, "documents.draft.written", Outgoing.CANCELLED)
    said = remark(reason, "lý do hủy dự thảo")
    move(work, document_id, "documents.draft.cancelled", Outgoing.CANCELLED, {}, reason=said)
