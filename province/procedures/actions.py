"""Load procedure files into numbered revisions, and find the one a day or a dossier needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from province import access, audit
from province.basics import NotFound
from province.procedures import store
from province.procedures.load import content_of, digest_of, load_folder
from province.procedures.model import Definition, Revision
from province.storage import Work

RECORD_KIND = "procedure_revision"  # subject kind in the audit


@dataclass(frozen=True)
class Loaded:
    """What loading a folder came to."""

    added: tuple[str, ...]  # "1.013225/2": codes and numbers of the new revisions
    unchanged: int  # procedures whose newest revision says the same
    without_file: tuple[str, ...]  # codes the database knows and the folder does not


def load_revisions(work: Work, folder: Path) -> Loaded:
    """Add a revision for each procedure file that says something new; change no old one.

    A file that disappears ends nothing: give it an `effective_to` first.

    Refuses: access.not_granted; ProcedureFileError, and then nothing is loaded.
    """
    access.require(work, "procedures.revision.loaded", None, or_system=True)
    definitions = load_folder(folder)
    known = store.latest_digests(work.connection)
    added: dict[str, dict[str, Any]] = {}
    for definition in definitions:
        number, newest = known.pop(definition.code, (0, ""))
        values = _row_of(definition, number + 1)
        if values["sha256"] != newest:
            added[f"{definition.code}/{number + 1}"] = store.add(work, values)
    for name, values in added.items():
        audit.write(
            work,
            "procedures.revision.loaded",
            subject=(RECORD_KIND, name),
            detail={"title": values["definition"]["title"], "sha256": values["sha256"]},
            record=values,
        )
    return Loaded(tuple(added), len(definitions) - len(added), tuple(sorted(known)))


def _row_of(definition: Definition, number: int) -> dict[str, Any]:
    content = content_of(definition)
    return {
        "code": definition.code,
        "number": number,
        "slug": definition.slug,
        "sha256": digest_of(content),
        "definition": content,
        "effective_from": definition.effective_from,
        "effective_to": definition.effective_to,
    }


def revision(connection: Connection, revision_id: int) -> Revision:
    """Return the revision a dossier was filed under.

    Refuses: procedures.revision.unknown.
    """
    found = store.by_id(connection, revision_id)
    if found is None:
        raise NotFound(
            "procedures.revision.unknown", "Không có phiên bản thủ tục này trong hệ thống."
        )
    return found


def current(connection: Connection, code: str, on: date) -> Revision:
    """Return the revision of a procedure in force on a legal day.

    The newest revision whose effect has begun counts; when it has ended, the procedure is over.

    Refuses: procedures.procedure.unknown, procedures.procedure.ended.
    """
    found = store.begun(connection, code, on)
    if found is None:
        raise NotFound(
            "procedures.procedure.unknown",
            f"Không có thủ tục mang mã {code[:20]}. Vui lòng tìm lại trong danh sách thủ tục.",
        )
    if found.effective_to and found.effective_to <= on:
        raise NotFound(
            "procedures.procedure.ended",
            f"Thủ tục “{found.definition.title}” đã hết hiệu lực nên không nhận hồ sơ mới.",
        )
    return found


def current_by_slug(connection: Connection, slug: str, on: date) -> Revision:
    """Return the revision in force of the procedure whose guide page has this name.

    Refuses: as `current`.
    """
    code = store.code_of_slug(connection, slug)
    if code is None:
        raise NotFound(
            "procedures.procedure.unknown",
            "Không có thủ tục này. Vui lòng tìm lại trong danh sách thủ tục.",
        )
    return current(connection, code, on)


def records(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield name and content of every revision, for the audit to compare with what was loaded."""
    for row in store.all_rows(connection):
        yield f"{row.code}/{row.number}", row._asdict()
