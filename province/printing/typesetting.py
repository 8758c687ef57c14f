"""Setting a form: a typst template, data, our own fonts and nothing of the machine's."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import local
from typing import Any

import typst

from province.storage import canonical

_TEMPLATES = Path(__file__).with_name("templates")
_FONTS = Path(__file__).with_name("fonts")
_NO_DATE = datetime(2025, 7, 1, tzinfo=UTC)  # what a file says that nobody dated
_PARTS = frozenset({"official"})  # shared pieces, no forms of their own
_compilers = local()  # a compiler keeps its last world: one to each thread and template


def template_names() -> list[str]:
    """Return the names of the forms that can be printed."""
    return sorted(path.stem for path in _TEMPLATES.glob("*.typ") if path.stem not in _PARTS)


def pdf(template: str, data: Mapping[str, Any], *, at: datetime = _NO_DATE) -> bytes:
    """Set a form. `at` is the instant the file says it was made; the same call, the same bytes.

    The template reads `data` as JSON, in NFC as it is stored; its texts are never taken as markup.

    Returns: a tagged PDF/A-2 with only our fonts in it.
    """
    made = _compiler(template).compile(
        sys_inputs={"data": canonical(data)},
        format="pdf",
        pdf_standards="a-2a",
        timestamp=at.astimezone(UTC).replace(microsecond=0),  # PDF dates end at seconds
    )
    assert isinstance(made, bytes)  # only page images come as a list
    return made


def _compiler(template: str) -> typst.Compiler:
    kept: dict[str, typst.Compiler] = _compilers.__dict__.setdefault("by_template", {})
    if template not in kept:
        kept[template] = typst.Compiler(
            _TEMPLATES / f"{template}.typ", root=_TEMPLATES, font_paths=_fonts()
        )
    return kept[template]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
    )
