"""The checkup (`build.py doctor`): what is misconfigured, numbered, each with a hint."""

import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from province import index, jobs
from province.basics import Settings, SystemClock, Unavailable
from province.storage import Storage, schema

FREE_BYTES_LEAST = 2 * 2**30
PORTS = ("http_port", "smtp_port", "submission_port", "submissions_port")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an operator should mend."""

    number: int  # stable: the operating manual explains each
    what: str
    hint: str


def examine(settings: Settings) -> list[Finding]:
    """Return every finding, by number."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _folder,
        _disk,
        _secrets,
        _database,
        _addresses,
        _mail,
        _ports,
        _index,
    )
    return sorted((f for check in checks for f in check(settings)), key=lambda f: f.number)


def _folder(settings: Settings) -> Iterator[Finding]:
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        probe = settings.var / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        yield Finding(
            1, f"{settings.var} cannot be written: {problem.strerror}", "Set VL_VAR or its owner."
        )


def _disk(settings: Settings) -> Iterator[Finding]:
    if settings.var.exists() and (free := shutil.disk_usage(settings.var).free) < FREE_BYTES_LEAST:
        yield Finding(
            2,
            f"Only {free / 2**30:.1f} GB are free where {settings.var} lies.",
            "Free some space or move VL_VAR; mail is refused for now when the disk is full.",
        )


def _secrets(settings: Settings) -> Iterator[Finding]:
    for path in (settings.var / "secrets").glob("*"):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(3, f"{path} can be read by others.", f"chmod 600 {path}")


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database.startswith("sqlite") and not _sqlite_file(settings).exists():
        yield Finding(4, "There is no database yet.", "Run: python3 build.py migrate")
        return
    storage = Storage(settings.database, SystemClock())
    try:
        if not schema.is_current(storage):
            yield Finding(5, "The database has an older schema.", "Run: python3 build.py migrate")
            return
        with storage.reading() as connection:
            shelved = jobs.counts(connection).get("shelved", 0)
        if shelved:
            yield Finding(
                6,
                f"{shelved} jobs failed for good.",
                "Look at /lam-viec/quan-tri: mend the cause and try them again.",
            )
    except Unavailable as refusal:
        if refusal.code == "storage.newer_schema":
            yield Finding(7, str(refusal), "Install the newest version of the system.")
        else:
            yield Finding(8, f"The database does not answer: {refusal}", "Try again; see its log.")
    except SQLAlchemyError as problem:
        yield Finding(8, f"The database does not answer: {problem}", "Check VL_DATABASE_URL.")
    finally:
        storage.close()


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


def _addresses(settings: Settings) -> Iterator[Finding]:
    public = settings.public_url
    if public and not public.startswith("https://") and not public.startswith("http://127.0.0.1"):
        yield Finding(
            9,
            f"Citizens reach {public} without encryption.",
            "Put a reverse proxy with TLS in front and set VL_PUBLIC_URL to https://…",
        )
    if not settings.demo and settings.domain.endswith(".example"):
        yield Finding(
            10, f"The domain {settings.domain} exists only in examples.", "Set VL_DOMAIN."
        )
    if settings.demo and public.startswith("https://"):
        yield Finding(
            11,
            "A public address shows the demonstration province, whose passwords everybody knows.",
            "Set VL_DEMO=false and begin with an empty VL_VAR.",
        )


def _mail(settings: Settings) -> Iterator[Finding]:
    for name in ("tls_certificate", "tls_key"):
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            yield Finding(12, f"VL_{name.upper()} names {path}, which is not there.", "Correct it.")
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        yield Finding(13, "Only one of certificate and key for mail is set.", "Set both or none.")
    if not settings.demo and settings.tls_certificate is None:
        yield Finding(
            14,
            "Mail programs will not trust the demonstration certificate.",
            "Set VL_TLS_CERTIFICATE and VL_TLS_KEY.",
        )


def _index(settings: Settings) -> Iterator[Finding]:
    if (trouble := index.trouble(settings.index)) is not None:
        yield Finding(17, f"Search does not work: {trouble}", "Run: python3 build.py index")


def _ports(settings: Settings) -> Iterator[Finding]:
    fixed = [port for name in PORTS if (port := getattr(settings, name))]
    if len(set(fixed)) != len(fixed):
        yield Finding(15, "Two parts are to listen on one port.", "Give each its own VL_…_PORT.")
    for port in sorted(set(fixed)):
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((settings.bind, port)) == 0:
                yield Finding(
                    16,
                    f"Something already listens on {settings.bind}:{port}.",
                    "That is well if it is this instance; else stop it or choose another port.",
                )
