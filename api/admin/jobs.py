"""Work in the background that failed for good: why, with what, and trying it again."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, done, shown
from api.forms import house_of, today_of
from api.pages import go, page
from province import access, jobs

JOBS = f"{HERE}/viec-nen"
DEED = "access.job.tried_again"
KINDS = {
    "access.send_code": "Gửi mã đăng nhập",
    "audit.seal": "Niêm phong nhật ký",
    "blobs.check": "Kiểm tra tệp",
    "documents.print": "In văn bản có số",
    "house.tidy": "Dọn dẹp hằng ngày",
    "mail.send": "Gửi thư",
    "notifications.send": "Gửi tin báo",
    "publishing.build": "Dựng trang thông tin",
    "search.put": "Cập nhật tìm kiếm",
    "services.issue": "Lập giấy tờ của hồ sơ",
    "services.tell": "Báo cho người nộp",
    "services.tell_officers": "Báo cho cán bộ",
}
SECRETS = ("code", "secret", "text", "html")  # what only the one written to may read


def listing(request: Request) -> Response:
    """List shelved jobs, newest first."""
    with house_of(request).storage.reading() as connection:
        shelved = access.shelved_jobs(connection, request.state.actor, today_of(request))
        counts = jobs.counts(connection)
    return page(
        request,
        "admin/jobs.html",
        rows=[(job, json.dumps(veiled(job.payload), ensure_ascii=False, indent=1))
              for job in shelved],
        counts=counts,
        kinds=KINDS,
    )  # fmt: skip


def veiled(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a job was asked for, without codes and the words of letters."""
    return {name: "…" if name in SECRETS else value for name, value in payload.items()}


def try_again(request: Request, form: FormData) -> Response:
    """Take one job off the shelf."""
    with house_of(request).storage.work(request.state.actor) as work:
        access.try_job_again(work, request.path_params["id"])
    return go(JOBS, "Đã cho chạy lại; kết quả có trong ít giây.")


def try_all_again(request: Request, form: FormData) -> Response:
    """Take all jobs off the shelf."""
    with house_of(request).storage.work(request.state.actor) as work:
        many = access.try_jobs_again(work)
    return go(JOBS, f"Đã cho chạy lại {many} việc.")


routes = [
    Route(JOBS, shown(listing, DEED)),
    Route(f"{JOBS}/tat-ca", done(try_all_again, DEED), methods=["POST"]),
    Route(f"{JOBS}/{{id}}", done(try_again, DEED), methods=["POST"]),
]
