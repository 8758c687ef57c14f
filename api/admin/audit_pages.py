"""The audit: looking for what was done, by whom, to what, on which days."""

from datetime import UTC, date, datetime, time, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, shown, unit_names
from api.forms import day, errors_of, house_of, number_in
from api.pages import page
from province import access
from province.audit import AuditFilter
from province.basics import VIETNAM, Invalid
from province.house.deeds import ROOMS_VI, SENTENCES, sentence

AUDIT = f"{HERE}/nhat-ky"
DEED = "access.audit.read"
SUBJECTS = {
    "account": "Tài khoản",
    "address": "Địa chỉ thư",
    "audit": "Nhật ký",
    "blob": "Tệp",
    "document": "Văn bản đi",
    "dossier": "Hồ sơ thủ tục",
    "incoming": "Văn bản đến",
    "job": "Việc nền",
    "message": "Thư",
    "person": "Cán bộ",
    "position": "Chức vụ",
    "procedure": "Thủ tục",
    "roles": "Bảng vai trò",
    "sheet": "Danh mục nhập từ tệp",
    "token": "Mã truy cập",
    "unit": "Đơn vị",
}


def listing(request: Request) -> Response:
    """List entries that fit, newest first; older ones follow by number."""
    query = request.query_params
    asked = {name: query.get(name, "").strip()[:120] for name in
             ("deed", "subject_kind", "subject_id", "actor", "since", "until")}  # fmt: skip
    refusal = None
    try:
        wanted = _wanted(asked)
    except Invalid as fault:
        refusal, wanted = fault, AuditFilter()
    most = access.ENTRIES_A_PAGE
    with house_of(request).storage.work(request.state.actor) as work:
        before = number_in(query.get("truoc", ""))
        rows = [] if refusal else access.read_audit(work, wanted, before=before, most=most + 1)
        names = unit_names(
            work.connection, {one.unit_id for one in rows if one.unit_id}, work.today
        )
    return page(
        request,
        "admin/audit.html",
        status=refusal.http if refusal else 200,
        asked=asked,
        errors=errors_of(refusal),
        rows=rows[:most],
        older=rows[most - 1].number if len(rows) > most else None,
        first=before is None,
        names=names,
        deeds=_deeds(),
        subjects=[("", "Mọi đối tượng"), *SUBJECTS.items()],
        subject_names=SUBJECTS,
        sentence=sentence,
    )


def _deeds() -> list[tuple[str, str]]:
    rooms = [(f"{room}.", f"{name}: mọi việc") for room, name in ROOMS_VI.items()]
    return [("", "Mọi việc"), *rooms, *sorted(SENTENCES.items(), key=lambda one: one[1])]


def _wanted(asked: dict[str, str]) -> AuditFilter:
    """Return what is asked for.

    Refuses: http.form.day.
    """
    typed = FormData(asked)
    since, until = day(typed, "since"), day(typed, "until")
    return AuditFilter(
        deed=asked["deed"],
        subject_kind=asked["subject_kind"],
        subject_id=asked["subject_id"],
        actor=asked["actor"],
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(on: date) -> datetime:
    """Return the instant at which a legal day begins."""
    return datetime.combine(on, time(), VIETNAM).astimezone(UTC)


def entry_page(request: Request) -> Response:
    """Show one entry with all it says, and its place in the chain."""
    with house_of(request).storage.work(request.state.actor) as work:
        entry = access.read_audit_entry(work, request.path_params["number"])
        names = unit_names(work.connection, {entry.unit_id} if entry.unit_id else set(), work.today)
    return page(
        request,
        "admin/audit_entry.html",
        entry=entry,
        said=sentence(entry.deed),
        whole=entry.computed_digest() == entry.digest,
        unit=names.get(entry.unit_id or 0, ""),
        subject_names=SUBJECTS,
    )


routes = [
    Route(AUDIT, shown(listing, DEED)),
    Route(f"{AUDIT}/{{number:int}}", shown(entry_page, DEED)),
]
