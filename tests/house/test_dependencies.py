"""What runs needs only what the runtime lock installs: test tools hide a missing dependency."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"api", "demo", "mail", "province", "build", "bench", "tests"}


def imported() -> dict[str, str]:
    """Return third-party top-level modules the running system imports, and one place of each."""
    found: dict[str, str] = {}
    files = [
        path for top in ("api", "demo", "mail", "province") for path in (ROOT / top).rglob("*.py")
    ]
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


def test_every_import_is_of_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        re.split(r"[\[<>=]", line)[0].lower().replace("_", "-") for line in project["dependencies"]
    }
    of = packages_distributions()
    missing = {
        f"{place}: {module}"
        for module, place in imported().items()
        if not {name.lower().replace("_", "-") for name in of[module]} & declared
    }
    assert not missing, missing
