"""The schema's upgrades: forward only, all or nothing, refused to a database from the future."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from province.basics.refusals import Unavailable
from province.storage.work import Storage

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_KEY = 7_286_001  # PostgreSQL advisory lock: one upgrade at a time


def known_revisions() -> list[str]:
    """Return our revisions, oldest first; files are named NNNN_what.py."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision(connection: Connection) -> str | None:
    """Return the revision a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(storage: Storage) -> bool:
    """Tell whether a database is at our newest revision.

    Refuses: storage.newer_schema when it was written by a newer version of the system.
    """
    with storage.reading() as connection:
        found = revision(connection)
    if found is not None and found not in known_revisions():
        raise Unavailable(
            "storage.newer_schema",
            "Cơ sở dữ liệu thuộc phiên bản mới hơn phần mềm này. Hãy cài lại phiên bản mới nhất.",
        )
    return found == known_revisions()[-1]


def upgrade(storage: Storage) -> bool:
    """Bring a database to our newest revision; False when there was nothing to do."""
    if is_current(storage):
        return False
    from alembic import command  # slow to import and rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with storage.engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
