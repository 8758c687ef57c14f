"""Every law the code cites is in the index, and no rule in force rests on a law that is gone."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)  # the day the index was last read through
CITATION = re.compile(r"^\s*#?\s*Law:\s*(.+)$", re.MULTILINE)
NUMBER = re.compile(r"QCVN \d+:\d{4}/\w+|\d+/\d{4}/[\wĐ]+(?:-[\wĐ]+)?")


@dataclass(frozen=True)
class Law:
    """One line of the index."""

    number: str
    in_force_from: date
    in_force_to: date | None
    replaced_by: str


def index() -> dict[str, Law]:
    with (ROOT / "docs/law/index.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        row["number"]: Law(
            row["number"],
            date.fromisoformat(row["in_force_from"]),
            date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
            row["replaced_by"],
        )
        for row in rows
    }


def citations() -> list[tuple[str, str]]:
    """Return (place, number) of every `Law:` line in the code."""
    found = []
    for top in ("province", "api", "mail"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for line in CITATION.findall(path.read_text(encoding="utf-8")):
                numbers = NUMBER.findall(line)
                place = str(path.relative_to(ROOT))
                assert numbers, f"{place}: no number of a law in “Law: {line}”"
                found += [(place, number) for number in numbers]
    return found


def test_every_cited_law_is_in_the_index() -> None:
    known = index()
    cited = citations()
    assert cited
    missing = sorted({f"{place}: {number}" for place, number in cited if number not in known})
    assert not missing, "\n".join(missing)


def test_no_rule_rests_on_a_law_that_is_gone() -> None:
    known = index()
    gone = [
        f"{place}: {number} was replaced by {known[number].replaced_by}"
        for place, number in citations()
        if number in known and (end := known[number].in_force_to) and end <= TODAY
    ]
    assert not gone, "\n".join(gone)


def test_the_index_is_sound() -> None:
    known = index()
    for law in known.values():
        assert law.in_force_to is None or law.in_force_to > law.in_force_from, law.number
        assert not law.replaced_by or law.replaced_by in known, law.number
