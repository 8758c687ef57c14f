"""What an account, a session, a role and a holding are, and the pure rules about them."""

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from province.basics import Actor, Invalid
from province.basics.text import nfc

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

OWN_DEEDS: dict[str, str] = {  # written down, never granted: everyone's own account is their own
    "access.signed_in": "Đăng nhập",
    "access.signed_out": "Đăng xuất",
    "access.second_factor.failed": "Nhập sai mã xác thực bước hai",
    "access.account.registered": "Tự đăng ký tài khoản",
    "access.password.changed": "Đổi mật khẩu của mình",
    "access.totp.enabled": "Bật xác thực bằng ứng dụng",
    "access.totp.disabled": "Tắt xác thực bằng ứng dụng",
    "access.recovery_codes.made": "Tạo mã dự phòng",
    "access.recovery_code.used": "Dùng mã dự phòng",
    "access.passkey.added": "Thêm khóa truy cập",
    "access.passkey.removed": "Gỡ khóa truy cập",
    "access.app_password.made": "Tạo mật khẩu cho phần mềm thư",
    "access.app_password.revoked": "Thu hồi mật khẩu của phần mềm thư",
    "access.roles.laid": "Nạp bảng vai trò",
}

RETRY_AFTER_FAILURES = 5  # so many tries are free, then each one waits longer
RETRY_SECONDS_FIRST = 5
RETRY_SECONDS_MOST = 900
FAILURES_WINDOW = timedelta(hours=1)
FAILURES_PER_NETWORK_MOST = 100  # within the window; known devices are not counted
CONFIRMED_FOR = timedelta(minutes=15)  # a proof of identity covers dangerous acts this long
STEP_LASTS = timedelta(minutes=10)
STEP_TRIES_MOST = 5
DEVICE_LASTS = timedelta(days=180)
SEEN_EVERY = timedelta(minutes=1)  # last_seen is written no more often

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,190}")


@dataclass(frozen=True, slots=True)
class Account:
    """Someone, or something, that can sign in."""

    id: int
    email: str
    kind: str  # staff | citizen | company
    name: str
    person_id: int | None
    unit_id: int | None  # the unit that looks after the account
    password_hash: str | None
    must_change_password: bool
    state: str  # active | suspended | closed
    locale: str
    created_at: datetime
    last_sign_in_at: datetime | None

    @property
    def active(self) -> bool:
        """Tell whether the account opens anything at all."""
        return self.state == "active"

    def actor(self, address: str, unit_id: int | None = None) -> Actor:
        """Return the actor this account is, speaking for a unit."""
        unit = self.unit_id if unit_id is None else unit_id
        return Actor("account", self.email, self.name, self.id, unit, address)


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that lasts: one browser of one account."""

    id: int
    account_id: int
    unit_id: int | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    idle_minutes: int
    confirmed_at: datetime
    second_factor_at: datetime | None
    address: str
    agent: str

    def alive(self, now: datetime) -> bool:
        """Tell whether the session is neither too old nor unused for too long."""
        idle_until = self.last_seen_at + timedelta(minutes=self.idle_minutes)
        return now < self.expires_at and now < idle_until


@dataclass(frozen=True, slots=True)
class SessionLife:
    """How long a sign-in lasts; an operator sets both."""

    hours: int = 12  # at most
    idle_minutes: int = 60


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
class Passkey:
    """A key in somebody's phone, computer or security stick (khóa truy cập, WebAuthn)."""

    id: int
    account_id: int
    credential_id: str  # base64url
    public_key: bytes  # COSE
    sign_count: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class AppPassword:
    """A password for one mail program, which opens nothing but the mail door."""

    id: int
    account_id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


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


def email_of(typed: str) -> str:
    """Return an e-mail address as it is kept: NFC, no surrounding space.

    Refuses: access.email.invalid.
    """
    email = nfc(typed).strip()
    if not _EMAIL.fullmatch(email):
        sentence = "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: an.tran@vinhlong.example."
        raise Invalid("access.email.invalid", sentence, fields={"email": sentence})
    return email


def email_key(email: str) -> str:
    """Return the form in which two spellings of one address are the same."""
    return nfc(nfc(email).strip().casefold())


def digest(secret: str) -> str:
    """Return the form in which a random secret is kept: SHA-256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return a secret of 256 bits for a cookie or a program."""
    return secrets.token_urlsafe(32)


def network_of(address: str) -> str:
    """Return what counts as one origin: an IPv4 address, or the /64 an IPv6 user owns."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def within(address: str, networks: Sequence[str]) -> bool:
    """Tell whether an address lies in one of the networks; no networks: anywhere."""
    if not networks:
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network) for network in networks)


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row before the next try is heard."""
    if failures < RETRY_AFTER_FAILURES:
        return timedelta()
    doubled = RETRY_SECONDS_FIRST * 2 ** min(failures - RETRY_AFTER_FAILURES, 20)
    return timedelta(seconds=min(doubled, RETRY_SECONDS_MOST))
