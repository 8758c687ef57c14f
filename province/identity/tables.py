"""The identity room's tables: accounts, what opens them, and the sessions open on them.

No table keeps a secret that opens anything: passwords are argon2id hashes, and every random secret
(session, device, code) is kept as its SHA-256. The one exception is TOTP, whose shared
secret must be readable to be checked (RFC 6238 §5.1).
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from province.storage import Instant, metadata


def _account(**more: bool) -> Column[int]:
    return Column("account_id", ForeignKey("accounts.id"), nullable=False, **more)  # type: ignore[arg-type]


accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(254), nullable=False),  # as written, NFC
    Column("email_key", String(254), nullable=False, unique=True),  # folded: one per person
    Column("kind", String(8), nullable=False),  # staff | citizen | company
    Column("name", String(200), nullable=False),
    Column("fold_key", String(500), nullable=False),  # name and e-mail without accents
    Column("person_id", ForeignKey("people.id"), index=True),  # for staff
    Column("unit_id", ForeignKey("units.id"), index=True),  # that looks after it
    Column("password_hash", String(200)),  # argon2id; None: no password can open it
    Column("must_change_password", Boolean, nullable=False),
    Column("state", String(9), nullable=False),  # active | suspended | closed
    Column("locale", String(5), nullable=False),  # "vi", "en"
    Column("created_at", Instant, nullable=False),
    Column("last_sign_in_at", Instant),
    CheckConstraint("kind IN ('staff', 'citizen', 'company')", name="kind_known"),
    CheckConstraint("state IN ('active', 'suspended', 'closed')", name="state_known"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    _account(index=True),
    Column("unit_id", ForeignKey("units.id")),  # the unit spoken for now
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),  # however busy it is
    Column("idle_minutes", Integer, nullable=False),
    Column("confirmed_at", Instant, nullable=False),  # when its owner last proved who they are
    Column("second_factor_at", Instant),
    Column("address", String(64), nullable=False),
    Column("agent", String(300), nullable=False),  # what the browser says it is
)

known_devices = Table(
    "known_devices",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _account(primary_key=True),  # one browser may be shared
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

totp = Table(
    "totp",
    metadata,
    _account(primary_key=True),
    Column("secret", String(64), nullable=False),  # base32
    Column("confirmed_at", Instant),  # None: shown, not yet proven
    Column("last_counter", Integer, nullable=False),  # 30-second steps since 1970; older: refused
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _account(primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Instant),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Integer, primary_key=True),
    _account(index=True),
    Column("credential_id", String(1400), nullable=False, unique=True),  # base64url
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("sign_count", Integer, nullable=False),
    Column("name", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
)

app_passwords = Table(
    "app_passwords",
    metadata,
    Column("id", Integer, primary_key=True),
    _account(index=True),
    Column("secret_hash", String(64), nullable=False),
    Column("name", String(80), nullable=False),  # "Thunderbird ở cơ quan"
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("secret_hash"),
)
