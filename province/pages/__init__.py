"""Pages written from the domain: the guide of each procedure, the page of each unit, their lists.

A page is what the site's generator gets: Markdown, and the facts its template shows around it. The
guide a citizen reads says what the procedure's definition declares, so that guide, form and clock
cannot disagree; the page of a unit says who leads it, how to reach it, and where the work of one
that is gone went. Publishing puts these beside what editors write; `list_page` and `placed` give
both the same frame.

Law: 224/2026/NĐ-CP; 118/2025/NĐ-CP
"""

from province.pages.frame import day_words, list_page, placed
from province.pages.guides import field_cards, guide_pages
from province.pages.model import Kind, StagedPage, url_of
from province.pages.units import Book, open_book, unit_pages

__all__ = [
    "Book",
    "Kind",
    "StagedPage",
    "day_words",
    "field_cards",
    "guide_pages",
    "list_page",
    "open_book",
    "placed",
    "unit_pages",
    "url_of",
]
