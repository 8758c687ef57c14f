"""What an account, a session and the keys to them are, and the pure rules about them."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from province.basics import Actor, Invalid
from province.basics.text import nfc

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
}

CONFIRMED_FOR = timedelta(minutes=15)  # a proof of identity covers dangerous acts this long
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
class Origin:
    """Where a proof comes from."""

    address: str
    agent: str = ""  # what the browser says it is
    device: str = ""  # the cookie of a browser that signed in before, "" without one


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


def bare_code(code: str) -> str:
    """Return a code as it is kept, however it was typed: without spaces, dashes, capitals."""
    return re.sub(r"[\s-]", "", code).lower()
