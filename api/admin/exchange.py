"""Tables of units, people and appointments: out as CSV or XLSX, in after a look at what they do.

Between looking and writing the file waits in the page itself, so that nothing half-decided is
kept here; when it comes back it is read and checked again from the start.
"""

import base64

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, done, shown
from api.forms import errors_of, house_of, today_of, upload, words
from api.handing_out import hand_out
from api.pages import go, page
from province import rosters
from province.basics import Invalid, NotFound, Refusal, sheets

EXCHANGE = f"{HERE}/nhap-xuat"
IMPORT = "directory.sheet.imported"
SHEETS = {"units": "Đơn vị", "people": "Cán bộ", "appointments": "Bổ nhiệm"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN_MOST = 500


def overview(request: Request) -> Response:
    """Show what can be taken out, and the form that takes a table in."""
    return _overview(request, FormData({"what": "units"}))


def _overview(request: Request, form: FormData, refusal: Refusal | None = None) -> Response:
    return page(
        request,
        "admin/exchange.html",
        status=refusal.http if refusal else 200,
        form=form,
        errors=errors_of(refusal),
        sheets=SHEETS,
        headings={what: [*names.values()] for what, names in rosters.HEADINGS.items()},
    )


def export(request: Request) -> Response:
    """Hand out a table as it is today.

    Refuses: http.no_page.
    """
    what, _, kind = request.path_params["file"].partition(".")
    if what not in SHEETS or kind not in ("csv", "xlsx"):
        raise NotFound("http.no_page", "Không có danh mục này.")
    with house_of(request).storage.work(request.state.actor) as work:
        rows = rosters.export_sheet(work, what)
    made = sheets.csv_bytes(rows) if kind == "csv" else sheets.xlsx_bytes(SHEETS[what], rows)
    name = f"{what}-{today_of(request):%Y%m%d}.{kind}"
    media_type = "text/csv; charset=utf-8" if kind == "csv" else XLSX
    return hand_out(made, name, media_type, look=False)


def preview(request: Request, form: FormData) -> Response:
    """Say what taking a table in would do, row by row."""
    data = upload(form, "file")
    try:
        if not data:
            sentence = "Chưa chọn tệp nào. Hãy chọn tệp CSV hoặc Excel."
            raise Invalid("directory.sheet.none", sentence, fields={"file": sentence})
        with house_of(request).storage.work(request.state.actor) as work:
            report = rosters.preview_sheet(work, words(form, "what"), data)
    except Invalid as refusal:
        return _overview(request, form, refusal)
    return _report_page(request, words(form, "what"), data, report)


def _report_page(
    request: Request, what: str, data: bytes, report: rosters.ImportReport
) -> Response:
    return page(
        request,
        "admin/import.html",
        what=what,
        name=SHEETS[what],
        report=report,
        faults=report.faults[:FAULTS_SHOWN_MOST],
        rows_wrong=len({fault.row for fault in report.faults}),
        data=base64.b64encode(data).decode(),
    )


def _came_back(typed: str) -> bytes:
    """Return the file that waited in the page.

    Refuses: directory.sheet.none when it is not what was put there.
    """
    try:
        data = base64.b64decode(typed, validate=True)
    except ValueError:
        data = b""
    if not data or base64.b64encode(data).decode() != typed:
        raise Invalid("directory.sheet.none", "Tệp chưa tới đủ. Hãy chọn lại tệp.")
    return data


def take_in(request: Request, form: FormData) -> Response:
    """Take the table in that was looked at, whole or only its good rows."""
    what, keep_good = words(form, "what"), bool(words(form, "keep_good"))
    data = _came_back(words(form, "data"))
    with house_of(request).storage.work(request.state.actor) as work:
        report = rosters.import_sheet(work, what, data, keep_good=keep_good)
    if not report.written:
        return _report_page(request, what, data, report)
    said = (
        f"Đã nhập danh mục {SHEETS[what].lower()}: thêm {report.added}, sửa {report.changed}, "
        f"giữ nguyên {report.unchanged}, bỏ qua {len({one.row for one in report.faults})} dòng lỗi."
    )
    return go(EXCHANGE, said)


routes = [
    Route(EXCHANGE, shown(overview, IMPORT)),
    Route(EXCHANGE, done(preview, IMPORT), methods=["POST"]),
    Route(f"{EXCHANGE}/ghi", done(take_in, IMPORT), methods=["POST"]),
    Route(f"{EXCHANGE}/{{file}}", shown(export, IMPORT)),
]
