"""The look keeps its promises: contrast, nothing foreign, nothing inline, labels that belong."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "site/assets"
OVERRIDES = ROOT / "site/overrides"
TEMPLATES = sorted([*OVERRIDES.glob("*.html"), *(ROOT / "api/templates").rglob("*.html")])

TEXT = (  # what is written on what
    ("ink", "paper"), ("ink", "surface"), ("ink", "surface-sunk"),
    ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "surface-sunk"),
    ("link", "paper"), ("link", "surface"), ("link", "surface-sunk"), ("link", "river-tint"),
    ("link-over", "paper"), ("link-over", "surface"),
    ("on-action", "action"), ("on-action", "action-over"),
    ("on-header", "header"), ("on-header", "header-deep"), ("on-header-soft", "header"),
    ("on-header-soft", "header-deep"), ("on-river-tint", "river-tint"),
    ("urgent", "paper"), ("urgent", "surface"), ("on-urgent-tint", "urgent-tint"),
    ("on-danger-action", "danger-action"), ("on-done-tint", "done-tint"),
    ("on-waiting-tint", "waiting-tint"), ("on-info-tint", "info-tint"),
    ("on-neutral-tint", "neutral-tint"), ("on-mark", "mark"), ("paper", "ink"),
    ("ink", "river-tint"), ("on-done-tint", "paper"),
)  # fmt: skip
SHAPES = (  # borders of controls and the focus ring: 3 : 1
    ("line-strong", "surface"), ("line-strong", "paper"), ("focus", "paper"), ("focus", "surface"),
    ("action", "paper"), ("urgent", "paper"),
)  # fmt: skip


def tokens(theme: str) -> dict[str, str]:
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media screen and (prefers-color-scheme: dark)")
    pairs = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")
    found = dict(pairs.findall(light))
    if theme == "dark":
        found |= dict(pairs.findall(dark.split("@media print")[0]))
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out(theme: str) -> None:
    colours = tokens(theme)
    weak = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in TEXT
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_and_focus_stand_out(theme: str) -> None:
    colours = tokens(theme)
    weak = {
        (line, ground): round(contrast(colours[line], colours[ground]), 2)
        for line, ground in SHAPES
        if contrast(colours[line], colours[ground]) < 3
    }
    assert not weak


def test_both_themes_name_the_same_colours() -> None:
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    dark = text.split("@media screen and (prefers-color-scheme: dark)")[1].split("@media print")[0]
    assert set(re.findall(r"--([\w-]+):\s*#", dark)) == set(tokens("light"))


def test_styles_use_the_tokens_there_are() -> None:
    named = set(re.findall(r"--([\w-]+):", (ASSETS / "tokens.css").read_text(encoding="utf-8")))
    styles = (ASSETS / "province.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([\w-]+)", styles)) <= named


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in (ASSETS / "tokens.css", ASSETS / "province.css", ASSETS / "province.js"):
        assert not re.search(r"https?:|url\(\s*[\"']?//|@import", path.read_text(encoding="utf-8"))
    for path in TEMPLATES:
        loaded = re.findall(
            r"<(?:link|script|img|iframe|source)\b[^>]*?(?:src|href)=\"([^\"]*)\"",
            path.read_text(encoding="utf-8"),
        )
        assert [one for one in loaded if not one.startswith(("/", "{{"))] == [], path.name


def test_what_styles_and_templates_ask_for_is_there() -> None:
    for name in re.findall(r"url\(\"([^\"]+)\"", (ASSETS / "province.css").read_text("utf-8")):
        assert (ASSETS / name).is_file(), name
    for path in TEMPLATES:
        for name in re.findall(r"\"/assets/([\w./-]+)", path.read_text(encoding="utf-8")):
            assert (ASSETS / name).is_file(), f"{path.name}: {name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_inline(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_scripts_need_no_eval_and_set_no_styles() -> None:
    text = (ASSETS / "province.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|\.style\b|innerHTML|document\.write", text)


SAMPLE = """
{% extends "skeleton.html" %}{% import "components.html" as ui %}
{% set title = bad %}{% set trail = [["/thu-tuc/", bad]] %}
{% block content %}
{{ ui.error_summary({"ten": bad}) }}
{% for kind in ("text", "textarea", "password", "date", "file", "files", "money", "checkbox") %}
{{ ui.field(kind, "f-" ~ kind, bad, value=bad, help=bad, error=bad) }}
{% endfor %}
{% for kind in ("select", "radio", "checkboxes") %}
{{ ui.field(kind, "f-" ~ kind, bad, value=["a"], options=[["a", bad, bad], [bad, "b"]]) }}
{% endfor %}
{{ ui.button(bad, name=bad, value=bad) }}{{ ui.link_button(bad, bad) }}{{ ui.state_label(bad) }}
{% call ui.notice_box(bad) %}{% endcall %}{% call ui.empty_state(bad, bad) %}{% endcall %}
{{ ui.table(bad, [bad, {"text": bad, "number": true}], [[bad, {"text": bad, "href": bad}]]) }}
{{ ui.pagination(2, 9, bad, bad, bad) }}{{ ui.summary_list([[bad, bad, bad]]) }}
{{ ui.timeline([{"title": bad, "when": bad, "text": bad, "state": "now"}, {"title": bad}]) }}
{{ ui.card(bad, bad, bad) }}
{{ ui.tabs([{"href": bad, "label": bad, "count": 0, "current": true}], bad) }}
{{ ui.counts([{"href": bad, "label": bad, "count": 3, "urgent": true}]) }}
{{ ui.attachments([{"href": bad, "name": bad, "size": bad, "kind": bad}]) }}
{{ ui.search_form(bad, bad, bad, bad) }}
{% endblock %}
"""
WORKSPACE = '{% extends "workspace.html" %}{% set title = bad %}{% block content %}x{% endblock %}'


def rendered(template: str, *, autoescape: bool) -> str:
    """Render as the dynamic pages do (escaping, strict) or as the site generator does (neither)."""
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.DictLoader({"it": template}), jinja2.FileSystemLoader(OVERRIDES)]
        ),
        autoescape=autoescape,
        trim_blocks=autoescape,
        lstrip_blocks=autoescape,
        undefined=jinja2.StrictUndefined if autoescape else jinja2.Undefined,
    )
    bad = "<i>\"'&</i>"
    account = {"name": bad, "position": bad, "unit": bad}
    item = {"href": bad, "label": bad, "icon": "inbox", "count": 2, "urgent": True}
    return environment.get_template("it").render(
        bad=bad,
        province_name=bad,
        province_name_en=bad,
        mail_domain=bad,
        account=account,
        menu=[{"title": bad, "items": [item]}],
        flash=[{"tone": tone, "text": bad, "undo": bad} for tone in ("done", "info")],
        keys=[["a", bad]],
    )


def tokens_of(html: str) -> list[str]:
    """Return tags and texts, whatever the white space between them."""
    return [part.strip() for part in re.split(r"(<[^>]*>)", html) if part.strip()]


@pytest.mark.parametrize("template", [SAMPLE, WORKSPACE], ids=["components", "workspace"])
def test_components_escape_alike_in_both_worlds(template: str) -> None:
    escaped = rendered(template, autoescape=True)
    assert tokens_of(escaped) == tokens_of(rendered(template, autoescape=False))
    assert "<i>" not in escaped
    assert "&amp;lt;" not in escaped  # twice


class Form(HTMLParser):
    """Labels, descriptions and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("for", "aria-describedby", "aria-labelledby"):
                self.pointed += [(f"{tag} {name}", one) for one in (value or "").split()]


def test_every_label_help_and_error_belongs_to_something() -> None:
    page = Form(rendered(SAMPLE, autoescape=True))
    assert len(page.ids) == len(set(page.ids))
    assert [pointed for pointed in page.pointed if pointed[1] not in page.ids] == []


def icons_used() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"icons\.icon\(\"(\w+)\"|\bicon=\"(\w+)\"", text):
            yield path.name, name[0] or name[1]


def test_every_icon_asked_for_is_drawn() -> None:
    shapes = set(
        re.findall(r"^  \"(\w+)\": '", (OVERRIDES / "icons.html").read_text("utf-8"), re.M)
    )
    assert {pair for pair in icons_used() if pair[1] not in shapes} == set()


def test_the_province_is_named_in_the_settings_alone() -> None:
    code = [*TEMPLATES, ROOT / "site/mkdocs.yml"]
    code += [path for top in ("api", "mail", "province") for path in (ROOT / top).rglob("*.py")]
    naming = [path for path in code if "Vĩnh Long" in path.read_text(encoding="utf-8")]
    assert naming == [ROOT / "province/basics/settings.py"]


def test_what_is_drawn_is_used() -> None:
    shapes = re.findall(r"^  \"(\w+)\": '", (OVERRIDES / "icons.html").read_text("utf-8"), re.M)
    components = (OVERRIDES / "components.html").read_text("utf-8")
    pages = "".join(path.read_text("utf-8") for path in TEMPLATES if path.name != "icons.html")
    code = "".join(
        path.read_text("utf-8")
        for top in ("api", "province")
        for path in (ROOT / top).rglob("*.py")
    )
    unused = {name for name in shapes if f'"{name}"' not in pages + code}
    for name in re.findall(r"macro (\w+)\(", components):
        calls = re.findall(rf"(?<!macro )\b{name}\(", pages)
        unused |= set() if calls else {name}
    assert unused == set()
