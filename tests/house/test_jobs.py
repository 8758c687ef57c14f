"""What is asked for is done, and what is granted or written down has a name in the office.

Read from the code itself: every kind given to `jobs.ask` has a handler and every handler is asked
for; every deed that reaches a parameter called `deed` has a Vietnamese sentence, and every sentence
and every role's deed is about something the code really asks for or writes down.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from api.admin.jobs import KINDS
from province import access
from province.house import deeds
from province.house.handlers import HANDLERS

ROOT = Path(__file__).resolve().parents[2]
Place = str  # "province/access/tokens.py:42"


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the code of the rooms and the doors, read once."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for top in ("province", "api", "mail")
        for path in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in path.parts
    }


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, node


def said(node: ast.AST) -> Iterator[str]:
    """Yield every text that stands in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def asked_for() -> dict[str, Place]:
    """Return the kinds of jobs the code asks for, each with one place."""
    found = {}
    for path, call in calls():
        if ast.unparse(call.func).endswith("jobs.ask"):
            kind = call.args[1]
            assert isinstance(kind, ast.Constant), f"{path}:{call.lineno}: a kind must be literal"
            found[kind.value] = f"{path.relative_to(ROOT)}:{call.lineno}"
    return found


def test_every_kind_that_is_asked_for_has_a_handler() -> None:
    missing = {kind: place for kind, place in asked_for().items() if kind not in HANDLERS}
    assert not missing


def test_every_handler_is_asked_for() -> None:
    assert HANDLERS.keys() <= asked_for().keys()


def test_every_kind_has_a_name_for_the_administrator() -> None:
    assert KINDS.keys() == HANDLERS.keys()


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "province" and len(parts) > 2 else parts[0]


@cache
def takers() -> dict[tuple[str, str], int]:
    """Return where functions take a deed: (room or file, name) → place among the arguments."""
    found = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [one.arg for one in node.args.args]
                if "deed" in names:
                    found[room_of(path), node.name] = names.index("deed")
                    found[path.stem, node.name] = names.index("deed")
    return found


def taken_by(path: Path, call: ast.Call) -> ast.expr | None:
    """Return what a call gives for a parameter called `deed`; None when there is no such."""
    for keyword in call.keywords:
        if keyword.arg == "deed":
            return keyword.value
    if isinstance(call.func, ast.Attribute):
        places = [(ast.unparse(call.func.value).rpartition(".")[2], call.func.attr)]
    elif isinstance(call.func, ast.Name):
        places = [(path.stem, call.func.id), (room_of(path), call.func.id)]
    else:
        return None
    place = next((takers()[one] for one in places if one in takers()), None)
    return call.args[place] if place is not None and place < len(call.args) else None


def is_deed(text: str) -> bool:
    return text.partition(".")[0] in deeds.ROOMS_VI and " " not in text and "." in text


@cache
def spoken() -> dict[str, Place]:
    """Return the deeds the code asks for or writes down, each with one place.

    A deed reaches its function as an argument or through a variable called `deed` or `deeds`.
    """
    given = [(path, value) for path, call in calls() if (value := taken_by(path, call))]
    given += [
        (path, node.value)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("deed", "deeds")
    ]
    return {
        text: f"{path.relative_to(ROOT)}:{value.lineno}"
        for path, value in given
        for text in said(value)
        if is_deed(text)
    }


def test_every_deed_the_code_speaks_of_has_a_sentence() -> None:
    found = spoken()
    assert len(found) > 60
    unnamed = {deed: place for deed, place in found.items() if deed not in deeds.SENTENCES}
    assert not unnamed


def test_every_sentence_is_about_a_deed_the_code_speaks_of() -> None:
    assert deeds.SENTENCES.keys() <= spoken().keys()


def test_every_deed_of_every_role_can_be_granted() -> None:
    unknown = {
        f"{role.code}: {deed}"
        for role, granted in access.role_file().values()
        for deed in granted - deeds.GRANTABLE.keys()
    }
    assert not unknown


def test_every_deed_that_can_be_granted_belongs_to_a_role() -> None:
    held = {deed for _, granted in access.role_file().values() for deed in granted}
    assert not deeds.GRANTABLE.keys() - held
