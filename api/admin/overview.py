"""The administration's first page: counts that are links, and the ways in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.accounts import ACCOUNTS
from api.admin.audit_pages import AUDIT
from api.admin.desk import HERE, shown
from api.admin.exchange import EXCHANGE, IMPORT
from api.admin.jobs import JOBS
from api.admin.mailboxes import BOXES
from api.admin.people import PEOPLE
from api.admin.roles import ROLES
from api.admin.tokens import TOKENS
from api.admin.units import DIRECTORY, UNITS
from api.forms import house_of, today_of
from api.pages import page
from province import access, authentication, directory, identity, jobs, mailboxes

GUESSES_LEAST = 10  # wrong proofs at one account within a day that somebody should look at
ENDING_SOON = timedelta(days=30)
WAYS = (
    (UNITS, "Đơn vị", "Cây tổ chức theo ngày; thành lập, đổi tên, sáp nhập, chia tách, giải thể.",
     "building", DIRECTORY),
    (PEOPLE, "Cán bộ", "Tìm, thêm cán bộ; bổ nhiệm, thôi giữ chức vụ.", "users", DIRECTORY),
    (ACCOUNTS, "Tài khoản", "Mở, khóa tài khoản; giao vai trò; giúp người quên mật khẩu.", "user",
     ("access.account.seen",)),
    (ROLES, "Vai trò", "Mỗi vai trò được làm những việc gì.", "key",
     ("access.account.seen", "access.role.given")),
    (BOXES, "Hộp thư", "Địa chỉ thư của đơn vị và người phụ trách.", "mail",
     ("mailboxes.address.opened",)),
    (EXCHANGE, "Nhập, xuất danh mục", "Đơn vị, cán bộ, bổ nhiệm bằng tệp CSV, Excel.", "upload",
     (IMPORT,)),
    (TOKENS, "Mã truy cập", "Cho phần mềm khác kết nối với hệ thống.", "link",
     ("access.token.issued",)),
    (JOBS, "Việc nền bị lỗi", "Xem lỗi và cho chạy lại.", "refresh", ("access.job.tried_again",)),
    (AUDIT, "Nhật ký", "Ai đã làm gì, lúc nào.", "history", ("access.audit.read",)),
)  # fmt: skip
ANY = (*access.DEEDS, *directory.DEEDS, *mailboxes.DEEDS)


def overview(request: Request) -> Response:
    """Show the counts and the ways that are open to the person at work."""
    with house_of(request).storage.reading() as connection:
        deeds = access.deeds_of(connection, request.state.actor, today_of(request))
        counts = [*_counts(request, connection)]
    ways = [way[:4] for way in WAYS if deeds & set(way[4])]
    return page(request, "admin/overview.html", counts=counts, ways=ways)


def _counts(request: Request, connection: Connection) -> Iterator[dict[str, Any]]:
    """Count what concerns the whole province, for whoever sees to all of it."""
    actor, now, today = request.state.actor, house_of(request).clock.now(), today_of(request)

    def whole(deed: str) -> bool:
        return access.may(connection, actor, deed, None, today)

    if whole("access.job.tried_again"):
        shelved = jobs.counts(connection).get("shelved", 0)
        yield {"label": "Việc nền bị lỗi", "count": shelved, "href": JOBS, "urgent": True}
    if whole("access.account.seen"):
        states = identity.account_counts(connection)
        guessed = len(
            authentication.failures_by_account(connection, now - timedelta(days=1), GUESSES_LEAST)
        )
        yield _count("Tài khoản đang hoạt động", states.get("active", 0), "?state=active")
        yield _count("Tài khoản tạm khóa", states.get("suspended", 0), "?state=suspended")
        yield {**_count("Tài khoản bị dò mật khẩu hôm nay", guessed, ""), "urgent": True}
    if whole("access.token.issued"):
        soon = [one for one in access.api_tokens_of(connection)
                if one.alive(now) and one.expires_at < now + ENDING_SOON]  # fmt: skip
        yield {"label": "Mã truy cập sắp hết hạn", "count": len(soon), "href": TOKENS}


def _count(label: str, count: int, query: str) -> dict[str, Any]:
    return {"label": label, "count": count, "href": f"{ACCOUNTS}{query}"}


routes = [Route(HERE, shown(overview, *ANY))]
