"""The access room's tables: who may come in, by what proof, and what they may do where.

No table keeps a secret that opens anything: passwords are argon2id hashes, and every random secret
(session, device, token, code) is kept as its SHA-256. The one exception is TOTP, whose shared
secret must be readable to be checked (RFC 6238 §5.1).
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from province.storage import Instant, Json, metadata


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

roles = Table(
    "roles",
    metadata,
    Column("code", String(40), primary_key=True),  # "clerk"
    Column("name", String(80), nullable=False),  # "Văn thư"
    Column("purpose", String(300), nullable=False),  # one Vietnamese sentence
    Column("delegable", Boolean, nullable=False),  # a unit's administrator may give it
    Column("place", Integer, nullable=False),  # order of showing
)

role_deeds = Table(
    "role_deeds",
    metadata,
    Column("role_code", ForeignKey("roles.code"), primary_key=True),
    Column("deed", String(80), primary_key=True),  # room.thing.done
)

holdings = Table(
    "holdings",
    metadata,
    Column("id", Integer, primary_key=True),
    _account(index=True),
    Column("role_code", ForeignKey("roles.code"), nullable=False),
    Column("unit_id", ForeignKey("units.id")),  # None: the whole province
    Column("subtree", Boolean, nullable=False),  # with all units below
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # exclusive; None: open
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
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

steps = Table(
    "sign_in_steps",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(14), nullable=False),  # second_factor | mail_code | passkey
    Column("account_id", ForeignKey("accounts.id")),
    Column("email", String(254)),  # of a mail_code: who the code was sent to
    Column("code_hash", String(64)),
    Column("challenge", LargeBinary),  # of a passkey ceremony
    Column("tries_left", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("pair_key", String(64), nullable=False),  # digest of e-mail and device or network
    Column("network", String(64), nullable=False),  # IPv4 address or IPv6 /64
    Column("account_id", Integer),  # None: no such account
    Column("proof", String(14), nullable=False),  # password | second_factor | mail_code | mail
    Column("outcome", String(6), nullable=False),  # failed | half | done
    CheckConstraint("outcome IN ('failed', 'half', 'done')", name="outcome_known"),
    Index("ix_sign_in_attempts_pair_key_at", "pair_key", "at"),
    Index("ix_sign_in_attempts_network_at", "network", "at"),
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

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    _account(index=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("hint", String(12), nullable=False),  # its first letters, to recognise it by
    Column("name", String(120), nullable=False),
    Column("deeds", Json, nullable=False),  # list of deeds it may be used for
    Column("unit_id", ForeignKey("units.id")),  # None: wherever its owner may
    Column("networks", Json, nullable=False),  # list of CIDR; empty: from anywhere
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
    Column("last_address", String(64)),
)
