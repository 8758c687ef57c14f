"""Settings: every knob an operator may turn, with its unit in its name.

Values come from the environment (`VL_` prefix), then from `province.env` in the working folder. A
setting nobody turns keeps its default, and the defaults run a whole province on one machine.
"""

import os
import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=0, le=65535)]
SECRET_BYTES = 32
SMTP_PORT = 25  # of a smart host whose port is not named, RFC 5321 §4.5.4.2
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(?P<port>\d{1,5}))?")


class Settings(BaseSettings):
    """The settings of one running instance. Port 0 means any free port."""

    model_config = SettingsConfigDict(
        env_prefix="VL_", env_file="province.env", extra="ignore", frozen=True
    )

    var: Path = Field(Path("var"), description="Folder where everything mutable lives.")
    database_url: str = Field(
        "", description="SQLAlchemy address of the database; empty: SQLite in the var folder."
    )
    content: Path | None = Field(
        None, description="Folder editors write in; empty: content/ of the software."
    )
    province: str = Field(
        "Tỉnh Vĩnh Long", min_length=1, description="Name of the province, as people read it."
    )
    province_en: str = Field("Vĩnh Long Province", min_length=1, description="The same in English.")
    domain: str = Field("vinhlong.example", description="Mail and web domain of the province.")
    public_url: str = Field(
        "", description="Address citizens type; empty: http://127.0.0.1 and the HTTP port."
    )
    bind: str = Field("127.0.0.1", description="Address on which all parts listen.")
    http_port: Port = Field(8080, description="Website, workspace and API.")
    smtp_port: Port = Field(2525, description="Mail from other servers (MX).")
    submission_port: Port = Field(2587, description="Mail from our people, STARTTLS.")
    submissions_port: Port = Field(2465, description="Mail from our people, implicit TLS.")
    demo: bool = Field(True, description="Load the demonstration province and say so on each page.")
    working_days_file: Path | None = Field(
        None, description="TOML of extra days off and make-up days over the shipped calendar."
    )

    session_hours: int = Field(12, ge=1, description="A sign-in lasts this long at most.")
    session_idle_minutes: int = Field(60, ge=5, description="Signed out after this long unused.")
    body_bytes_most: int = Field(64 * 2**20, description="Largest request body taken over HTTP.")
    upload_bytes_most: int = Field(20 * 2**20, description="Largest single file of a dossier.")
    message_bytes_most: int = Field(25 * 2**20, description="Largest e-mail taken.")
    submissions_per_minute: int = Field(
        10, ge=1, description="Dossiers one network address may file each minute."
    )
    draft_saves_per_minute: int = Field(
        300, ge=1, description="Saves of drafts one network address may ask for each minute."
    )
    uploads_per_hour_bytes_most: int = Field(
        2 * 2**30,
        ge=1,
        description="Files of dossiers taken from one network address each hour, together.",
    )
    passkey_starts_per_minute: int = Field(
        60, ge=1, description="Sign-ins by passkey one network address may begin each minute."
    )
    job_lease_seconds: int = Field(120, ge=5, description="A claimed job is free again after this.")
    smart_host: str = Field(
        "",
        description="host:port (25 when no port is named) that takes mail for other domains; "
        "empty: such mail bounces.",
    )
    smart_host_verified: bool = Field(
        True,
        description="A smart host on another machine gets mail only over TLS with a certificate "
        "that names it; false: encrypted when it offers that, whoever answers.",
    )
    tls_certificate: Path | None = Field(None, description="PEM certificate chain for mail.")
    tls_key: Path | None = Field(None, description="PEM private key for mail.")

    @field_validator("var")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("smart_host")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        if not value:
            return ""
        found = _HOST_AND_PORT.fullmatch(value.strip())
        port = int(found["port"] or SMTP_PORT) if found else 0
        if not found or not 1 <= port <= 65535:
            raise ValueError("write host or host:port, an IPv6 address as [2001:db8::1]:25")
        return f"{found['host']}:{port}"

    @property
    def database(self) -> str:
        """Return the SQLAlchemy address of the database in use."""
        return self.database_url or f"sqlite:///{self.var / 'province.sqlite'}"

    @property
    def site_url(self) -> str:
        """Return the address citizens type, without a trailing slash."""
        return (self.public_url or f"http://127.0.0.1:{self.http_port}").rstrip("/")

    @property
    def mail_host(self) -> str:
        """Return the name the mail server says it has: in greetings, traces and certificates."""
        return f"mail.{self.domain}"

    @property
    def blobs(self) -> Path:
        """Return the folder of content-addressed files."""
        return self.var / "blobs"

    @property
    def maildirs(self) -> Path:
        """Return the folder that holds one Maildir a mailbox."""
        return self.var / "mail"

    @property
    def spool(self) -> Path:
        """Return the folder of the relay's queue."""
        return self.var / "spool"

    @property
    def index(self) -> Path:
        """Return the folder of the search index."""
        return self.var / "index"

    @property
    def site(self) -> Path:
        """Return the folder of the built websites; `current` inside it names the one served."""
        return self.var / "site"

    @cached_property
    def secret_key(self) -> bytes:
        """Return the instance's secret (32 bytes), made at first use and kept readable by us only.

        It signs what leaves and comes back, keys look-up hashes, and lets the worker hand mail to
        the relay. Losing it makes sessions, look-up secrets and seals unreadable: back it up.
        """
        return _kept_secret(self.var / "secrets" / "instance-key")


def _kept_secret(path: Path) -> bytes:
    """Read a 32-byte secret, or make it: the first of several processes wins.

    Raises: ValueError with a sentence for the operator, when the file holds anything else.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make_secret(path)
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise ValueError(
            f"{path} does not hold the {SECRET_BYTES} bytes of this instance's secret: put back "
            "the file of the latest backup. Without it nothing that was sealed can be opened."
        )
    return secret


def _make_secret(path: Path) -> None:
    """Lay a secret down durably: under its name it is there whole or not at all."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; keyword arguments win over the environment.

    Refuses: pydantic's ValidationError naming the setting, when a value is out of range.
    """
    return Settings(**overrides)
