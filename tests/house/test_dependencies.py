"""What runs needs only what the runtime lock installs, and nothing is installed for nobody.

Test tools would hide a dependency that is missing, and nobody would miss one that is not needed.
"""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"api", "demo", "mail", "province", "build", "bench", "tests"}
RUNNING = ("api", "demo", "mail", "province")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BY_NAME = {  # asked for by name only, and by whom
    "httptools": "uvicorn reads HTTP with it when it is there",
    "uvloop": "uvicorn takes its event loop when it is there",
    "python-multipart": "Starlette reads forms with it",
    "psycopg": "SQLAlchemy speaks to PostgreSQL with it: postgresql+psycopg://",
    "mkdocs-material": "theme and emoji in site/mkdocs.yml",
    "markdown": "its version is part of a build's name, and mkdocs renders with it",
    "ruff": "build.py test runs it",
    "mypy": "build.py test runs it",
    "uv": "build.py lock runs it",
    "types-pyyaml": "mypy reads it",
    "types-openpyxl": "mypy reads it",
}


def imported(tops: tuple[str, ...] = RUNNING) -> dict[str, str]:
    """Return third-party top-level modules that are imported there, and one place of each."""
    found: dict[str, str] = {}
    files = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    for path in [*files, ROOT / "build.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                if top not in sys.stdlib_module_names and top not in OURS:
                    found.setdefault(top, f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def declared(lines: list[str]) -> set[str]:
    """Return the names of distributions as they are asked for."""
    return {re.split(r"[\[<>=]", line)[0].lower().replace("_", "-") for line in lines}


def test_every_dependency_is_imported_or_asked_for_by_name() -> None:
    of = packages_distributions()

    def needed(*tops: str) -> set[str]:
        return {name.lower().replace("_", "-") for one in imported(tops) for name in of[one]}

    running = declared(PROJECT["dependencies"])
    assert running - needed(*RUNNING) - set(BY_NAME) == set()
    testing = declared(PROJECT["optional-dependencies"]["test"])
    assert testing - needed("tests", "bench") - set(BY_NAME) == set()
    assert set(BY_NAME) <= (running | testing) - needed(*RUNNING)


def test_every_import_is_of_a_declared_dependency() -> None:
    running = declared(PROJECT["dependencies"])
    of = packages_distributions()
    missing = {
        f"{place}: {module}"
        for module, place in imported().items()
        if not {name.lower().replace("_", "-") for name in of[module]} & running
    }
    assert not missing, missing
