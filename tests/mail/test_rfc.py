"""The table of standards tells the truth: each line names a test, each citation has a line."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "mail" / "rfc.tsv"
ROOMS = ("mail", "province/mailboxes", "province/messages")
CODE = [path for room in ROOMS for path in sorted((ROOT / room).glob("*.py"))]
COLUMNS = ["rfc", "section", "what", "status", "test", "note"]


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        return [
            {name: value or "" for name, value in row.items()}
            for row in csv.DictReader(file, delimiter="\t")
        ]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the tests of a file as pytest names them, classes included."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)
            }
    return frozenset(found)


def cited() -> set[tuple[str, str, str]]:
    """Return (file, RFC, section) of every citation in the mail code; "" for no section."""
    found = set()
    for path in CODE:
        text = " ".join(path.read_text(encoding="utf-8").split())
        for number, section in re.findall(r"RFC (\d+)(?: §([\d.]*\d))?", text):
            found.add((path.name, number, section))
    return found


@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row['rfc']} {row['section']}")
def test_each_line_is_whole_and_its_test_is_there(row: dict[str, str]) -> None:
    assert list(row) == COLUMNS
    assert row["rfc"].isdigit()
    assert row["what"]
    if row["status"] == "no":
        assert row["note"], "say why, or what does it instead"
        assert not row["test"]
        return
    assert row["status"] in ("yes", "partial")
    assert row["note"] or row["status"] == "yes", "say what is missing"
    file, _, name = row["test"].partition("::")
    assert name in names_in(ROOT / "tests" / file), row["test"]


def test_no_line_stands_twice() -> None:
    keys = [(row["rfc"], row["section"]) for row in table()]
    assert len(keys) == len(set(keys))


def test_what_the_code_cites_is_in_the_table() -> None:
    numbers = {row["rfc"] for row in table()}
    missing = sorted((file, number) for file, number, _ in cited() if number not in numbers)
    assert missing == []


def test_nothing_cited_is_said_not_to_be_done() -> None:
    refused = {(row["rfc"], row["section"]) for row in table() if row["status"] == "no"}
    assert not {(n, s) for _, n, s in cited() if s and (n, s) in refused} - {("6531", "3.7.4")}


def test_the_code_does_cite() -> None:
    assert len(cited()) > 40
