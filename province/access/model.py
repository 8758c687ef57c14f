"""What a role, a holding, a grant and a token are, and the pure rules about them."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from province.basics.networks import plain_address

DEEDS: dict[str, str] = {
    "access.account.seen": "Xem danh sách tài khoản của đơn vị",
    "access.account.opened": "Mở tài khoản",
    "access.account.changed": "Sửa thông tin tài khoản",
    "access.account.suspended": "Tạm khóa và mở lại tài khoản",
    "access.account.closed": "Đóng hẳn tài khoản",
    "access.password.reset": "Đặt lại mật khẩu cho người khác",
    "access.session.revoked": "Chấm dứt phiên đăng nhập của người khác",
    "access.role.given": "Giao và thu hồi vai trò",
    "access.token.issued": "Cấp và thu hồi mã truy cập cho phần mềm",
    "access.audit.read": "Xem nhật ký hệ thống",
    "access.job.tried_again": "Cho chạy lại việc nền bị lỗi",
}


@dataclass(frozen=True, slots=True)
class Role:
    """What a kind of work may do, in words of the office."""

    code: str
    name: str
    purpose: str
    delegable: bool  # a unit's administrator may give it; else only the province's
    place: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that an account holds at a unit over time (vai trò được giao)."""

    id: int
    account_id: int
    role_code: str
    unit_id: int | None  # None: the whole province
    subtree: bool
    valid_from: date
    valid_to: date | None  # exclusive


@dataclass(frozen=True, slots=True)
class Grant:
    """One deed at one unit, out of a holding."""

    deed: str
    unit_id: int | None
    subtree: bool


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A secret by which a program acts for its owner, never for more than it names."""

    id: int
    account_id: int
    hint: str
    name: str
    deeds: tuple[str, ...]
    unit_id: int | None
    networks: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_address: str | None

    def alive(self, now: datetime) -> bool:
        """Tell whether the token is neither revoked nor out of date."""
        return self.revoked_at is None and now < self.expires_at


def within(address: str, networks: Sequence[str]) -> bool:
    """Tell whether an address lies in one of the networks; no networks: anywhere."""
    if not networks:
        return True
    found = plain_address(address)
    if found is None:
        return False
    return any(found in ipaddress.ip_network(network) for network in networks)
