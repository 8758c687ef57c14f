"""Building the site: a new folder beside the old one, and one link that says which is served.

    var/site/current       a symbolic link to the newest good build
    var/site/<hash>/       one build, named after everything that went into it
    var/site/lock          held while building

A build that fails leaves the site that is served as it was. The build before the newest is kept,
so that one `ln -sfn` brings it back. Nothing is built twice: the same input is the same hash.
"""

import fcntl
import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from mkdocs.commands.build import build as generate
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from sqlalchemy import Connection

from province.basics import Invalid, Settings
from province.publishing.feeds import machine_files
from province.publishing.staging import stage, write

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "site"  # mkdocs.yml, templates, assets

CURRENT = "current"
_UNFINISHED = "unfinished-"
_TOOLS = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2")
# Scripts and styles the theme copies into every site; no page of ours asks for them.
_THEME_ASSETS = ("assets/javascripts", "assets/stylesheets", "assets/images", "sitemap.xml.gz")


@dataclass(frozen=True)
class SiteBuilt:
    """A site that stands and is served."""

    path: Path
    pages: int
    seconds: float
    fresh: bool  # False: nothing had changed, the site that stood was right


def build_site(
    settings: Settings,
    connection: Connection | None,
    now: datetime,
    *,
    content: Path,
    project: Path = PROJECT,
) -> SiteBuilt:
    """Build the public site as it is at an instant and put it in service.

    Refuses: publishing.content.faulty, publishing.site.broken; the site in service stays.
    """
    began = time.perf_counter()
    staged = stage(content, connection, now)
    settings.site.mkdir(parents=True, exist_ok=True)
    with _alone(settings.site), tempfile.TemporaryDirectory(prefix="vl-site-") as scratch:
        docs = Path(scratch) / "docs"
        write(staged, docs)
        shutil.copytree(project / "assets", docs / "assets", dirs_exist_ok=True)
        machines = machine_files(staged.pages, settings.site_url, settings.province)
        name = _fingerprint(docs, machines, project, settings)
        place = settings.site / name
        fresh = not place.exists()
        if fresh:
            unfinished = settings.site / f"{_UNFINISHED}{name}"
            _generate(docs, unfinished, project, settings)
            _finish(unfinished, machines)
            unfinished.rename(place)
        _serve(settings.site, name)
    return SiteBuilt(place, len(staged.pages), time.perf_counter() - began, fresh)


def asset_version(assets: Path = PROJECT / "assets") -> str:
    """Return a stamp of the styles and scripts, so that browsers may keep them for long."""
    digest = hashlib.sha256()
    for path in sorted(assets.glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for the build under way, then keep others out; the kernel lets go if we die."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left)
        yield


def _fingerprint(
    docs: Path, machines: Mapping[str, bytes], project: Path, settings: Settings
) -> str:
    """Return the hash of all that makes the site what it is."""
    digest = hashlib.sha256(f"{settings.site_url} {_said(settings)}".encode())
    for content in machines.values():
        digest.update(hashlib.sha256(content).digest())
    for tool in _TOOLS:
        digest.update(f"\0{tool} {version(tool)}".encode())
    for folder, paths in (
        (docs, _files(docs)),
        (project, [project / "mkdocs.yml", *_files(project / "overrides")]),
    ):
        for path in paths:
            digest.update(f"\0{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _said(settings: Settings) -> dict[str, object]:
    """Return what the frame of each page says of the province."""
    return {
        "demo": settings.demo,
        "province_name": settings.province,
        "province_name_en": settings.province_en,
        "mail_domain": settings.domain,
    }


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _generate(docs: Path, target: Path, project: Path, settings: Settings) -> None:
    """Let the generator write the site.

    Refuses: publishing.site.broken with what the generator said.
    """
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # the theme would print one as it is loaded
    with _listening() as said:
        try:
            config = load_config(
                str(project / "mkdocs.yml"),
                docs_dir=str(docs),
                site_dir=str(target),
                site_name=settings.province,
                site_url=f"{settings.site_url}/",
                strict=True,
                extra={"asset_version": asset_version(docs / "assets"), **_said(settings)},
            )
            generate(config)
        except (MkDocsException, SystemExit) as error:
            lines = said or [str(error)]
            raise Invalid(
                "publishing.site.broken",
                f"Không dựng được trang; trang đang phục vụ giữ nguyên. {lines[0]}",
                detail={"faults": lines},
            ) from error


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what the generator warns of."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    ear, logger = Ear(logging.WARNING), logging.getLogger("mkdocs")
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)


def _finish(target: Path, machines: Mapping[str, bytes]) -> None:
    """Drop what no page asks for, add what machines read, and see all of it on the disk.

    The name of a build vouches for its content from then on, after a power cut too.
    """
    for name in _THEME_ASSETS:
        left = target / name
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    for name, content in machines.items():
        (target / name).write_bytes(content)
    for path in _files(target):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _serve(folder: Path, name: str) -> None:
    """Point the link at a build in one step, and drop the builds before the one it pointed at."""
    link = folder / CURRENT
    before = os.readlink(link) if link.is_symlink() else name
    if before == name and link.exists():
        return
    fresh = folder / f"{CURRENT}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(name)
    fresh.replace(link)
    for old in folder.iterdir():
        if old.is_dir() and not old.is_symlink() and old.name not in (name, before):
            shutil.rmtree(old)
