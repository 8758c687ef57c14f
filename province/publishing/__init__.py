"""Publishing: the public website, built from what editors write and what the registers know.

Editors write Markdown with front matter; `staging` checks it and puts it beside the pages written
from the domain, and `build_site` lets the generator write a new site beside the one in service and
switches over only when it is whole. `entries_for_search` tells the search index of every page.

Law: 224/2026/NĐ-CP; 22/2023/TT-BTTTT; 51/2010/QH12 Đ43 (accessibility)
"""

from province.publishing.build import SiteBuilt, asset_version, build_site
from province.publishing.search_entries import entries_for_search

__all__ = ["SiteBuilt", "asset_version", "build_site", "entries_for_search"]
