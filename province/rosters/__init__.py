"""Rosters: units, people and appointments as spreadsheets, out for the office and in again.

A roster's first row holds Vietnamese headings, in any order. A unit is named by its code, a person
by the work number; where there is none, the export writes `#` and the internal number. A row that
is known already changes what differs from today on; a row that is the same changes nothing; what is
wrong is reported row by row. The room stands above access: it asks first, and then changes the
directory as a whole.

Law: 20/2020/QĐ-TTg (identity codes)
"""

from province.rosters.actions import export_sheet, import_sheet, preview_sheet
from province.rosters.model import DEEDS, HEADINGS, ImportReport, RowFault

__all__ = [
    "DEEDS",
    "HEADINGS",
    "ImportReport",
    "RowFault",
    "export_sheet",
    "import_sheet",
    "preview_sheet",
]
