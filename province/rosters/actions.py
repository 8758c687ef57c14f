"""What people do with rosters: take one out, look at what one would do, take it in."""

from dataclasses import replace

from province import access, audit
from province.basics import NotFound
from province.rosters.handing_out import appointment_rows, people_rows, unit_rows
from province.rosters.model import HEADINGS, ImportReport
from province.rosters.taking_in import take_in
from province.storage import Work


def import_sheet(work: Work, what: str, data: bytes, *, keep_good: bool = False) -> ImportReport:
    """Take in a roster of units, people or appointments, CSV or XLSX, for the whole province.

    Parents may stand below their children in it; positions that are new are defined.

    Refuses: access.not_granted, directory.sheet.kind, .headings, basics.sheet.*.
    """
    _require(work, what)
    report = take_in(work, what, data, keep_good=keep_good)
    if report.written:
        counts = {name: getattr(report, name) for name in ("added", "changed", "unchanged")}
        detail = {**counts, "faults": len(report.faults)}
        audit.write(work, "directory.sheet.imported", subject=("sheet", what), detail=detail)
    return report


def preview_sheet(work: Work, what: str, data: bytes) -> ImportReport:
    """Say what taking a roster in would do, row by row, without doing it.

    Refuses: as import_sheet.
    """
    _require(work, what)
    with work.part() as tried:
        report = take_in(work, what, data)
        tried.undo()
    return replace(report, written=False)


def _require(work: Work, what: str) -> None:
    access.require(work, "directory.sheet.imported", None, or_system=True)
    if what not in HEADINGS:
        raise _unknown()


def export_sheet(work: Work, what: str) -> list[list[str]]:
    """Return a roster of units, people or appointments as it is today, under its headings.

    Whoever takes out what is kept of everybody who works for the province is written down.

    Refuses: access.not_granted, directory.sheet.kind.
    """
    access.require(work, "directory.sheet.imported", None, or_system=True)
    if what == "units":
        rows = unit_rows(work.connection, work.today)
    elif what == "people":
        rows = people_rows(work.connection)
    elif what == "appointments":
        rows = appointment_rows(work.connection, work.today)
    else:
        raise _unknown()
    audit.write(work, "directory.sheet.exported", subject=("sheet", what))
    return rows


def _unknown() -> NotFound:
    return NotFound("directory.sheet.kind", "Không có loại danh mục này.")
