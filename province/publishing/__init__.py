"""Publishing: the public website, built from what editors write and what the registers know.

Editors write Markdown with front matter; `staging` checks it, adds the directory of units, the
service guides and the lists, and `build` lets the generator write a new site beside the one in
service and switches over only when it is whole.

Law: 224/2026/NĐ-CP; 22/2023/TT-BTTTT; 51/2010/QH12 Đ43 (accessibility)
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from province.index import Entry
from province.publishing.build import SiteBuilt, asset_version, build_site
from province.publishing.staging import entries, stage

__all__ = ["SiteBuilt", "asset_version", "build_site", "entries_for_search"]


def entries_for_search(
    connection: Connection | None, now: datetime, *, content: Path
) -> Iterator[Entry]:
    """Yield every public page as the search index takes it.

    Refuses: publishing.content.faulty.
    """
    yield from entries(stage(content, connection, now))
