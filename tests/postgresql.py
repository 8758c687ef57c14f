"""A PostgreSQL of the tests' own: made in a temporary folder, on a Unix socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(installed[-1]) if installed else shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    return Path(found).parent


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server and yield the SQLAlchemy address of its maintenance database."""
    folder = Path(tempfile.mkdtemp(prefix="vl-postgresql-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(
            [str(part) for part in command], check=True, capture_output=True, user=user, cwd=folder
        )

    run(
        programs() / "initdb",
        "-D",
        data,
        "-U",
        "province",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=200"
    run(programs() / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"postgresql+psycopg://province@/postgres?host={folder}"
    finally:
        run(programs() / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
